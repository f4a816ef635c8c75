// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "shell/startplace.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <QTimer>

#include <optional>

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class MainWindow;

// Renders the window to a picture once everything in it is there: the store loaded, the place gone to, event, state and payloads
// read, and two renderings in a row alike.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    struct Request {
        QString file;
        QSize size; // of the picture, in its own pixels
        bool withStore = false;
        StartPlace start;
    };
    Screenshot(MainWindow &window, Session &session, Request request);

    // Shows the window and waits; then one of the signals.
    void start();

    // "1280x800"; none if it is anything else or out of reason.
    static std::optional<QSize> parseSize(const QString &text);

Q_SIGNALS:
    void taken();
    void failed(const eventscope::Error &error);

private:
    void look();
    Result<void> save(const QImage &image) const;
    void end(const Result<void> &result);

    MainWindow &m_window;
    Session &m_session;
    Request m_request;
    QTimer m_look;
    bool m_isThere = false;
    bool m_wasIdle = false;
    QImage m_last;
};

} // namespace eventscope::ui
