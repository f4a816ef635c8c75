// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/rawview.h"

#include "base/json.h"
#include "panels/payloadtext.h"
#include "widgets/theme.h"
#include "widgets/wholefile.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMessageBox>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kMargin = Theme::kGrid;
constexpr int kFewestColumns = 20;
constexpr std::size_t kMostCopied = std::size_t(32) << 20; // bytes
constexpr qsizetype kMostMoved = 16; // characters that go to the next line rather than be parted

// A monospaced line without the bidirectional reordering and ligatures that would part what is seen
// from what is stored.
void layOut(QTextLayout &layout, const QFont &font)
{
    QFont plain = font;
    plain.setStyleStrategy(QFont::StyleStrategy(plain.styleStrategy()));
    layout.setFont(plain);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.setCacheEnabled(true);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
}

// Where to break a line that is too long: behind the last blank or comma of its end, and never
// between the two halves of a character.
qsizetype breakBefore(const QString &text, qsizetype begin, qsizetype size)
{
    for (qsizetype shorter = size; shorter > size - kMostMoved && shorter > 1; --shorter) {
        const QChar c = text.at(begin + shorter - 1);
        if (c == u' ' || c == u',')
            return shorter;
    }
    return text.at(begin + size).isLowSurrogate() ? size - 1 : size;
}

} // namespace

RawView::RawView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight); // as JSON runs
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    setFont(Theme::instance().monospace());
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void RawView::setText(const QString &text, Language language)
{
    m_stored.reset();
    if (text == m_text)
        return;
    m_text = text;
    m_spans = language == Language::Json ? jsonSpans(m_text) : std::vector<JsonSpan>();
    m_anchor = m_cursor = 0;
    m_columns = 0;
    breakLines();
    verticalScrollBar()->setValue(0);
    viewport()->update();
}

void RawView::setStored(std::shared_ptr<const std::string> bytes, const QString &fileName,
                        const QString &store)
{
    m_store = store;
    m_stored = std::move(bytes);
    m_fileName = fileName;
}

QString RawView::lineText(const Line &line) const
{
    return visibleText(m_text.mid(line.begin, line.size));
}

QList<QTextLayout::FormatRange> RawView::colors(const Line &line) const
{
    QList<QTextLayout::FormatRange> formats;
    const Tokens &tokens = Theme::instance().tokens();
    const qsizetype lineEnd = line.begin + line.size;
    auto span = std::partition_point(m_spans.begin(), m_spans.end(), [&](const JsonSpan &each) {
        return each.begin + each.size <= line.begin;
    });
    for (; span != m_spans.end() && span->begin < lineEnd; ++span) {
        const qsizetype begin = std::max(span->begin, line.begin);
        QTextLayout::FormatRange range;
        range.start = static_cast<int>(begin - line.begin);
        range.length = static_cast<int>(std::min(span->begin + span->size, lineEnd) - begin);
        range.format.setForeground(span->kind == JsonSpan::Kind::Name ? tokens.accent
                                                                      : tokens.textDim);
        formats.append(range);
    }
    return formats;
}

int RawView::lineHeight() const
{
    return QFontMetrics(font()).height() + 2;
}

int RawView::firstLine() const
{
    return verticalScrollBar()->value();
}

void RawView::breakLines()
{
    const QFontMetricsF metrics(font());
    const qreal width = viewport()->width() - 2.0 * kMargin;
    const int columns = std::max(kFewestColumns,
                                 static_cast<int>(width / metrics.horizontalAdvance(u'0')));
    if (columns != m_columns) {
        m_columns = columns;
        m_lines.clear();
        qsizetype begin = 0;
        while (begin <= m_text.size()) {
            qsizetype end = m_text.indexOf(u'\n', begin);
            const bool last = end < 0;
            if (last)
                end = m_text.size();
            do {
                qsizetype size = std::min<qsizetype>(columns, end - begin);
                if (begin + size < end)
                    size = breakBefore(m_text, begin, size);
                m_lines.push_back({begin, size});
                begin += size;
            } while (begin < end);
            if (last)
                break;
            begin = end + 1;
        }
    }
    const int rows = std::max(1, viewport()->height() / lineHeight());
    verticalScrollBar()->setPageStep(rows);
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(m_lines.size()) - rows));
}

void RawView::resizeEvent(QResizeEvent *)
{
    breakLines();
}

void RawView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange) {
        m_columns = 0;
        breakLines();
    }
    QAbstractScrollArea::changeEvent(event);
}

void RawView::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(viewport());
    painter.setLayoutDirection(layoutDirection()); // not the application's
    painter.fillRect(viewport()->rect(), tokens.surface);
    painter.setPen(tokens.text);
    const qsizetype from = std::min(m_anchor, m_cursor);
    const qsizetype to = std::max(m_anchor, m_cursor);
    int y = Theme::kTight;
    for (auto i = static_cast<std::size_t>(firstLine());
         i < m_lines.size() && y < viewport()->height(); ++i) {
        const Line &line = m_lines[i];
        QTextLayout layout(lineText(line));
        layout.setFormats(colors(line));
        layOut(layout, font());
        QList<QTextLayout::FormatRange> formats;
        const qsizetype begin = std::clamp<qsizetype>(from - line.begin, 0, line.size);
        const qsizetype end = std::clamp<qsizetype>(to - line.begin, 0, line.size);
        if (begin < end) {
            QTextLayout::FormatRange range;
            range.start = static_cast<int>(begin);
            range.length = static_cast<int>(end - begin);
            range.format.setBackground(tokens.selection);
            range.format.setForeground(tokens.text);
            formats.append(range);
        }
        layout.draw(&painter, QPointF(kMargin, y), formats);
        y += lineHeight();
    }
}

qsizetype RawView::positionAt(const QPoint &point) const
{
    if (m_lines.empty())
        return 0;
    const int row = firstLine() + (point.y() - Theme::kTight) / lineHeight();
    const Line &line = m_lines[static_cast<std::size_t>(
        std::clamp(row, 0, static_cast<int>(m_lines.size()) - 1))];
    QTextLayout layout(lineText(line));
    layOut(layout, font());
    return line.begin + layout.lineAt(0).xToCursor(point.x() - kMargin);
}

void RawView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_cursor = positionAt(event->position().toPoint());
    if (!(event->modifiers() & Qt::ShiftModifier))
        m_anchor = m_cursor;
    viewport()->update();
}

void RawView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const QPoint at = event->position().toPoint();
    if (at.y() < 0)
        verticalScrollBar()->setValue(firstLine() - 1);
    else if (at.y() > viewport()->height())
        verticalScrollBar()->setValue(firstLine() + 1);
    m_cursor = positionAt(at);
    viewport()->update();
}

// Keys that mean something to a text go before the window's shortcuts.
bool RawView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        const bool moves = key->key() == Qt::Key_Home || key->key() == Qt::Key_End;
        if (moves || key->matches(QKeySequence::SelectAll)
            || (key->matches(QKeySequence::Copy) && m_anchor != m_cursor)) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void RawView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else {
        switch (event->key()) {
        case Qt::Key_Home:
            verticalScrollBar()->triggerAction(QScrollBar::SliderToMinimum);
            break;
        case Qt::Key_End:
            verticalScrollBar()->triggerAction(QScrollBar::SliderToMaximum);
            break;
        default:
            QAbstractScrollArea::keyPressEvent(event);
            return;
        }
    }
    event->accept();
}

void RawView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *const copySelection = menu->addAction(tr("Copy"), QKeySequence(QKeySequence::Copy),
                                                   this, &RawView::copy);
    copySelection->setEnabled(m_anchor != m_cursor);
    QAction *const all = menu->addAction(m_stored ? tr("Copy all as stored") : tr("Copy all"), this,
                                         &RawView::copyAll);
    all->setEnabled(canCopyAll());
    if (m_stored)
        menu->addAction(tr("Save the bytes as\u2026"), this, &RawView::saveAs);
    menu->addAction(tr("Select all"), QKeySequence(QKeySequence::SelectAll), this,
                    &RawView::selectAll);
    menu->popup(event->globalPos());
}

QString RawView::selectedText() const
{
    const qsizetype from = std::min(m_anchor, m_cursor);
    return m_text.mid(from, std::max(m_anchor, m_cursor) - from);
}

void RawView::selectAll()
{
    m_anchor = 0;
    m_cursor = m_text.size();
    viewport()->update();
}

void RawView::copy() const
{
    if (m_anchor != m_cursor)
        QGuiApplication::clipboard()->setText(selectedText());
}

bool RawView::canCopyAll() const
{
    return !m_stored || (m_stored->size() <= kMostCopied && isUtf8(*m_stored));
}

void RawView::copyAll() const
{
    if (canCopyAll())
        QGuiApplication::clipboard()->setText(m_stored ? QString::fromStdString(*m_stored)
                                                       : m_text);
}

void RawView::saveAs()
{
    auto *const dialog = new QFileDialog(window(), tr("Save the bytes as they are stored"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(m_fileName);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, stored = m_stored, store = m_store](const QString &path) {
                const QString problem = writeWholeFile(path, *stored, store);
                if (problem.isEmpty())
                    return;
                auto *const box = new QMessageBox(QMessageBox::Warning, tr("Not saved"), problem,
                                                  QMessageBox::Ok, window());
                box->setTextFormat(Qt::PlainText);
                box->setAttribute(Qt::WA_DeleteOnClose);
                box->open();
            });
    dialog->open();
}

} // namespace eventscope::ui
