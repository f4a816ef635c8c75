// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/notice.h"

#include "panels/paint.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace eventscope::ui {

Notice::Notice(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_detail(new QLabel(this))
{
    for (QLabel *const label : {m_text, m_detail}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    auto *const layout = new QGridLayout(this);
    layout->setContentsMargins(kAccentBar + Theme::kGrid, Theme::kTight, Theme::kGrid,
                               Theme::kTight);
    layout->setHorizontalSpacing(Theme::kGrid);
    layout->setVerticalSpacing(0);
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_text, 0, 1);
    layout->addWidget(m_detail, 1, 1);
    layout->setColumnStretch(1, 1);
    connect(&Theme::instance(), &Theme::changed, this, &Notice::applyTheme);
    hide();
}

void Notice::say(Kind kind, const QString &sentence, const QString &detail)
{
    m_kind = kind;
    m_sentence = sentence;
    m_text->setText(sentence);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    setAccessibleName(sentence);
    applyTheme();
    setVisible(true);
}

void Notice::clear()
{
    m_sentence.clear();
    hide();
}

void Notice::applyTheme()
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    QPalette palette = m_text->palette();
    palette.setColor(QPalette::WindowText, m_kind == Kind::Error ? tokens.error : tokens.text);
    m_text->setPalette(palette);
    palette.setColor(QPalette::WindowText, tokens.textDim);
    m_detail->setPalette(palette);
    m_detail->setFont(theme.small());
    m_icon->setPixmap(theme.icon(QStringLiteral("dialog-warning")).pixmap(16, 16));
    update();
}

void Notice::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.fillRect(0, 0, kAccentBar, height(),
                     m_kind == Kind::Error ? tokens.error : tokens.warning);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
}

} // namespace eventscope::ui
