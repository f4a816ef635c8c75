// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/popup.h"

class QLabel;
class QLineEdit;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

// One line: a position, a stream, a date or a time. Enter goes there, or says why not.
class GoToPopup : public Popup
{
    Q_OBJECT

public:
    GoToPopup(Session &session, QWidget *window);

private:
    void aboutToOpen() override;
    void go();

    Session &m_session;
    QLineEdit *m_line = nullptr;
    QLabel *m_hint = nullptr;
};

} // namespace eventscope::ui
