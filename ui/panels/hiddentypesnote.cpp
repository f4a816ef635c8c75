// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/hiddentypesnote.h"

#include "panels/linkbutton.h"
#include "session/session.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>

namespace eventscope::ui {

HiddenTypesNote::HiddenTypesNote(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_label(new QLabel(this))
    , m_showAll(new LinkButton(tr("Show all"), this))
{
    const QFont small = Theme::instance().small();
    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::kGrid);
    layout->addWidget(m_label);
    layout->addWidget(m_showAll);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setFont(small);
    m_showAll->setFont(small);
    m_showAll->setFixedHeight(QFontMetrics(small).height() + 2);
    m_showAll->setAccessibleName(tr("Show all event types"));
    connect(m_showAll, &LinkButton::clicked, this, [this] { m_session.types().showAll(); });
    connect(&session.types(), &TypeVisibility::changed, this, &HiddenTypesNote::update);
    connect(&session, &Session::rowsChanged, this, &HiddenTypesNote::update);
    connect(&session, &Session::phaseChanged, this, &HiddenTypesNote::update);
    update();
}

QString HiddenTypesNote::text() const
{
    return isVisibleTo(parentWidget()) ? m_label->text() : QString();
}

// Hidden types that this store has not got hide nothing.
void HiddenTypesNote::update()
{
    const std::uint32_t types = m_session.hasLog() ? m_session.types().hiddenTypes() : 0;
    setVisible(types > 0);
    if (types == 0)
        return;
    m_label->setText(counted(types, tr("type hidden"), tr("types hidden")));
    const auto events = static_cast<std::int64_t>(m_session.types().hiddenEvents());
    const QString what = tr("Hidden in the list of event types: %1")
                             .arg(counted(events, tr("event"), tr("events")));
    m_label->setToolTip(plainToolTip(what));
    m_showAll->setAccessibleDescription(what);
}

} // namespace eventscope::ui
