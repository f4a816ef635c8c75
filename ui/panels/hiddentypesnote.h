// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class LinkButton;

// "3 types hidden  Show all", beside the number of events; nothing while no type is hidden.
class HiddenTypesNote : public QWidget
{
    Q_OBJECT

public:
    explicit HiddenTypesNote(Session &session, QWidget *parent = nullptr);

    QString text() const; // empty while no type is hidden

private:
    void update();

    Session &m_session;
    QLabel *m_label;
    LinkButton *m_showAll;
};

} // namespace eventscope::ui
