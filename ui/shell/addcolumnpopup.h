// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/popup.h"

class QLabel;
class QLineEdit;
class QTableWidget;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

// One line for a path into payloads, over those that occur in the store: Enter gives the chosen one a column in the table of events.
class AddColumnPopup : public Popup
{
    Q_OBJECT

public:
    AddColumnPopup(Session &session, QWidget *window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void aboutToOpen() override;
    void fill();
    void take();
    void add(const QString &path);

    Session &m_session;
    QLineEdit *m_line = nullptr;
    QTableWidget *m_table = nullptr;
    QLabel *m_hint = nullptr;
};

} // namespace eventscope::ui
