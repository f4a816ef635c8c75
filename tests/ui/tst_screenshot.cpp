// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/screenshot.h"
#include "ui/ordersstore.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace eventscope;
using namespace eventscope::ui;

// Runs the program itself.
class TestScreenshot : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    OrdersStore m_store;

    struct Ran {
        int status = -1;
        QString said;
    };
    QProcessEnvironment environment() const
    {
        auto variables = QProcessEnvironment::systemEnvironment();
        variables.insert(QStringLiteral("XDG_CONFIG_HOME"),
                         m_folder.filePath(QStringLiteral("config")));
        variables.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            variables.remove(QString::fromLatin1(name));
        return variables;
    }
    Ran run(const QStringList &arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(EVENTSCOPE_BINARY), arguments);
        if (!process.waitForFinished(120'000))
            return {};
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                QString::fromUtf8(process.readAllStandardError())};
    }
    QString picture(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QImage take(const char *name, const QStringList &arguments) const
    {
        const Ran ran = run(QStringList{QStringLiteral("--screenshot"), picture(name)} + arguments);
        if (ran.status != 0)
            qWarning("%s", qPrintable(ran.said));
        return QImage(picture(name));
    }

private Q_SLOTS:
    void thePictureHasThePixelsAskedFor()
    {
        const QImage image = take("a.png", {m_store.path(), QStringLiteral("--size"),
                                            QStringLiteral("1300x810")});
        QCOMPARE(image.size(), QSize(1300, 810));
        const QImage dense = take("b.png", {m_store.path(), QStringLiteral("--size"),
                                            QStringLiteral("2601x1603"), QStringLiteral("--ratio"),
                                            QStringLiteral("2")});
        QCOMPARE(dense.size(), QSize(2601, 1603));
    }

    void theSamePlaceGivesTheSamePicture()
    {
        const QStringList place{m_store.path(), QStringLiteral("--stream"),
                                QStringLiteral("order-1"), QStringLiteral("--at"),
                                QStringLiteral("3")};
        const QImage one = take("a.png", place);
        QCOMPARE(one.size(), QSize(1280, 800));
        QCOMPARE(take("b.png", place), one);
        QVERIFY(take("c.png", {m_store.path()}) != one);
    }

    void themesDiffer()
    {
        const QImage light = take("a.png", {m_store.path(), QStringLiteral("--theme"),
                                            QStringLiteral("light")});
        const QImage dark = take("b.png", {m_store.path(), QStringLiteral("--theme"),
                                           QStringLiteral("dark")});
        QVERIFY(light.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                    .pixelColor(0, 0)
                    .lightness()
                > 200);
        QVERIFY(dark.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                    .pixelColor(0, 0)
                    .lightness()
                < 60);
    }

    void aPageAndAFilterCanBeAskedFor()
    {
        const QStringList place{m_store.path(), QStringLiteral("--stream"),
                                QStringLiteral("order-1"), QStringLiteral("--at"),
                                QStringLiteral("3")};
        const auto with = [&](const char *name, const char *option, const char *value) {
            return take(name, place + QStringList{QLatin1String(option), QLatin1String(value)});
        };
        QList<QImage> images{take("plain.png", place),
                             with("where.png", "--where", "type = OrderP*")};
        for (const char *const page : {"causes", "catalogue", "findings", "bookmarks"})
            images.append(with(page, "--page", page));
        for (int a = 0; a < images.size(); ++a) {
            QCOMPARE(images[a].size(), QSize(1280, 800));
            for (int b = 0; b < a; ++b)
                QVERIFY(images[a] != images[b]);
        }
        QCOMPARE(with("again.png", "--page", "causes"), images[2]);
    }

    void withoutAStoreTheStartPageIsShown()
    {
        QCOMPARE(take("a.png", {}).size(), QSize(1280, 800));
    }

    void theUsersSettingsAreLeftAlone()
    {
        QVERIFY(!take("a.png", {m_store.path()}).isNull());
        QVERIFY(!QDir(m_folder.filePath(QStringLiteral("config/eventscope"))).exists());
    }

    void workspacesAndStoresAreOnlyLookedAt()
    {
        const auto bytes = [](const QString &path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QString workspace = picture("incident.eventscope");
        QFile file(workspace);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"version\":1,\"store\":\"" + m_store.path().toUtf8()
                   + "\",\"seal\":\"ours\",\"reducers\":{\"order\":\"order.js\"}}");
        file.close();
        const QByteArray before = bytes(workspace);
        QVERIFY(!take("a.png", {workspace}).isNull());
        QCOMPARE(bytes(workspace), before);
        const QByteArray events = bytes(m_store.path());
        const Ran ran = run({QStringLiteral("--screenshot"), m_store.path(), m_store.path()});
        QCOMPARE(bytes(m_store.path()), events);
        QVERIFY2(ran.said.contains(QStringLiteral("is the store itself")), qPrintable(ran.said));
    }

    void whatCannotBeDoneIsSaidInOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        const QString file = picture("never.png");
        const auto row = [&](const char *name, const QStringList &arguments, const char *named) {
            QTest::newRow(name) << (QStringList{QStringLiteral("--screenshot"), file} + arguments)
                                << QString::fromUtf8(named);
        };
        row("missing store", {picture("missing.db")}, "missing.db");
        row("stream", {m_store.path(), QStringLiteral("--stream"), QStringLiteral("order-9")},
            "order-9");
        row("version",
            {m_store.path(), QStringLiteral("--stream"), QStringLiteral("order-1"),
             QStringLiteral("--at"), QStringLiteral("77")},
            "version 77");
        row("perspective", {m_store.path(), QStringLiteral("--perspective"), QStringLiteral("bus")},
            "bus");
        row("size", {m_store.path(), QStringLiteral("--size"), QStringLiteral("12by7")}, "12by7");
        row("dialect", {m_store.path(), QStringLiteral("--dialect"), QStringLiteral("nonesuch")},
            "nonesuch");
        row("page", {m_store.path(), QStringLiteral("--page"), QStringLiteral("moon")}, "moon");
        row("filter", {m_store.path(), QStringLiteral("--where"), QStringLiteral("type = ")},
            "value");
        row("page of no store", {QStringLiteral("--page"), QStringLiteral("causes")}, "--page");
        row("stream of no store", {QStringLiteral("--stream"), QStringLiteral("order-1")},
            "--stream");
        QTest::newRow("folder") << QStringList{QStringLiteral("--screenshot"),
                                               picture("no/such/folder.png"), m_store.path()}
                                << picture("no/such/folder.png");
    }
    void whatCannotBeDoneIsSaidInOneLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const Ran ran = run(arguments);
        QCOMPARE(ran.status, 2);
        QVERIFY2(ran.said.contains(named), qPrintable(ran.said));
        QCOMPARE(ran.said.trimmed().count(u'\n'), 0);
        QVERIFY(!QFile::exists(picture("never.png")));
    }

    void withoutADisplayTheWindowSaysSo()
    {
        const Ran ran = run({m_store.path()});
        QCOMPARE(ran.status, 2);
        QVERIFY(ran.said.contains(QStringLiteral("--screenshot")));
    }

    void anInterruptEndsTheWindow()
    {
        QProcess process;
        auto variables = environment();
        variables.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        process.setProcessEnvironment(variables);
        process.start(QStringLiteral(EVENTSCOPE_BINARY), {m_store.path()});
        QVERIFY(process.waitForStarted());
        // Before it has set its handler, the signal would end it the hard way.
        const auto handlesInterrupts = [&] {
            QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
            if (!status.open(QIODevice::ReadOnly))
                return true; // no such file here: hope
            const QByteArray text = status.readAll();
            const QByteArray caught = text.mid(text.indexOf("SigCgt:") + 7, 17).trimmed();
            return (caught.toULongLong(nullptr, 16) & (1ULL << (SIGINT - 1))) != 0;
        };
        QTRY_VERIFY(handlesInterrupts());
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(QDir(m_folder.filePath(QStringLiteral("config/eventscope"))).exists());
    }

    void sizesAreReadStrictly()
    {
        QCOMPARE(Screenshot::parseSize(QStringLiteral("1280x800")), QSize(1280, 800));
        for (const char *text : {"", "1280", "1280x", "x800", "1280x800x2", "99x800", "1280x99999",
                                 "-1280x800", "12 80x800"})
            QVERIFY2(!Screenshot::parseSize(QString::fromLatin1(text)), text);
    }
};

QTEST_GUILESS_MAIN(TestScreenshot)
#include "tst_screenshot.moc"
