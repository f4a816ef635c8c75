// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QMenu;
class QToolButton;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class FollowButton;

// The bar at the top: opening, back and forward, what is open, how far loading has come, following, commands and settings.
class TopBar : public QWidget
{
    Q_OBJECT

public:
    struct Actions {
        QMenu *open = nullptr;
        QAction *back = nullptr;
        QAction *forward = nullptr;
        QAction *goTo = nullptr;
        QAction *commands = nullptr;
        QMenu *settings = nullptr;
    };
    TopBar(Session &session, const Actions &actions, QWidget *parent = nullptr);

    // "Emmett · 1,940 events · read-only"; empty without a store.
    static QString summary(const Session &session);
    // "orders.db · Emmett · 1,940 events · read-only", or the program's name.
    static QString title(const Session &session);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showTexts();
    void updateProgress();
    bool isLoading() const;

    Session &m_session;
    QLabel *m_name = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_progress = nullptr;
    QToolButton *m_cancel = nullptr;
    QTimer m_progressDelay; // progress that is over at once is not worth a flicker
};

} // namespace eventscope::ui
