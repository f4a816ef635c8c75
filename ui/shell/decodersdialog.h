// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QDialog>

#include <optional>

class QLabel;
class QPushButton;
class QTableWidget;

namespace eventscope::ui {

// The decoders of the store, in the order in which they are asked, and how each of them fares.
class DecodersDialog : public QDialog
{
    Q_OBJECT

public:
    explicit DecodersDialog(Session &session, QWidget *parent = nullptr);

    // Asks for a new one, for events of that type at first.
    static void addTo(Session &session, const QString &type, QWidget *parent);

private:
    void fill();
    void takeCurrent();
    std::optional<std::size_t> current() const;
    void edit();
    void removeCurrent();
    void move(int by);
    void runCurrent();

    Session &m_session;
    QTableWidget *m_table;
    QLabel *m_problem;
    QPushButton *m_edit;
    QPushButton *m_remove;
    QPushButton *m_up;
    QPushButton *m_down;
    QPushButton *m_run; // trusts it, or starts it again
};

} // namespace eventscope::ui
