// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/startpage.h"

#include "shell/recentstores.h"
#include "widgets/format.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"
#include "widgets/timezone.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QSvgRenderer>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kWidth = 640;
constexpr int kRowHeight = 48;

enum Role { Location = Qt::UserRole, Facts, LastEvent };

QString sizeText(std::int64_t bytes)
{
    return bytes > 0 ? QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat)
                     : QString();
}

// Two lines a store: name and last event, then folder and size.
class StoreDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {kWidth, kRowHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const Tokens &tokens = theme.tokens();
        if (option.state & QStyle::State_Selected && option.state & QStyle::State_HasFocus)
            painter->fillRect(option.rect, tokens.selection);
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(option.rect, tokens.raised);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                          tokens.hairline);

        const QRect inner = option.rect.adjusted(Theme::kGrid, 6, -Theme::kGrid, -7);
        const QRect top(inner.left(), inner.top(), inner.width(), inner.height() / 2);
        const QRect bottom(inner.left(), top.bottom() + 1, inner.width(), inner.height() / 2);
        const auto line = [&](const QRect &rect, const QString &left, const QString &right,
                              bool strong) {
            painter->setFont(theme.small());
            const int rightWidth = painter->fontMetrics().horizontalAdvance(right);
            painter->setPen(tokens.textDim);
            painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, right);
            painter->setFont(strong ? theme.heading() : theme.small());
            painter->setPen(strong ? tokens.text : tokens.textDim);
            const int width = rect.width() - rightWidth - 2 * Theme::kGrid;
            painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                              painter->fontMetrics().elidedText(left, Qt::ElideMiddle, width));
        };
        const QFileInfo file(index.data(Location).toString());
        QString folder = file.path();
        if (const QString home = QDir::homePath(); folder.startsWith(home + u'/'))
            folder = u'~' + folder.mid(home.size());
        line(top, file.fileName(), index.data(LastEvent).toString(), true);
        line(bottom, folder, index.data(Facts).toString(), false);
    }
};

class Emblem : public QWidget
{
public:
    explicit Emblem(QWidget *parent = nullptr)
        : QWidget(parent)
    {
        setFixedSize(48, 48);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QSvgRenderer(QStringLiteral(":/eventscope.svg")).render(&painter, rect());
    }
};

QPushButton *largeButton(QAction *action, const QString &icon, bool isDefault)
{
    auto *button = new QPushButton(Theme::instance().icon(icon), action->text());
    button->setFixedHeight(36);
    button->setDefault(isDefault);
    const auto sayKey = [button, action] {
        button->setToolTip(action->shortcut().toString(QKeySequence::NativeText));
    };
    QObject::connect(action, &QAction::changed, button, sayKey);
    sayKey();
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

} // namespace

StartPage::StartPage(RecentStores &recent, QAction *openFile, QAction *openSample, QAction *tour,
                     QWidget *parent)
    : QWidget(parent)
    , m_recent(recent)
    , m_recentTitle(new QLabel(QStringLiteral("Recent stores")))
    , m_list(new QListWidget)
{
    setObjectName(QStringLiteral("startPage"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    auto *name = new QLabel(QStringLiteral("Eventscope"));
    QFont large = Theme::instance().heading();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    name->setFont(large);
    auto *claim = new QLabel(
        QStringLiteral("Every aggregate's history as a timeline, and its state at any event.\n"
                       "Stores are opened read-only and never changed."));
    claim->setForegroundRole(QPalette::PlaceholderText);
    auto *words = new QVBoxLayout;
    words->setSpacing(Theme::kTight);
    words->addWidget(name);
    words->addWidget(claim);
    auto *head = new QHBoxLayout;
    head->setSpacing(2 * Theme::kGrid);
    head->addWidget(new Emblem, 0, Qt::AlignTop);
    head->addLayout(words, 1);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::kGrid);
    buttons->addWidget(largeButton(openFile, QStringLiteral("document-open"), true));
    buttons->addWidget(largeButton(openSample, QStringLiteral("view-list-tree"), false));
    buttons->addWidget(largeButton(tour, QStringLiteral("compass"), false));
    buttons->addStretch();

    auto *hint = new QLabel(QStringLiteral(
        "Or drop a file anywhere in this window: SQLite databases, JSON Lines, JSON arrays, CloudEvents."));
    hint->setForegroundRole(QPalette::PlaceholderText);

    m_recentTitle->setFont(Theme::instance().heading());
    m_list->setObjectName(QStringLiteral("recentStores"));
    m_list->setAccessibleName(QStringLiteral("Recent stores"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new StoreDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->installEventFilter(this);

    auto *column = new QVBoxLayout;
    column->setSpacing(Theme::kGrid);
    column->addStretch(1);
    column->addLayout(head);
    column->addSpacing(2 * Theme::kGrid);
    column->addLayout(buttons);
    column->addWidget(hint);
    column->addSpacing(3 * Theme::kGrid);
    column->addWidget(m_recentTitle);
    column->addWidget(m_list);
    column->addStretch(2);
    auto *middle = new QWidget;
    middle->setLayout(column);
    middle->setMaximumWidth(kWidth);
    m_content = middle;
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(3 * Theme::kGrid, 2 * Theme::kGrid, 3 * Theme::kGrid, 2 * Theme::kGrid);
    row->addStretch(1);
    row->addWidget(middle, 100);
    row->addStretch(1);

    connect(&recent, &RecentStores::changed, this, &StartPage::fill);
    const auto open = [this](const QListWidgetItem *item) {
        Q_EMIT storeWanted(item->data(Location).toString());
    };
    connect(m_list, &QListWidget::itemClicked, this, open);
    connect(&Preferences::instance(), &Preferences::changed, this, &StartPage::fill); // times
    fill();
}

bool StartPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress
        && m_list->currentItem() != nullptr) {
        const QString location = m_list->currentItem()->data(Location).toString();
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            Q_EMIT storeWanted(location);
            return true;
        case Qt::Key_Delete:
            m_recent.forget(location);
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void StartPage::fill()
{
    m_list->clear();
    for (const RecentStores::Entry &entry : m_recent.entries()) {
        auto *item = new QListWidgetItem(entry.location, m_list);
        item->setData(Location, entry.location);
        QStringList facts;
        if (!entry.dialect.isEmpty())
            facts.push_back(entry.dialect);
        facts.push_back(counted(entry.events, QStringLiteral("event"), QStringLiteral("events")));
        if (const QString size = sizeText(entry.bytes); !size.isEmpty())
            facts.push_back(size);
        item->setData(Facts, facts.join(QStringLiteral(" · ")));
        if (entry.lastEvent != kNoTime)
            item->setData(LastEvent,
                          QStringLiteral("last event ") + dateTimeText(entry.lastEvent).left(16));
        item->setToolTip(plainToolTip(entry.location + QStringLiteral("\nopened ")
                                      + dateTimeText(entry.lastOpened).left(16) + u' '
                                      + TimeZone::inUse()->abbreviation(entry.lastOpened)
                                      + QStringLiteral("\nDelete takes it off this list.")));
    }
    const int rows = m_list->count();
    m_list->setFixedHeight(std::min(rows, 6) * kRowHeight);
    m_list->setVisible(rows > 0);
    m_recentTitle->setVisible(rows > 0);
}

} // namespace eventscope::ui
