// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/viewkeeper.h"

#include "session/session.h"
#include "shell/explorepage.h"
#include "shell/perspectives.h"
#include "timeline/timelineview.h"

#include <QCborMap>
#include <QCborValue>
#include <QVariantMap>

#include <utility>

namespace eventscope::ui {

namespace {

QString panelsKey()
{
    return QStringLiteral("panels");
}
QString pagesKey()
{
    return QStringLiteral("pages");
}

QString perspectiveKey()
{
    return QStringLiteral("perspective");
}

QByteArray layoutOf(const Perspectives &perspectives)
{
    const auto current = static_cast<qsizetype>(perspectives.current());
    const QVariantMap layout{{panelsKey(), perspectives.saveLayout()},
                             {pagesKey(), perspectives.explore().savePages()},
                             {perspectiveKey(), Perspectives::names().at(current)}};
    return QCborValue::fromVariant(layout).toCbor();
}

QVariantMap mapOf(const QByteArray &layout)
{
    return QCborValue::fromCbor(layout).toMap().toVariantMap();
}

} // namespace

ViewKeeper::ViewKeeper(Session &session, Perspectives &perspectives, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_perspectives(perspectives)
{
    m_timer.setInterval(kEveryMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &ViewKeeper::keep);
    connect(&session, &Session::opened, this, &ViewKeeper::takeLog);
    connect(&session.masking(), &Masking::changed, this, &ViewKeeper::keep);
    connect(&session, &Session::closing, this, [this] {
        keep();
        m_timer.stop();
    });
}

void ViewKeeper::takeLog()
{
    if (!m_restores)
        return;
    const WorkspaceView &view = m_session.workspace().view();
    if (!view.layout.isEmpty())
        m_perspectives.restoreLayout(mapOf(view.layout).value(panelsKey()).toMap());
    if (!view.filter.empty())
        m_session.setFilter(QString::fromStdString(view.filter));
    m_session.setOnlySelectedStream(view.onlyStream);
}

void ViewKeeper::begin(bool goThere)
{
    const WorkspaceView view = m_session.workspace().view();
    if (m_restores && !view.layout.isEmpty()) {
        const QVariantMap layout = mapOf(view.layout);
        m_perspectives.explore().restorePages(layout.value(pagesKey()).toStringList());
        m_perspectives.showNamed(layout.value(perspectiveKey()).toString());
    }
    if (m_restores && goThere && !m_session.hasChosenPlace())
        goToPlace(view);
    m_timer.start();
}

void ViewKeeper::goToPlace(const WorkspaceView &view)
{
    const EventLog &log = m_session.log();
    if (const auto type = view.streamType ? log.findStreamType(*view.streamType) : std::nullopt)
        m_session.selectStreamType(type);
    if (view.playhead) {
        const auto stream = view.stream ? log.findStream(*view.stream) : std::nullopt;
        const bool isThere = stream && stream->value() < log.streamCount();
        m_session.selectStream(isThere ? stream : std::nullopt);
        if (const Row row = rowOf(log, *view.playhead); row != kNoRow)
            m_session.setPlayhead(row);
    }
    if (view.timeline)
        m_perspectives.explore().timeline().showSpan(view.timeline);
}

WorkspaceView ViewKeeper::current() const
{
    WorkspaceView view;
    const EventLog &log = m_session.log();
    if (m_session.hasChosenPlace() && m_session.playhead() != kNoRow) {
        view.playhead = eventAt(log, m_session.playhead());
        if (const auto stream = m_session.selectedStream())
            view.stream = std::string(log.streamName(*stream));
    }
    if (const auto type = m_session.selectedStreamType(); type && *type != kNoStreamType)
        view.streamType = std::string(log.streamTypeName(*type));
    view.filter = m_session.filterText().toStdString();
    view.onlyStream = m_session.onlySelectedStream();
    view.timeline = m_perspectives.explore().timeline().span();
    view.masked = m_session.masking().isOn();
    view.layout = layoutOf(m_perspectives);
    return view;
}

void ViewKeeper::keep()
{
    // Before that, what is there is not what somebody has made of it.
    if (m_timer.isActive() && m_session.hasLog())
        m_session.workspace().setView(current());
}

} // namespace eventscope::ui
