// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codefindbar.h"

#include "editor/codeview.h"
#include "panels/elidedlabel.h"
#include "panels/linkbutton.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kMostCharacters = 1'000;
constexpr int kLookAgain = 120; // ms after the last letter

unsigned long ulong(long number)
{
    return static_cast<unsigned long>(number);
}

} // namespace

CodeFindBar::CodeFindBar(CodeView &view, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_find(new QLineEdit(this))
    , m_with(new QLineEdit(this))
    , m_case(makeSwitch(QStringLiteral("Aa"), tr("Match capital letters"),
                        tr("Capital letters are told from small ones")))
    , m_word(makeSwitch(QStringLiteral("|w|"), tr("Whole words"), tr("Whole words only")))
    , m_regex(makeSwitch(QStringLiteral(".*"), tr("Regular expression"),
                         tr("A regular expression; $1 is its first group in what replaces it")))
    , m_previous(new LinkButton(tr("Previous"), this))
    , m_next(new LinkButton(tr("Next"), this))
    , m_one(new LinkButton(tr("Replace"), this))
    , m_all(new LinkButton(tr("Replace all"), this))
    , m_close(new LinkButton(tr("Close"), this))
    , m_status(new ElidedLabel(ElidedLabel::Ink::Dim, this))
    , m_replaceLine(new QWidget(this))
{
    setObjectName(QStringLiteral("codeFindBar"));
    for (QLineEdit *const edit : {m_find, m_with}) {
        edit->setMaxLength(kMostCharacters);
        edit->setClearButtonEnabled(true);
        edit->installEventFilter(this);
    }
    m_with->setPlaceholderText(tr("Replace with"));
    m_with->setAccessibleName(tr("Replace with"));
    m_previous->setToolTip(tr("The match before (Shift+F3, Shift+Enter)"));
    m_next->setToolTip(tr("The next match (F3, Enter)"));
    m_one->setToolTip(tr("Replace this match and go to the next (Enter)"));
    m_all->setToolTip(tr("Replace every match; one step to undo"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_status->setFont(Theme::instance().small());
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    auto *const first = new QHBoxLayout;
    first->setSpacing(Theme::kTight);
    first->addWidget(m_find, 3);
    for (QToolButton *const each : {m_case, m_word, m_regex})
        first->addWidget(each);
    first->addSpacing(Theme::kTight);
    first->addWidget(m_previous);
    first->addSpacing(Theme::kTight);
    first->addWidget(m_next);
    first->addSpacing(Theme::kTight);
    first->addWidget(m_status, 2);
    first->addWidget(m_close);
    auto *const second = new QHBoxLayout(m_replaceLine);
    second->setContentsMargins(0, 0, 0, 0);
    second->setSpacing(Theme::kGrid);
    second->addWidget(m_with, 3);
    second->addWidget(m_one);
    second->addWidget(m_all);
    second->addStretch(2);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kGrid, Theme::kTight + 1, Theme::kGrid, Theme::kTight);
    layout->setSpacing(Theme::kTight);
    layout->addLayout(first);
    layout->addWidget(m_replaceLine);

    m_soon.setSingleShot(true);
    m_soon.setInterval(kLookAgain);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        look();
        sayPlace();
    });
    connect(&m_view, &QsciScintilla::textChanged, this, [this] {
        m_isOld = true;
        if (!isHidden() && m_mode != Mode::Line)
            m_soon.start();
    });
    connect(m_find, &QLineEdit::textChanged, this, [this] {
        if (m_mode != Mode::Line)
            takeSearch(true);
    });
    for (QToolButton *const each : {m_case, m_word, m_regex})
        connect(each, &QToolButton::toggled, this, [this] { takeSearch(true); });
    connect(m_previous, &LinkButton::clicked, this, &CodeFindBar::findPrevious);
    connect(m_next, &LinkButton::clicked, this, &CodeFindBar::findNext);
    connect(m_one, &LinkButton::clicked, this, &CodeFindBar::replaceOne);
    connect(m_all, &LinkButton::clicked, this, &CodeFindBar::replaceAll);
    connect(m_close, &LinkButton::clicked, this, &CodeFindBar::close);
    hide();
}

QToolButton *CodeFindBar::makeSwitch(const QString &text, const QString &name, const QString &tip)
{
    auto *const button = new QToolButton(this);
    button->setText(text);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    button->setFont(Theme::instance().small());
    return button;
}

QString CodeFindBar::status() const
{
    return m_status->text();
}

void CodeFindBar::say(const QString &text, bool isError)
{
    m_status->setInk(isError ? ElidedLabel::Ink::Error : ElidedLabel::Ink::Dim);
    m_status->setText(text);
}

void CodeFindBar::open(Mode mode)
{
    m_mode = mode;
    const bool isLine = mode == Mode::Line;
    for (QWidget *const each :
         std::initializer_list<QWidget *>{m_case, m_word, m_regex, m_previous, m_next})
        each->setVisible(!isLine);
    m_replaceLine->setVisible(mode == Mode::Replace);
    m_one->setEnabled(!m_view.isReadOnly());
    m_all->setEnabled(!m_view.isReadOnly());
    m_find->setPlaceholderText(isLine ? tr("Line, or line:column") : tr("Find in the code"));
    m_find->setAccessibleName(isLine ? tr("Go to line") : tr("Find in the code"));
    m_from = m_view.send(CodeView::SCI_GETSELECTIONSTART);
    show();
    if (isLine) {
        m_find->setText(QString::number(
            m_view.send(CodeView::SCI_LINEFROMPOSITION, ulong(m_view.cursor())) + 1));
        say(tr("Of %1").arg(withThousands(m_view.lineCount())));
        mark();
    } else {
        const QString selected = m_view.selectedText();
        if (!selected.isEmpty() && !selected.contains(u'\n') && !selected.contains(u'\r'))
            m_find->setText(m_search.isRegex ? QRegularExpression::escape(selected) : selected);
        else
            m_find->setText(m_search.pattern);
        takeSearch(false);
    }
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

void CodeFindBar::close()
{
    m_soon.stop();
    const bool wasLine = m_mode == Mode::Line;
    hide();
    mark();
    m_view.setFocus(Qt::OtherFocusReason);
    if (wasLine)
        m_find->setText(m_search.pattern);
}

void CodeFindBar::takeSearch(bool move)
{
    m_search = {.pattern = m_find->text(),
                .isRegex = m_regex->isChecked(),
                .isCaseSensitive = m_case->isChecked(),
                .isWholeWord = m_word->isChecked()};
    m_isOld = true;
    look();
    if (move && !m_matches.list.empty()) {
        const auto next = std::find_if(m_matches.list.begin(), m_matches.list.end(),
                                       [this](const CodeMatch &match) {
                                           return match.beginByte >= m_from;
                                       });
        select(next == m_matches.list.end()
                   ? 0
                   : static_cast<std::size_t>(next - m_matches.list.begin()));
    }
    sayPlace();
}

void CodeFindBar::look()
{
    if (!m_isOld)
        return;
    m_isOld = false;
    m_matches = codeMatches(QString::fromUtf8(m_view.bytes()), m_search);
    mark();
}

// All matches, while the bar is to be seen.
void CodeFindBar::mark()
{
    m_view.send(CodeView::SCI_SETINDICATORCURRENT, CodeView::FoundText);
    m_view.send(CodeView::SCI_INDICATORCLEARRANGE, 0, m_view.send(CodeView::SCI_GETLENGTH));
    if (isHidden() || m_mode == Mode::Line)
        return;
    for (const CodeMatch &match : m_matches.list) {
        if (!isSelected(match)) // the selection is seen as it is
            m_view.send(CodeView::SCI_INDICATORFILLRANGE, ulong(match.beginByte),
                        match.endByte - match.beginByte);
    }
}

bool CodeFindBar::isSelected(const CodeMatch &match) const
{
    return m_view.send(CodeView::SCI_GETSELECTIONSTART) == match.beginByte
           && m_view.send(CodeView::SCI_GETSELECTIONEND) == match.endByte;
}

void CodeFindBar::sayPlace()
{
    if (!m_matches.problem.isEmpty())
        return say(m_matches.problem, true);
    if (m_search.pattern.isEmpty())
        return say({});
    const auto count = static_cast<qint64>(m_matches.list.size());
    if (count == 0)
        return say(tr("Not in this text"), true);
    const auto here = std::find_if(m_matches.list.begin(), m_matches.list.end(),
                                   [this](const CodeMatch &match) { return isSelected(match); });
    const QString all = m_matches.isCut ? tr("more than %1").arg(withThousands(count))
                                        : withThousands(count);
    if (here == m_matches.list.end())
        return say(m_matches.isCut ? tr("%1 matches").arg(all)
                                   : counted(count, tr("match"), tr("matches")));
    say(tr("%1 of %2").arg(withThousands(here - m_matches.list.begin() + 1), all));
}

void CodeFindBar::select(std::size_t index)
{
    const CodeMatch &match = m_matches.list[index];
    m_view.showPlace(match.beginByte);
    m_view.send(CodeView::SCI_SETSEL, ulong(match.beginByte), match.endByte);
    mark();
}

void CodeFindBar::findNext()
{
    go(true);
}

void CodeFindBar::findPrevious()
{
    go(false);
}

void CodeFindBar::go(bool forward)
{
    if (m_search.pattern.isEmpty() || (!isHidden() && m_mode == Mode::Line))
        return open(m_mode == Mode::Line ? Mode::Find : m_mode);
    look();
    const std::vector<CodeMatch> &list = m_matches.list;
    if (!list.empty()) {
        const long begin = m_view.send(CodeView::SCI_GETSELECTIONSTART);
        const long end = m_view.send(CodeView::SCI_GETSELECTIONEND);
        const bool onMatch = begin != end;
        std::size_t next = 0; // over the end: from the start again
        if (forward) {
            while (next < list.size() && list[next].beginByte < (onMatch ? end : begin))
                ++next;
            if (next == list.size())
                next = 0;
        } else {
            next = list.size() - 1;
            for (std::size_t i = list.size(); i-- > 0;) {
                if (list[i].endByte <= begin) {
                    next = i;
                    break;
                }
            }
        }
        select(next);
        m_from = list[next].beginByte;
    }
    sayPlace();
}

void CodeFindBar::replaceOne()
{
    if (m_view.isReadOnly())
        return;
    look();
    const auto here = std::find_if(m_matches.list.begin(), m_matches.list.end(),
                                   [this](const CodeMatch &match) { return isSelected(match); });
    if (here != m_matches.list.end()) {
        const QByteArray with = codeReplacement(QString::fromUtf8(m_view.bytes()), m_search, *here,
                                                m_with->text())
                                    .toUtf8();
        const long begin = here->beginByte;
        m_view.replaceBytes(begin, here->endByte, with);
        m_view.send(CodeView::SCI_SETEMPTYSELECTION, ulong(begin + static_cast<long>(with.size())));
        m_isOld = true;
    }
    go(true);
}

void CodeFindBar::replaceAll()
{
    if (m_view.isReadOnly())
        return;
    look();
    const QString text = QString::fromUtf8(m_view.bytes());
    const std::vector<CodeMatch> list = m_matches.list;
    const bool isCut = m_matches.isCut;
    m_view.send(CodeView::SCI_BEGINUNDOACTION);
    // From the end, so that the places before stay where they are.
    for (auto match = list.rbegin(); match != list.rend(); ++match)
        m_view.replaceBytes(match->beginByte, match->endByte,
                            codeReplacement(text, m_search, *match, m_with->text()).toUtf8());
    m_view.send(CodeView::SCI_ENDUNDOACTION);
    m_isOld = true;
    look();
    const auto count = static_cast<qint64>(list.size());
    if (count == 0)
        return sayPlace();
    const QString what = counted(count, tr("match replaced"), tr("matches replaced"));
    say(isCut ? tr("%1; there are more").arg(what) : what);
}

void CodeFindBar::goToLine()
{
    const QStringList parts = m_find->text().trimmed().split(u':');
    bool isLine = false;
    const int line = parts.value(0).toInt(&isLine);
    const int column = parts.value(1).toInt();
    if (!isLine || line < 1) {
        say(tr("A line is a number from 1 to %1").arg(withThousands(m_view.lineCount())), true);
        return;
    }
    const long position = m_view.positionOf(line - 1, std::max(column - 1, 0));
    m_view.showPlace(position);
    m_view.send(CodeView::SCI_SETEMPTYSELECTION, ulong(position));
    close();
}

// Esc is its own, from its buttons too, before it is the window's.
bool CodeFindBar::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void CodeFindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

bool CodeFindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (m_mode == Mode::Line)
                goToLine();
            else if (watched == m_with)
                replaceOne();
            else
                go(!key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void CodeFindBar::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
}

} // namespace eventscope::ui
