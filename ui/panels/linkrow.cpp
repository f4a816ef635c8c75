// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/linkrow.h"

#include "panels/elidedlabel.h"
#include "panels/linkbutton.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kGap = Theme::kGrid + Theme::kTight;
constexpr qsizetype kMostButtons = 24;

} // namespace

LinkRow::LinkRow(QWidget *parent)
    : QWidget(parent)
    , m_more(new LinkButton(this))
    , m_note(new ElidedLabel(ElidedLabel::Ink::Dim, this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_more->hide();
    m_more->setToolTip(tr("Show them all in the table of events"));
    connect(m_more, &QAbstractButton::clicked, this, &LinkRow::moreRequested);
}

void LinkRow::setLinks(const QList<Link> &links, qsizetype total)
{
    m_note->setText({});
    m_links = links.mid(0, kMostButtons);
    m_total = total;
    while (m_buttons.size() < m_links.size()) {
        auto *const button = new LinkButton(this);
        const qsizetype index = m_buttons.size();
        connect(button, &QAbstractButton::clicked, this,
                [this, index] { Q_EMIT activated(m_links.at(index).target); });
        m_buttons.append(button);
        // The last one in the order of the Tab key.
        setTabOrder(button, m_more);
    }
    for (qsizetype i = 0; i < m_links.size(); ++i) {
        m_buttons[i]->setText(m_links[i].text);
        m_buttons[i]->setToolTip(plainToolTip(m_links[i].toolTip));
        m_buttons[i]->setAccessibleName(m_links[i].text);
    }
    place();
}

void LinkRow::setNote(const QString &note)
{
    setLinks({}, 0);
    m_note->setText(note);
    place();
}

QString LinkRow::note() const
{
    return m_note->text();
}

QSize LinkRow::sizeHint() const
{
    return {16 * Theme::kGrid, QFontMetrics(font()).height()};
}

QSize LinkRow::minimumSizeHint() const
{
    return {4 * Theme::kGrid, QFontMetrics(font()).height()};
}

void LinkRow::resizeEvent(QResizeEvent *)
{
    place();
}

void LinkRow::place()
{
    const QFontMetrics metrics(font());
    const auto moreText = [](qsizetype count) { return u'+' + withThousands(count); };
    const int moreWidth = metrics.horizontalAdvance(moreText(m_total)) + 1;
    m_note->setGeometry(rect());
    m_note->setVisible(!m_note->text().isEmpty());
    m_shown = 0;
    int x = 0;
    for (qsizetype i = 0; i < m_buttons.size(); ++i) {
        LinkButton &button = *m_buttons[i];
        // Room for "+n" stays as long as something is left for it. The first link is there in any
        // case.
        const bool last = i + 1 == m_total;
        const int room = width() - x - (last ? 0 : kGap + moreWidth);
        const int wanted = i < m_links.size() ? button.sizeHint().width() : 0;
        const bool fits = i < m_links.size() && m_shown == i && (wanted <= room || i == 0);
        button.setVisible(fits);
        if (!fits)
            continue;
        button.setGeometry(x, 0, std::min(wanted, std::max(room, 0)), height());
        x += button.width() + kGap;
        ++m_shown;
    }
    m_more->setVisible(m_total > m_shown && m_shown > 0);
    if (m_more->isHidden())
        return;
    m_more->setText(moreText(m_total - m_shown));
    m_more->setGeometry(x, 0, m_more->sizeHint().width(), height());
}

} // namespace eventscope::ui
