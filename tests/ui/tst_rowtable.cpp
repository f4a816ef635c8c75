// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// RowTable reckons where its rows are; here it is held against a QTableView, which keeps that row by row.
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include <QAbstractTableModel>
#include <QApplication>
#include <QHeaderView>
#include <QImage>
#include <QPaintEvent>
#include <QScrollBar>
#include <QTest>

using namespace eventscope::ui;

namespace {

// Numbers, as many rows as one likes.
class Numbers : public QAbstractTableModel
{
public:
    explicit Numbers(int rows)
        : m_rows(rows)
    {}
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : m_rows;
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : 3;
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role != Qt::DisplayRole)
            return {};
        ++asked;
        return QString::number(index.row()) + u'.' + QString::number(index.column());
    }
    void append(int rows)
    {
        beginInsertRows({}, m_rows, m_rows + rows - 1);
        m_rows += rows;
        endInsertRows();
    }
    void dropFrom(int row)
    {
        beginRemoveRows({}, row, m_rows - 1);
        m_rows = row;
        endRemoveRows();
    }
    mutable int asked = 0;

private:
    int m_rows;
};

} // namespace

class TestRowTable : public QObject
{
    Q_OBJECT

private:
    static void prepare(QTableView &table, QAbstractItemModel &model)
    {
        table.setSelectionBehavior(QAbstractItemView::SelectRows);
        table.setSelectionMode(QAbstractItemView::ExtendedSelection);
        table.setModel(&model);
        table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
        table.resize(420, 300);
        for (int column = 0; column < 3; ++column)
            table.setColumnWidth(column, 180);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
    }
    // What a table of Qt looks like that has the same rows.
    static void likeRows(QTableView &table)
    {
        table.setFrameShape(QFrame::NoFrame);
        table.setShowGrid(false);
        table.verticalHeader()->hide();
        table.verticalHeader()->setMinimumSectionSize(Theme::kRowHeight);
        table.verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
        table.horizontalHeader()->setMinimumSectionSize(3 * Theme::kGrid);
    }
    static QList<int> selected(const QTableView &table)
    {
        QList<int> rows;
        for (const QModelIndex &index : table.selectionModel()->selectedRows())
            rows.append(index.row());
        std::sort(rows.begin(), rows.end());
        return rows;
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }

    void rowsStandWhereATableOfQtHasThem()
    {
        Numbers numbers(200);
        RowTable ours;
        QTableView qts;
        likeRows(qts);
        prepare(ours, numbers);
        prepare(qts, numbers);
        QCOMPARE(ours.viewport()->size(), qts.viewport()->size());
        for (const int value : {0, 1, 57, 5'000}) {
            ours.verticalScrollBar()->setValue(value);
            qts.verticalScrollBar()->setValue(value);
            QCOMPARE(ours.verticalScrollBar()->value(), qts.verticalScrollBar()->value());
            for (const int across : {0, 70}) {
                ours.horizontalScrollBar()->setValue(across);
                qts.horizontalScrollBar()->setValue(across);
                for (int y = -3; y < ours.viewport()->height(); y += 7) {
                    if (y >= 0)
                        QCOMPARE(ours.rowAt(y), qts.rowAt(y));
                    for (int x = 0; x < ours.viewport()->width(); x += 41) {
                        if (y >= 0)
                            QCOMPARE(ours.indexAt(QPoint(x, y)), qts.indexAt(QPoint(x, y)));
                    }
                }
                for (const int row : {0, 10, 57, 60, 199})
                    QCOMPARE(ours.visualRect(numbers.index(row, 1)),
                             qts.visualRect(numbers.index(row, 1)));
            }
        }
    }

    void keysAndMouseSelectWhatTheyDoInATableOfQt()
    {
        Numbers numbers(200);
        RowTable ours;
        QTableView qts;
        likeRows(qts);
        qts.setTabKeyNavigation(false);
        prepare(ours, numbers);
        prepare(qts, numbers);
        for (QTableView *table : {static_cast<QTableView *>(&ours), &qts}) {
            const auto click = [&](int row, Qt::KeyboardModifiers modifiers = {}) {
                QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers,
                                  table->visualRect(numbers.index(row, 0)).center());
            };
            click(2);
            click(5, Qt::ShiftModifier);
            click(8, Qt::ControlModifier);
            QCOMPARE(selected(*table), QList<int>({2, 3, 4, 5, 8}));
            QTest::keyClick(table, Qt::Key_Down);
            QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
            QCOMPARE(selected(*table), QList<int>({9, 10}));
            QTest::keyClick(table, Qt::Key_PageDown);
            QTest::keyClick(table, Qt::Key_PageDown);
            QTest::keyClick(table, Qt::Key_PageUp);
            QVERIFY(table->viewport()->rect().contains(
                table->visualRect(table->currentIndex()).center()));
        }
        QCOMPARE(ours.currentIndex().row(), qts.currentIndex().row());
        QTest::keyClick(&ours, Qt::Key_End);
        QCOMPARE(ours.currentIndex().row(), 199);
        QVERIFY(ours.isAtEnd());
    }

    void aDragSelectsTheRowsItPasses()
    {
        Numbers numbers(50);
        RowTable table;
        prepare(table, numbers);
        const auto at = [&](int row) { return table.visualRect(numbers.index(row, 0)).center(); };
        QTest::mousePress(table.viewport(), Qt::LeftButton, {}, at(6));
        for (const int row : {5, 4, 3}) {
            QMouseEvent move(QEvent::MouseMove, at(row), table.viewport()->mapToGlobal(at(row)),
                             Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(table.viewport(), &move);
        }
        QTest::mouseRelease(table.viewport(), Qt::LeftButton, {}, at(3));
        QCOMPARE(table.selectedRows(), QList<int>({3, 4, 5, 6}));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, at(1));
        QCOMPARE(table.selectedRows(), QList<int>({1}));
    }

    void theScrollBarFollowsTheModel()
    {
        Numbers numbers(5);
        RowTable table;
        prepare(table, numbers);
        QCOMPARE(table.verticalScrollBar()->maximum(), 0);
        numbers.append(95);
        const int fit = table.viewport()->height() / Theme::kRowHeight;
        QCOMPARE(table.verticalScrollBar()->maximum(), 100 - fit);
        table.verticalScrollBar()->setValue(100);
        QCOMPARE(table.lastVisibleRow(), 99);
        numbers.dropFrom(20);
        QCOMPARE(table.verticalScrollBar()->maximum(), 20 - fit);
        table.scrollTo(numbers.index(0, 0));
        QCOMPARE(table.firstVisibleRow(), 0);
        numbers.dropFrom(0);
        QCOMPARE(table.firstVisibleRow(), -1);
        QCOMPARE(table.lastVisibleRow(), -1);
        QCOMPARE(table.rowAt(3), -1);
    }

    void aBillionRowsCostNoMoreThanThoseInSight()
    {
        Numbers numbers(1'000'000'000);
        RowTable table;
        table.setSelectionMode(QAbstractItemView::ExtendedSelection);
        prepare(table, numbers);
        table.selectAll();
        table.scrollTo(numbers.index(999'999'999, 0));
        table.grab();
        QTest::keyClick(&table, Qt::Key_7);
        table.scrollTo(numbers.index(500'000'000, 0), QAbstractItemView::PositionAtTop);
        table.grab();
        QCOMPARE(table.firstVisibleRow(), 500'000'000);
        QVERIFY(numbers.asked < 1'000);
    }

    // The last column takes what is left, and follows within the same frame.
    void aTableIsPaintedOnceWhenItsSizeChanges()
    {
        Numbers numbers(1'000);
        RowTable table;
        table.horizontalHeader()->setStretchLastSection(true);
        table.setModel(&numbers);
        table.resize(400, 300);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QTest::qWait(0);
        struct Paints : QObject {
            int count = 0;
            bool eventFilter(QObject *, QEvent *event) override
            {
                count += event->type() == QEvent::Paint;
                return false;
            }
        } paints;
        table.viewport()->installEventFilter(&paints);
        table.resize(520, 340);
        QTRY_COMPARE(table.viewport()->width(), table.horizontalHeader()->length());
        QTRY_VERIFY(paints.count > 0);
        for (int turn = 0; turn < 5; ++turn)
            QTest::qWait(1);
        QCOMPARE(paints.count, 1);
        QCOMPARE(table.columnWidth(2),
                 table.viewport()->width() - table.columnWidth(0) - table.columnWidth(1));
    }

    void rowsThatChangeArePaintedAndNoOthers()
    {
        Numbers numbers(1'000'000);
        RowTable table;
        table.setModel(&numbers);
        table.resize(400, 300);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.verticalScrollBar()->setValue(500'000);
        struct Paints : QObject {
            QRegion region;
            bool eventFilter(QObject *, QEvent *event) override
            {
                if (event->type() == QEvent::Paint)
                    region += static_cast<QPaintEvent *>(event)->region();
                return false;
            }
        } paints;
        table.viewport()->installEventFilter(&paints);
        do { // until what went before has been painted
            paints.region = {};
            QTest::qWait(20);
        } while (!paints.region.isEmpty());
        Q_EMIT numbers.dataChanged(numbers.index(500'002, 1), numbers.index(500'003, 2));
        QTRY_VERIFY(!paints.region.isEmpty());
        QCOMPARE(paints.region.boundingRect(),
                 QRect(0, 2 * Theme::kRowHeight, table.viewport()->width(), 2 * Theme::kRowHeight));
        paints.region = {};
        Q_EMIT numbers.dataChanged(numbers.index(0, 0), numbers.index(999'999, 2));
        QTRY_VERIFY(!paints.region.isEmpty());
        QCOMPARE(paints.region.boundingRect(), table.viewport()->rect());
        paints.region = {};
        Q_EMIT numbers.dataChanged(numbers.index(5, 0), numbers.index(6, 2)); // out of sight
        for (int turn = 0; turn < 5; ++turn)
            QTest::qWait(1);
        QVERIFY(paints.region.isEmpty());
    }

    void whatNoCellFillsHasTheBackground()
    {
        Numbers numbers(2);
        RowTable table;
        table.setModel(&numbers);
        table.resize(600, 300);
        QImage picture(table.size(), QImage::Format_RGB32);
        picture.fill(Qt::magenta);
        table.render(&picture);
        const QColor background = table.viewport()->palette().color(
            table.viewport()->backgroundRole());
        const QPoint below = table.viewport()->mapTo(&table, QPoint(10, 200));
        const QPoint beside = table.viewport()->mapTo(&table, QPoint(table.viewport()->width() - 5,
                                                                     Theme::kRowHeight / 2));
        QCOMPARE(picture.pixelColor(below), background);
        QCOMPARE(picture.pixelColor(beside), background);
    }
};

QTEST_MAIN(TestRowTable)
#include "tst_rowtable.moc"
