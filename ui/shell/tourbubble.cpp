// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/tourbubble.h"

#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPropertyAnimation>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kWidth = 280;
constexpr int kGap = Theme::kGrid + Theme::kTight; // to what it points at
constexpr int kMotionMilliseconds = 120;

QToolButton *button(const QString &name)
{
    auto *made = new QToolButton;
    made->setObjectName(name);
    made->setToolButtonStyle(Qt::ToolButtonTextOnly);
    made->setFocusPolicy(Qt::StrongFocus);
    made->setFixedHeight(28);
    return made;
}

} // namespace

TourBubble::TourBubble(QWidget *parent)
    : QFrame(parent)
    , m_title(new QLabel)
    , m_text(new QLabel)
    , m_progress(new QLabel)
    , m_skip(button(QStringLiteral("tourSkip")))
    , m_back(button(QStringLiteral("tourBack")))
    , m_next(button(QStringLiteral("tourNext")))
    , m_glide(new QPropertyAnimation(this, "geometry", this))
{
    setObjectName(QStringLiteral("tourBubble"));
    m_glide->setDuration(kMotionMilliseconds);
    m_title->setFont(Theme::instance().heading());
    m_title->setTextFormat(Qt::PlainText);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_progress->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::kTight);
    buttons->addWidget(m_progress);
    buttons->addStretch();
    for (QToolButton *one : {m_skip, m_back, m_next})
        buttons->addWidget(one);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::kGrid, Theme::kGrid + Theme::kTight, 2 * Theme::kGrid,
                               Theme::kGrid + Theme::kTight);
    layout->setSpacing(Theme::kGrid);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addLayout(buttons);
    connect(m_skip, &QToolButton::clicked, this, &TourBubble::skipped);
    connect(m_back, &QToolButton::clicked, this, &TourBubble::backWanted);
    connect(m_next, &QToolButton::clicked, this, &TourBubble::nextWanted);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void TourBubble::say(const Words &words)
{
    m_title->setText(words.title);
    m_text->setText(words.text);
    m_progress->setText(words.progress);
    m_progress->setVisible(!words.progress.isEmpty());
    for (const auto &[one, text] : {std::pair(m_skip, words.skip), std::pair(m_back, words.back),
                                    std::pair(m_next, words.next)}) {
        one->setText(text);
        one->setAccessibleName(text);
        one->setVisible(!text.isEmpty());
    }
    setAccessibleName(words.title);
    setAccessibleDescription(words.text);
    QAccessibleEvent told(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&told);
}

// Where there is room, sideways first; else over the target's end.
QRect TourBubble::placeFor(const QRect &target) const
{
    const int wide = std::min(kWidth, parentWidget()->width() - 2 * kGap);
    const int high = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(wide)
                                                   : sizeHint().height();
    const QRect room = parentWidget()->rect().adjusted(kGap, kGap, -kGap, -kGap);
    const int middle = target.center().y() - high / 2;
    const std::array<QPoint, 4> places{QPoint(target.right() + kGap, middle),
                                       QPoint(target.left() - kGap - wide, middle),
                                       QPoint(target.center().x() - wide / 2,
                                              target.bottom() + kGap),
                                       QPoint(target.center().x() - wide / 2,
                                              target.top() - kGap - high)};
    const auto clamped = [&](QPoint at) {
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() + 1 - wide)));
        at.setY(std::clamp(at.y(), room.top(), std::max(room.top(), room.bottom() + 1 - high)));
        return QRect(at, QSize(wide, high));
    };
    for (const QPoint &place : places) {
        if (const QRect rect = clamped(place); !rect.intersects(target))
            return rect;
    }
    return clamped(QPoint(target.right() - kGap - wide, target.bottom() - kGap - high));
}

void TourBubble::pointAt(const QRect &target)
{
    m_target = target;
    const QRect place = placeFor(target);
    m_glide->stop();
    raise();
    if (isVisible() && !Preferences::instance().reducesMotion() && place != geometry()) {
        m_glide->setEndValue(place);
        m_glide->start();
        return;
    }
    setGeometry(place);
}

void TourBubble::focusNext()
{
    m_next->setFocus(Qt::OtherFocusReason);
}

void TourBubble::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        Q_EMIT skipped();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (auto *focused = qobject_cast<QToolButton *>(focusWidget()))
            focused->click();
        return;
    default:
        QFrame::keyPressEvent(event);
    }
}

void TourBubble::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.setPen(tokens.accent);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    // A bar on the side of what it is about.
    QRect bar;
    if (m_target.right() < x())
        bar = QRect(0, 0, 4, height());
    else if (m_target.left() > geometry().right())
        bar = QRect(width() - 4, 0, 4, height());
    else if (m_target.bottom() < y())
        bar = QRect(0, 0, width(), 4);
    else if (m_target.top() > geometry().bottom())
        bar = QRect(0, height() - 4, width(), 4);
    painter.fillRect(bar, tokens.accent);
}

} // namespace eventscope::ui
