// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/diffbutton.h"

#include "widgets/eventtypestyle.h"
#include "widgets/format.h"

#include <QActionGroup>
#include <QInputDialog>
#include <QMenu>

#include <algorithm>
#include <limits>

namespace eventscope::ui {

namespace {

int asInt(std::int64_t number)
{
    constexpr std::int64_t kMost = std::numeric_limits<int>::max();
    return static_cast<int>(std::clamp(number, -kMost, kMost));
}

} // namespace

DiffButton::DiffButton(Session &session, QWidget *parent)
    : QToolButton(parent)
    , m_session(session)
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("diff"));
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setPopupMode(QToolButton::InstantPopup);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &DiffButton::fillMenu);
    connect(&session.states(), &StateQueries::subjectChanged, this, &DiffButton::takeBase);
    connect(&session.states(), &StateQueries::baseChanged, this, &DiffButton::takeBase);
    takeBase();
}

// "v5", or the number of the event in its stream.
QString DiffButton::labelOf(std::uint32_t ordinal) const
{
    return eventLabel(m_session.log(), m_session.states().rowOf(ordinal));
}

void DiffButton::takeBase()
{
    const auto base = m_session.states().base();
    const QString other = base ? labelOf(*base) : m_isShort ? tr("prev") : tr("previous");
    setText(m_isShort ? other : tr("vs %1").arg(other));
    setAccessibleName(base ? tr("Compared with %1").arg(labelOf(*base))
                           : tr("Compared with the previous event"));
    setToolTip(accessibleName() + u'\n' + tr("Choose what the state is compared with"));
    setEnabled(m_session.states().hasStream());
}

void DiffButton::setShort(bool isShort)
{
    if (isShort == m_isShort)
        return;
    m_isShort = isShort;
    takeBase();
}

void DiffButton::fillMenu()
{
    m_menu->clear();
    const StateQueries &states = m_session.states();
    const auto base = states.base();
    m_menu->addAction(tr("Compare the state with"))->setEnabled(false);
    auto *const group = new QActionGroup(m_menu);
    const auto choice = [&](const QString &text, bool chosen) {
        QAction *const action = m_menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(chosen);
        group->addAction(action);
        return action;
    };
    connect(choice(tr("The previous event"), !base), &QAction::triggered, this,
            &DiffButton::comparePrevious);
    if (base) {
        const EventLog &log = m_session.log();
        choice(labelOf(*base) + u' '
                   + shortTypeName(log.typeName(log.type(states.rowOf(*base))))
                         .replace(u'&', QStringLiteral("&&")),
               true);
    }
    m_menu->addSeparator();
    if (const auto here = m_session.streamOrdinal(); here && here != base)
        m_menu->addAction(tr("This event, %1, from now on").arg(labelOf(*here)), this,
                          &DiffButton::compareHere);
    const bool versions = m_session.log().version(states.rowOf(0)) != kNoVersion;
    m_menu->addAction(versions ? tr("A version\u2026") : tr("An event by its number\u2026"), this,
                      &DiffButton::compareVersion);
}

void DiffButton::comparePrevious()
{
    m_session.states().setBase(std::nullopt);
}

void DiffButton::compareHere()
{
    if (const auto here = m_session.streamOrdinal())
        m_session.states().setBase(here);
}

std::pair<std::int64_t, std::int64_t> DiffButton::span() const
{
    const EventLog &log = m_session.log();
    const std::uint32_t events = m_session.states().sequence().size();
    const Version first = log.version(m_session.states().rowOf(0));
    if (first == kNoVersion)
        return {1, events};
    const Version last = log.version(m_session.states().rowOf(events - 1));
    return {first.value(), std::max(first.value(), last.value())};
}

void DiffButton::compareVersion()
{
    if (!m_session.states().hasStream() || m_session.states().sequence().empty())
        return;
    const auto [first, last] = span();
    const auto base = m_session.states().base();
    const Row shown = m_session.states().rowOf(base.value_or(0));
    const Version version = m_session.log().version(shown);
    auto *const dialog = new QInputDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Compare the state"));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setLabelText(
        version == kNoVersion
            ? tr("With the stream's event number (%1 to %2):")
                  .arg(withThousands(first), withThousands(last))
            : tr("With version (%1 to %2):").arg(withThousands(first), withThousands(last)));
    dialog->setIntRange(asInt(first), asInt(last));
    dialog->setIntValue(
        asInt(version == kNoVersion ? std::int64_t{base.value_or(0)} + 1 : version.value()));
    connect(dialog, &QInputDialog::intValueSelected, this, &DiffButton::compareWith);
    connect(&m_session, &Session::closed, dialog, &QWidget::close);
    dialog->open();
}

// The last event that is not behind it: a version may be missing.
void DiffButton::compareWith(std::int64_t versionOrNumber)
{
    const Sequence &sequence = m_session.states().sequence();
    if (sequence.empty())
        return;
    const EventLog &log = m_session.log();
    if (log.version(sequence.row(0)) == kNoVersion) {
        const std::int64_t last = std::int64_t{sequence.size()} - 1;
        m_session.states().setBase(
            static_cast<std::uint32_t>(std::clamp<std::int64_t>(versionOrNumber - 1, 0, last)));
        return;
    }
    std::uint32_t low = 0;
    std::uint32_t high = sequence.size();
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (log.version(sequence.row(middle)).value() <= versionOrNumber)
            low = middle + 1;
        else
            high = middle;
    }
    m_session.states().setBase(low > 0 ? low - 1 : 0);
}

} // namespace eventscope::ui
