// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"
#include "shell/commands.h"
#include "shell/keycapture.h"
#include "shell/mainwindow.h"
#include "shell/shortcuts.h"
#include "shell/shortcutsdialog.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"
#include "ui/ordersstore.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>
#include <set>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

QKeySequence keys(const char *text)
{
    return QKeySequence(QString::fromLatin1(text), QKeySequence::PortableText);
}

} // namespace

class TestShortcuts : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<OrdersStore> m_store;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    const Commands::Command &command(const char *id) const
    {
        const Commands::Command *found = m_window->commands().find(QString::fromLatin1(id));
        if (found == nullptr)
            qFatal("no command %s", id);
        return *found;
    }
    QByteArray keysOf(const char *id) const { return Commands::keysText(command(id)).toUtf8(); }
    ShortcutsDialog *openDialog()
    {
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        return m_window->findChild<ShortcutsDialog *>();
    }
    template<typename Widget>
    static Widget *child(QWidget *parent, const char *name)
    {
        return parent->findChild<Widget *>(QString::fromLatin1(name));
    }
    static void choose(ShortcutsDialog *dialog, const char *text)
    {
        child<QLineEdit>(dialog, "search")->setText(QString::fromLatin1(text));
        QVERIFY(child<QTableWidget>(dialog, "commands")->rowCount() > 0);
    }
    static void press(ShortcutsDialog *dialog, Qt::Key key,
                      Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(child<QWidget>(dialog, "capture"), key, modifiers);
    }
    static QString said(ShortcutsDialog *dialog) { return child<QLabel>(dialog, "said")->text(); }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        m_settings->clear();
        Shortcuts::instance().use(m_settings.get());
        m_store = std::make_unique<OrdersStore>();
        m_session = std::make_unique<Session>();
        m_session->workspace().setFolder(m_folder.filePath(QStringLiteral("workspaces")));
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        m_window->resize(1300, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
        Shortcuts::instance().use(nullptr);
    }

    void everyCommandHasAnIdOfItsOwn()
    {
        std::set<QString> ids;
        for (const Commands::Command &one : m_window->commands().all())
            QVERIFY2(ids.insert(one.id).second, qPrintable(one.id));
        QVERIFY(ids.contains(QStringLiteral("store.open-a-file")));
    }

    void aNewKeyActsAtOnceAndTheNextTime()
    {
        ShortcutsDialog *dialog = openDialog();
        QVERIFY(dialog);
        QVERIFY(!dialog->isModal());
        choose(dialog, "play or pause");
        press(dialog, Qt::Key_P, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(keysOf("move.play-or-pause"), QByteArray("Space, Ctrl+Alt+P"));
        QVERIFY(said(dialog).contains(QStringLiteral("Ctrl+Alt+P")));
        dialog->close();

        m_store->open(*m_session);
        QAction *play = command("move.play-or-pause").action;
        QSignalSpy played(play, &QAction::triggered);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(played.size(), 1);

        m_settings->sync();
        Shortcuts::instance().use(nullptr);
        QCOMPARE(keysOf("move.play-or-pause"), QByteArray("Space"));
        Shortcuts::instance().use(m_settings.get());
        QCOMPARE(keysOf("move.play-or-pause"), QByteArray("Space, Ctrl+Alt+P"));
    }

    void anotherWindowTakesItToo()
    {
        Session session;
        MainWindow other(session, *m_settings);
        Shortcuts::instance().set({{QStringLiteral("store.reload"), Shortcuts::Keys{keys("F6")}}});
        QCOMPARE(other.commands().find(QStringLiteral("store.reload"))->action->shortcut(),
                 keys("F6"));
        QCOMPARE(command("store.reload").action->shortcut(), keys("F6"));
    }

    void aTakenKeyIsToldAndCanBeLeft()
    {
        ShortcutsDialog *dialog = openDialog();
        choose(dialog, "reload");
        press(dialog, Qt::Key_O, Qt::ControlModifier);
        QVERIFY(said(dialog).contains(QStringLiteral("Open a file")));
        QVERIFY(child<QPushButton>(dialog, "move")->isVisible());
        QCOMPARE(keysOf("store.open-a-file"), QByteArray("Ctrl+O"));
        child<QPushButton>(dialog, "cancelKey")->click();
        QVERIFY(!child<QPushButton>(dialog, "move")->isVisible());
        QCOMPARE(keysOf("store.open-a-file"), QByteArray("Ctrl+O"));
        QCOMPARE(keysOf("store.reload"), QByteArray("F5"));
    }

    void aTakenKeyCanBeTaken()
    {
        ShortcutsDialog *dialog = openDialog();
        choose(dialog, "reload");
        press(dialog, Qt::Key_O, Qt::ControlModifier);
        child<QPushButton>(dialog, "move")->click();
        QCOMPARE(keysOf("store.open-a-file"), QByteArray());
        QCOMPARE(keysOf("store.reload"), QByteArray("F5, Ctrl+O"));
        QVERIFY(command("store.open-a-file").action->shortcuts().isEmpty());
    }

    void aTakenKeyCanBeSwapped()
    {
        ShortcutsDialog *dialog = openDialog();
        choose(dialog, "reload");
        press(dialog, Qt::Key_O, Qt::ControlModifier);
        child<QPushButton>(dialog, "swap")->click();
        QCOMPARE(keysOf("store.open-a-file"), QByteArray("F5"));
        QCOMPARE(keysOf("store.reload"), QByteArray("Ctrl+O"));
        // One of them back as it was: its key leaves the other.
        child<QPushButton>(dialog, "reset")->click();
        QCOMPARE(keysOf("store.reload"), QByteArray("F5"));
        QCOMPARE(keysOf("store.open-a-file"), QByteArray());
        child<QPushButton>(dialog, "resetAll")->click();
        QCOMPARE(keysOf("store.open-a-file"), QByteArray("Ctrl+O"));
        QVERIFY(!child<QPushButton>(dialog, "resetAll")->isEnabled());
        m_settings->sync();
        QVERIFY(!m_settings->childGroups().contains(QStringLiteral("shortcuts")));
    }

    void aKeyCanBeRemoved()
    {
        ShortcutsDialog *dialog = openDialog();
        choose(dialog, "shortcuts");
        QCOMPARE(keysOf("help.shortcuts"), QByteArray("F1, ?"));
        // Those of the command that was chosen before go with the next turn.
        const auto shown = [&] {
            return dialog->findChildren<QToolButton *>(QStringLiteral("key"));
        };
        QTRY_COMPARE(shown().size(), 2);
        const auto chips = shown();
        QCOMPARE(chips.front()->accessibleName(), QStringLiteral("Remove F1"));
        chips.front()->click();
        QCOMPARE(keysOf("help.shortcuts"), QByteArray("?"));
    }

    // Whoever types a text means letters.
    void aLetterActsOnlyWhereNothingElseWantsIt()
    {
        m_store->open(*m_session);
        Shortcuts::instance().set({{QStringLiteral("store.reload"), Shortcuts::Keys{keys("J")}}});
        QSignalSpy reloaded(command("store.reload").action, &QAction::triggered);
        auto *filter = m_window->findChild<QLineEdit *>(QStringLiteral("filterEdit"));
        if (filter == nullptr)
            filter = m_window->findChild<QLineEdit *>();
        QVERIFY(filter);
        filter->setFocus();
        QTest::keyClick(filter, Qt::Key_J);
        QCOMPARE(reloaded.size(), 0);
        QWidget *page = m_window->findChild<QWidget *>(QStringLiteral("explorePage"));
        QTRY_VERIFY(page->isVisible());
        page->setFocus();
        QTest::keyClick(page, Qt::Key_J);
        QCOMPARE(reloaded.size(), 1);
    }

    void theTimelineTakesItsNewKeysAndNamesThem()
    {
        m_store->open(*m_session);
        auto *canvas = m_window->findChild<TimelineCanvas *>();
        QTRY_VERIFY(canvas->isVisible());
        canvas->setFocus();
        const auto tip = [this](const char *name) {
            for (auto *each :
                 m_window->findChild<TimelineView *>()->findChildren<QToolButton *>()) {
                if (each->accessibleName() == QLatin1String(name))
                    return each->toolTip();
            }
            return QString();
        };
        QVERIFY(tip("Measure").endsWith(QStringLiteral("(M)")));
        QTest::keyClick(canvas, Qt::Key_M);
        QVERIFY(canvas->isMeasuring());
        QTest::keyClick(canvas, Qt::Key_M);
        QVERIFY(!canvas->isMeasuring());
        Shortcuts::instance().set(
            {{QStringLiteral("timeline.measure-from-this-event-or-end-measuring"),
              Shortcuts::Keys{keys("J")}},
             {QStringLiteral("timeline.zoom-in"), Shortcuts::Keys{}}});
        QVERIFY(tip("Measure").endsWith(QStringLiteral("(J)")));
        // Buttons elsewhere do, too.
        auto *const chain = m_window->findChild<QWidget *>(QStringLiteral("showChain"));
        QCOMPARE(chain->toolTip(), QStringLiteral("Show causes and effects as a graph (Shift+C)"));
        Shortcuts::instance().set({{QStringLiteral("move.show-causes-and-effects-as-a-graph"),
                                    Shortcuts::Keys{keys("F6")}}});
        QCOMPARE(chain->toolTip(), QStringLiteral("Show causes and effects as a graph (F6)"));
        QCOMPARE(tip("Zoom in"), QStringLiteral("Zoom in"));
        QTest::keyClick(canvas, Qt::Key_M);
        QVERIFY(!canvas->isMeasuring());
        QTest::keyClick(canvas, Qt::Key_J);
        QVERIFY(canvas->isMeasuring());
    }

    void keysThatEveryWindowNeedsAreNotTaken()
    {
        for (const char *key : {"Tab", "Return", "Enter", "Esc"})
            QVERIFY2(!KeyCapture::canBeTaken(keys(key)), key);
        QVERIFY(!KeyCapture::canBeTaken(QKeySequence(Qt::Key_Control)));
        for (const char *key : {"Space", "J", "Ctrl+J", "F12", "Left"})
            QVERIFY2(KeyCapture::canBeTaken(keys(key)), key);
        ShortcutsDialog *dialog = openDialog();
        choose(dialog, "reload");
        press(dialog, Qt::Key_Escape);
        QVERIFY(dialog->isVisible());
        QCOMPARE(keysOf("store.reload"), QByteArray("F5"));
    }

    void commandsAreFoundByNameAndByKey()
    {
        ShortcutsDialog *dialog = openDialog();
        auto *table = child<QTableWidget>(dialog, "commands");
        const int all = table->rowCount();
        QCOMPARE(all, static_cast<int>(m_window->commands().all().size()));
        choose(dialog, "ctrl+o");
        QCOMPARE(table->rowCount(), 1);
        child<QLineEdit>(dialog, "search")->setText(QStringLiteral("zebra"));
        QVERIFY(!table->isVisible());
        QVERIFY(child<QLabel>(dialog, "none")->isVisible());
        QVERIFY(!child<QWidget>(dialog, "capture")->isEnabled());
        child<QLineEdit>(dialog, "search")->clear();
        QCOMPARE(table->rowCount(), all);
    }

    void theEditorIsDrivenByKeyboard()
    {
        ShortcutsDialog *dialog = openDialog();
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        auto *search = child<QLineEdit>(dialog, "search");
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("reload"));
        QTest::keyClick(search, Qt::Key_Down);
        auto *table = child<QTableWidget>(dialog, "commands");
        QTRY_VERIFY(table->hasFocus());
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_VERIFY(child<QWidget>(dialog, "capture")->hasFocus());
        press(dialog, Qt::Key_F4);
        QCOMPARE(keysOf("store.reload"), QByteArray("F5, F4"));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(keysOf("store.reload"), QByteArray("F5"));
    }

    void nonsenseInTheSettingsIsPassedOver()
    {
        m_settings->setValue(QStringLiteral("shortcuts/store.reload"),
                             QStringList{QStringLiteral("Ctrl+K, Ctrl+S"),
                                         QStringLiteral("no key at all"), QStringLiteral("F6")});
        // A key of another command's own: the user's choice wins.
        m_settings->setValue(QStringLiteral("shortcuts/store.quit"),
                             QStringList{QStringLiteral("Ctrl+O")});
        Shortcuts::instance().use(m_settings.get());
        QCOMPARE(keysOf("store.reload"), QByteArray("F6"));
        QCOMPARE(keysOf("store.quit"), QByteArray("Ctrl+O"));
        QCOMPARE(keysOf("store.open-a-file"), QByteArray());
    }

    void buttonsSayTheKeyThatTheyHave()
    {
        auto *explore = m_window->findChild<QToolButton *>(QStringLiteral("perspectiveExplore"));
        QCOMPARE(explore->toolTip(), QStringLiteral("Explore (Ctrl+1)"));
        Shortcuts::instance().set({{QStringLiteral("view.explore"), Shortcuts::Keys{keys("F9")}},
                                   {QStringLiteral("find.commands"), Shortcuts::Keys{}}});
        QCOMPARE(explore->toolTip(), QStringLiteral("Explore (F9)"));
        QCOMPARE(command("find.commands").action->toolTip(), QStringLiteral("All commands"));
    }
};

QTEST_MAIN(TestShortcuts)
#include "tst_shortcuts.moc"
