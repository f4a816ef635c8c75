// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/notice.h"

#include "panels/excerptview.h"
#include "panels/linkbutton.h"
#include "panels/paint.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <utility>

namespace eventscope::ui {

Notice::Notice(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_excerpt(new ExcerptView(this))
    , m_link(new LinkButton(this))
    , m_otherLink(new LinkButton(this))
    , m_layout(new QGridLayout(this))
{
    for (QLabel *const label : {m_text, m_detail}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    m_layout->setContentsMargins(kAccentBar + Theme::kGrid, Theme::kTight, Theme::kGrid,
                                 Theme::kTight);
    m_layout->setHorizontalSpacing(Theme::kGrid);
    m_layout->setVerticalSpacing(0);
    m_layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    m_layout->addWidget(m_text, 0, 1);
    m_layout->addWidget(m_detail, 1, 1);
    m_layout->addWidget(m_excerpt, 2, 0, 1, 2);
    auto *const links = new QHBoxLayout;
    links->setSpacing(2 * Theme::kGrid);
    links->addWidget(m_link);
    links->addWidget(m_otherLink);
    links->addStretch();
    m_layout->addLayout(links, 3, 1);
    m_layout->setColumnStretch(1, 1);
    m_excerpt->setContentsMargins(0, 0, 0, 0);
    connect(m_link, &QAbstractButton::clicked, this, [this] {
        if (const auto follow = m_follow) // which may say something else, and so take its own place
            follow();
    });
    connect(m_otherLink, &QAbstractButton::clicked, this, [this] {
        if (const auto follow = m_followOther)
            follow();
    });
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
    m_icon->setVisible(kind != Kind::Quiet);
    m_excerpt->hide();
    m_excerpt->setText({});
    m_link->hide();
    m_otherLink->hide();
    m_follow = nullptr;
    m_followOther = nullptr;
    setAccessibleName(sentence);
    applyTheme();
    setVisible(true);
}

void Notice::setExcerpt(const QString &lines)
{
    m_excerpt->setText(lines);
    m_excerpt->setVisible(!lines.isEmpty());
}

void Notice::setLink(const QString &text, const QString &toolTip, std::function<void()> follow)
{
    m_link->setText(text);
    m_link->setToolTip(toolTip);
    m_follow = std::move(follow);
    m_link->show();
}

void Notice::setOtherLink(const QString &text, const QString &toolTip, std::function<void()> follow)
{
    m_otherLink->setText(text);
    m_otherLink->setToolTip(toolTip);
    m_followOther = std::move(follow);
    m_otherLink->show();
}

void Notice::clear()
{
    m_sentence.clear();
    m_follow = nullptr;
    m_followOther = nullptr;
    hide();
}

QString Notice::detail() const
{
    return m_detail->text();
}

QString Notice::excerpt() const
{
    return m_excerpt->text();
}

void Notice::applyTheme()
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    QPalette palette = m_text->palette();
    palette.setColor(QPalette::WindowText, m_kind == Kind::Error   ? tokens.error
                                           : m_kind == Kind::Quiet ? tokens.textDim
                                                                   : tokens.text);
    m_text->setPalette(palette);
    m_text->setFont(m_kind == Kind::Quiet ? theme.small() : font());
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
    if (m_kind != Kind::Quiet)
        painter.fillRect(0, 0, kAccentBar, height(),
                         m_kind == Kind::Error ? tokens.error : tokens.warning);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
}

} // namespace eventscope::ui
