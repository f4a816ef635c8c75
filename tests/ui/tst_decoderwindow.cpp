// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Payloads that only their owner can read, in the window.
#include "../session/secretstore.h"
#include "models/eventsmodel.h"
#include "orderswindow.h"
#include "panels/eventpanel.h"
#include "panels/linkbutton.h"
#include "panels/notice.h"
#include "panels/rawview.h"
#include "shell/banner.h"
#include "shell/decoderdialog.h"
#include "shell/decodersdialog.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::test;
using namespace eventscope::ui;
using namespace Qt::StringLiterals;

class TestDecoderWindow : public QObject, private OrdersWindow
{
    Q_OBJECT

private:
    std::unique_ptr<SecretStore> m_secret;

    QString data() const
    {
        const auto details = m_session->eventDetails();
        return details ? QString::fromStdString(details->record.data.text) : QString();
    }
    QString preview(int row) const
    {
        const auto *model = m_window->findChild<EventsModel *>();
        return model->index(row, EventsModel::Payload).data().toString();
    }
    Notice *notice() const { return m_window->findChild<EventPanel *>()->findChild<Notice *>(); }
    LinkButton *link() const { return notice()->findChild<LinkButton *>(); }
    Banner *banner() const { return m_window->findChild<Banner *>(); }
    QToolButton *bannerButton(const QString &text) const
    {
        for (QToolButton *button : banner()->findChildren<QToolButton *>()) {
            if (button->text() == text && button->isVisibleTo(banner()))
                return button;
        }
        return nullptr;
    }
    template<typename Widget>
    static Widget *named(const QWidget *parent, const QString &name)
    {
        for (Widget *widget : parent->findChildren<Widget *>()) {
            if (widget->accessibleName() == name)
                return widget;
        }
        return nullptr;
    }
    static QPushButton *button(const QWidget *dialog, const QString &text)
    {
        for (QPushButton *each : dialog->findChildren<QPushButton *>()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }
    // At the first event, which nobody can read as it is.
    void openSecret()
    {
        open(m_secret->path());
        m_session->goToEvent(Row(0));
        QTRY_VERIFY(m_window->isSettled() && m_session->eventDetails()
                    && m_session->eventDetails()->row == Row(0));
        QTRY_VERIFY(m_session->decoders().isIdle());
    }
    template<typename Dialog>
    Dialog *opened() const
    {
        Dialog *dialog = nullptr;
        [&] { QTRY_VERIFY((dialog = m_window->findChild<Dialog *>()) && dialog->isVisible()); }();
        return dialog;
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        makeStore();
        m_secret = std::make_unique<SecretStore>();
        makeWindow();
    }
    void cleanup() { takeDown(); }

    void anUnreadablePayloadOffersADecoder()
    {
        openSecret();
        QTRY_VERIFY(notice()->isVisible());
        QCOMPARE(link()->text(), u"Decode with a program or script…"_s);
        link()->click();
        auto *dialog = opened<DecoderDialog>();
        QCOMPARE(named<QLineEdit>(dialog, u"Event types"_s)->text(), u"Placed"_s);
        auto *accept = button(dialog, u"Use this decoder"_s);
        QVERIFY(!accept->isEnabled());
        auto *stored = named<RawView>(dialog, u"The selected payload as it is stored"_s);
        QTRY_VERIFY(stored->text().contains(u"ff 7b 22 6e"_s));

        named<QLineEdit>(dialog, u"Command or script"_s)->setText(u"./decode.sh"_s);
        QVERIFY(accept->isEnabled());
        button(dialog, u"Try it"_s)->click();
        auto *decoded = named<RawView>(dialog, u"What the decoder makes of it"_s);
        QTRY_COMPARE(decoded->text(), u"{\n  \"n\": 1\n}"_s);
        QVERIFY(m_session->workspace().decoders().empty()); // nothing holds yet
        accept->click();
        QTRY_COMPARE(data(), u"{\"n\":1}"_s);
        QTRY_COMPARE(preview(0), u"{\"n\":1}"_s);
        QTRY_VERIFY(!notice()->isVisible());
        // It is for the type of that event alone.
        QVERIFY(preview(2) != u"{\"n\":3}"_s);
        // What is stored is still to be seen.
        QCOMPARE(named<RawView>(m_window->findChild<EventPanel *>(), u"Data as stored"_s)
                     ->text()
                     .count(u"7b 22 6e"_s),
                 1);
    }

    void aTrialTellsWhatIsWrongBeforeAnythingHolds()
    {
        openSecret();
        m_secret->write(u"wrong.sh"_s, "#!/bin/sh\necho 'no key' >&2\nexit 2\n", true);
        link()->click();
        auto *dialog = opened<DecoderDialog>();
        auto *mode = named<QComboBox>(dialog, u"How the program reads"_s);
        mode->setCurrentIndex(1);
        named<QLineEdit>(dialog, u"Command or script"_s)->setText(u"./wrong.sh"_s);
        button(dialog, u"Try it"_s)->click();
        auto *decoded = named<RawView>(dialog, u"What the decoder makes of it"_s);
        QTRY_VERIFY(decoded->text().startsWith(
            u"wrong.sh ended with exit code 2 at v1 (Placed): no key"_s));
        button(dialog, u"Cancel"_s) ? button(dialog, u"Cancel"_s)->click() : dialog->reject();
        QVERIFY(m_session->workspace().decoders().empty());
        QCOMPARE(m_secret->starts(), 0);
    }

    void theTrialIsOfTheEventThatIsShown()
    {
        openSecret();
        link()->click();
        auto *dialog = opened<DecoderDialog>();
        auto *stored = named<RawView>(dialog, u"The selected payload as it is stored"_s);
        auto *decoded = named<RawView>(dialog, u"What the decoder makes of it"_s);
        named<QLineEdit>(dialog, u"Command or script"_s)->setText(u"./decode.sh"_s);
        QTRY_VERIFY(stored->text().contains(u"22 3a 31 7d"_s)); // ":1}
        button(dialog, u"Try it"_s)->click();
        QTRY_COMPARE(decoded->text(), u"{\n  \"n\": 1\n}"_s);
        // Nothing of it is left for the next one, whose bytes come beside what is made of them.
        m_session->goToEvent(Row(4));
        QCOMPARE(stored->text(), QString());
        QCOMPARE(decoded->text(), QString());
        button(dialog, u"Try it"_s)->click();
        QTRY_COMPARE(decoded->text(), u"{\n  \"n\": 5\n}"_s);
        QVERIFY2(stored->text().contains(u"22 3a 35 7d"_s), qPrintable(stored->text()));
    }

    void theListEditsMovesAndRemoves()
    {
        openSecret();
        const QString before = data();
        const auto other = parseDecoderRule("Paid=each:tail -c +2", m_secret->folder());
        QVERIFY(other);
        m_session->decoders().setRules({m_secret->rule(), *other});
        QTRY_COMPARE(data(), u"{\"n\":1}"_s);
        command(u"Payload decoders…"_s)->trigger();
        auto *dialog = opened<DecodersDialog>();
        auto *table = dialog->findChild<QTableWidget *>();
        QTRY_COMPARE(table->rowCount(), 2);
        QTRY_COMPARE(table->item(0, 3)->text(), u"in use"_s);
        QCOMPARE(table->item(1, 1)->text(), u"tail -c +2"_s);
        table->selectRow(1);
        button(dialog, u"Up"_s)->click();
        QTRY_COMPARE(table->item(0, 0)->text(), u"Paid"_s);
        QCOMPARE(table->currentRow(), 0);

        button(dialog, u"Edit…"_s)->click();
        DecoderDialog *editor = nullptr;
        QTRY_VERIFY((editor = dialog->findChild<DecoderDialog *>()));
        QCOMPARE(named<QComboBox>(editor, u"How the program reads"_s)->currentIndex(), 1);
        named<QLineEdit>(editor, u"Event types"_s)->setText(u"Pl*"_s);
        button(editor, u"Save"_s)->click();
        QTRY_COMPARE(table->item(0, 0)->text(), u"Pl*"_s);
        QCOMPARE(table->rowCount(), 2);

        table->selectRow(0);
        dialog->activateWindow();
        table->setFocus();
        QTRY_VERIFY(table->hasFocus());
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE(table->rowCount(), 1);
        button(dialog, u"Remove"_s)->click();
        QTRY_COMPARE(table->rowCount(), 0);
        QVERIFY(!button(dialog, u"Remove"_s)->isEnabled());
        QTRY_COMPARE(data(), before);
    }

    void aDecoderFromElsewhereAsksFirst()
    {
        const QString file = m_secret->folder() + u"/theirs.eventscope"_s;
        WorkspaceWrite write;
        write.file = file;
        write.store = {m_secret->path(), {}, {}};
        write.content.decoders = {m_secret->rule()};
        QVERIFY(writeWorkspace(write));
        open(file);
        QTRY_VERIFY(banner()->isVisible());
        QVERIFY2(banner()->message().contains(
                     u"decode.sh (a program: it runs as you, not sealed)"_s),
                 qPrintable(banner()->message()));
        QCOMPARE(m_secret->starts(), 0);
        QVERIFY(bannerButton(u"Go on without"_s));
        bannerButton(u"Trust and run"_s)->click();
        QTRY_COMPARE(preview(0), u"{\"n\":1}"_s);
        QVERIFY(!banner()->isVisible());
    }

    void aStoppedDecoderCanBeStartedAgain()
    {
        m_secret->writeProgram("#!/bin/sh\necho started >> \"$0.log\"\necho Hello\n");
        openSecret();
        m_session->decoders().setRules({m_secret->rule()});
        QTRY_VERIFY(banner()->isVisible());
        QVERIFY2(banner()->message().contains(u"came to an end 3 times"_s),
                 qPrintable(banner()->message()));
        QTRY_VERIFY(preview(0).startsWith(u"Damaged: "_s));
        QTRY_VERIFY(notice()->isVisible());
        QTRY_COMPARE(link()->text(), u"Payload decoders…"_s);
        QTRY_VERIFY(m_window->isSettled());
        const int before = m_secret->starts();
        bannerButton(u"Start again"_s)->click();
        QTRY_VERIFY(m_secret->starts() > before);
        QTRY_VERIFY(banner()->isVisible()); // it is no better
    }
};

QTEST_MAIN(TestDecoderWindow)
#include "tst_decoderwindow.moc"
