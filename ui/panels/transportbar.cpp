// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/transportbar.h"

#include "panels/scrubber.h"
#include "widgets/format.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

constexpr std::array<double, 6> kSpeeds{0.5, 1, 2, 4, 8, 16};
constexpr int kLabelGrid = 32;     // the label's room grows in steps
constexpr int kMostLabelShare = 2; // to half of the bar
constexpr int kMostNameWidth = 220;

QString speedText(double factor)
{
    return (factor < 1 ? QStringLiteral("0.5") : QString::number(factor)) + QChar(0x00d7);
}

QString rateText(double factor)
{
    const double events = factor * Player::kEventsASecond;
    return events == 1 ? QStringLiteral("1 event a second")
                       : QStringLiteral("%1 events a second").arg(events);
}

} // namespace

TransportBar::TransportBar(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_player(session)
    , m_speeds(new QActionGroup(this))
    , m_speedButton(new QToolButton(this))
    , m_scrubber(new Scrubber(session, this))
    , m_labelSpace(new QWidget(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Transport"));
    setLayoutDirection(Qt::LeftToRight); // time runs one way in any language, and so do its buttons
    setFixedHeight(kHeight);
    m_first = addStep(Session::Step::First, tr("First event"));
    m_previous = addStep(Session::Step::Previous, tr("Previous event"));
    m_play = new QAction(tr("Play"), this);
    m_play->setCheckable(true);
    m_next = addStep(Session::Step::Next, tr("Next event"));
    m_last = addStep(Session::Step::Last, tr("Last event"));
    connect(m_play, &QAction::triggered, this, [this](bool play) {
        if (play)
            m_player.play();
        else
            m_player.pause();
        updateActions();
    });

    makeMenu();

    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::kGrid, 1, Theme::kGrid, 0);
    row->setSpacing(Theme::kTight / 2);
    row->addWidget(addButton(m_first));
    row->addWidget(addButton(m_previous));
    row->addWidget(addButton(m_play));
    row->addWidget(addButton(m_next));
    row->addWidget(addButton(m_last));
    row->addSpacing(Theme::kGrid);
    row->addWidget(m_scrubber, 1);
    row->addSpacing(Theme::kGrid);
    row->addWidget(m_labelSpace);
    row->addSpacing(Theme::kGrid);
    row->addWidget(m_speedButton);
    m_labelSpace->setAttribute(Qt::WA_TransparentForMouseEvents);

    connect(&m_player, &Player::changed, this, &TransportBar::takePlayer);
    connect(m_scrubber, &Scrubber::grabbed, &m_player, &Player::pause);
    connect(&m_session, &Session::opened, this, &TransportBar::takeLog);
    connect(&m_session, &Session::closed, this, &TransportBar::takeLog);
    connect(&m_session, &Session::phaseChanged, this, &TransportBar::takeStep);
    connect(&m_session, &Session::rowsChanged, this, &TransportBar::takeStep);
    connect(&m_session, &Session::playheadChanged, this, &TransportBar::takeStep);
    // The room for the label grows from step to step so that nothing jumps; with another stream it begins anew, whatever went by before.
    connect(&m_session, &Session::selectionChanged, this, &TransportBar::takeLog);
    connect(&m_session, &Session::streamSequenceChanged, this, &TransportBar::takeStep);
    connect(&m_session, &Session::shownEventsChanged, this, &TransportBar::takeStep);
    connect(&m_session, &Session::stepsChanged, this, &TransportBar::takeLog);
    connect(&Theme::instance(), &Theme::changed, this, &TransportBar::takeTheme);
    connect(&Preferences::instance(), &Preferences::changed, this, &TransportBar::takePreferences);
    takePreferences();
    takeTheme();
    takePlayer();
}

QSize TransportBar::sizeHint() const
{
    return {800, kHeight};
}

QAction *TransportBar::addStep(Session::Step step, const QString &text)
{
    auto *const action = new QAction(text, this);
    connect(action, &QAction::triggered, this, [this, step] { m_session.step(step); });
    return action;
}

QToolButton *TransportBar::addButton(QAction *action)
{
    auto *const button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text());
    return button;
}

void TransportBar::takeTheme()
{
    const Theme &theme = Theme::instance();
    m_first->setIcon(theme.icon(QStringLiteral("go-first")));
    m_previous->setIcon(theme.icon(QStringLiteral("go-previous")));
    m_next->setIcon(theme.icon(QStringLiteral("go-next")));
    m_last->setIcon(theme.icon(QStringLiteral("go-last")));
    updateActions();
    m_labelWidth = 0;
    updateLabel();
}

// --- play ---

void TransportBar::makeMenu()
{
    auto *const menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    for (const double factor : kSpeeds) {
        QAction *const action = menu->addAction(speedText(factor) + QStringLiteral("   ")
                                                + rateText(factor));
        action->setCheckable(true);
        action->setData(factor);
        m_speeds->addAction(action);
        connect(action, &QAction::triggered, this, [this, factor] { m_player.setSpeed(factor); });
    }
    const auto toggle = [menu](const QString &text, const QString &toolTip) {
        QAction *const action = menu->addAction(text);
        action->setToolTip(toolTip);
        action->setCheckable(true);
        return action;
    };
    menu->addSeparator();
    m_originalTiming = toggle(tr("Original timing"), {});
    connect(m_originalTiming, &QAction::triggered, &m_player, &Player::setOriginalTiming);
    m_loop = toggle(tr("Loop"), tr("From the last of the selected events back to the first; with "
                                   "none selected, from the end to the start"));
    connect(m_loop, &QAction::triggered, &m_player, &Player::setLoops);
    menu->addSeparator();
    const std::array<QString, Player::kStops> names{tr("Stop at events of the filter"),
                                                    tr("Stop at changes of pinned fields"),
                                                    tr("Stop at findings"),
                                                    tr("Stop at bookmarks")};
    for (std::size_t i = 0; i < names.size(); ++i) {
        m_stops[i] = toggle(names[i], tr("Play stops there; play again goes on"));
        connect(m_stops[i], &QAction::triggered, this, [this, i](bool stops) {
            m_player.setStopsAt(static_cast<Player::Stop>(i), stops);
        });
    }
    m_speedButton->setMenu(menu);
    m_speedButton->setPopupMode(QToolButton::InstantPopup);
    m_speedButton->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_speedButton->setAutoRaise(true);
}

void TransportBar::takePlayer()
{
    const double speed = m_player.speed();
    m_speedButton->setText(speedText(speed));
    m_speedButton->setAccessibleName(tr("Speed %1").arg(speedText(speed)));
    m_speedButton->setToolTip(
        m_player.originalTiming()
            ? tr("Plays at %1 the original timing.").arg(speedText(speed))
            : tr("Speed of play: %1. 1\u00d7 is 2 events a second.").arg(rateText(speed)));
    for (QAction *const action : m_speeds->actions())
        action->setChecked(action->data().toDouble() == speed);
    m_originalTiming->setChecked(m_player.originalTiming());
    m_loop->setChecked(m_player.loops());
    for (std::size_t i = 0; i < m_stops.size(); ++i)
        m_stops[i]->setChecked(m_player.stopsAt(static_cast<Player::Stop>(i)));
    takeStep();
}

void TransportBar::faster()
{
    m_player.setSpeed(m_player.speed() * 2);
}

void TransportBar::slower()
{
    m_player.setSpeed(m_player.speed() / 2);
}

QVariantMap TransportBar::saveState() const
{
    QVariantMap state{{QStringLiteral("speed"), m_player.speed()},
                      {QStringLiteral("originalTiming"), m_player.originalTiming()},
                      {QStringLiteral("loops"), m_player.loops()}};
    QVariantList stops;
    for (const QAction *const action : m_stops)
        stops << action->isChecked();
    state.insert(QStringLiteral("stops"), stops);
    return state;
}

void TransportBar::restoreState(const QVariantMap &state)
{
    if (state.isEmpty())
        return;
    m_player.setSpeed(state.value(QStringLiteral("speed"), 1.0).toDouble());
    m_player.setOriginalTiming(state.value(QStringLiteral("originalTiming")).toBool());
    m_player.setLoops(state.value(QStringLiteral("loops")).toBool());
    const QVariantList stops = state.value(QStringLiteral("stops")).toList();
    for (std::size_t i = 0; i < m_stops.size(); ++i)
        m_player.setStopsAt(static_cast<Player::Stop>(i), stops.value(qsizetype(i)).toBool());
}

void TransportBar::updateActions()
{
    m_first->setEnabled(m_session.canStep(Session::Step::First));
    m_previous->setEnabled(m_session.canStep(Session::Step::Previous));
    m_next->setEnabled(m_session.canStep(Session::Step::Next));
    m_last->setEnabled(m_session.canStep(Session::Step::Last));
    const bool playing = m_player.isPlaying();
    m_play->setEnabled(playing || m_player.canPlay());
    m_play->setChecked(playing);
    m_play->setText(playing ? tr("Pause") : tr("Play"));
    m_play->setIcon(Theme::instance().icon(playing ? QStringLiteral("media-playback-pause")
                                                   : QStringLiteral("media-playback-start")));
}

// --- what is shown ---

void TransportBar::takeLog()
{
    m_remark.clear();
    m_labelWidth = 0;
    takeStep();
}

void TransportBar::setRemark(const QString &remark)
{
    m_remark = remark;
    m_remarkRow = m_session.playhead();
    updateLabel();
}

void TransportBar::takeStep()
{
    if (m_session.playhead() != m_remarkRow)
        m_remark.clear();
    updateActions();
    updateLabel();
}

QString TransportBar::labelText(int mostNameWidth) const
{
    if (!m_session.hasLog() || m_session.playhead() == kNoRow)
        return m_remark;
    if (!m_remark.isEmpty())
        return m_remark;
    const EventLog &log = m_session.log();
    const Row playhead = m_session.playhead();
    const QString of = tr(" of ");
    QStringList parts;
    if (const QString reason = m_player.reason(); !reason.isEmpty())
        parts.append(tr("stopped at %1").arg(reason));
    const auto &steps = m_session.steps();
    if (steps && steps->rows) {
        const auto after = std::upper_bound(steps->rows->begin(), steps->rows->end(), playhead);
        parts.append(QFontMetrics(font()).elidedText(steps->name, Qt::ElideMiddle, mostNameWidth)
                     + u' ' + withThousands(after - steps->rows->begin()) + of
                     + withThousands(static_cast<std::int64_t>(steps->rows->size())));
    } else if (const auto stream = m_session.selectedStream(); stream && !steps) {
        const QString name = QFontMetrics(font()).elidedText(oneLine(log.streamName(*stream), 200),
                                                             Qt::ElideMiddle, mostNameWidth);
        const auto ordinal = m_session.streamOrdinal();
        const auto summary = log.streamSummary(*stream);
        const QString last = summary.lastVersion == kNoVersion
                                 ? withThousands(summary.events)
                                 : withThousands(summary.lastVersion.value());
        if (!ordinal)
            parts.append(name + tr(" not begun, ") + last + tr(" to come"));
        else if (const Row at = m_session.streamSequence().row(*ordinal);
                 log.version(at) == kNoVersion)
            parts.append(name + u' ' + withThousands(std::int64_t{*ordinal} + 1) + of
                         + withThousands(summary.events));
        else
            parts.append(name + u' ' + versionText(log.version(at)) + of + last);
    }
    // The store's own label, and where that is in the log unless the label says so.
    const QString number = withThousands(std::int64_t{playhead.value()} + 1);
    const QString label = QFontMetrics(font()).elidedText(positionText(log, playhead),
                                                          Qt::ElideMiddle, mostNameWidth);
    const QString count = withThousands(log.rowCount());
    if (label == number)
        parts.append(u'#' + number + of + count);
    else if (!parts.isEmpty())
        parts.append(u'#' + label);
    else
        parts.append(u'#' + label + QStringLiteral(" (") + number + of + count + u')');
    if (const Time time = log.time(playhead); time != kNoTime) {
        const bool oneDay = dateText(log.earliest()) == dateText(log.latest());
        parts.append(oneDay ? clockText(time).left(8)
                            : dateText(time) + u' ' + clockText(time).left(8));
    }
    return parts.join(QStringLiteral(" \u00b7 "));
}

void TransportBar::takePreferences()
{
    const int longest = Preferences::instance().values().longestWaitSeconds;
    m_player.setLongestWait(std::chrono::seconds(longest));
    m_originalTiming->setToolTip(
        tr("Waits as long as it was between the events, at most %1 s").arg(longest));
    if (m_session.hasLog())
        updateLabel(); // in another time zone
}

void TransportBar::updateLabel()
{
    const QString text = labelText(kMostNameWidth);
    const int wanted = QFontMetrics(font()).horizontalAdvance(text);
    const int room = std::min((wanted + kLabelGrid - 1) / kLabelGrid * kLabelGrid,
                              width() / kMostLabelShare);
    if (room > m_labelWidth) {
        m_labelWidth = room;
        m_labelSpace->setFixedWidth(room);
    }
    if (text == m_label)
        return;
    m_label = text;
    m_labelSpace->setAccessibleName(text);
    update();
}

void TransportBar::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection()); // not the application's
    painter.fillRect(rect(), tokens.raised);
    painter.fillRect(0, 0, width(), 1, tokens.hairline);
    painter.setPen(tokens.text);
    const QRect room = m_labelSpace->geometry();
    painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter,
                     QFontMetrics(font()).elidedText(m_label, Qt::ElideMiddle, room.width()));
}

} // namespace eventscope::ui
