// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Chosen events in a file of their own, written and opened in the real window.
#include "orderswindow.h"
#include "panels/rawview.h"
#include "session/bundle.h"
#include "session/session.h"
#include "shell/banner.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "shell/sharedialog.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

#include <sqlite3.h>

using namespace eventscope;
using namespace eventscope::ui;

class TestBundle : public QObject, private OrdersWindow
{
    Q_OBJECT

private:
    QString bundle() const { return path(QStringLiteral("incident.esbundle")); }
    Banner *banner() const { return m_window->findChild<Banner *>(); }
    ShareDialog *share()
    {
        for (const Commands::Command &each : m_window->commands().all()) {
            if (each.action->text() == QStringLiteral("Share as a bundle…"))
                each.action->trigger();
        }
        return m_window->findChild<ShareDialog *>();
    }
    static QString summary(const ShareDialog *dialog)
    {
        return dialog->findChild<QLabel *>(QStringLiteral("bundleSummary"))->text();
    }
    static QCheckBox *box(const ShareDialog *dialog, const QString &text)
    {
        for (QCheckBox *each : dialog->findChildren<QCheckBox *>()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }
    void write(ShareDialog *dialog)
    {
        QSignalSpy written(dialog, &ShareDialog::written);
        dialog->write(bundle());
        QTRY_COMPARE(written.count(), 1);
        dialog->reject();
        QTRY_VERIFY(!m_window->findChild<ShareDialog *>());
    }
    QByteArray bytes() const
    {
        QFile file(bundle());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        makeStore();
        makeWindow(QStringLiteral("anna"));
        open(m_store->path());
    }
    void cleanup() { takeDown(); }

    void aStreamIsSharedWithItsNotesAndOpensAnywhere()
    {
        m_session->selectStream(m_session->log().findStream("order-1"));
        m_session->setPlayhead(Row(3));
        m_session->bookmarks().set(Row(2), "look here");
        QVERIFY(m_session->workspace().pin({"order", "/total"}));
        ShareDialog *dialog = share();
        QVERIFY(dialog);
        auto *events = dialog->findChild<QComboBox *>();
        events->setCurrentIndex(events->findText(QStringLiteral("Stream order-1: 5 events")));
        QTRY_VERIFY2(summary(dialog).startsWith(QStringLiteral("5 events\n1 bookmark, 1 pin")),
                     qPrintable(summary(dialog)));
        QVERIFY(summary(dialog).contains(QStringLiteral("Nothing is masked")));
        QVERIFY(dialog->findChild<RawView *>()->text().contains(QStringLiteral("OrderPlaced")));
        write(dialog);

        makeWindow(QStringLiteral("ben"));
        open(bundle());
        QVERIFY(!banner()->isVisible());
        QCOMPARE(m_session->log().rowCount(), 5U);
        // Labels, versions, times and numbers are those of the store.
        QCOMPARE(QString::fromStdString(m_session->log().positionLabel(Row(1))),
                 QStringLiteral("3"));
        QCOMPARE(m_session->log().version(Row(4)), Version(5));
        QCOMPARE(m_session->playhead(), Row(2));
        QTRY_VERIFY(m_session->eventDetails());
        QCOMPARE(QString::fromStdString(m_session->eventDetails()->record.causationId),
                 QStringLiteral("e3"));
        m_session->goToEvent(Row(1));
        QTRY_VERIFY(QString::fromStdString(m_session->eventDetails()->record.data.text)
                        .contains(QStringLiteral("12345678901234567890")));
        QCOMPARE(m_session->bookmarks().rows(), std::vector<Row>{Row(1)});
        QVERIFY(m_session->workspace().isPinned({"order", "/total"}));
        // What is settled here stays here, and the bundle as it is.
        const QByteArray before = bytes();
        m_session->bookmarks().set(Row(0), "mine");
        m_session->close();
        QCOMPARE(bytes(), before);
        auto *recent = m_window->findChild<QListWidget *>(QStringLiteral("recentStores"));
        QCOMPARE(recent->item(0)->data(Qt::UserRole).toString(), bundle());
        open(bundle());
        QCOMPARE(m_session->bookmarks().rows(), (std::vector<Row>{Row(0), Row(1)}));
    }

    void whatIsMaskedIsNotInTheFile()
    {
        m_session->workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/carrier", MaskRule::With::Token}});
        ShareDialog *dialog = share();
        auto *events = dialog->findChild<QComboBox *>();
        events->setCurrentIndex(events->count() - 1);
        QTRY_VERIFY(summary(dialog).startsWith(QStringLiteral("8 events")));
        QTRY_VERIFY(summary(dialog).contains(QStringLiteral("Masked: /data/carrier.")));
        // The first event in which something is masked.
        QVERIFY(dialog->findChild<RawView *>()->text().contains(QStringLiteral("OrderShipped")));
        QVERIFY(dialog->findChild<RawView *>()->text().contains(QStringLiteral("masked:")));
        write(dialog);
        QVERIFY(bytes().contains("OrderShipped"));
        QVERIFY(!bytes().contains("UPS"));
        // Unless somebody wants it so.
        dialog = share();
        box(dialog, QStringLiteral("Mask personal data"))->setChecked(false);
        events = dialog->findChild<QComboBox *>();
        events->setCurrentIndex(events->count() - 1);
        write(dialog);
        QVERIFY(bytes().contains("UPS"));
    }

    void notesAndFiltersDoNotTellWhatIsMasked()
    {
        m_session->workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/carrier", MaskRule::With::Token},
             {MaskRule::Kind::Email, {}, MaskRule::With::Token}});
        m_session->bookmarks().set(Row(2), "asked anna@example.com");
        m_session->workspace().saveFilter({"paid", "type = OrderPaid"});
        m_session->workspace().saveFilter({"parcels", "data.carrier = UPS"});
        m_session->workspace().saveFilter({"word", "UPS"});
        m_session->setFilter(QStringLiteral("data.carrier = \"UPS\""));
        QTRY_COMPARE(m_session->shownEvents().size(), 1U);
        ShareDialog *dialog = share();
        QTRY_VERIFY2(summary(dialog).contains(QStringLiteral("1 saved filter\n")),
                     qPrintable(summary(dialog)));
        QVERIFY(summary(dialog).contains(
            QStringLiteral("Not in it: 3 filters that may hold what is masked.")));
        write(dialog);
        for (const char *word : {"UPS", "anna@example", "parcels"})
            QVERIFY2(!bytes().contains(word), word);
        makeWindow(QStringLiteral("ben"));
        open(bundle());
        QCOMPARE(m_session->workspace().filters().size(), std::size_t(1));
        QVERIFY(m_session->workspace().bookmarks().front().note.starts_with("asked masked:"));
        QVERIFY(m_session->filterText().isEmpty());
    }

    void notesAndPlacesStayBehindIfWanted()
    {
        m_session->bookmarks().set(Row(2), "secret note");
        m_session->workspace().saveFilter({"mine", "type = Secret*"});
        m_session->setFilter(QStringLiteral("type = OrderP*"));
        QTRY_COMPARE(m_session->shownEvents().size(), 3U);
        ShareDialog *dialog = share();
        QVERIFY(dialog->findChild<QComboBox *>()->currentText().startsWith(
            QStringLiteral("Shown events: 3")));
        box(dialog, QStringLiteral("Bookmarks, notes, pins and saved filters"))->setChecked(false);
        box(dialog, QStringLiteral("Place, filter, columns and event types"))->setChecked(false);
        write(dialog);
        for (const char *word : {"secret note", "Secret*", "type = OrderP*"})
            QVERIFY2(!bytes().contains(word), word);
        open(bundle());
        QCOMPARE(m_session->log().rowCount(), 3U);
        QVERIFY(m_session->filterText().isEmpty());
    }

    void reducersGoAlongWithWhatTheyImportAndAskForTrust()
    {
        QVERIFY(QDir().mkpath(path(QStringLiteral("code/lib"))));
        const auto put = [this](const QString &name, const QByteArray &content) {
            QFile file(path(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
        };
        put(QStringLiteral("code/lib/start.js"), "export const start = { seen: 0 };\n");
        put(QStringLiteral("code/order.js"),
            "import { start } from './lib/start.js';\n"
            "export const initialState = start;\n"
            "export default (state, event) => ({ seen: state.seen + 1 });\n");
        m_session->selectStream(m_session->log().findStream("order-1"));
        m_session->workspace().setReducer("order",
                                          path(QStringLiteral("code/order.js")).toStdString());
        ShareDialog *dialog = share();
        QTRY_VERIFY2(summary(dialog).contains(QStringLiteral("Files: order.js, start.js")),
                     qPrintable(summary(dialog)));
        write(dialog);
        makeWindow(QStringLiteral("ben"));
        open(bundle());
        QVERIFY(banner()->isVisible());
        QVERIFY(banner()->message().contains(QStringLiteral("order.js (a sealed script)")));
        m_session->selectStream(m_session->log().findStream("order-1"));
        QVERIFY(m_session->states().reducer().empty());
        m_session->workspace().trustReducers(true);
        const QString reducer = QString::fromStdString(m_session->states().reducer());
        QVERIFY2(reducer.startsWith(path(QStringLiteral("ben/bundles/"))), qPrintable(reducer));
        QVERIFY(QFile::exists(QFileInfo(reducer).absolutePath() + QStringLiteral("/lib/start.js")));
        open(bundle());
        QVERIFY(!banner()->isVisible());
    }

    void aBundleThatLeadsElsewhereIsRefused()
    {
        ShareDialog *dialog = share();
        write(dialog);
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(bundle().toUtf8().constData(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database,
                              "INSERT INTO bundle_files VALUES ('reducers/../../../evil', 1, 'x')",
                              nullptr, nullptr, nullptr),
                 SQLITE_OK);
        sqlite3_close(database);
        const auto unpacked = unpackBundle(bundle(), path(QStringLiteral("ben")));
        QVERIFY(!unpacked);
        QCOMPARE(unpacked.error().code, ErrorCode::Damaged);
        QVERIFY(!QDir(path(QStringLiteral("ben"))).exists());
        m_window->openStore(bundle());
        QVERIFY(banner()->isVisible());
        QCOMPARE(m_session->location(), m_store->path());
        // Nor is what is no bundle.
        QVERIFY(QFile::remove(bundle()));
        QVERIFY(QFile::copy(m_store->path(), bundle()));
        QVERIFY(!unpackBundle(bundle(), path(QStringLiteral("ben"))));
    }

    void aBundleBringsNoDecoder()
    {
        ShareDialog *dialog = share();
        write(dialog);
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(bundle().toUtf8().constData(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database,
                              "UPDATE bundle_about SET value = json_set(value, '$.decoders', "
                              "json('[{\"types\":\"*\",\"command\":[\"sh\",\"-c\",\"true\"]}]')) "
                              "WHERE key = 'workspace'",
                              nullptr, nullptr, nullptr),
                 SQLITE_OK);
        QCOMPARE(sqlite3_changes(database), 1);
        sqlite3_close(database);
        const auto unpacked = unpackBundle(bundle(), path(QStringLiteral("ben")));
        QVERIFY(unpacked);
        const auto read = readWorkspace(*unpacked);
        QVERIFY(read);
        QVERIFY(read->content.decoders.empty());
    }

    void theStoreItselfIsNeverWritten()
    {
        ShareDialog *dialog = share();
        QFile store(m_store->path());
        QVERIFY(store.open(QIODevice::ReadOnly));
        const QByteArray before = store.readAll();
        dialog->write(m_store->path());
        store.seek(0);
        QCOMPARE(store.readAll(), before);
        // Nor by another name.
        QVERIFY(QFile::link(m_store->path(), bundle()));
        dialog->write(bundle());
        store.seek(0);
        QCOMPARE(store.readAll(), before);
        QVERIFY(QFileInfo(bundle()).isSymLink());
        // Closing the store takes the dialog with it.
        m_session->close();
        QTRY_VERIFY(!m_window->findChild<ShareDialog *>());
    }
};

QTEST_MAIN(TestBundle)
#include "tst_bundle.moc"
