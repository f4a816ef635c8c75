// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/eventchain.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>

using namespace eventscope;

namespace {

// Events by their number, which is their id and their row; what causes them is another's number.
class Log
{
public:
    Log()
        : m_log(options())
    {}

    void add(const std::string &id, const std::string &cause = {},
             const std::string &correlation = {})
    {
        RawEvent event;
        event.id = m_batch.keep(id);
        event.causation = m_batch.keep(cause);
        event.correlation = m_batch.keep(correlation);
        event.stream = m_batch.keep("order-1");
        event.type = m_batch.keep("Happened");
        event.position = ++m_position;
        m_batch.events.push_back(event);
    }

    EventChain chain(std::uint32_t row, bool family = true, std::uint32_t nodes = 300,
                     std::uint32_t counted = 100'000)
    {
        if (!m_batch.events.empty()) {
            [&] { QVERIFY(m_log.append(m_batch)); }();
            m_batch.clear();
            m_log.seal();
        }
        ChainLimits limits;
        limits.nodes = nodes;
        limits.counted = counted;
        return chainOf(m_log, Row(row), family, limits, {});
    }

private:
    static EventLog::Options options()
    {
        EventLog::Options options;
        options.chunkShift = 2;
        options.runShift = 2;
        return options;
    }

    EventLog m_log;
    RecordBatch m_batch;
    std::int64_t m_position = 0;
};

// "0>1 0>2 ?>0": edges by row, ? for a cause that is not there.
QString edgesOf(const EventChain &chain)
{
    const auto name = [&](std::uint32_t node) {
        const Row row = chain.nodes[node].row;
        return row == kNoRow ? QStringLiteral("?") : QString::number(row.value());
    };
    QStringList edges;
    for (const EventChain::Edge &edge : chain.edges)
        edges.append(name(edge.cause) + u'>' + name(edge.effect));
    return edges.join(u' ');
}

std::set<std::uint32_t> rowsOf(const EventChain &chain)
{
    std::set<std::uint32_t> rows;
    for (const EventChain::Node &node : chain.nodes)
        rows.insert(node.row.value());
    return rows;
}

} // namespace

class TestEventChain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aChainHasTheCausesUpToTheFirstAndAllTheirEffects()
    {
        Log log;
        log.add("a");
        log.add("b", "a");
        log.add("other");
        log.add("c", "b");
        log.add("d", "a");
        log.add("e", "d");
        const EventChain chain = log.chain(3);
        QCOMPARE(edgesOf(chain), QStringLiteral("0>1 0>4 1>3 4>5"));
        QCOMPARE(chain.nodes.size(), std::size_t(5));
        QCOMPARE(chain.total, 5U);
        QVERIFY(!chain.isTotalLeast);
        QCOMPARE(chain.nodes[chain.start].row, Row(3));
        QCOMPARE(chain.kind, EventChain::Kind::Causes);
        for (const EventChain::Node &node : chain.nodes)
            QCOMPARE(node.hiddenCauses + node.hiddenEffects, 0U);
    }

    void withoutTheFamilyOnlyWhatLedToItAndWhatCameOfIt()
    {
        Log log;
        log.add("a");
        log.add("b", "a");
        log.add("c", "b");
        log.add("sibling", "a");
        log.add("itsEffect", "sibling");
        QCOMPARE(edgesOf(log.chain(1, false)), QStringLiteral("0>1 1>2"));
        QCOMPARE(log.chain(1, false).total, 3U);
    }

    void aCauseThatIsNotThereIsANodeOfItsOwnWithAllItsEffects()
    {
        Log log;
        log.add("a", "command-1");
        log.add("b", "command-1");
        log.add("c", "command-2");
        const EventChain chain = log.chain(1);
        QCOMPARE(edgesOf(chain), QStringLiteral("?>0 ?>1"));
        QCOMPARE(chain.nodes.front().row, kNoRow);
        QCOMPARE(chain.nodes.front().namedBy, Row(0));
        QCOMPARE(chain.nodes[chain.start].row, Row(1));
        QCOMPARE(log.chain(2).nodes.size(), std::size_t(2));
    }

    void causesInACircleAndEventsThatNameThemselvesComeToAnEnd()
    {
        Log log;
        log.add("a", "c");
        log.add("b", "a");
        log.add("c", "b");
        log.add("self", "self");
        const EventChain circle = log.chain(1);
        QCOMPARE(edgesOf(circle), QStringLiteral("0>1 1>2 2>0"));
        const EventChain alone = log.chain(3);
        QCOMPARE(alone.nodes.size(), std::size_t(1));
        QVERIFY(alone.edges.empty());
    }

    void anIdThatStandsTwiceIsTwoCauses()
    {
        Log log;
        log.add("a");
        log.add("a");
        log.add("b", "a");
        QCOMPARE(edgesOf(log.chain(2)), QStringLiteral("0>2 1>2"));
    }

    void ofTooManyTheNearestAreKeptAndTheRestIsCounted()
    {
        Log log;
        log.add("e0");
        for (int i = 1; i < 50; ++i)
            log.add("e" + std::to_string(i), "e" + std::to_string(i - 1));
        for (int i = 0; i < 40; ++i)
            log.add("f" + std::to_string(i), "e49");
        const EventChain chain = log.chain(49, true, 12);
        QCOMPARE(chain.nodes.size(), std::size_t(12));
        QCOMPARE(chain.total, 90U);
        // Itself, seven causes, and a third for effects.
        QCOMPARE(chain.nodes.front().row, Row(42));
        QCOMPARE(chain.nodes.front().hiddenCauses, 1U);
        QCOMPARE(chain.nodes[chain.start].row, Row(49));
        QCOMPARE(chain.nodes[chain.start].hiddenEffects, 36U);
        QCOMPARE(chain.nodes.back().row, Row(53));
        QCOMPARE(log.chain(49, true, 1).nodes.size(), std::size_t(1));
        QCOMPARE(log.chain(49, true, 1).nodes.front().row, Row(49));
    }

    void countingEndsAtItsLimitAndSaysSo()
    {
        Log log;
        log.add("root");
        for (int i = 0; i < 100; ++i)
            log.add("e" + std::to_string(i), "root");
        const EventChain chain = log.chain(5, true, 10, 20);
        QCOMPARE(chain.total, 20U);
        QVERIFY(chain.isTotalLeast);
        QCOMPARE(chain.nodes.size(), std::size_t(10));
        QVERIFY(chain.indexOf(Row(0)).has_value());
        QVERIFY(chain.indexOf(Row(5)).has_value());
        QVERIFY(!log.chain(5, true, 10, 101).isTotalLeast);
    }

    void withoutCausesTheCorrelationIsTheChain()
    {
        Log log;
        for (int i = 0; i < 30; ++i)
            log.add("e" + std::to_string(i), {}, i % 3 == 0 ? "x" : "y");
        const EventChain chain = log.chain(9);
        QCOMPARE(chain.kind, EventChain::Kind::Correlation);
        QCOMPARE(chain.nodes.size(), std::size_t(10));
        QVERIFY(edgesOf(chain).startsWith(QStringLiteral("0>3 3>6 6>9 9>12")));
        const EventChain few = log.chain(9, true, 4);
        QCOMPARE(rowsOf(few), (std::set<std::uint32_t>{3, 6, 9, 12}));
        QCOMPARE(few.total, 10U);
        QCOMPARE(few.nodes.front().hiddenCauses, 1U);
        QCOMPARE(few.nodes.back().hiddenEffects, 5U);
        QCOMPARE(rowsOf(log.chain(27, true, 4)), (std::set<std::uint32_t>{18, 21, 24, 27}));
    }

    void aCorrelationOfOneIsNoChain()
    {
        Log log;
        log.add("a", {}, "x");
        log.add("b");
        log.add("c");
        for (std::uint32_t row = 0; row < 3; ++row) {
            QCOMPARE(log.chain(row).kind, EventChain::Kind::Causes);
            QCOMPARE(log.chain(row).nodes.size(), std::size_t(1));
        }
    }

    // Against all that can be reached in a table of causes, in forests of chance.
    void itIsWhatTheTableOfCausesSays()
    {
        std::mt19937 random(7); // NOLINT
        for (int round = 0; round < 40; ++round) {
            Log log;
            constexpr std::uint32_t kRows = 60;
            std::vector<std::optional<std::uint32_t>> causes(kRows);
            for (std::uint32_t i = 0; i < kRows; ++i) {
                if (random() % 5 != 0)
                    causes[i] = static_cast<std::uint32_t>(random()
                                                           % kRows); // of later ones, too: circles
                log.add("e" + std::to_string(i),
                        causes[i] ? "e" + std::to_string(*causes[i]) : std::string());
                if (causes[i] == i)
                    causes[i].reset();
            }
            const auto start = static_cast<std::uint32_t>(random() % kRows);
            std::set<std::uint32_t> wanted{start};
            for (std::uint32_t at = start; causes[at] && wanted.insert(*causes[at]).second;)
                at = *causes[at];
            for (bool grew = true; grew;) {
                grew = false;
                for (std::uint32_t i = 0; i < kRows; ++i)
                    grew |= causes[i] && wanted.contains(*causes[i]) && wanted.insert(i).second;
            }
            const EventChain chain = log.chain(start);
            QCOMPARE(rowsOf(chain), wanted);
            for (const EventChain::Edge &edge : chain.edges)
                QCOMPARE(causes[chain.nodes[edge.effect].row.value()],
                         std::optional(chain.nodes[edge.cause].row.value()));
            const auto edges = std::count_if(wanted.begin(), wanted.end(),
                                             [&](std::uint32_t row) { return bool(causes[row]); });
            QCOMPARE(std::ssize(chain.edges), edges);
            // With a limit: so many of the same, and what is hidden is what is missing.
            const EventChain few = log.chain(start, true, 7);
            QCOMPARE(few.nodes.size(), std::min<std::size_t>(7, wanted.size()));
            QCOMPARE(few.total, static_cast<std::uint32_t>(wanted.size()));
            const std::set<std::uint32_t> kept = rowsOf(few);
            for (const EventChain::Node &node : few.nodes) {
                QVERIFY(wanted.contains(node.row.value()));
                std::uint32_t hidden = 0;
                for (std::uint32_t i = 0; i < kRows; ++i)
                    hidden += causes[i] == node.row.value() && !kept.contains(i) ? 1 : 0;
                QCOMPARE(node.hiddenEffects, hidden);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestEventChain)
#include "tst_eventchain.moc"
