// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/filterbuilder.h"

#include "panels/conditionrow.h"
#include "panels/elidedlabel.h"
#include "panels/filterbar.h"
#include "panels/filtercompletions.h"
#include "panels/filteredit.h"
#include "panels/linkbutton.h"
#include "widgets/filtertext.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr std::size_t kMostRows = 12;
constexpr int kMostWidth = 90 * Theme::kGrid;

QToolButton *textButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *const button = new QToolButton(parent);
    button->setText(text);
    button->setAccessibleName(name);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

FilterBuilder::FilterBuilder(Session &session, FilterBar &bar, FilterCompletions &completions)
    : QFrame(&bar)
    , m_session(session)
    , m_bar(bar)
    , m_completions(completions)
    , m_all(textButton(tr("all"), tr("All conditions must hold"), this))
    , m_any(textButton(tr("any"), tr("Any condition may hold"), this))
    , m_notice(new ElidedLabel(ElidedLabel::Ink::Dim, this))
    , m_anew(new LinkButton(tr("Begin anew"), this))
    , m_add(textButton(tr("Add condition"), tr("Add a condition"), this))
    , m_close(textButton(tr("Close"), tr("Close the conditions"), this))
{
    setObjectName(QStringLiteral("filterBuilder"));
    setAccessibleName(tr("Conditions of the filter"));
    hide();
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::kGrid, Theme::kGrid, Theme::kGrid, Theme::kGrid);
    column->setSpacing(Theme::kTight);
    auto *const head = new QHBoxLayout;
    head->setSpacing(Theme::kTight);
    auto *const match = new QLabel(tr("Events of which"), this);
    auto *const hold = new QLabel(tr("of these hold"), this);
    m_all->setCheckable(true);
    m_any->setCheckable(true);
    auto *const group = new QButtonGroup(this);
    group->addButton(m_all);
    group->addButton(m_any);
    m_all->setChecked(true);
    for (QWidget *const widget : std::initializer_list<QWidget *>{match, m_all, m_any, hold})
        head->addWidget(widget);
    head->addStretch();
    head->addWidget(m_close);
    column->addLayout(head);
    auto *const line = new QHBoxLayout;
    m_notice->setElide(Qt::ElideRight);
    m_notice->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    line->addWidget(m_notice, 1);
    line->addWidget(m_anew);
    column->addLayout(line);
    m_rowsLayout = new QVBoxLayout;
    m_rowsLayout->setSpacing(Theme::kTight);
    column->addLayout(m_rowsLayout);
    auto *const foot = new QHBoxLayout;
    m_add->setIcon(Theme::instance().icon(QStringLiteral("list-add")));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    foot->addWidget(m_add);
    foot->addStretch();
    column->addLayout(foot);

    connect(group, &QButtonGroup::buttonClicked, this, &FilterBuilder::write);
    connect(m_add, &QToolButton::clicked, this, [this] {
        if (m_isList)
            addRow()->focusField();
        else
            addTo();
    });
    connect(m_close, &QToolButton::clicked, this, &FilterBuilder::leave);
    connect(m_anew, &LinkButton::clicked, this, [this] {
        m_bar.edit().setText({});
        m_rows.front()->focusField();
    });
    connect(&bar.edit(), &QLineEdit::textChanged, this, [this] {
        if (isVisible() && !m_isWriting)
            read();
    });
    connect(&completions, &FilterCompletions::changed, this, [this] {
        for (ConditionRow *const row : m_rows)
            row->listAgain();
    });
    connect(&session, &Session::closed, this, [this] {
        hide();
        Q_EMIT closed();
    });
}

// Over what stands below the bar, which goes on to show what the filter finds.
void FilterBuilder::open()
{
    if (!m_session.hasLog())
        return;
    QWidget *const window = m_bar.window();
    if (parentWidget() != window) {
        setParent(window);
        window->installEventFilter(this);
        m_bar.installEventFilter(this);
    }
    m_completions.prepare();
    read();
    place();
    show();
    raise();
    m_rows.front()->focusField();
}

void FilterBuilder::leave()
{
    const bool hadFocus = isAncestorOf(focusWidget())
                          || (window() && isAncestorOf(window()->focusWidget()));
    hide();
    if (hadFocus)
        m_bar.focusFilter();
    Q_EMIT closed();
}

void FilterBuilder::place()
{
    layout()->activate();
    const QPoint corner = m_bar.mapTo(parentWidget(), QPoint(0, m_bar.height()));
    const int width = std::min(m_bar.width(), kMostWidth);
    const int least = layout()->minimumSize().width();
    setGeometry(std::clamp(corner.x(), 0, std::max(0, parentWidget()->width() - least)), corner.y(),
                std::max(width, least), layout()->sizeHint().height());
}

void FilterBuilder::setAny(bool any)
{
    (any ? m_any : m_all)->setChecked(true);
}

void FilterBuilder::read()
{
    const std::string text = m_bar.edit().text().toStdString();
    const auto list = conditionsOf(text);
    m_isList = list && list->conditions.size() <= kMostRows;
    m_isWrong = !list && list.error().code == ErrorCode::Invalid;
    setRows(m_isList ? std::max<std::size_t>(1, list->conditions.size()) : 1);
    if (m_isList) {
        for (std::size_t i = 0; i < list->conditions.size(); ++i)
            m_rows[i]->setCondition(list->conditions[i]);
        if (list->conditions.size() > 1)
            setAny(list->isAny);
    }
    m_notice->setVisible(!m_isList);
    m_anew->setVisible(!m_isList);
    m_notice->setText(
        m_isWrong
            ? tr("The filter cannot be read: %1").arg(QString::fromStdString(list.error().message))
        : list ? tr("The filter has too many conditions for rows; add another one to it.")
               : tr("The filter is more than rows of conditions; it stays as it is, and you can "
                    "add a condition to it."));
    m_notice->setToolTip(m_notice->text());
    m_add->setText(m_isList ? tr("Add condition")
                            : tr("Add it to the filter with \u201cand\u201d"));
    m_add->setAccessibleName(m_isList ? tr("Add a condition") : m_add->text());
    m_all->setEnabled(m_isList);
    m_any->setEnabled(m_isList);
    arrange();
}

void FilterBuilder::write()
{
    if (!m_isList)
        return;
    ConditionList list;
    list.isAny = m_any->isChecked();
    for (const ConditionRow *const row : m_rows) {
        if (auto condition = row->condition())
            list.conditions.push_back(std::move(*condition));
    }
    m_isWriting = true;
    m_bar.edit().setText(QString::fromStdString(filterText(list)));
    m_isWriting = false;
}

void FilterBuilder::addTo()
{
    const auto condition = m_rows.front()->condition();
    if (!condition || !m_add->isEnabled())
        return m_rows.front()->focusField();
    const QString added = filterWith(m_bar.edit().text(),
                                     QString::fromStdString(filterText(*condition)));
    setRows(0); // a new row for the next one
    m_bar.edit().setText(added);
    m_rows.front()->focusField();
}

ConditionRow *FilterBuilder::addRow()
{
    if (m_rows.size() >= kMostRows)
        return m_rows.back();
    auto *const row = new ConditionRow(m_completions, this);
    connect(row, &ConditionRow::changed, this, &FilterBuilder::write);
    connect(row, &ConditionRow::entered, this, [this] {
        if (!m_isList)
            return addTo();
        leave();
        Q_EMIT done();
    });
    connect(row, &ConditionRow::gone, this, [this, row] { removeRow(row); });
    m_rows.push_back(row);
    m_rowsLayout->addWidget(row);
    row->show();
    arrange();
    return row;
}

void FilterBuilder::removeRow(ConditionRow *row)
{
    const auto found = std::find(m_rows.begin(), m_rows.end(), row);
    if (found == m_rows.end())
        return;
    const auto index = static_cast<std::size_t>(found - m_rows.begin());
    m_rows.erase(found);
    row->hide();
    row->deleteLater();
    if (m_rows.empty())
        addRow();
    m_rows[std::min(index, m_rows.size() - 1)]->focusField();
    arrange();
    write();
}

void FilterBuilder::setRows(std::size_t count)
{
    while (m_rows.size() > count) {
        m_rows.back()->hide();
        m_rows.back()->deleteLater();
        m_rows.pop_back();
    }
    while (m_rows.size() < count)
        addRow();
}

// Names, the order of the Tab key, and room.
void FilterBuilder::arrange()
{
    QWidget *before = m_any;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setNumber(static_cast<int>(i) + 1, m_isList);
        for (QWidget *const control : m_rows[i]->controls()) {
            setTabOrder(before, control);
            before = control;
        }
    }
    setTabOrder(before, m_add);
    setTabOrder(m_add, m_close);
    m_add->setEnabled(!m_isWrong && (!m_isList || m_rows.size() < kMostRows));
    if (isVisible())
        place();
}

// Esc is its own before it is the window's.
bool FilterBuilder::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void FilterBuilder::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        leave();
    else
        QFrame::keyPressEvent(event);
}

bool FilterBuilder::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (isVisible() && (type == QEvent::Resize || type == QEvent::Move)) {
        if (watched == &m_bar || watched == parentWidget())
            place();
    } else if (watched == &m_bar && type == QEvent::Hide && isVisible()) {
        hide();
        Q_EMIT closed();
    }
    return QFrame::eventFilter(watched, event);
}

void FilterBuilder::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.setPen(tokens.hairline);
    painter.drawRect(rect().adjusted(0, -1, -1, -1));
}

} // namespace eventscope::ui
