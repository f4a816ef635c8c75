// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

class QProgressBar;
class QToolButton;

namespace eventscope::ui {

class ElidedLabel;
class Notice;

// Above the output of a projection: what runs and stops it, which engine it follows, how far it is, what it has come to, and what is wrong.
class ProjectionBar : public QWidget
{
    Q_OBJECT

public:
    explicit ProjectionBar(Session &session, QWidget *parent = nullptr);

    void setCanRun(bool canRun); // there is a text to run
    ProjectionEngine engine() const { return m_engine; }
    void setEngine(ProjectionEngine engine); // without engineWanted()
    // What stands behind the names of the buttons: " (Ctrl+R)".
    void setKeys(const QString &run, const QString &stop);
    QString summary() const; // "1,204 handled · 36 skipped · 95 keys"

Q_SIGNALS:
    void runWanted();
    void stopWanted();
    void engineWanted(eventscope::ProjectionEngine engine);
    void lineWanted(int line, int column);

private:
    void take();
    void takeProgress();
    void takeNotice();
    void say(const Error &error);

    Session &m_session;
    OpenProjection &m_projection;
    ProjectionEngine m_engine = ProjectionEngine::V1;
    bool m_canRun = false;
    QToolButton *m_run;
    QToolButton *m_stop;
    QToolButton *m_engineButton;
    QProgressBar *m_progress;
    ElidedLabel *m_summary;
    Notice *m_notice;
};

} // namespace eventscope::ui
