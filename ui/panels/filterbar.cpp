// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/filterbar.h"

#include "panels/elidedlabel.h"
#include "panels/filterbuilder.h"
#include "panels/filtercompletions.h"
#include "panels/filteredit.h"
#include "panels/hiddentypesnote.h"
#include "panels/linkbutton.h"
#include "panels/savedfiltersbutton.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QDataStream>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QIODevice>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>

namespace eventscope::ui {

namespace {

constexpr int kErrorPause = 600;  // ms
constexpr int kRest = 2000;       // ms
constexpr int kQuietSearch = 200; // ms
constexpr int kSaid = 3000;       // ms

QString eventsWord(std::int64_t count)
{
    return counted(count, FilterBar::tr("event"), FilterBar::tr("events"));
}

} // namespace

FilterBar::FilterBar(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_edit(new FilterEdit(this))
    , m_onlyStream(new QToolButton(this))
    , m_build(new QToolButton(this))
    , m_saved(new SavedFiltersButton(session, *m_edit, this))
    , m_status(new ElidedLabel(ElidedLabel::Ink::Dim, this))
    , m_action(new LinkButton(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    const Theme &theme = Theme::instance();
    m_edit->setPlaceholderText(tr("type = Payment* and data.amount > 100"));
    m_edit->setAccessibleName(tr("Filter of the events"));
    m_edit->setClearButtonEnabled(true);
    m_edit->addAction(theme.icon(QStringLiteral("view-filter")), QLineEdit::LeadingPosition);
    auto *const completions = new FilterCompletions(session, this);
    m_edit->setCompletions(completions);
    m_builder = new FilterBuilder(session, *this, *completions);
    m_edit->installEventFilter(this);
    m_onlyStream->setText(tr("Only this stream"));
    m_onlyStream->setCheckable(true);
    m_onlyStream->setAutoRaise(true);
    m_onlyStream->setToolTip(tr("Show the events of the selected stream only"));
    m_build->setIcon(theme.icon(QStringLiteral("view-form")));
    m_build->setAccessibleName(tr("Build the filter from conditions"));
    m_build->setObjectName(QStringLiteral("buildFilter"));
    m_build->setToolTip(tr("Build the filter from conditions"));
    m_build->setCheckable(true);
    m_build->setAutoRaise(true);
    m_build->setFocusPolicy(Qt::TabFocus);
    connect(m_build, &QToolButton::clicked, this, [this](bool open) {
        if (open)
            openBuilder();
        else
            m_builder->leave();
    });
    connect(m_builder, &FilterBuilder::closed, this, [this] { m_build->setChecked(false); });
    connect(m_builder, &FilterBuilder::done, this, &FilterBar::leaveDown);
    m_status->setElide(Qt::ElideRight);
    m_status->setFont(theme.small());
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_status->setFixedHeight(QFontMetrics(theme.small()).height() + 2);

    auto *const layout = new QGridLayout(this);
    layout->setContentsMargins(Theme::kGrid, Theme::kTight, Theme::kGrid, Theme::kTight + 1);
    layout->setHorizontalSpacing(Theme::kGrid);
    layout->setVerticalSpacing(2);
    layout->addWidget(m_edit, 0, 0);
    layout->addWidget(m_build, 0, 1);
    layout->addWidget(m_onlyStream, 0, 2);
    layout->addWidget(m_saved, 0, 3);
    auto *const line = new QHBoxLayout;
    line->setSpacing(Theme::kGrid);
    line->addWidget(m_status, 1);
    line->addWidget(new HiddenTypesNote(session, this));
    line->addWidget(m_action);
    layout->addLayout(line, 1, 0, 1, 4);
    m_action->setFont(theme.small());
    m_action->setFixedHeight(m_status->height());
    m_action->hide();
    connect(m_action, &LinkButton::clicked, this, [this] {
        if (const auto act = m_act)
            act();
    });

    m_typed.setSingleShot(true);
    m_typed.setInterval(kErrorPause);
    m_rested.setSingleShot(true);
    m_rested.setInterval(kRest);
    m_searched.setSingleShot(true);
    m_searched.setInterval(kQuietSearch);
    m_said.setSingleShot(true);
    connect(&m_typed, &QTimer::timeout, this, &FilterBar::updateStatus);
    connect(&m_rested, &QTimer::timeout, this, &FilterBar::commit);
    connect(&m_searched, &QTimer::timeout, this, &FilterBar::updateStatus);
    connect(&m_said, &QTimer::timeout, this, &FilterBar::updateStatus);
    connect(m_edit, &QLineEdit::textChanged, this, &FilterBar::takeTyped);
    connect(m_onlyStream, &QToolButton::toggled, &session, &Session::setOnlySelectedStream);
    connect(&session, &Session::filterChanged, this, &FilterBar::takeFilter);
    connect(&session, &Session::selectionChanged, this, &FilterBar::takeFilter);
    connect(&session, &Session::shownEventsChanged, this, &FilterBar::updateStatus);
    connect(&session, &Session::rowsChanged, this, &FilterBar::updateStatus);
    connect(&session, &Session::phaseChanged, this, &FilterBar::takeFilter);
    takeFilter();
}

QString FilterBar::status() const
{
    return m_status->text();
}

void FilterBar::focusFilter()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::openBuilder()
{
    m_builder->open();
    m_build->setChecked(!m_builder->isHidden());
}

QByteArray FilterBar::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_edit->earlier();
    return state;
}

void FilterBar::restoreState(const QByteArray &state)
{
    QStringList earlier;
    QDataStream stream(state);
    stream >> earlier;
    if (stream.status() == QDataStream::Ok)
        m_edit->setEarlier(earlier);
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    const bool override = event->type() == QEvent::ShortcutOverride;
    if (watched == m_edit && (event->type() == QEvent::KeyPress || override)) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (m_edit->completionTakes(key))
            return false;
        if (key == Qt::Key_Escape && !m_edit->text().isEmpty()) {
            event->accept(); // before a shortcut of the window takes it
            if (!override) {
                m_edit->clear();
                m_session.setFilter({});
            }
            return true;
        }
        if (override)
            return false;
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_edit->endCompletion();
            m_typed.stop();
            commit();
            updateStatus();
            m_edit->remember(m_edit->text());
            if (!m_session.filterError())
                Q_EMIT leaveDown();
            return true;
        }
    }
    if (watched == m_edit && event->type() == QEvent::FocusOut
        && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason) {
        m_typed.stop();
        commit();
        updateStatus();
    }
    return QWidget::eventFilter(watched, event);
}

void FilterBar::takeTyped()
{
    if (m_edit->text() == m_session.filterText())
        return;
    m_typed.start();
    m_rested.start();
    m_session.tryFilter(m_edit->text());
}

void FilterBar::commit()
{
    m_rested.stop();
    if (m_session.filterError())
        return; // half typed: no place to come back to
    m_session.setFilter(m_edit->text());
}

bool FilterBar::hasOpenError() const
{
    return m_session.filterError() && m_typed.isActive();
}

void FilterBar::takeFilter()
{
    if (m_edit->text() != m_session.filterText())
        m_edit->setText(m_session.filterText());
    if (m_onlyStream->isChecked() != m_session.onlySelectedStream())
        m_onlyStream->setChecked(m_session.onlySelectedStream());
    m_build->setEnabled(m_session.hasLog());
    m_onlyStream->setEnabled(m_session.selectedStream() || m_session.onlySelectedStream());
    if (!m_session.isFiltering())
        m_searched.stop();
    else if (!m_searched.isActive() && !status().startsWith(tr("Searching")))
        m_searched.start();
    updateStatus();
}

void FilterBar::say(const QString &text)
{
    if (m_act)
        return;
    setStatus(text, false);
    m_said.start(kSaid);
}

void FilterBar::offer(const QString &text, const QString &action, std::function<void()> act)
{
    m_said.stop();
    m_act = std::move(act);
    m_action->setText(action);
    m_action->setAccessibleDescription(text);
    m_action->updateGeometry();
    m_action->show();
    setStatus(text, false);
}

void FilterBar::endOffer()
{
    if (!m_act)
        return;
    m_act = nullptr;
    m_action->hide();
    updateStatus();
}

void FilterBar::updateStatus()
{
    const auto &error = m_session.filterError();
    if (error && !hasOpenError()) {
        m_said.stop();
        setStatus(QString::fromStdString(error->message), true);
        m_edit->markError(error->column);
        return;
    }
    m_edit->markError(0);
    if (m_act || m_said.isActive() || m_searched.isActive() || hasOpenError())
        return;
    if (!m_session.hasLog())
        return setStatus({}, false);
    const std::int64_t shown = m_session.shownEvents().size();
    const std::int64_t all = m_session.log().rowCount();
    if (m_session.isFiltering())
        setStatus(tr("Searching \u2026 %1 found").arg(eventsWord(shown)), false);
    else if (m_session.filterText().trimmed().isEmpty() && !m_session.onlySelectedStream()
             && !m_session.types().mask().hidesAny())
        setStatus(eventsWord(all), false);
    else
        setStatus(tr("%1 of %2").arg(withThousands(shown), eventsWord(all)), false);
}

void FilterBar::setStatus(const QString &text, bool error)
{
    m_status->setInk(error ? ElidedLabel::Ink::Error : ElidedLabel::Ink::Dim);
    m_status->setText(text);
}

void FilterBar::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
}

} // namespace eventscope::ui
