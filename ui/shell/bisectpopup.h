// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "shell/popup.h"

#include <QTimer>

class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace eventscope::ui {

// One line: something that is true of the state of the selected stream from some event on. Enter looks for that event and goes there.
class BisectPopup : public Popup
{
    Q_OBJECT

public:
    BisectPopup(Session &session, QWidget *window);

    QString said() const;
    // With a predicate to begin with, its value selected: the part behind the last "=== ".
    void openWith(const QString &predicate);

Q_SIGNALS:
    void arrived(); // at the event that was looked for

protected:
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void aboutToOpen() override;
    void search();
    void take(const Bisection &bisection);
    void takeSearching();
    void takeProgress(const BisectionProgress &progress);
    QString labelOf(std::uint32_t ordinal) const;
    QString streamName() const;

    Session &m_session;
    QLineEdit *m_line = nullptr;
    QCheckBox *m_linear = nullptr;
    QLabel *m_hint = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_find = nullptr;
    QPushButton *m_cancel = nullptr;
    QTimer m_slow; // progress shows only where there is something to wait for
};

} // namespace eventscope::ui
