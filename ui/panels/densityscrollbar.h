// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "models/rowdensity.h"
#include "session/session.h"

#include <QPixmap>
#include <QScrollBar>
#include <QTimer>

#include <memory>

namespace eventscope::ui {

// The scroll bar of the table of events, with a strip beside it that shows the whole list from far away: how close its events follow each
// other, and where bookmarks, findings, selected events and the playhead are. The strip scrolls as the bar does. What it shows is worked
// out on a thread of its own, a few times a second at most, and painted from a pixmap.
class DensityScrollBar : public QScrollBar
{
    Q_OBJECT

public:
    explicit DensityScrollBar(Session &session, QWidget *parent = nullptr);
    ~DensityScrollBar() override;

    const RowDensity &density() const { return m_density; }
    bool isSettled() const { return m_worker->idle() && !m_soon.isActive(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void initStyleOption(QStyleOptionSlider *option) const override;
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    struct Span {
        double top = 0;
        double bottom = 0;
    };
    QRect stripRect() const;
    Span span() const; // where the first and the last row are
    void changeSoon();
    void compute();
    void paintStrip();
    void letGo();
    std::unique_ptr<QMouseEvent> onBar(const QMouseEvent &event) const;

    Session &m_session;
    RowDensity m_density;
    QPixmap m_picture; // of the density; null: it is old
    QTimer m_soon;
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
