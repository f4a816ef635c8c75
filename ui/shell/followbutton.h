// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace eventscope {
class Session;
}

namespace eventscope::ui {

// Whether new events appear by themselves: a dot, full while they do.
class FollowButton : public QToolButton
{
    Q_OBJECT

public:
    explicit FollowButton(Session &session, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void update();
    bool isLive() const;

    Session &m_session;
};

} // namespace eventscope::ui
