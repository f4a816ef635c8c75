// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"
#include "shell/banner.h"
#include "shell/mainwindow.h"
#include "store/xeslog.h"
#include "timeline/timelinecanvas.h"
#include "ui/ordersstore.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QSettings>
#include <QSplitter>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

class TestMainWindow : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<OrdersStore> m_store;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    void makeWindow()
    {
        m_window.reset();
        m_session.reset();
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        m_session = std::make_unique<Session>();
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void openOrders()
    {
        m_window->openStore(m_store->path());
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QTRY_VERIFY(m_session->eventDetails());
        QTRY_VERIFY(child<QWidget>("explorePage")->isVisible());
    }
    template<typename Widget>
    Widget *child(const char *name) const
    {
        return m_window->findChild<Widget *>(QString::fromLatin1(name));
    }
    // The events table: the one with a column for payloads.
    QTableView *eventsTable() const
    {
        for (QTableView *table : m_window->findChildren<QTableView *>()) {
            if (table->model() && table->model()->rowCount() == 8)
                return table;
        }
        return nullptr;
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *target = QApplication::activePopupWidget() ? QApplication::activePopupWidget()
                                                            : QApplication::focusWidget();
        if (target && target->focusProxy())
            target = target->focusProxy();
        QTest::keyClick(target ? target : m_window.get(), key, modifiers);
    }
    std::uint32_t playhead() const { return m_session->playhead().value(); }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        m_store = std::make_unique<OrdersStore>();
        QFile::remove(m_folder.filePath(QStringLiteral("settings.ini")));
        makeWindow();
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
        m_settings.reset();
    }

    void withoutAStoreThereAreWaysToOpenOne()
    {
        QVERIFY(child<QWidget>("startPage")->isVisible());
        QCOMPARE(m_window->windowTitle(), QStringLiteral("Eventscope"));
    }

    void aStoreShowsInItsPanelsAndInTheTitle()
    {
        openOrders();
        QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("orders.jsonl · ")));
        QVERIFY(m_window->windowTitle().endsWith(QStringLiteral("8 events · read-only")));
        QVERIFY(eventsTable());
        QVERIFY(eventsTable()->isVisible());
    }

    void anOpenedStoreIsOnTheListOfRecentOnes()
    {
        openOrders();
        m_session->close();
        QTRY_VERIFY(child<QWidget>("startPage")->isVisible());
        auto *list = child<QListWidget>("recentStores");
        QCOMPARE(list->count(), 1);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->item(0)).center());
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(m_session->location(), m_store->path());
    }

    void aStoreThatCannotBeOpenedSaysWhy()
    {
        QFile file(m_folder.filePath(QStringLiteral("empty.db")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        m_window->openStore(file.fileName());
        QTRY_VERIFY(child<QWidget>("errorPage")->isVisible());
        QCOMPARE(child<QLabel>("errorMessage")->text(),
                 QString::fromStdString(m_session->error().message));
        m_window->openStore(m_store->path());
        QTRY_VERIFY(child<QWidget>("explorePage")->isVisible());
    }

    void arrowsStepWhereNothingElseWantsThem()
    {
        openOrders();
        child<QWidget>("explorePage")->setFocus();
        QCOMPARE(playhead(), 7U);
        press(Qt::Key_Left);
        QCOMPARE(playhead(), 5U);
        press(Qt::Key_Home);
        QCOMPARE(playhead(), 0U);
        press(Qt::Key_Right);
        QCOMPARE(playhead(), 2U);
        press(Qt::Key_End);
        QCOMPARE(playhead(), 7U);
    }

    void aTableStepsSidewaysAndKeepsItsOtherKeys()
    {
        openOrders();
        eventsTable()->setFocus();
        press(Qt::Key_Left);
        QCOMPARE(playhead(), 5U);
        press(Qt::Key_Right);
        QCOMPARE(playhead(), 7U);
        press(Qt::Key_Up);
        QCOMPARE(playhead(), 6U);
    }

    void plainKeysInATextDoNotStep()
    {
        openOrders();
        press(Qt::Key_F, Qt::ControlModifier);
        auto *line = qobject_cast<QWidget *>(QApplication::focusWidget());
        QVERIFY(line && line->testAttribute(Qt::WA_InputMethodEnabled));
        press(Qt::Key_Home);
        press(Qt::Key_C);
        press(Qt::Key_Space);
        press(Qt::Key_Question);
        QCOMPARE(playhead(), 7U);
        QVERIFY(!QApplication::activeModalWidget());
    }

    void cGoesToTheCause()
    {
        openOrders();
        child<QWidget>("explorePage")->setFocus();
        QTRY_VERIFY(m_session->eventDetails()->row == m_session->playhead());
        press(Qt::Key_C);
        QCOMPARE(playhead(), 5U);
        QTRY_COMPARE(m_session->eventDetails()->row.value(), 5U);
        press(Qt::Key_C);
        QCOMPARE(playhead(), 3U);
        press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(playhead(), 5U);
        press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(playhead(), 3U);
    }

    void escapeEndsMeasuringAndThenClearsTheFilter()
    {
        openOrders();
        m_session->setFilter(QStringLiteral("type = OrderPlaced"));
        child<QWidget>("explorePage")->setFocus();
        press(Qt::Key_M);
        auto &canvas = *m_window->findChild<TimelineCanvas *>();
        QVERIFY(canvas.isMeasuring());
        press(Qt::Key_Escape);
        QVERIFY(!canvas.isMeasuring());
        QCOMPARE(m_session->filterText(), QStringLiteral("type = OrderPlaced"));
        press(Qt::Key_Escape);
        QCOMPARE(m_session->filterText(), QString());
    }

    void theEventIsCopiedAsJson()
    {
        openOrders();
        child<QWidget>("explorePage")->setFocus();
        QGuiApplication::clipboard()->clear();
        press(Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(
            QStringLiteral("\"type\":\"OrderArchived\"")));
        press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(
            QGuiApplication::clipboard()->text().startsWith(QStringLiteral("eventscope-cli ")));
    }

    void goToFindsAPositionOrSaysThatItIsNotThere()
    {
        openOrders();
        press(Qt::Key_L, Qt::ControlModifier);
        auto *popup = child<QWidget>("goTo");
        QTRY_VERIFY(popup->isVisible());
        auto *line = popup->findChild<QLineEdit *>();
        QTest::keyClicks(line, QStringLiteral("#99"));
        QTest::keyClick(line, Qt::Key_Return);
        auto *hint = popup->findChild<QLabel *>();
        QTRY_VERIFY(hint->text().contains(QStringLiteral("99")));
        QVERIFY(popup->isVisible());
        line->clear();
        QVERIFY(hint->text().contains(QStringLiteral("yesterday 14:00")));
        QTest::keyClicks(line, QStringLiteral("v2"));
        QTRY_VERIFY(hint->text().contains(QStringLiteral("OrderPaid")));
        QCOMPARE(playhead(), 7U); // told, not gone to
        line->clear();
        QTest::keyClicks(line, QStringLiteral("cart"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(!popup->isVisible());
        QCOMPARE(playhead(), 6U);
    }

    void thePaletteRunsTheCommandThatIsTyped()
    {
        openOrders();
        press(Qt::Key_K, Qt::ControlModifier);
        auto *popup = child<QWidget>("commandPalette");
        QTRY_VERIFY(popup->isVisible());
        auto *line = popup->findChild<QLineEdit *>();
        auto *table = popup->findChild<QTableWidget *>();
        const int all = table->rowCount();
        QTest::keyClicks(line, QStringLiteral("store clo"));
        QCOMPARE(table->rowCount(), 1);
        QVERIFY(all > 15);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(!popup->isVisible());
        QTRY_COMPARE(m_session->phase(), Session::Phase::Empty);
    }

    void aFileMayBeDroppedOnAnything()
    {
        openOrders();
        const OrdersStore other;
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(other.path())});
        QWidget *target = eventsTable()->viewport();
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &drop);
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(m_session->location(), other.path());
    }

    void aStoreThatWasReplacedIsReloadedAtTheSamePlace()
    {
        openOrders();
        m_session->selectStream(m_session->log().findStream("order-2"));
        QCOMPARE(playhead(), 4U);
        QFile file(m_store->path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        file.close();
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes.left(bytes.lastIndexOf('\n', -2) + 1));
        file.close();
        auto *banner = m_window->findChild<Banner *>();
        QTRY_VERIFY(banner->isVisible());
        QToolButton *reload = nullptr;
        for (QToolButton *button : banner->findChildren<QToolButton *>()) {
            if (button->text() == QStringLiteral("Reload"))
                reload = button;
        }
        QVERIFY(reload);
        reload->click();
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QVERIFY(!banner->isVisible());
        QCOMPARE(m_session->log().rowCount(), 7U);
        QCOMPARE(playhead(), 4U);
        QCOMPARE(m_session->selectedStream(), m_session->log().findStream("order-2"));
    }

    void openingCanBeStopped_data()
    {
        QTest::addColumn<bool>("byKey");
        QTest::newRow("Esc") << true;
        QTest::newRow("Cancel") << false;
    }

    void openingCanBeStopped()
    {
        QFETCH(bool, byKey);
        const QString path = m_folder.filePath(QStringLiteral("large.xes"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(xesLog(std::size_t(64) << 20)));
        file.close();
        m_window->openStore(path);
        auto *progress = child<QLabel>("loadProgress");
        auto *cancel = child<QToolButton>("cancelLoading");
        QTRY_VERIFY(progress->isVisible() && progress->text().endsWith(u'%'));
        QCOMPARE(m_session->phase(), Session::Phase::Opening);
        QVERIFY(progress->text().startsWith(QStringLiteral("Opening…")));
        QVERIFY(cancel->isVisible());
        if (byKey)
            press(Qt::Key_Escape);
        else
            cancel->click();
        QCOMPARE(m_session->phase(), Session::Phase::Empty);
        QVERIFY(!cancel->isVisible());
        QTRY_VERIFY(m_session->isIdle());
        QVERIFY(!m_session->hasLog());
    }

    void aStartingPlaceIsGoneToOrMissed()
    {
        m_window->openStore(m_store->path(), {},
                            {.stream = QStringLiteral("order-1"), .version = 3});
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(playhead(), 3U);
        m_window->openStore(m_store->path(), {},
                            {.stream = QStringLiteral("order-1"), .version = 30});
        QTRY_VERIFY(m_window->findChild<Banner *>()->isVisible());
        QVERIFY(m_window->findChild<Banner *>()->message().contains(QStringLiteral("1 to 5")));
    }

    void theLayoutIsThereNextTime()
    {
        openOrders();
        m_window->resize(1111, 777);
        auto *columns = child<QSplitter>("columns");
        columns->setSizes({300, 500, 270});
        const QList<int> sizes = columns->sizes();
        m_window->close();
        makeWindow();
        QCOMPARE(m_window->size(), QSize(1111, 777));
        openOrders();
        QCOMPARE(child<QSplitter>("columns")->sizes(), sizes);
    }

    void aDamagedLayoutIsLeftAside()
    {
        m_settings->setValue(QStringLiteral("window/geometry"), QByteArray("nonsense"));
        m_settings->setValue(QStringLiteral("window/layout"),
                             QVariantMap{{QStringLiteral("columns"), QByteArray("\x01\x02")},
                                         {QStringLiteral("events"), QByteArray("zz")},
                                         {QStringLiteral("timeline"), 7}});
        m_settings->sync();
        makeWindow();
        openOrders();
        QVERIFY(eventsTable()->width() > 200);
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
