// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "ui/ordersstore.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace eventscope;

namespace {

TypeId typeOf(const Session &session, const char *name)
{
    return session.log().findType(name).value();
}

std::vector<std::uint32_t> shown(const Session &session)
{
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < session.shownEvents().size(); ++i)
        rows.push_back(session.shownEvents().row(i).value());
    return rows;
}

using Rows = std::vector<std::uint32_t>;

} // namespace

class TestTypeVisibility : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<OrdersStore> m_store;

    void open(Session &session)
    {
        session.workspace().setFolder(m_dir->path());
        m_store->open(session);
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<OrdersStore>();
    }

    void aMaskSaysWhatBecomesOfTypesThatComeLater()
    {
        const TypeMask none;
        QVERIFY(!none.hidesAny() && !none.hides(7U));
        const TypeMask some({0, 1, 0, 0}, false);
        QVERIFY(some.hidesAny() && some.hides(1U) && !some.hides(0U) && !some.hides(99U));
        QVERIFY(some == TypeMask({0, 1}, false));
        const TypeMask others({0, 1}, true);
        QVERIFY(others.hides(0U) && !others.hides(1U) && others.hides(99U));
        QVERIFY(TypeMask({}, true).hidesAny());
    }

    void eventsOfHiddenTypesAreNotShown()
    {
        Session session;
        open(session);
        QSignalSpy changes(&session, &Session::shownEventsChanged);
        session.types().setHidden(typeOf(session, "OrderPlaced"), true);
        session.types().setHidden(typeOf(session, "CartOpened"), true);
        QTRY_COMPARE(shown(session), (Rows{2, 3, 4, 5, 7}));
        QVERIFY(changes.size() >= 1 && changes.back().front().toBool());
        QCOMPARE(session.types().hiddenTypes(), 2U);
        QCOMPARE(session.types().hiddenEvents(), std::uint64_t{3});
        QCOMPARE(session.filterText(), QString());
        session.types().setHidden(typeOf(session, "CartOpened"), false);
        QTRY_COMPARE(shown(session), (Rows{2, 3, 4, 5, 6, 7}));
        session.types().showAll();
        QTRY_COMPARE(shown(session), (Rows{0, 1, 2, 3, 4, 5, 6, 7}));
        QVERIFY(!session.types().hidesAny());
    }

    void oneTypeAloneGivesTheOthersBackAsTheyWere()
    {
        Session session;
        open(session);
        session.types().setHidden(typeOf(session, "CartOpened"), true);
        session.types().solo(typeOf(session, "OrderPlaced"));
        QTRY_COMPARE(shown(session), (Rows{0, 1}));
        QVERIFY(session.types().isSolo(typeOf(session, "OrderPlaced")));
        QVERIFY(!session.types().isSolo(typeOf(session, "OrderPaid")));
        // Another one beside it; then it alone.
        session.types().setHidden(typeOf(session, "OrderPaid"), false);
        QTRY_COMPARE(shown(session), (Rows{0, 1, 2}));
        session.types().setHidden(typeOf(session, "OrderPlaced"), true);
        QTRY_COMPARE(shown(session), (Rows{2}));
        session.types().solo(typeOf(session, "OrderPaid")); // again
        QTRY_COMPARE(shown(session), (Rows{0, 1, 2, 3, 4, 5, 7}));
        QVERIFY(session.types().isHidden(typeOf(session, "CartOpened")));
    }

    void itGoesWithTheFilterAndTheSelectedStream()
    {
        Session session;
        open(session);
        session.types().setHidden(typeOf(session, "OrderPlaced"), true);
        session.setFilter(QStringLiteral("data.status = placed or data.status = paid"));
        QTRY_COMPARE(shown(session), (Rows{2}));
        QCOMPARE(session.filterText(),
                 QStringLiteral("data.status = placed or data.status = paid"));
        session.types().showAll();
        QTRY_COMPARE(shown(session), (Rows{0, 1, 2}));
        session.types().setHidden(typeOf(session, "OrderPaid"), true);
        session.selectStream(session.log().findStream("order-1").value());
        session.setOnlySelectedStream(true);
        QTRY_COMPARE(shown(session), (Rows{0}));
        session.setFilter({});
        QTRY_COMPARE(shown(session), (Rows{0, 3, 5, 7}));
        session.setOnlySelectedStream(false);
        QTRY_COMPARE(shown(session), (Rows{0, 1, 3, 4, 5, 6, 7}));
        // Steps over what is not shown, if no stream is selected.
        session.selectStream(std::nullopt);
        session.setPlayhead(Row(1));
        session.step(Session::Step::Next);
        QCOMPARE(session.playhead(), Row(3));
    }

    void itIsUndoneAndKeptWithTheStore()
    {
        {
            Session session;
            open(session);
            session.types().setHidden(typeOf(session, "OrderPlaced"), true);
            QVERIFY(session.workspace().undoText().contains(QStringLiteral("OrderPlaced")));
            session.types().solo(typeOf(session, "OrderPaid"));
            QTRY_COMPARE(shown(session), (Rows{2}));
            session.workspace().undo();
            QTRY_COMPARE(session.shownEvents().size(), 6U);
            session.workspace().undo();
            QTRY_COMPARE(session.shownEvents().size(), 8U);
            session.workspace().redo();
            QTRY_COMPARE(session.shownEvents().size(), 6U);
        }
        Session again;
        open(again);
        QTRY_COMPARE(again.shownEvents().size(), 6U);
        QVERIFY(again.types().isHidden(typeOf(again, "OrderPlaced")));
        again.close();
        QVERIFY(!again.types().mask().hidesAny());
        QCOMPARE(again.types().hiddenTypes(), 0U);
    }

    void whatComesLaterIsHiddenToo()
    {
        Session session;
        open(session);
        session.types().solo(typeOf(session, "OrderPlaced"));
        QTRY_COMPARE(shown(session), (Rows{0, 1}));
        m_store->append(OrdersStore::event(9, "order-3", 1, "OrderNoted", "{}"));
        m_store->append(OrdersStore::event(10, "order-3", 2, "OrderPlaced", "{}"));
        QTRY_COMPARE(shown(session), (Rows{0, 1, 9}));
        QVERIFY(session.types().isHidden(typeOf(session, "OrderNoted")));
        session.types().showAll();
        QTRY_COMPARE(session.shownEvents().size(), 10U);
        session.types().setHidden(typeOf(session, "OrderPlaced"), true);
        m_store->append(OrdersStore::event(11, "order-3", 3, "OrderMoved", "{}"));
        m_store->append(OrdersStore::event(12, "order-4", 1, "OrderPlaced", "{}"));
        QTRY_COMPARE(session.log().rowCount(), 12U);
        QTRY_COMPARE(shown(session), (Rows{2, 3, 4, 5, 6, 7, 8, 10}));
    }

    void whatIsShownIsWhatIsNotHiddenWhateverOneDoes()
    {
        Session session;
        open(session);
        std::mt19937 random(7);
        const QString filters[] = {{},
                                   QStringLiteral("version > 1"),
                                   QStringLiteral("stream = order-1"),
                                   QStringLiteral("exists(data.status)")};
        for (int i = 0; i < 60; ++i) {
            const TypeId type(static_cast<std::uint32_t>(random()) % session.log().typeCount());
            switch (random() % 4) {
            case 0:
                session.types().solo(type);
                break;
            case 1:
                session.setFilter(filters[random() % 4]);
                break;
            default:
                session.types().setHidden(type, random() % 2 == 0);
            }
            QVERIFY(!session.filterError());
            const auto right = [&] {
                const auto filter = Filter::compile(session.filterText().toStdString()).value();
                const auto rows = filter.rows(session.log(),
                                              [&] { return session.store()->reader(); }, Row(0),
                                              Row(session.log().rowCount()), {}, nullptr, {});
                Rows naive;
                for (const Row row : rows.value()) {
                    if (!session.types().isHidden(session.log().type(row)))
                        naive.push_back(row.value());
                }
                return shown(session) == naive;
            };
            QTRY_VERIFY(right());
        }
    }
};

QTEST_MAIN(TestTypeVisibility)
#include "tst_typevisibility.moc"
