// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/readmodelpanel.h"

#include "models/readmodelrowsmodel.h"
#include "panels/notice.h"
#include "panels/projectiondelegate.h"
#include "panels/rowtable.h"
#include "panels/tabline.h"
#include "session/postto.h"
#include "store/store.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <memory>

namespace eventscope::ui {

namespace {

constexpr qsizetype kMostCopied = 100'000; // rows

} // namespace

ReadModelPanel::ReadModelPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ReadModelRowsModel(session, this))
    , m_line(new TabLine(tr("Tables of the read model"), this))
    , m_tabs(&m_line->tabs())
    , m_search(new QLineEdit)
    , m_count(new QLabel)
    , m_notice(new Notice(this))
    , m_table(new RowTable(this))
    , m_storeTables(new QToolButton)
{
    m_tabs->setElideMode(Qt::ElideMiddle);
    m_search->setPlaceholderText(tr("Find in the table"));
    m_search->setAccessibleName(tr("Find in the table"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(Theme::instance().icon(QStringLiteral("edit-find")),
                        QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_table->setAccessibleName(tr("Rows of the table"));
    m_table->setModel(m_model);
    ProjectionDelegate::Roles roles;
    roles.current = ReadModelRowsModel::ChangedRole;
    roles.future = ReadModelRowsModel::DimRole;
    roles.number = ReadModelRowsModel::NumberRole;
    m_table->setItemDelegate(new ProjectionDelegate(roles, {}, this));
    m_table->installEventFilter(this);
    QHeaderView &header = *m_table->horizontalHeader();
    header.setDefaultSectionSize(16 * Theme::kGrid);
    header.setStretchLastSection(false);
    header.setSectionsClickable(true);
    header.setSortIndicatorShown(true);
    header.setSortIndicatorClearable(true);
    header.setSortIndicator(-1, Qt::AscendingOrder);
    connect(&header, &QHeaderView::sortIndicatorChanged, m_model, &ReadModelRowsModel::sort);

    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const bar = new QWidget(this);
    auto *const line = new QHBoxLayout(bar);
    line->setContentsMargins(Theme::kGrid, Theme::kTight, Theme::kGrid, Theme::kTight);
    line->setSpacing(Theme::kGrid);
    line->addWidget(m_search, 1);
    line->addWidget(m_count);
    m_storeTables->setText(tr("Tables of the store"));
    m_storeTables->setObjectName(QStringLiteral("storeTables"));
    m_storeTables->setToolTip(tr(
        "Begin with the tables that the store has beside its events, empty: for read models that find them there"));
    m_storeTables->setAutoRaise(true);
    m_storeTables->setCheckable(true);
    connect(m_storeTables, &QToolButton::clicked, this, &ReadModelPanel::takeStoreTables);
    connect(&session.projection(), &OpenProjection::fileChanged, this,
            [this] { m_storeTables->setChecked(!m_session.projection().schema().empty()); });
    // They are those of another store then.
    connect(&session, &Session::closed, this, [this] { m_session.projection().setSchema({}); });
    line->addWidget(m_storeTables);
    column->addWidget(m_line);
    column->addWidget(bar);
    column->addWidget(m_notice);
    column->addWidget(m_table, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &ReadModelPanel::takeTab);
    connect(m_search, &QLineEdit::textChanged, m_model, &ReadModelRowsModel::setSearch);
    connect(m_model, &ReadModelRowsModel::arrived, this, &ReadModelPanel::take);
    connect(m_model, &ReadModelRowsModel::failed, this, [this](const Error &error) {
        m_notice->say(Notice::Kind::Error, QString::fromStdString(error.message),
                      QString::fromStdString(error.detail));
    });
    take();
}

ReadModelPanel::~ReadModelPanel()
{
    m_worker.cancel();
}

void ReadModelPanel::takeStoreTables(bool wanted)
{
    ++m_request;
    m_worker.cancel();
    m_notice->clear();
    if (!wanted || !m_session.store())
        return m_session.projection().setSchema({});
    m_worker.submit([this, request = m_request, store = m_session.store(),
                     location = m_session.location().toStdString()](std::stop_token) {
        auto sql = std::make_shared<Result<std::string>>(
            tableDefinitions(location, store->dialect()));
        postTo(this, [this, request, sql] {
            if (request != m_request)
                return;
            if (*sql && !(*sql)->empty())
                return m_session.projection().setSchema(**sql);
            m_storeTables->setChecked(false);
            m_notice->say(Notice::Kind::Warning,
                          *sql ? tr("This store has no table beside its events.")
                               : QString::fromStdString(sql->error().message));
        });
    });
}

bool ReadModelPanel::isSettled() const
{
    if (!m_worker.idle())
        return false;
    return m_model->isSettled() || m_session.projection().isIdle();
}

void ReadModelPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ReadModelPanel::showTable(const QString &name)
{
    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        if (m_tabs->tabData(tab).toString() == name)
            m_tabs->setCurrentIndex(tab);
    }
}

void ReadModelPanel::take()
{
    m_notice->clear();
    m_taking = true;
    const auto &tables = m_model->tables();
    const int count = static_cast<int>(tables.size());
    while (m_tabs->count() > count)
        m_tabs->removeTab(m_tabs->count() - 1);
    while (m_tabs->count() < count)
        m_tabs->addTab({});
    int current = -1;
    for (int tab = 0; tab < count; ++tab) {
        const ReadModelTable &table = tables[static_cast<std::size_t>(tab)];
        const QString name = QString::fromStdString(table.name);
        m_tabs->setTabData(tab, name);
        // A single & would be taken for the mark of a key.
        const QString shown = QString(name).replace(u'&', QStringLiteral("&&"));
        m_tabs->setTabText(tab, table.rows < 0
                                    ? shown
                                    : shown + QStringLiteral("  ") + withThousands(table.rows));
        m_tabs->setTabToolTip(tab, table.isView ? tr("A view: %1").arg(plainToolTip(name))
                                                : plainToolTip(name));
        if (name == m_model->table())
            current = tab;
    }
    if (current >= 0)
        m_tabs->setCurrentIndex(current);
    m_taking = false;
    if (current < 0 && count > 0)
        takeTab(m_tabs->currentIndex());
    m_search->setEnabled(count > 0);
    m_count->setText(m_search->text().isEmpty()
                         ? QString()
                         : counted(m_model->total(), tr("row fits"), tr("rows fit")));
    m_table->setEmptyText(
        count == 0 ? tr("There is no table at this event: the script makes them "
                        "when it is loaded, or in a handler.")
        : m_search->text().isEmpty()
            ? tr("The table is empty at this event.")
            : tr("No row contains \"%1\". Esc clears the search.").arg(m_search->text()));
}

void ReadModelPanel::takeTab(int tab)
{
    if (m_taking || tab < 0)
        return;
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_model->setTable(m_tabs->tabData(tab).toString());
}

void ReadModelPanel::copy()
{
    const QList<int> rows = m_table->selectedRows().mid(0, kMostCopied);
    if (rows.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(m_model->asText(rows));
    if (const qsizetype missing = m_model->countMissing(rows); missing > 0)
        m_notice->say(Notice::Kind::Warning,
                      tr("%1 not loaded yet and left out of the copy. Scroll there and copy again.")
                          .arg(counted(missing, tr("row is"), tr("rows are"))));
}

bool ReadModelPanel::eventFilter(QObject *watched, QEvent *event)
{
    const bool isEscape = (event->type() == QEvent::ShortcutOverride
                           || event->type() == QEvent::KeyPress)
                          && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape;
    if (watched == m_search && isEscape && !m_search->text().isEmpty()) {
        if (event->type() == QEvent::KeyPress)
            m_search->clear();
        event->accept();
        return true;
    }
    if (watched == m_table && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope::ui
