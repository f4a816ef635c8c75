// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/bisectpopup.h"

#include "widgets/eventtypestyle.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <bit>

namespace eventscope::ui {

namespace {

constexpr int kSlow = 200; // ms

} // namespace

BisectPopup::BisectPopup(Session &session, QWidget *window)
    : Popup(window)
    , m_session(session)
    , m_line(new QLineEdit)
    , m_linear(new QCheckBox(tr("Look at &every state: it may become false again")))
    , m_progress(new QProgressBar)
    , m_find(new QPushButton(tr("&Find")))
    , m_cancel(new QPushButton(tr("&Cancel")))
{
    setObjectName(QStringLiteral("bisect"));
    m_line->setPlaceholderText(QStringLiteral("state.total > 100"));
    m_line->setAccessibleName(tr("True of the state"));
    m_line->setFont(Theme::instance().monospace());
    m_line->setMaxLength(20'000);
    m_line->setTextMargins(Theme::kTight, 0, Theme::kTight, 0);
    m_linear->setToolTip(
        tr("Otherwise few states are looked at, and what is true is taken to stay true"));
    m_cancel->setToolTip(tr("Stop looking; the playhead stays"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(Theme::kTight);
    m_progress->setAccessibleName(tr("Looking for the event"));
    for (QPushButton *const button : {m_find, m_cancel})
        button->setAutoDefault(false);
    auto *const line = new QHBoxLayout;
    line->setSpacing(Theme::kGrid);
    line->addWidget(m_linear);
    line->addStretch(1);
    line->addWidget(m_cancel);
    line->addWidget(m_find);
    column()->addWidget(m_line);
    column()->addLayout(line);
    column()->addWidget(m_progress);
    m_hint = addHint();
    setFocusProxy(m_line);
    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlow);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        m_progress->setVisible(m_session.bisector().isSearching());
        fitHeight();
    });
    connect(m_line, &QLineEdit::returnPressed, this, &BisectPopup::search);
    connect(m_find, &QPushButton::clicked, this, &BisectPopup::search);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_session.bisector().cancel();
        say(*m_hint, tr("Stopped."), false);
    });
    connect(&session.bisector(), &Bisector::searchingChanged, this, &BisectPopup::takeSearching);
    connect(&session.bisector(), &Bisector::progressed, this, &BisectPopup::takeProgress);
    connect(&session.bisector(), &Bisector::found, this, &BisectPopup::take);
    connect(&session.bisector(), &Bisector::failed, this, [this](const Error &error) {
        say(*m_hint, QString::fromStdString(error.message), true);
    });
    connect(&session, &Session::closed, this, &QWidget::close);
}

QString BisectPopup::said() const
{
    return m_hint->text();
}

QString BisectPopup::streamName() const
{
    const auto stream = m_session.selectedStream();
    return stream ? oneLine(m_session.log().streamName(*stream), 60) : QString();
}

void BisectPopup::aboutToOpen()
{
    m_line->selectAll();
    m_line->setFocus();
    takeSearching();
    say(*m_hint,
        tr("Goes to the first event of %1 after which this JavaScript over state is true.")
            .arg(streamName()),
        false);
}

void BisectPopup::openWith(const QString &predicate)
{
    m_line->setText(predicate);
    openPopup();
    const QString sign = QStringLiteral("=== ");
    if (const auto at = predicate.lastIndexOf(sign); at >= 0) {
        const auto start = at + sign.size();
        m_line->setSelection(static_cast<int>(start), static_cast<int>(predicate.size() - start));
    }
}

// Whoever has gone elsewhere does not want to be taken away from there.
void BisectPopup::hideEvent(QHideEvent *event)
{
    m_session.bisector().cancel();
    Popup::hideEvent(event);
}

// Enter searches wherever the focus is; in the line it does so by itself.
void BisectPopup::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !m_line->hasFocus())
        search();
    else
        Popup::keyPressEvent(event);
}

void BisectPopup::search()
{
    const QString predicate = m_line->text().trimmed();
    if (predicate.isEmpty())
        return say(*m_hint, tr("Type what is to be true, such as state.total > 100."), true);
    if (!m_session.states().hasStream() || m_session.states().sequence().empty())
        return say(*m_hint, tr("Select a stream first."), true);
    m_progress->setRange(0, 0); // until it is known how much there is
    say(*m_hint, tr("Replaying %1\u2026").arg(streamName()), false);
    m_session.bisector().search(predicate.toStdString(), m_linear->isChecked());
}

void BisectPopup::takeSearching()
{
    const bool searching = m_session.bisector().isSearching();
    m_cancel->setVisible(searching);
    m_find->setVisible(!searching);
    if (searching) {
        m_slow.start();
    } else {
        m_slow.stop();
        m_progress->hide();
    }
    fitHeight();
}

QString BisectPopup::labelOf(std::uint32_t ordinal) const
{
    return eventLabel(m_session.log(), m_session.states().rowOf(ordinal));
}

void BisectPopup::takeProgress(const BisectionProgress &progress)
{
    const std::uint32_t left = progress.last - progress.first + 1;
    if (m_linear->isChecked()) {
        m_progress->setRange(0, static_cast<int>(progress.last + 1));
        m_progress->setValue(static_cast<int>(progress.first));
    } else {
        // Every look halves what is left.
        const int looks = static_cast<int>(progress.probes)
                          + static_cast<int>(std::bit_width(left));
        m_progress->setRange(0, std::max(looks, 1));
        m_progress->setValue(static_cast<int>(progress.probes));
    }
    say(*m_hint,
        tr("Looked at %1; %2 left, %3 to %4.")
            .arg(counted(progress.probes, tr("state"), tr("states")),
                 counted(left, tr("event"), tr("events")), labelOf(progress.first),
                 labelOf(progress.last)),
        false);
}

void BisectPopup::take(const Bisection &bisection)
{
    const QString probes = counted(bisection.probes, tr("state"), tr("states"));
    QString sentence;
    const Row row = bisection.ordinal ? m_session.states().rowOf(*bisection.ordinal) : kNoRow;
    if (row != kNoRow) {
        const EventLog &log = m_session.log();
        m_session.goToEvent(row);
        Q_EMIT arrived();
        sentence = tr("First true at %1 %2, where you are now; looked at %3.")
                       .arg(labelOf(*bisection.ordinal), shortTypeName(log.typeName(log.type(row))),
                            probes);
    } else {
        sentence = tr("Not true after any event of %1; looked at %2.").arg(streamName(), probes);
        if (!m_linear->isChecked())
            sentence += u' ' + tr("If it is true only for a while, look at every state.");
    }
    if (bisection.failure) {
        sentence += u' '
                    + tr("The reducer fails at %1; the events from there on were not looked at.")
                          .arg(labelOf(bisection.failure->ordinal));
    }
    for (const std::string &warning : bisection.warnings)
        sentence += u'\n' + QString::fromStdString(warning);
    say(*m_hint, sentence, false);
}

} // namespace eventscope::ui
