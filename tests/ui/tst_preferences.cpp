// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "shell/preferencesdialog.h"
#include "ui/ordersstore.h"
#include "widgets/format.h"
#include "widgets/preferences.h"
#include "widgets/systemlook.h"
#include "widgets/theme.h"
#include "widgets/timezone.h"

#include <QApplication>
#include <QComboBox>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusVariant>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMap>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QStyleHints>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

using Groups = QMap<QString, QMap<QString, QVariant>>;
Q_DECLARE_METATYPE(Groups)

// A desktop as the portal shows it.
class FakePortal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    Groups groups;

public Q_SLOTS:
    Groups ReadAll(const QStringList &) { return groups; }

Q_SIGNALS:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

class TestPreferences : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;

    void openSettings()
    {
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        Preferences::instance().use(m_settings.get());
    }
    template<typename Change>
    void change(Change change)
    {
        Preferences::Values values = Preferences::instance().values();
        change(values);
        Preferences::instance().set(values);
    }
    template<typename Widget>
    static Widget *child(QWidget &parent, const char *name)
    {
        return parent.findChild<Widget *>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        openSettings();
        m_settings->clear();
        Preferences::instance().use(m_settings.get());
    }
    void cleanup()
    {
        Preferences::instance().use(nullptr);
        SystemLook &system = SystemLook::instance();
        system.take(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"),
                    0U);
        system.take(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("contrast"), 0U);
        system.take(QStringLiteral("org.gnome.desktop.interface"),
                    QStringLiteral("enable-animations"), true);
    }

    void whatIsPreferredIsThereTheNextTime()
    {
        Preferences::Values wanted;
        wanted.timeZone = QStringLiteral("Europe/Berlin");
        wanted.theme = Theme::Choice::HighContrast;
        wanted.accent = QColor(0x8a3fc0);
        wanted.motion = Preferences::Motion::Reduced;
        wanted.direction = Preferences::Direction::RightToLeft;
        wanted.fonts.points = 12;
        wanted.fonts.family = QFontDatabase::families(QFontDatabase::Latin).constFirst();
        int number = 0;
        for (const Preferences::Limit &limit : Preferences::limits())
            wanted.*limit.value = limit.least + ++number;
        Preferences::instance().set(wanted);
        QCOMPARE(Preferences::instance().values(), wanted);

        m_settings->sync();
        Preferences::instance().use(nullptr);
        QCOMPARE(Preferences::instance().values(), Preferences::Values());
        openSettings();
        QCOMPARE(Preferences::instance().values(), wanted);
        QCOMPARE(TimeZone::inUse()->name(), QStringLiteral("Europe/Berlin"));
        QCOMPARE(QApplication::font().pointSizeF(), 12.0);
        QCOMPARE(QGuiApplication::layoutDirection(), Qt::RightToLeft);
    }

    void whatMakesNoSenseIsMadeToMakeSome()
    {
        m_settings->setValue(QStringLiteral("preferences/timeZone"), QStringLiteral("Mars/Base"));
        m_settings->setValue(QStringLiteral("preferences/theme"), QStringLiteral("plaid"));
        m_settings->setValue(QStringLiteral("preferences/accent"), QStringLiteral("no colour"));
        m_settings->setValue(QStringLiteral("preferences/fontSize"), 900);
        m_settings->setValue(QStringLiteral("preferences/font"), QStringLiteral("No Such Font"));
        m_settings->setValue(QStringLiteral("preferences/scriptMegabytes"), -5);
        m_settings->setValue(QStringLiteral("preferences/mostFindings"), QStringLiteral("many"));
        Preferences::instance().use(m_settings.get());
        const Preferences::Values &values = Preferences::instance().values();
        QCOMPARE(values.timeZone, QStringLiteral("UTC"));
        QCOMPARE(values.theme, Theme::Choice::System);
        QVERIFY(!values.accent.isValid());
        QCOMPARE(values.fonts.points, Theme::kLargestPoints);
        QVERIFY(values.fonts.family.isEmpty());
        QCOMPARE(values.scriptMegabytes, 64);
        QCOMPARE(values.mostFindings, 100);
    }

    void onlyWhatIsAnotherIsWritten()
    {
        change([](auto &values) { values.theme = Theme::Choice::Dark; });
        QCOMPARE(m_settings->allKeys(), QStringList{QStringLiteral("preferences/theme")});
        change([](auto &values) { values.theme = Theme::Choice::System; });
        QVERIFY(m_settings->allKeys().isEmpty());
    }

    void aPageIsResetAlone()
    {
        change([](auto &values) {
            values.timeZone = QStringLiteral("Asia/Tokyo");
            values.theme = Theme::Choice::Dark;
            values.stateMegabytes = 100;
        });
        Preferences &preferences = Preferences::instance();
        QVERIFY(!preferences.isDefault(Preferences::Page::Times));
        QVERIFY(preferences.isDefault(Preferences::Page::Fonts));
        preferences.reset(Preferences::Page::Times);
        QVERIFY(preferences.isDefault(Preferences::Page::Times));
        QCOMPARE(preferences.values().theme, Theme::Choice::Dark);
        preferences.reset(Preferences::Page::Limits);
        QCOMPARE(preferences.values().stateMegabytes, Preferences::Values().stateMegabytes);
    }

    void aThemeOfTheCommandLineStaysUntilAnotherIsChosen()
    {
        Theme::instance().setChoice(Theme::Choice::Light);
        change([](auto &values) { values.stateMegabytes = 100; });
        QCOMPARE(Theme::instance().choice(), Theme::Choice::Light);
        change([](auto &values) { values.theme = Theme::Choice::Dark; });
        QCOMPARE(Theme::instance().choice(), Theme::Choice::Dark);
    }

    void anotherFontReachesThoseThatWearOneOfTheThemes()
    {
        QWidget window;
        auto *plain = new QLabel(&window);
        auto *title = new QLabel(&window);
        title->setFont(Theme::instance().heading());
        auto *number = new QLabel(&window);
        number->setFont(Theme::instance().monospace());
        auto *own = new QLabel(&window);
        QFont large = own->font();
        large.setPointSizeF(40);
        own->setFont(large);
        window.show();
        change([](auto &values) { values.fonts.points = 13; });
        QTRY_COMPARE(plain->font().pointSizeF(), 13.0);
        QCOMPARE(title->font(), Theme::instance().heading());
        QCOMPARE(title->font().pointSizeF(), 13.0);
        QCOMPARE(number->font(), Theme::instance().monospace());
        QCOMPARE(own->font().pointSizeF(), 40.0);
    }

    void motionFollowsTheSystemUnlessItIsSaid()
    {
        const auto flash = [] { return QGuiApplication::styleHints()->cursorFlashTime(); };
        QVERIFY(!Preferences::instance().reducesMotion());
        SystemLook::instance().take(QStringLiteral("org.gnome.desktop.interface"),
                                    QStringLiteral("enable-animations"), false);
        QVERIFY(Preferences::instance().reducesMotion());
        QCOMPARE(flash(), 0);
        change([](auto &values) { values.motion = Preferences::Motion::Full; });
        QVERIFY(!Preferences::instance().reducesMotion());
        QVERIFY(flash() > 0);
        change([](auto &values) { values.motion = Preferences::Motion::Reduced; });
        QCOMPARE(flash(), 0);
        QCOMPARE(qApp->style()->styleHint(QStyle::SH_Widget_Animation_Duration), 0);
    }

    // With a bus of its own, on which a portal answers.
    void theDesktopIsAskedForItsWishes()
    {
        const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (daemon.isEmpty())
            QSKIP("there is no dbus-daemon");
        QProcess bus;
        bus.start(daemon, {QStringLiteral("--session"), QStringLiteral("--nofork"),
                           QStringLiteral("--print-address=1")});
        QVERIFY(bus.waitForStarted());
        QTRY_VERIFY(bus.canReadLine());
        const QString address = QString::fromUtf8(bus.readLine()).trimmed();
        {
            qDBusRegisterMetaType<Groups>();
            QDBusConnection desktop = QDBusConnection::connectToBus(address,
                                                                    QStringLiteral("desktop"));
            FakePortal portal;
            portal.groups[QStringLiteral("org.freedesktop.appearance")]
                = {{QStringLiteral("color-scheme"), 1U}, {QStringLiteral("contrast"), 1U}};
            QVERIFY(desktop.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
            QVERIFY(desktop.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"),
                                           &portal,
                                           QDBusConnection::ExportAllSlots
                                               | QDBusConnection::ExportAllSignals));
            Theme &theme = Theme::instance();
            theme.setChoice(Theme::Choice::System);
            QVERIFY(!theme.isHighContrast());
            SystemLook::instance().watch(
                QDBusConnection::connectToBus(address, QStringLiteral("window")));
            QTRY_VERIFY(theme.isHighContrast());
            QVERIFY(theme.isDark());
            Q_EMIT portal.SettingChanged(QStringLiteral("org.freedesktop.appearance"),
                                         QStringLiteral("color-scheme"), QDBusVariant(2U));
            QTRY_VERIFY(!theme.isDark());
            theme.setChoice(Theme::Choice::Dark);
            Q_EMIT portal.SettingChanged(QStringLiteral("org.freedesktop.appearance"),
                                         QStringLiteral("contrast"), QDBusVariant(0U));
            QTRY_VERIFY(!SystemLook::instance().wantsContrast());
            QVERIFY(theme.isDark());
        }
        QDBusConnection::disconnectFromBus(QStringLiteral("desktop"));
        QDBusConnection::disconnectFromBus(QStringLiteral("window"));
        bus.terminate();
        bus.waitForFinished();
        Theme::instance().setChoice(Theme::Choice::Light);
    }

    void aZoneIsFoundByItsNameAndSaidInTheWindow()
    {
        OrdersStore store;
        Session session;
        session.workspace().setFolder(m_folder.filePath(QStringLiteral("workspaces")));
        MainWindow window(session, *m_settings);
        window.resize(1400, 900);
        window.show();
        store.open(session);
        session.goToEvent(Row(5));
        QTRY_VERIFY(window.isSettled());
        QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);
        auto *dialog = window.findChild<PreferencesDialog *>();
        QVERIFY(dialog);
        QVERIFY(!dialog->isModal());
        auto *zone = child<QComboBox>(*dialog, "timeZone");
        zone->lineEdit()->setText(QStringLiteral("asia/tokyo"));
        Q_EMIT zone->lineEdit()->editingFinished();
        QCOMPARE(Preferences::instance().values().timeZone, QStringLiteral("Asia/Tokyo"));
        QVERIFY(child<QLabel>(*dialog, "zoneNote")->text().contains(QStringLiteral("JST")));
        const auto says = [&](const QString &text) {
            for (QWidget *widget : window.findChildren<QWidget *>()) {
                if (widget->property("text").toString().contains(text)
                    || widget->accessibleName().contains(text))
                    return true;
            }
            return false;
        };
        QVERIFY(says(QStringLiteral("2026-01-01 09:00:06 JST")));

        zone->lineEdit()->setText(QStringLiteral("Nowhere"));
        Q_EMIT zone->lineEdit()->editingFinished();
        QVERIFY(child<QLabel>(*dialog, "zoneNote")->text().contains(QStringLiteral("no zone")));
        QCOMPARE(Preferences::instance().values().timeZone, QStringLiteral("Asia/Tokyo"));
        child<QPushButton>(*dialog, "reset")->click();
        QCOMPARE(Preferences::instance().values().timeZone, QStringLiteral("UTC"));
        QVERIFY(!child<QPushButton>(*dialog, "reset")->isEnabled());
        QVERIFY(says(QStringLiteral("2026-01-01 00:00:06 UTC")));
    }

    void everyFieldActsAtOnceAndShowsWhatIs()
    {
        QWidget parent;
        auto *dialog = new PreferencesDialog(&parent);
        dialog->show();
        auto *themes = child<QComboBox>(*dialog, "theme");
        const auto pick = [](QComboBox *box, int index) {
            box->setCurrentIndex(index);
            Q_EMIT box->activated(index);
        };
        pick(themes, 2);
        QVERIFY(Theme::instance().isDark());
        pick(child<QComboBox>(*dialog, "accent"), 1);
        QVERIFY(Preferences::instance().values().accent.isValid());
        pick(child<QComboBox>(*dialog, "motion"), 1);
        QVERIFY(Preferences::instance().reducesMotion());
        dialog->showPage(Preferences::Page::Fonts);
        child<QDoubleSpinBox>(*dialog, "fontSize")->setValue(11.5);
        QCOMPARE(QApplication::font().pointSizeF(), 11.5);
        QVERIFY(child<QComboBox>(*dialog, "font")->count() > 1);
        for (const Preferences::Limit &limit : Preferences::limits()) {
            auto *box = child<QSpinBox>(*dialog, limit.key);
            QVERIFY2(box, limit.key);
            QVERIFY(!box->accessibleName().isEmpty());
            box->setValue(limit.most);
            QCOMPARE(Preferences::instance().values().*limit.value, limit.most);
        }
        // Changes from elsewhere show here.
        change([](auto &values) { values.theme = Theme::Choice::Light; });
        QCOMPARE(themes->currentIndex(), 1);
        child<QListWidget>(*dialog, "pages")->setCurrentRow(3);
        child<QPushButton>(*dialog, "reset")->click();
        QCOMPARE(child<QSpinBox>(*dialog, "stateMegabytes")->value(), 64);
    }

    void aLimitStopsAScriptThatWasFineBefore()
    {
        OrdersStore store;
        QFile script(m_folder.filePath(QStringLiteral("slow.js")));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("export default function apply(state) { const end = Date.now() + 60; while "
                     "(Date.now() < end); return {...state, n: 1}; }");
        script.close();
        Session session;
        session.workspace().setFolder(m_folder.filePath(QStringLiteral("workspaces2")));
        MainWindow window(session, *m_settings);
        store.open(session);
        session.selectStream(session.log().findStream("order-2"));
        session.workspace().setReducer("order", script.fileName().toStdString());
        QTRY_VERIFY(session.stateAt() && !session.stateAt()->failure);
        change([](auto &values) { values.scriptMilliseconds = 10; });
        QTRY_VERIFY(session.stateAt() && session.stateAt()->failure);
        QVERIFY(session.stateAt()->failure->error.message.find("10 ms") != std::string::npos);
        change([](auto &values) { values.scriptMilliseconds = 250; });
        QTRY_VERIFY(session.stateAt() && !session.stateAt()->failure);
    }
};

QTEST_MAIN(TestPreferences)
#include "tst_preferences.moc"
