// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/popup.h"

#include "widgets/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {
constexpr int kWidth = 560;
constexpr int kTop = 56; // below the top bar
} // namespace

Popup::Popup(QWidget *window)
    : QFrame(window, Qt::Popup | Qt::FramelessWindowHint)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(Theme::kGrid, Theme::kGrid, Theme::kGrid, Theme::kGrid);
    m_column->setSpacing(Theme::kGrid);
}

void Popup::openPopup()
{
    const QWidget *window = parentWidget()->window();
    const int width = std::min(kWidth, std::max(240, window->width() - 2 * Theme::kGrid));
    aboutToOpen();
    setFixedWidth(width);
    fitHeight();
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, kTop)));
    show();
    activateWindow();
}

QLabel *Popup::addHint()
{
    auto *const hint = new QLabel;
    hint->setTextFormat(Qt::PlainText);
    hint->setWordWrap(true);
    m_column->addWidget(hint);
    return hint;
}

void Popup::say(QLabel &hint, const QString &text, bool isError)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPalette palette = hint.palette();
    palette.setColor(QPalette::WindowText, isError ? tokens.error : tokens.textDim);
    hint.setPalette(palette);
    hint.setText(text);
    fitHeight();
}

void Popup::fitHeight()
{
    m_column->activate();
    resize(width(), m_column->hasHeightForWidth() ? m_column->totalHeightForWidth(width())
                                                  : m_column->totalSizeHint().height());
}

void Popup::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QFrame::keyPressEvent(event);
}

void Popup::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.setPen(tokens.hairline);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace eventscope::ui
