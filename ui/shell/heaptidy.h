// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace eventscope {
class Session;
}

namespace eventscope::ui {

// Gives memory back to the system that large answers (filters, findings, the catalogue) have left free, once nothing has been asked
// for a while: it takes some milliseconds, in which nobody then waits for a frame.
class HeapTidy : public QObject
{
    Q_OBJECT

public:
    HeapTidy(const Session &session, QObject *parent);

private:
    void tidy();

    const Session &m_session;
    QTimer m_calm;
};

} // namespace eventscope::ui
