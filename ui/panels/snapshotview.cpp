// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/snapshotview.h"

#include "panels/jsontreedelegate.h"
#include "panels/jsontreeview.h"
#include "panels/notice.h"
#include "panels/payloadtext.h"
#include "panels/rawview.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr std::size_t kMostNamed = 6; // versions in a sentence

QString plain(const std::string &text)
{
    return QString::fromStdString(text);
}

} // namespace

SnapshotView::SnapshotView(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_notice(new Notice(this))
    , m_stack(new QStackedWidget(this))
    , m_model(new StateTreeModel(this))
    , m_changes(new ChangesModel(this))
    , m_tree(makeView(tr("Snapshot")))
    , m_list(makeView(tr("What differs in the snapshot")))
    , m_raw(new RawView)
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stack);
    m_tree->setModel(m_model);
    m_list->setModel(m_changes);
    m_list->setRootIsDecorated(false);
    for (JsonTreeView *const view : {m_tree, m_list}) {
        QHeaderView &header = *view->header();
        header.setStretchLastSection(false);
        header.setSectionResizeMode(JsonTreeModel::Value, QHeaderView::Stretch);
        header.resizeSection(JsonTreeModel::Field, 17 * Theme::kGrid);
        header.hideSection(StateTreeModel::SetBy); // no event has set it
        m_stack->addWidget(view);
    }
    m_raw->setAccessibleName(tr("Snapshot as it is stored"));
    m_stack->addWidget(m_raw);
    connect(&session.snapshotComparison(), &SnapshotComparison::changed, this, &SnapshotView::take);
    connect(&session.snapshots(), &Snapshots::changed, this, &SnapshotView::say);
    connect(&session, &Session::stateReady, this, &SnapshotView::say);
    connect(&session, &Session::selectionChanged, this, &SnapshotView::say);
    take();
}

JsonTreeView *SnapshotView::makeView(const QString &name)
{
    auto *const view = new JsonTreeView;
    view->setAccessibleName(name);
    view->setItemDelegate(new JsonTreeDelegate(JsonTreeDelegate::Marks::Changes, this));
    connect(view, &JsonTreeView::menuRequested, this,
            [this, view](const QModelIndex &index, const QPoint &place) {
                auto *const menu = new QMenu(this);
                menu->setAttribute(Qt::WA_DeleteOnClose);
                view->addActions(*menu, index);
                menu->addAction(tr("Copy whole snapshot as JSON"), this, &SnapshotView::copy);
                menu->popup(place);
            });
    return view;
}

void SnapshotView::setCurrent(bool isCurrent)
{
    m_isCurrent = isCurrent;
    say();
}

void SnapshotView::take()
{
    const auto answer = m_session.snapshotComparison().answer();
    if (answer && answer->state) {
        const ShownState shown{answer->state, m_session.states().sequence(), &m_session.log(),
                               answer->state->ordinal};
        m_model->setState(shown);
        m_changes->setState(shown);
        m_raw->setText({});
    } else {
        m_model->clearState();
        m_changes->setState({});
        const ShownPayload payload = ShownPayload::of(answer ? answer->payload : Payload());
        m_raw->setText(payload.text);
    }
    if (!answer || answer->differences == 0)
        m_onlyDifferences = false;
    showPart();
    say();
    Q_EMIT changed();
}

void SnapshotView::showPart()
{
    const auto answer = m_session.snapshotComparison().answer();
    const bool isRaw = answer && !answer->state && answer->payload.kind != Payload::Kind::Absent;
    m_stack->setCurrentWidget(isRaw               ? static_cast<QWidget *>(m_raw)
                              : m_onlyDifferences ? m_list
                                                  : m_tree);
}

// What is said while another part of the panel is shown concerns the event, not the stream.
void SnapshotView::say()
{
    const QString empty = emptyText();
    m_tree->setEmptyText(empty);
    m_list->setEmptyText(empty);
    const auto answer = m_session.snapshotComparison().answer();
    const auto &error = m_session.snapshots().error();
    if (answer)
        saySnapshot(*answer);
    else if (error && m_isCurrent)
        m_notice->say(Notice::Kind::Error, plain(error->message));
    else
        m_notice->clear();
}

void SnapshotView::saySnapshot(const SnapshotComparison::Answer &answer)
{
    const SnapshotMark &mark = answer.mark;
    const QString name = mark.version ? tr("The snapshot of %1").arg(versionText(*mark.version))
                                      : tr("The snapshot");
    const auto differences = static_cast<std::int64_t>(answer.differences);
    const QString places = counted(differences, tr("place"), tr("places"));
    QString sentence;
    if (mark.isAstray()) {
        sentence = plain(astraySentence(mark, m_session.log()));
        if (answer.isCompared)
            sentence += u' '
                        + (answer.agrees()
                               ? tr("It agrees with the state there.")
                               : tr("It differs from the state there in %1.").arg(places));
    } else if (answer.isCompared) {
        sentence = answer.agrees()
                       ? tr("%1 agrees with the folded state.").arg(name)
                       : tr("%1 differs from the folded state in %2.").arg(name, places);
    } else {
        sentence = answer.state ? tr("%1 is not compared.").arg(name)
                                : tr("%1 cannot be compared.").arg(name);
    }
    QStringList details;
    if (!answer.whyNot.empty() && plain(answer.whyNot) != sentence)
        details << plain(answer.whyNot);
    if (answer.damage && answer.damage->message != answer.whyNot)
        details << plain(answer.damage->message);
    if (answer.others > 0)
        details << tr("%1 at this event.")
                       .arg(counted(static_cast<std::int64_t>(answer.others), tr("more snapshot"),
                                    tr("more snapshots")));
    if (m_isCurrent) {
        QStringList about;
        if (mark.time)
            about << tr("taken %1").arg(dateTimeText(*mark.time));
        if (!mark.type.empty() && mark.type != "snapshot")
            about << oneLine(mark.type, 80);
        about << tr("table %1").arg(oneLine(mark.table, 60));
        details << about.join(QStringLiteral(" \u00b7 "));
        if (differences > 0)
            details << tr("+ only in the snapshot, \u2212 only in the folded state, \u25cf folded "
                          "\u2192 snapshot");
    }
    const bool isWrong = differences > 0
                         || (mark.isAstray() && mark.place != SnapshotMark::Place::Before);
    m_notice->say(answer.damage ? Notice::Kind::Error
                  : isWrong     ? Notice::Kind::Warning
                                : Notice::Kind::Quiet,
                  sentence, details.join(u'\n'));
    if (!m_isCurrent) {
        const bool differs = differences > 0;
        m_notice->setLink(differs ? tr("Show what differs") : tr("Show the snapshot"),
                          tr("Look at the snapshot beside the state"), [this, differs] {
                              m_onlyDifferences = differs;
                              showPart();
                              Q_EMIT wanted();
                          });
    } else if (differences > 0) {
        m_notice->setLink(m_onlyDifferences ? tr("Show all of the snapshot")
                                            : tr("Show only what differs"),
                          m_onlyDifferences ? tr("With what differs marked")
                                            : tr("The folded state beside the snapshot, a line "
                                                 "each"),
                          [this] {
                              m_onlyDifferences = !m_onlyDifferences;
                              showPart();
                              say();
                          });
    }
}

QString SnapshotView::emptyText() const
{
    if (!m_session.hasLog())
        return {};
    if (!m_session.selectedStream())
        return tr("Select a stream to see its snapshots.");
    if (m_session.snapshots().error() || m_session.snapshotComparison().answer()
        || m_session.snapshotComparison().isWaiting())
        return {};
    const auto marks = m_session.snapshots().of(*m_session.selectedStream());
    if (!marks)
        return {};
    if (marks->empty())
        return tr("This stream has no snapshots.");
    QStringList versions;
    for (std::size_t i = 0; i < std::min(marks->size(), kMostNamed); ++i) {
        if (const auto &version = (*marks)[i].version)
            versions << versionText(*version);
    }
    if (marks->size() > kMostNamed)
        versions << tr("%1 more").arg(
            withThousands(static_cast<std::int64_t>(marks->size() - kMostNamed)));
    return tr("No snapshot here. The stream has them at %1.")
        .arg(versions.join(QStringLiteral(", ")));
}

bool SnapshotView::canCopy() const
{
    const auto answer = m_session.snapshotComparison().answer();
    return answer && (answer->state || answer->payload.kind == Payload::Kind::Text);
}

void SnapshotView::copy() const
{
    const auto answer = m_session.snapshotComparison().answer();
    if (!answer)
        return;
    QGuiApplication::clipboard()->setText(answer->state ? plain(answer->state->state.dump(2))
                                                        : plain(answer->payload.text));
}

} // namespace eventscope::ui
