// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is personal is nowhere to be seen while it is masked.
#include "models/eventsmodel.h"
#include "orderswindow.h"
#include "panels/rawview.h"
#include "session/session.h"
#include "session/textfinder.h"
#include "shell/banner.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "shell/maskingdialog.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

class TestMaskingWindow : public QObject, private OrdersWindow
{
    Q_OBJECT

private:
    QAction *mask() const { return command(QStringLiteral("Mask personal data")); }
    QString rawText(const QString &name) const
    {
        for (const RawView *view : m_window->findChildren<RawView *>()) {
            if (view->accessibleName() == name)
                return view->text();
        }
        return {};
    }
    QString data() const
    {
        const auto details = m_session->eventDetails();
        return details ? QString::fromStdString(details->record.data.text) : QString();
    }
    QString state() const
    {
        const auto at = m_session->stateAt();
        return at ? QString::fromStdString(at->state.dump()) : QString();
    }
    // What filters would be completed with.
    QString carriers() const
    {
        const SeenField *field = m_session->seenFields().find("data.carrier");
        QStringList values;
        for (std::size_t i = 0; field && i < field->values.size(); ++i)
            values << QString::fromStdString(field->values[i]);
        return values.join(u'|');
    }
    // All that the table shows of the event.
    QString cells(int row) const
    {
        const auto *model = m_window->findChild<EventsModel *>();
        QStringList texts;
        for (int column = 0; column < model->columnCount(); ++column)
            texts << model->index(row, column).data().toString();
        return texts.join(u'|');
    }
    QString copied(const QString &title)
    {
        QGuiApplication::clipboard()->clear();
        command(title)->trigger();
        QString text;
        [&] {
            QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
            text = QGuiApplication::clipboard()->text();
        }();
        return text;
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        makeStore();
        makeWindow();
        open(m_store->path());
    }
    void cleanup() { takeDown(); }

    void nothingShowsWhatIsMasked()
    {
        QVERIFY(m_session->workspace().addColumn("data.carrier"));
        m_session->goToEvent(Row(3));
        m_session->seenFields().want();
        QTRY_COMPARE(carriers(), QStringLiteral("UPS"));
        QTRY_VERIFY(data().contains(QStringLiteral("UPS")));
        QTRY_VERIFY(state().contains(QStringLiteral("UPS")));
        QTRY_VERIFY(cells(3).count(QStringLiteral("UPS")) >= 2);
        m_session->workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/carrier", MaskRule::With::Dots},
             {MaskRule::Kind::Path, "/metadata/**", MaskRule::With::Dots}});
        QVERIFY(data().contains(QStringLiteral("UPS")));
        mask()->trigger();
        QVERIFY(mask()->isChecked());
        QTRY_VERIFY(data().contains(QStringLiteral("•••")));
        QVERIFY(!data().contains(QStringLiteral("UPS")));
        QTRY_VERIFY(state().contains(QStringLiteral("•••")));
        QVERIFY(!state().contains(QStringLiteral("UPS")));
        QTRY_VERIFY(cells(3).count(QStringLiteral("•••")) >= 2);
        QTRY_VERIFY(!cells(3).contains(QStringLiteral("UPS")));
        QTRY_VERIFY(rawText(QStringLiteral("Data as stored")).contains(QStringLiteral("•••")));
        QVERIFY(!rawText(QStringLiteral("Metadata as stored")).contains(QStringLiteral("c1")));
        for (const char *title :
             {"Copy the selected events as JSON Lines", "Copy the selected events as CSV",
              "Copy the selected events as payloads"}) {
            const QString text = copied(QString::fromLatin1(title));
            QVERIFY2(text.contains(QStringLiteral("•••")), qPrintable(text));
            QVERIFY2(!text.contains(QStringLiteral("UPS")), qPrintable(text));
        }
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("masked")));
        m_session->seenFields().want();
        QTRY_COMPARE(carriers(), QStringLiteral("•••"));
        // And it is all there again.
        mask()->trigger();
        QTRY_VERIFY(data().contains(QStringLiteral("UPS")));
        QTRY_VERIFY(state().contains(QStringLiteral("UPS")));
        QTRY_VERIFY(cells(3).count(QStringLiteral("UPS")) >= 2);
    }

    void whatIsShownIsFoundThoughTheFilterAsksForMaskedValues()
    {
        m_session->workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/carrier", MaskRule::With::Dots}});
        m_session->masking().setOn(true);
        m_session->setFilter(QStringLiteral("data.carrier = \"UPS\""));
        QTRY_COMPARE(m_session->shownEvents().size(), 1U);
        TextFinder finder(*m_session);
        QSignalSpy found(&finder, &TextFinder::found);
        QSignalSpy missing(&finder, &TextFinder::missing);
        finder.find(QStringLiteral("shipped"), true);
        QTRY_COMPARE(found.size() + missing.size(), 1);
        QCOMPARE(found.size(), 1);
        // What is masked is not.
        finder.find(QStringLiteral("UPS"), true);
        QTRY_COMPARE(missing.size(), 1);
    }

    void aStoreThatWasMaskedIsOpenedMasked()
    {
        m_session->workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/status", MaskRule::With::Token}});
        mask()->trigger();
        makeWindow();
        open(m_store->path());
        QVERIFY(mask()->isChecked());
        m_session->goToEvent(Row(2));
        QTRY_VERIFY(data().contains(QStringLiteral("masked:")));
        // Searches go on looking at what is stored.
        m_session->setFilter(QStringLiteral("data.status = \"paid\""));
        QTRY_COMPARE(m_session->shownEvents().size(), 1U);
    }

    void aRuleThatCannotBeFollowedMasksAll()
    {
        m_session->goToEvent(Row(3));
        m_session->workspace().setMasks({{MaskRule::Kind::Pattern, "(", MaskRule::With::Token}});
        mask()->trigger();
        QTRY_VERIFY(data().contains(QStringLiteral("\"carrier\":\"•••\"")));
        QVERIFY(m_window->findChild<Banner *>()->isVisible());
    }

    void rulesAreMadeInADialogWithAPreview()
    {
        m_session->goToEvent(Row(3));
        command(QStringLiteral("Masking rules…"))->trigger();
        auto *dialog = m_window->findChild<MaskingDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(
            rawText(QStringLiteral("The selected event as it is")).contains(QStringLiteral("UPS")));
        auto *line = dialog->findChild<QLineEdit *>();
        auto *table = dialog->findChild<QTableWidget *>();
        QTest::keyClicks(line, QStringLiteral("carrier"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(m_session->workspace().masks().empty());
        line->clear();
        QTest::keyClicks(line, QStringLiteral("/data/carrier"));
        // Before it is added, its effect is seen.
        QTRY_VERIFY(rawText(QStringLiteral("The selected event as it is shown"))
                        .contains(QStringLiteral("masked:")));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(m_session->workspace().masks().size(), std::size_t(1));
        QCOMPARE(table->rowCount(), 1);
        auto *with = qobject_cast<QComboBox *>(table->cellWidget(0, 1));
        with->setCurrentIndex(2);
        Q_EMIT with->activated(2);
        QTRY_COMPARE(m_session->workspace().masks().front().with, MaskRule::With::Null);
        QTRY_VERIFY(rawText(QStringLiteral("The selected event as it is shown"))
                        .contains(QStringLiteral("\"carrier\": null")));
        auto *kind = dialog->findChild<QComboBox *>(QString(), Qt::FindDirectChildrenOnly);
        for (QComboBox *each : dialog->findChildren<QComboBox *>()) {
            if (each->accessibleName() == QStringLiteral("Kind of the new rule"))
                kind = each;
        }
        QVERIFY(kind);
        kind->setCurrentIndex(2);
        QVERIFY(!line->isEnabled());
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Add"))
                button->click();
        }
        QCOMPARE(m_session->workspace().masks().size(), std::size_t(2));
        QVERIFY(m_session->workspace().masks()[1].kind == MaskRule::Kind::Email);
        table->selectRow(0);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(m_session->workspace().masks().size(), std::size_t(1));
        m_session->workspace().undo();
        QCOMPARE(table->rowCount(), 2);
        QVERIFY(!mask()->isChecked());
        dialog->findChild<QCheckBox *>()->click();
        QVERIFY(mask()->isChecked());
        dialog->reject();
    }

    void whoeverMasksWithoutRulesIsAskedForSome()
    {
        mask()->trigger();
        QVERIFY(m_window->findChild<MaskingDialog *>());
        m_session->close();
        QTRY_VERIFY(!m_window->findChild<MaskingDialog *>());
    }
};

QTEST_MAIN(TestMaskingWindow)
#include "tst_maskingwindow.moc"
