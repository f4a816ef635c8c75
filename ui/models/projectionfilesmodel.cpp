// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/projectionfilesmodel.h"

#include "session/postto.h"
#include "session/reducerfile.h"
#include "widgets/format.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr qsizetype kMostBeside = 500;

} // namespace

ProjectionFilesModel::ProjectionFilesModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    connect(&session.workspace(), &Workspace::projectionsChanged, this,
            &ProjectionFilesModel::take);
    connect(&session, &Session::opened, this, [this] {
        take();
        look();
    });
    connect(&session, &Session::closed, this, [this] {
        m_outcomes.clear();
        m_beside.clear();
        take();
    });
    OpenProjection &projection = session.projection();
    connect(&projection, &OpenProjection::phaseChanged, this, &ProjectionFilesModel::takeRun);
    connect(&projection, &OpenProjection::progressChanged, this, &ProjectionFilesModel::takeRun);
    connect(&projection, &OpenProjection::snapshotChanged, this, &ProjectionFilesModel::takeRun);
    connect(&projection, &OpenProjection::fileChanged, this, &ProjectionFilesModel::takeRun);
    take();
}

ProjectionFilesModel::~ProjectionFilesModel()
{
    m_worker.cancel();
}

void ProjectionFilesModel::setCurrent(const QString &file)
{
    m_current = file;
    take();
    look();
}

void ProjectionFilesModel::look()
{
    ++m_request;
    const QString current = m_current.isEmpty() ? QString() : QFileInfo(m_current).absolutePath();
    const QString store = m_session.location();
    if (current.isEmpty() && store.isEmpty()) {
        m_beside.clear();
        return take();
    }
    m_worker.submit([this, request = m_request, current, store](std::stop_token stop) {
        QStringList files = store.isEmpty() ? QStringList() : projectionsBeside(store);
        if (!current.isEmpty()) {
            const auto others = QDir(current).entryInfoList(QDir::Files | QDir::Readable,
                                                            QDir::Name | QDir::IgnoreCase);
            for (const QFileInfo &file : others) {
                if (isScriptFile(file.fileName()) && !files.contains(file.absoluteFilePath()))
                    files.append(file.absoluteFilePath());
            }
        }
        if (stop.stop_requested())
            return;
        files.resize(std::min(files.size(), kMostBeside));
        postTo(this, [this, request, files] {
            if (request != m_request)
                return;
            m_beside = files;
            take();
        });
    });
}

void ProjectionFilesModel::take()
{
    QStringList files;
    for (const KnownProjection &known : m_session.workspace().projections())
        files.append(QString::fromStdString(known.file));
    const int known = static_cast<int>(files.size());
    for (const QString &file : std::as_const(m_beside)) {
        if (!files.contains(file))
            files.append(file);
    }
    if (!m_current.isEmpty() && !files.contains(m_current))
        files.insert(known, m_current);
    if (files == m_files && known == m_known) {
        if (!files.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
        return;
    }
    beginResetModel();
    m_files = files;
    m_known = known;
    endResetModel();
}

ProjectionFilesModel::Outcome ProjectionFilesModel::outcomeOf(const OpenProjection &projection)
{
    const auto snapshot = projection.snapshot();
    switch (projection.phase()) {
    case OpenProjection::Phase::Running: {
        const double total = static_cast<double>(projection.progress().total);
        const double done = static_cast<double>(projection.progress().done);
        return {tr("running, %1 %").arg(total > 0 ? static_cast<int>(100 * done / total) : 0),
                false};
    }
    case OpenProjection::Phase::Refused:
        return {tr("refused"), true};
    case OpenProjection::Phase::Stopped:
        return {tr("stopped"), false};
    case OpenProjection::Phase::Ready:
        if (snapshot && snapshot->failure)
            return {tr("failed"), true};
        if (snapshot && snapshot->kind == ProjectionSnapshot::Kind::ReadModel)
            return {counted(static_cast<std::int64_t>(snapshot->tables.size()), tr("table"),
                            tr("tables")),
                    false};
        if (snapshot)
            return {counted(static_cast<std::int64_t>(snapshot->partitions.size()), tr("key"),
                            tr("keys")),
                    false};
        break;
    case OpenProjection::Phase::Empty:
        break;
    }
    return {};
}

void ProjectionFilesModel::takeRun()
{
    const OpenProjection &projection = m_session.projection();
    if (projection.file().isEmpty())
        return;
    m_outcomes[projection.file()] = outcomeOf(projection);
    if (const int row = indexOf(projection.file()); row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
}

ProjectionEngine ProjectionFilesModel::engineOf(const QString &file) const
{
    for (const KnownProjection &known : m_session.workspace().projections()) {
        if (known.file == file.toStdString())
            return known.engine == engineName(ProjectionEngine::V2) ? ProjectionEngine::V2
                                                                    : ProjectionEngine::V1;
    }
    return ProjectionEngine::V1;
}

int ProjectionFilesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_files.size());
}

int ProjectionFilesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int{kColumns};
}

QVariant ProjectionFilesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const QString &file = m_files.at(index.row());
    const Outcome outcome = m_outcomes.value(file);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Name ? QFileInfo(file).fileName() : outcome.text;
    case Qt::ToolTipRole:
        return plainToolTip(outcome.text.isEmpty() ? file : file + u'\n' + outcome.text);
    case KnownRole:
        return isKnown(index.row());
    case CurrentRole:
        return file == m_current;
    case TroubleRole:
        return outcome.isTrouble;
    case Qt::AccessibleTextRole:
        return index.column() == Name && !outcome.text.isEmpty()
                   ? tr("%1, %2").arg(QFileInfo(file).fileName(), outcome.text)
                   : QVariant();
    default:
        return {};
    }
}

} // namespace eventscope::ui
