// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/chainpanel.h"

#include "graph/chaincanvas.h"
#include "graph/chaintext.h"
#include "panels/notice.h"
#include "session/postto.h"
#include "widgets/format.h"
#include "widgets/theme.h"
#include "widgets/wholefile.h"

#include <QBuffer>
#include <QClipboard>
#include <QDataStream>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <utility>

namespace eventscope::ui {

namespace {

using Direction = GraphToLayOut::Direction;

constexpr std::uint32_t kFewNodes = 300;
constexpr std::uint32_t kMoreTimes = 3;
constexpr std::uint32_t kMostNodes = 2700;
constexpr int kAgain = 1000; // ms
constexpr int kSlow = 200;   // ms
constexpr qreal kPictureRatio = 2;
constexpr quint32 kStateMagic = 0x45434731; // "ECG1"

QByteArray bytesOf(const ChainPicture &picture, Row playhead, const QString &title,
                   const QString &file)
{
    const auto endsWith = [&file](const char *suffix) {
        return file.endsWith(QLatin1String(suffix), Qt::CaseInsensitive);
    };
    if (endsWith(".dot") || endsWith(".gv"))
        return chainAsDot(picture).toUtf8();
    if (endsWith(".svg"))
        return chainSvg(picture, playhead, title);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    chainImage(picture, playhead, title, kPictureRatio).save(&buffer, "PNG");
    return bytes;
}

} // namespace

ChainPanel::ChainPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_notice(new Notice(this))
    , m_canvas(new ChainCanvas(this))
    , m_controls(new QWidget(this))
    , m_nodes(kFewNodes)
{
    setFocusProxy(m_canvas);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notice);
    column->addWidget(m_canvas, 1);
    makeControls();
    m_again.setSingleShot(true);
    m_again.setInterval(kAgain);
    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlow);
    connect(&m_again, &QTimer::timeout, this, [this] { ask(m_nodes); });
    connect(&m_slow, &QTimer::timeout, this, [this] {
        // A graph without the event would pass for its own.
        if (m_canvas->picture().indexOf(m_session.playhead()))
            return;
        m_answer.reset();
        m_notice->clear();
        m_canvas->clear(tr("Looking for causes and effects\u2026"));
        updateControls();
    });
    connect(m_canvas, &ChainCanvas::eventChosen, &m_session, &Session::goToEvent);
    connect(m_canvas, &ChainCanvas::moreWanted, this, &ChainPanel::showMore);
    connect(m_canvas, &ChainCanvas::menuWanted, this,
            [this](const QPoint &place) { m_menu->popup(place); });
    connect(&session, &Session::playheadChanged, this, &ChainPanel::takePlayhead);
    connect(&session, &Session::closed, this, &ChainPanel::clear);
    connect(&session, &Session::rowsChanged, this, [this] {
        // Effects of what is shown may have come.
        if (isVisible() && m_answer && m_session.log().rowCount() > m_rowsAsked
            && !m_again.isActive())
            m_again.start();
    });
    connect(&session.chains(), &CauseChains::changed, this, &ChainPanel::takeAnswer);
    connect(this, &ChainPanel::fileWritten, this, [this](const QString &file) {
        QToolTip::showText(m_canvas->mapToGlobal(QPoint(Theme::kGrid, Theme::kGrid)),
                           plainToolTip(tr("Saved %1").arg(QFileInfo(file).fileName())), this);
    });
    connect(this, &ChainPanel::fileFailed, this, [this](const QString &why) {
        auto *const box = new QMessageBox(QMessageBox::Warning, tr("The graph was not saved"), why,
                                          QMessageBox::Ok, this);
        box->setTextFormat(Qt::PlainText);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
    connect(&Theme::instance(), &Theme::changed, this, &ChainPanel::takeTheme);
    connect(&session.workspace(), &Workspace::typeLooksChanged, this, [this] {
        m_answer.reset();
        takePlayhead();
    });
    takeTheme();
    clear();
}

ChainPanel::~ChainPanel() = default;

void ChainPanel::makeControls()
{
    m_controls->hide(); // until a line takes it
    auto *const line = new QHBoxLayout(m_controls);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(Theme::kTight / 2);
    m_status = new QLabel(m_controls);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    m_status->setContentsMargins(0, 0, Theme::kGrid, 0);
    line->addWidget(m_status);
    const auto button = [&](const QString &name, const QString &toolTip) {
        auto *const made = new QToolButton(m_controls);
        made->setAutoRaise(true);
        made->setFocusPolicy(Qt::TabFocus);
        made->setAccessibleName(name);
        made->setToolTip(toolTip);
        line->addWidget(made);
        return made;
    };
    m_more = button(tr("Show more"), tr("Show more events of the chain"));
    m_more->setText(tr("Show more"));
    m_more->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_family = button(tr("Siblings"), tr("Show what else its causes caused"));
    m_family->setText(tr("Siblings"));
    m_family->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_family->setCheckable(true);
    m_direction = button(tr("Downwards"),
                         tr("Draw effects below their causes, not at their right"));
    m_direction->setCheckable(true);
    m_zoomOut = button(tr("Zoom out of the graph"), tr("Zoom out (\u2212)"));
    m_zoomIn = button(tr("Zoom into the graph"), tr("Zoom in (+)"));
    m_fit = button(tr("Fit the graph"), tr("Show the whole graph (0, or a double click)"));
    m_give = button(tr("Save or copy the graph"), tr("Save or copy the graph"));
    m_menu = new QMenu(this);
    m_menu->addAction(tr("Save as a picture or as DOT\u2026"), this, &ChainPanel::saveAs);
    m_menu->addAction(tr("Copy as Mermaid"), this, &ChainPanel::copyMermaid);
    m_menu->addAction(tr("Copy as DOT"), this, &ChainPanel::copyDot);
    m_give->setMenu(m_menu);
    m_give->setPopupMode(QToolButton::InstantPopup);
    connect(m_more, &QToolButton::clicked, this, &ChainPanel::showMore);
    connect(m_family, &QToolButton::clicked, this, &ChainPanel::setFamily);
    connect(m_direction, &QToolButton::clicked, this,
            [this](bool down) { setDirection(down ? Direction::Down : Direction::Right); });
    connect(m_zoomOut, &QToolButton::clicked, m_canvas, &ChainCanvas::zoomOut);
    connect(m_zoomIn, &QToolButton::clicked, m_canvas, &ChainCanvas::zoomIn);
    connect(m_fit, &QToolButton::clicked, m_canvas, &ChainCanvas::fit);
}

void ChainPanel::takeTheme()
{
    const Theme &theme = Theme::instance();
    m_direction->setIcon(theme.icon(QStringLiteral("arrow-down")));
    m_zoomOut->setIcon(theme.icon(QStringLiteral("list-remove")));
    m_zoomIn->setIcon(theme.icon(QStringLiteral("list-add")));
    m_fit->setIcon(theme.icon(QStringLiteral("zoom-fit-best")));
    m_give->setIcon(theme.icon(QStringLiteral("document-save")));
}

QString ChainPanel::status() const
{
    return m_status->text();
}

QString ChainPanel::note() const
{
    return m_notice->sentence();
}

bool ChainPanel::isSettled() const
{
    return m_session.chains().isIdle() && !m_isLayingOut && !m_again.isActive();
}

void ChainPanel::focusGraph()
{
    m_canvas->setFocus(Qt::OtherFocusReason);
}

void ChainPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    takePlayhead();
}

// --- the chain ---

bool ChainPanel::isShowing(Row row) const
{
    if (!m_answer || !m_isFamily || m_answer->chain.kind == EventChain::Kind::Correlation)
        return m_answer && m_answer->question.row == row;
    return m_answer->chain.indexOf(row).has_value();
}

void ChainPanel::takePlayhead()
{
    if (!isVisible() || !m_session.hasLog())
        return;
    const Row row = m_session.playhead();
    m_canvas->setPlayhead(row);
    if (row == kNoRow)
        return clear();
    if (isShowing(row)) {
        // One that was on its way is not wanted any more.
        m_session.chains().cancel();
        ++m_request;
        m_isLayingOut = false;
        m_slow.stop();
        return;
    }
    ask(kFewNodes);
}

void ChainPanel::ask(std::uint32_t nodes)
{
    if (!m_session.hasLog() || m_session.playhead() == kNoRow)
        return;
    m_nodes = nodes;
    m_rowsAsked = m_session.log().rowCount();
    m_again.stop();
    m_slow.start();
    m_session.chains().ask({m_session.playhead(), m_isFamily, nodes});
}

void ChainPanel::takeAnswer()
{
    const auto answer = m_session.chains().answer();
    if (answer && m_session.hasLog() && answer->question.row == m_session.playhead())
        layOutAnswer(answer);
}

void ChainPanel::layOutAnswer(const std::shared_ptr<const CauseChains::Answer> &answer)
{
    if (!m_worker)
        m_worker = std::make_unique<NewestOnly>();
    m_isLayingOut = true;
    m_worker->submit([this, answer, direction = m_wanted, graph = graphOf(answer->chain, m_wanted),
                      request = ++m_request](std::stop_token stop) {
        if (stop.stop_requested())
            return;
        auto layout = std::make_shared<const Result<GraphLayout>>(layOut(graph));
        postTo(this, [this, answer, direction, layout, request] {
            if (request == m_request)
                takeLayout(answer, direction, *layout);
        });
    });
}

void ChainPanel::takeLayout(const std::shared_ptr<const CauseChains::Answer> &answer,
                            Direction direction, const Result<GraphLayout> &layout)
{
    m_isLayingOut = false;
    m_slow.stop();
    m_answer = answer;
    m_notice->clear();
    const bool isAlone = answer->chain.nodes.size() == 1 && answer->chain.total == 1;
    if (!layout) {
        m_notice->say(Notice::Kind::Error, QString::fromStdString(layout.error().message));
        m_canvas->clear({});
    } else if (isAlone) {
        m_canvas->clear(tr("This event names no cause, and no event names it as one."));
    } else {
        m_styles.update(m_session.log(), m_session.workspace().typeLooks());
        ChainPicture picture = pictureOf(m_session.log(), m_styles, *answer, direction, *layout);
        if (picture.kind == EventChain::Kind::Correlation)
            m_notice->say(Notice::Kind::Quiet,
                          tr("This event names no cause, and no event names it as one. These are "
                             "the events of its correlation %1, in their order.")
                              .arg(picture.correlation));
        m_canvas->setPicture(std::move(picture));
    }
    updateControls();
}

void ChainPanel::clear()
{
    ++m_request;
    m_isLayingOut = false;
    m_again.stop();
    m_slow.stop();
    m_answer.reset();
    m_styles.clear();
    m_notice->clear();
    m_canvas->setPlayhead(kNoRow);
    m_canvas->clear(tr("Choose an event: its causes and effects are shown here."));
    updateControls();
}

void ChainPanel::updateControls()
{
    const ChainPicture &picture = m_canvas->picture();
    const bool any = !picture.nodes.empty();
    const bool byCauses = !any || picture.kind == EventChain::Kind::Causes;
    m_status->setText(any ? chainCount(picture) : QString());
    m_more->setVisible(any && picture.total > picture.nodes.size() && m_nodes < kMostNodes);
    m_family->setChecked(m_isFamily);
    m_family->setEnabled(byCauses);
    m_direction->setChecked(m_wanted == Direction::Down);
    for (QToolButton *const each : {m_direction, m_zoomOut, m_zoomIn, m_fit, m_give})
        each->setEnabled(any);
}

void ChainPanel::showMore()
{
    if (m_nodes < kMostNodes)
        ask(m_nodes * kMoreTimes);
}

void ChainPanel::setFamily(bool family)
{
    m_isFamily = family;
    updateControls();
    if (isVisible())
        ask(m_nodes);
}

void ChainPanel::setDirection(Direction direction)
{
    m_wanted = direction;
    updateControls();
    const auto answer = m_session.chains().answer();
    if (answer && answer->question.row == m_session.playhead())
        layOutAnswer(answer);
    else if (m_answer && m_session.chains().isIdle())
        layOutAnswer(m_answer); // of the event where one began to walk in the graph
}

// --- to give away ---

void ChainPanel::copyMermaid()
{
    if (!m_canvas->picture().nodes.empty())
        QGuiApplication::clipboard()->setText(chainAsMermaid(m_canvas->picture()));
}

void ChainPanel::copyDot()
{
    if (!m_canvas->picture().nodes.empty())
        QGuiApplication::clipboard()->setText(chainAsDot(m_canvas->picture()));
}

void ChainPanel::saveAs()
{
    if (m_canvas->picture().nodes.empty())
        return;
    auto *const dialog = new QFileDialog(window(), tr("Save the graph of causes and effects"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // asks before it takes a file that is there
    const QStringList filters{tr("Vectors (*.svg)"), tr("Pixels (*.png)"), tr("Graphviz (*.dot)")};
    const QStringList suffixes{QStringLiteral("svg"), QStringLiteral("png"), QStringLiteral("dot")};
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(suffixes.front());
    dialog->selectFile(QFileInfo(m_session.location()).completeBaseName()
                       + QStringLiteral("-causes.svg"));
    connect(dialog, &QFileDialog::filterSelected, dialog,
            [dialog, filters, suffixes](const QString &filter) {
                dialog->setDefaultSuffix(suffixes.value(filters.indexOf(filter)));
            });
    connect(dialog, &QFileDialog::fileSelected, this, &ChainPanel::writeFile);
    dialog->open();
}

void ChainPanel::writeFile(const QString &file)
{
    if (m_canvas->picture().nodes.empty())
        return;
    if (!m_writer)
        m_writer = std::make_unique<NewestOnly>();
    const QString title = QFileInfo(m_session.location()).fileName() + QStringLiteral(" \u00b7 ")
                          + m_status->text();
    m_writer->submit([this, file, title, store = m_session.location(),
                      picture = m_canvas->picture(),
                      playhead = m_canvas->playhead()](std::stop_token) {
        const QByteArray bytes = bytesOf(picture, playhead, title, file);
        const QString problem = bytes.isEmpty() ? tr("There is not enough memory for the picture.")
                                                : writeWholeFile(file, bytes, store);
        postTo(this, [this, file, problem] {
            if (problem.isEmpty())
                Q_EMIT fileWritten(file);
            else
                Q_EMIT fileFailed(problem);
        });
    });
}

QByteArray ChainPanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << kStateMagic << m_isFamily << (m_wanted == Direction::Down);
    return state;
}

void ChainPanel::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    bool family = true;
    bool down = false;
    stream >> magic >> family >> down;
    if (stream.status() != QDataStream::Ok || magic != kStateMagic)
        return;
    setFamily(family);
    setDirection(down ? Direction::Down : Direction::Right);
}

} // namespace eventscope::ui
