// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/banner.h"

#include "widgets/format.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <utility>

namespace eventscope::ui {

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel)
    , m_text(new QLabel)
    , m_room(new QHBoxLayout)
{
    setObjectName(QStringLiteral("banner"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *close = new QToolButton;
    close->setIcon(Theme::instance().icon(QStringLiteral("dialog-close")));
    close->setToolTip(QStringLiteral("Dismiss (Esc)"));
    close->setAccessibleName(QStringLiteral("Dismiss"));

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2 * Theme::kGrid, Theme::kTight, Theme::kGrid, Theme::kTight + 1);
    row->setSpacing(Theme::kGrid);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    m_room->setSpacing(Theme::kTight);
    row->addLayout(m_room);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void Banner::say(const QString &message, const QString &detail, const QString &button,
                 std::function<void()> run)
{
    if (button.isEmpty())
        ask(message, detail, {});
    else
        ask(message, detail, {{button, std::move(run)}});
}

void Banner::ask(const QString &message, const QString &detail, std::vector<Choice> choices)
{
    m_icon->setPixmap(Theme::instance().icon(QStringLiteral("dialog-warning")).pixmap(16, 16));
    m_text->setText(message);
    m_text->setToolTip(detail.isEmpty() ? QString() : plainToolTip(detail));
    // One of them may be what is being clicked.
    for (QToolButton *button : std::exchange(m_buttons, {})) {
        button->hide();
        button->deleteLater();
    }
    for (Choice &choice : choices) {
        auto *button = new QToolButton(this);
        button->setText(choice.text);
        connect(button, &QToolButton::clicked, this, [this, run = std::move(choice.run)] {
            hide();
            // What it does may say something here again, and take this button away.
            if (const auto running = run)
                running();
        });
        m_room->addWidget(button);
        button->show();
        m_buttons.push_back(button);
    }
    show();
}

QString Banner::message() const
{
    return m_text->text();
}

void Banner::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(0, 0, 3, height(), tokens.warning);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
}

} // namespace eventscope::ui
