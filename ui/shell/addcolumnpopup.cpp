// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/addcolumnpopup.h"

#include "query/fieldpath.h"
#include "session/session.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace eventscope::ui {

namespace {

constexpr int kShownRows = 10;
constexpr std::size_t kMostRows = 200;

// The path that was meant by what was typed: "total" is data.total.
Result<FieldPath> pathOf(const QString &text)
{
    auto path = parseFieldPath(text.toStdString());
    if (!path) {
        if (auto data = parseFieldPath("data." + text.toStdString()))
            return data;
    }
    return path;
}

} // namespace

AddColumnPopup::AddColumnPopup(Session &session, QWidget *window)
    : Popup(window)
    , m_session(session)
    , m_line(new QLineEdit)
    , m_table(new QTableWidget(0, 2))
{
    setObjectName(QStringLiteral("addColumn"));
    m_line->setPlaceholderText(tr("Field of the payload, such as data.total"));
    m_line->setAccessibleName(tr("Field for a new column"));
    m_line->setMaxLength(2000);
    m_line->installEventFilter(this);
    column()->addWidget(m_line);

    m_table->setAccessibleName(tr("Fields in the store"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setMouseTracking(true);
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(Theme::kRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
    m_table->setFixedHeight(kShownRows * Theme::kRowHeight);
    column()->addWidget(m_table);
    m_hint = addHint();

    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textChanged, this, &AddColumnPopup::fill);
    connect(m_line, &QLineEdit::returnPressed, this, &AddColumnPopup::take);
    connect(m_table, &QTableWidget::cellClicked, this, &AddColumnPopup::take);
    connect(m_table, &QTableWidget::cellEntered, this,
            [this](int row) { m_table->selectRow(row); });
    connect(&session.seenFields(), &SeenFields::changed, this, &AddColumnPopup::fill);
    connect(&session, &Session::closed, this, &QWidget::close);
}

void AddColumnPopup::aboutToOpen()
{
    m_session.seenFields().want();
    m_line->clear();
    m_line->setFocus();
    fill();
}

bool AddColumnPopup::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int page = key == Qt::Key_PageUp || key == Qt::Key_PageDown ? kShownRows : 1;
        if (key == Qt::Key_Down || key == Qt::Key_PageDown)
            m_table->selectRow(std::min(m_table->currentRow() + page, m_table->rowCount() - 1));
        else if (key == Qt::Key_Up || key == Qt::Key_PageUp)
            m_table->selectRow(std::max(m_table->currentRow() - page, 0));
        else
            return Popup::eventFilter(watched, event);
        return true;
    }
    return Popup::eventFilter(watched, event);
}

void AddColumnPopup::fill()
{
    const QString typed = m_line->text().trimmed();
    struct Match {
        int rank = 0;
        const SeenField *field = nullptr;
        QString path;
    };
    std::vector<Match> matches;
    for (const SeenField &field : m_session.seenFields().fields()) {
        const QString path = QString::fromStdString(field.path);
        if (!path.contains(typed, Qt::CaseInsensitive)
            || m_session.workspace().hasColumn(field.path))
            continue;
        // What everyone asks for is in the payload.
        const int place = path == typed                                 ? 0
                          : path == QStringLiteral("data.") + typed     ? 1
                          : path.startsWith(typed, Qt::CaseInsensitive) ? 2
                                                                        : 3;
        const int rank = 2 * place + (path.startsWith(u"meta") ? 1 : 0);
        matches.push_back({rank, &field, path});
    }
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match &a, const Match &b) { return a.rank < b.rank; });
    if (matches.size() > kMostRows)
        matches.resize(kMostRows);
    const Tokens &tokens = Theme::instance().tokens();
    m_table->setRowCount(0);
    m_table->setRowCount(static_cast<int>(matches.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const Match &match = matches[static_cast<std::size_t>(row)];
        auto *const name = new QTableWidgetItem(oneLine(match.field->path));
        name->setData(Qt::UserRole, match.path);
        name->setToolTip(plainToolTip(match.path));
        name->setForeground(tokens.text);
        m_table->setItem(row, 0, name);
        auto *const kinds = new QTableWidgetItem(QString::fromStdString(match.field->kinds));
        kinds->setForeground(tokens.textDim);
        m_table->setItem(row, 1, kinds);
    }
    if (!matches.empty()) {
        m_table->selectRow(0);
        return say(*m_hint, tr("Enter adds the column, Esc closes."), false);
    }
    if (m_session.seenFields().fields().empty() && !m_session.seenFields().isIdle())
        return say(*m_hint, tr("Looking which fields there are \u2026"), false);
    if (typed.isEmpty())
        return say(*m_hint, tr("No more fields were seen; type a path such as data.total."), false);
    const auto path = pathOf(typed);
    if (!path)
        return say(*m_hint, QString::fromStdString(path.error().message), false);
    const QString text = QString::fromStdString(textOf(*path));
    if (m_session.workspace().hasColumn(textOf(*path)))
        return say(*m_hint, tr("%1 has a column already.").arg(text), false);
    say(*m_hint,
        tr("%1 was not seen in the payloads that were looked at; Enter adds its column all the "
           "same.")
            .arg(text),
        false);
}

void AddColumnPopup::take()
{
    if (const QTableWidgetItem *const chosen = m_table->item(m_table->currentRow(), 0))
        return add(chosen->data(Qt::UserRole).toString());
    const auto path = pathOf(m_line->text().trimmed());
    if (!path)
        return say(*m_hint, QString::fromStdString(path.error().message), true);
    add(QString::fromStdString(textOf(*path)));
}

void AddColumnPopup::add(const QString &path)
{
    if (const auto added = m_session.workspace().addColumn(path.toStdString()); !added)
        return say(*m_hint, QString::fromStdString(added.error().message), true);
    close();
}

} // namespace eventscope::ui
