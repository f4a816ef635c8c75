// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/openrecord.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QUuid>

#include <utility>

namespace eventscope {

namespace {

QString lockOf(const QString &record)
{
    return record + QStringLiteral(".lock");
}

// Never stale by its age alone: windows stay open for weeks.
std::unique_ptr<QLockFile> lockFor(const QString &record)
{
    auto lock = std::make_unique<QLockFile>(lockOf(record));
    lock->setStaleLockTime(0);
    return lock;
}

} // namespace

QString OpenRecord::stateFolder()
{
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state))
        state = QDir::homePath() + QStringLiteral("/.local/state");
    return state + u'/' + QCoreApplication::applicationName() + QStringLiteral("/open");
}

OpenRecord::OpenRecord(QString folder)
    : m_folder(std::move(folder))
{}

OpenRecord::~OpenRecord()
{
    clear();
}

void OpenRecord::note(const WorkspaceStore &store, const QString &workspaceFile)
{
    if (!m_lock) {
        QDir().mkpath(m_folder);
        m_file = QDir(m_folder).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces)
                                         + QStringLiteral(".json"));
        m_lock = lockFor(m_file);
        // Without a lock nobody could tell whether it is in use.
        if (!m_lock->tryLock(0)) {
            m_lock.reset();
            return;
        }
    }
    QSaveFile out(m_file);
    if (!out.open(QIODevice::WriteOnly))
        return;
    out.write(QJsonDocument(QJsonObject{{QStringLiteral("store"), store.location},
                                        {QStringLiteral("dialect"), store.dialect},
                                        {QStringLiteral("table"), store.table},
                                        {QStringLiteral("workspace"), workspaceFile}})
                  .toJson());
    out.commit();
}

void OpenRecord::clear()
{
    if (!m_lock)
        return;
    QFile::remove(m_file);
    m_lock.reset();
}

std::vector<OpenRecord::Left> OpenRecord::left(const QString &folder)
{
    std::vector<Left> all;
    for (const QFileInfo &info :
         QDir(folder).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time)) {
        const QString record = info.absoluteFilePath();
        if (!lockFor(record)->tryLock(0))
            continue;
        QFile file(record);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
        const auto text = [&json](const char *name) {
            return json.value(QLatin1String(name)).toString();
        };
        Left left{{text("store"), text("dialect"), text("table")}, text("workspace"), record};
        if (left.store.location.isEmpty())
            QFile::remove(record);
        else
            all.push_back(std::move(left));
    }
    return all;
}

void OpenRecord::forget(const QString &folder, const Left &left)
{
    for (const Left &each : OpenRecord::left(folder)) {
        if (each.store.location == left.store.location && each.workspaceFile == left.workspaceFile)
            QFile::remove(each.record);
    }
}

} // namespace eventscope
