// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/treesearch.h"

#include "models/jsontreemodel.h"
#include "panels/elidedlabel.h"
#include "panels/jsontreeview.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kSlice = 2000; // fields
constexpr int kLabelWidth = 11 * Theme::kGrid;

} // namespace

TreeSearch::TreeSearch(JsonTreeView &view, const QString &what, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_edit(new QLineEdit(this))
    , m_label(new ElidedLabel(ElidedLabel::Ink::Dim, this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
{
    m_edit->setPlaceholderText(what);
    m_edit->setAccessibleName(what);
    m_label->setFixedWidth(kLabelWidth);
    const auto makeButton = [this](QToolButton *button, const QString &icon, const QString &tip,
                                   bool forward) {
        button->setIcon(Theme::instance().icon(icon));
        button->setAutoRaise(true);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        connect(button, &QToolButton::clicked, this, [this, forward] { goToNext(forward); });
    };
    makeButton(m_previous, QStringLiteral("go-up"), tr("Previous match (Shift+Enter)"), false);
    makeButton(m_next, QStringLiteral("go-down"), tr("Next match (Enter)"), true);
    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::kGrid, Theme::kTight, Theme::kTight, Theme::kTight);
    row->setSpacing(Theme::kTight);
    row->addWidget(m_edit, 1);
    row->addWidget(m_label);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    hide();
    setFocusProxy(m_edit);
    m_edit->installEventFilter(this);
    m_view.installEventFilter(this);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &TreeSearch::searchOn);
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        m_jumps = true;
        restart();
    });
    connect(m_view.model(), &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_timer.stop();
        m_open.clear();
    });
    connect(m_view.model(), &QAbstractItemModel::modelReset, this, &TreeSearch::restart);
    restart();
}

JsonTreeModel *TreeSearch::tree() const
{
    return qobject_cast<JsonTreeModel *>(m_view.model());
}

void TreeSearch::open()
{
    show();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void TreeSearch::leave()
{
    hide();
    m_edit->clear();
    m_view.setFocus(Qt::OtherFocusReason);
}

void TreeSearch::restart()
{
    m_timer.stop();
    m_open.clear();
    m_matches.clear();
    m_current = -1;
    m_full = false;
    if (!m_edit->text().isEmpty() && tree() && !tree()->isClear()) {
        m_open.push_back({});
        m_timer.start();
    }
    updateLabel();
}

bool TreeSearch::matches(const QModelIndex &index) const
{
    const QString text = m_edit->text();
    return index.data(Qt::DisplayRole).toString().contains(text, Qt::CaseInsensitive)
           || (!index.data(JsonTreeModel::ContainerRole).toBool()
               && index.data(JsonTreeModel::TextRole)
                      .toString()
                      .contains(text, Qt::CaseInsensitive));
}

// Depth first, from where the last slice ended.
void TreeSearch::searchOn()
{
    JsonTreeModel *const model = tree();
    for (int looked = 0; looked < kSlice && !m_open.empty() && !m_full;) {
        Place &place = m_open.back();
        if (place.row >= model->rowCount(place.parent)) {
            m_open.pop_back();
            continue;
        }
        const QModelIndex index = model->index(place.row++, JsonTreeModel::Field, place.parent);
        ++looked;
        if (matches(index)) {
            m_matches.push_back(index.data(JsonTreeModel::PointerRole).toByteArray());
            m_full = matchCount() == kMostMatches;
            if (m_jumps) {
                m_jumps = false;
                goToNext(true);
            }
        }
        if (model->rowCount(index) > 0)
            m_open.push_back({index, 0});
    }
    if (m_open.empty() || m_full)
        m_timer.stop();
    updateLabel();
}

void TreeSearch::goToNext(bool forward)
{
    const int count = matchCount();
    if (count == 0)
        return;
    m_current = m_current < 0 ? (forward ? 0 : count - 1)
                              : (m_current + (forward ? 1 : count - 1)) % count;
    const QByteArray &pointer = m_matches[static_cast<std::size_t>(m_current)];
    const QModelIndex index = tree()->indexOf(
        {pointer.constData(), static_cast<std::size_t>(pointer.size())});
    if (index.isValid()) {
        m_view.setCurrentIndex(index);
        m_view.scrollTo(index);
    }
    updateLabel();
}

void TreeSearch::updateLabel()
{
    const int count = matchCount();
    QString text;
    if (m_edit->text().isEmpty())
        text = QString();
    else if (count == 0)
        text = isSearching() ? tr("searching\u2026") : tr("no match");
    else if (m_current >= 0)
        text = tr("%1 of %2").arg(withThousands(m_current + 1), withThousands(count));
    else
        text = withThousands(count);
    if (m_full)
        text += u'+';
    m_label->setText(text);
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
}

bool TreeSearch::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const auto *const key = static_cast<QKeyEvent *>(event);
    if (watched == m_edit && event->type() == QEvent::ShortcutOverride
        && key->key() == Qt::Key_Escape) {
        event->accept(); // before a shortcut of the window takes it
        return true;
    }
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    if (watched == &m_view) {
        if (key->text() != QStringLiteral("/"))
            return QWidget::eventFilter(watched, event);
        open();
        return true;
    }
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        goToNext(!(key->modifiers() & Qt::ShiftModifier));
        return true;
    case Qt::Key_Down:
        m_view.setFocus(Qt::OtherFocusReason);
        return true;
    case Qt::Key_Escape:
        leave();
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

void TreeSearch::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
}

} // namespace eventscope::ui
