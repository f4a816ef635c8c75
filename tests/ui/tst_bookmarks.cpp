// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bookmarks and notes in the whole window: their keys, their list, undo.
#include "panels/bookmarkspanel.h"
#include "panels/drawer.h"
#include "panels/rowtable.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "widgets/theme.h"

#include "orderswindow.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSettings>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

class TestBookmarks : public QObject, private OrdersWindow
{
    Q_OBJECT

private:
    BookmarksPanel &panel() { return *m_window->findChild<BookmarksPanel *>(); }
    RowTable &list() { return *panel().findChild<RowTable *>(); }
    QString cell(int row, BookmarksModel::Column column)
    {
        return list().model()->index(row, column).data().toString();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *const focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : m_window.get(), key, modifiers);
    }
    void leaveLists() { m_window->findChild<QWidget *>(QStringLiteral("explorePage"))->setFocus(); }
    const Bookmarks &bookmarks() const { return m_session->bookmarks(); }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Dark); }
    void init()
    {
        makeStore();
        makeWindow();
        m_store->open(*m_session);
        m_session->goToEvent(Row(2));
        leaveLists();
    }
    void cleanup() { takeDown(); }

    // Events that the store has no more, and one that stands where another has its position.
    void bookmarksThatNameNoEventOrOneOfManyAreTold()
    {
        const auto named = [](const char *position, const char *stream,
                              std::optional<std::int64_t> version) {
            BookmarkedEvent event{position, stream, std::nullopt, {}};
            if (version)
                event.version = Version(*version);
            return event;
        };
        const EventLog &log = m_session->log();
        QCOMPARE(rowOf(log, named("3", "order-1", 2)), Row(2));
        QCOMPARE(rowOf(log, named("3", "order-1", 3)), kNoRow);
        QCOMPARE(rowOf(log, named("3", "order-2", 1)), kNoRow);
        QCOMPARE(rowOf(log, named("3", "", std::nullopt)), kNoRow);
        QCOMPARE(rowOf(log, named("99", "order-1", 2)), kNoRow);
        QCOMPARE(rowOf(log, named("", "none", 1)), kNoRow);
    }

    void bMarksTheEventAndTakesItsMarkAway()
    {
        press(Qt::Key_B);
        QCOMPARE(bookmarks().rows(), std::vector<Row>{Row(2)});
        QCOMPARE(panel().count(), 1);
        press(Qt::Key_B);
        QVERIFY(bookmarks().rows().empty());
    }

    void nWritesANoteThatIsKept()
    {
        press(Qt::Key_N);
        QTRY_VERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("why twice?"));
        press(Qt::Key_Return);
        QTRY_COMPARE(bookmarks().entries().at(0).event.note, std::string("why twice?"));
        QCOMPARE(cell(0, BookmarksModel::Note), QStringLiteral("why twice?"));
        QVERIFY(list().isVisible());
        m_session->reopen();
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(cell(0, BookmarksModel::Note), QStringLiteral("why twice?"));
        QCOMPARE(cell(0, BookmarksModel::Position), QStringLiteral("3"));
    }

    void aNoteThatIsLeftWithEscapeStaysAsItWas()
    {
        m_session->bookmarks().set(Row(2), "first");
        press(Qt::Key_N);
        QTRY_VERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("second"));
        press(Qt::Key_Escape);
        QTRY_COMPARE(QApplication::focusWidget(), &list());
        QCOMPARE(bookmarks().entries().at(0).event.note, std::string("first"));
        QVERIFY(list().isVisible());
    }

    void undoAndRedoSayWhatTheyDo()
    {
        press(Qt::Key_B);
        QAction *undo = nullptr;
        for (const Commands::Command &command : m_window->commands().all()) {
            if (command.action->text().startsWith(QStringLiteral("Undo")))
                undo = command.action;
        }
        QVERIFY(undo && undo->isEnabled());
        QCOMPARE(undo->text(), QStringLiteral("Undo the bookmark at #3"));
        press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(bookmarks().rows().empty());
        QCOMPARE(undo->text(), QStringLiteral("Undo"));
        QVERIFY(!undo->isEnabled());
        press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(bookmarks().rows(), std::vector<Row>{Row(2)});
    }

    void bracketsGoFromOneToTheNextAndAround()
    {
        m_session->bookmarks().set(Row(1));
        m_session->bookmarks().set(Row(5));
        press(Qt::Key_BracketRight);
        QCOMPARE(m_session->playhead(), Row(5));
        press(Qt::Key_BracketRight);
        QCOMPARE(m_session->playhead(), Row(1));
        press(Qt::Key_BracketLeft);
        QCOMPARE(m_session->playhead(), Row(5));
    }

    void theTableShowsWhichEventsAreMarkedAndWhatIsNoted()
    {
        QTableView *events = nullptr;
        for (QTableView *const view : m_window->findChildren<QTableView *>()) {
            if (view->accessibleName() == QStringLiteral("Events"))
                events = view;
        }
        QVERIFY(events);
        const QModelIndex third = events->model()->index(2, 0);
        QVERIFY(third.data(Qt::ToolTipRole).toString().isEmpty());
        const QImage before = events->viewport()->grab(events->visualRect(third)).toImage();
        m_session->bookmarks().set(Row(2), "why <twice>?");
        QVERIFY(third.data(Qt::ToolTipRole).toString().contains(QStringLiteral("&lt;twice&gt;")));
        QVERIFY(events->viewport()->grab(events->visualRect(third)).toImage() != before);
    }

    void theListGoesToEventsRemovesAndCopiesThem()
    {
        m_session->bookmarks().set(Row(1), "one");
        m_session->bookmarks().set(Row(5));
        m_session->workspace().setBookmark({"4711", "gone", std::nullopt, "lost"});
        press(Qt::Key_B, Qt::ControlModifier);
        QVERIFY(list().isVisible());
        QCOMPARE(QApplication::focusWidget(), &list());
        QCOMPARE(panel().count(), 3);
        QCOMPARE(cell(2, BookmarksModel::Type), QStringLiteral("not in this store"));
        list().setCurrentIndex(list().model()->index(1, 0));
        press(Qt::Key_Return);
        QCOMPARE(m_session->playhead(), Row(5));
        press(Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n',
                                                                             Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines.first().startsWith(QStringLiteral("2\t"))
                && lines.first().endsWith(QStringLiteral("\tone")));
        list().setCurrentIndex(list().model()->index(2, 0));
        press(Qt::Key_Delete);
        QCOMPARE(panel().count(), 2);
        QCOMPARE(m_session->workspace().bookmarks().size(), std::size_t(2));
        press(Qt::Key_Escape);
        QVERIFY(!list().isVisible());
    }
};

QTEST_MAIN(TestBookmarks)
#include "tst_bookmarks.moc"
