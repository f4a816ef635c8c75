// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The check held against another one, which has all events in memory and looks at them in plain loops over maps.

#include "checkfixture.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <map>
#include <random>
#include <set>
#include <tuple>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

constexpr std::size_t kLongStream = 25;
constexpr std::size_t kLargePayload = 90;

using Lines = std::set<std::string>; // "code@position xN" of each finding

class NaiveCheck
{
public:
    explicit NaiveCheck(std::vector<MemoryEvent> events)
        : m_events(std::move(events))
    {
        for (std::size_t i = 0; i < m_events.size(); ++i) {
            if (m_events[i].hasStream)
                m_streams[m_events[i].stream].push_back(i);
        }
        for (auto &[name, own] : m_streams) {
            lookAtVersions(own);
            lookAtTimes(own);
            if (own.size() > kLongStream)
                say("long-stream", own.back());
        }
        lookAtIds();
        lookAtCauses();
        lookAtPayloads();
        lookAtShapes();
    }
    Lines lines() const
    {
        Lines all;
        for (const auto &[key, count] : m_found)
            all.insert(std::get<0>(key) + "@" + std::to_string(std::get<1>(key) + 1) + " x"
                       + std::to_string(count));
        for (const std::string &each : m_drifts)
            all.insert(each);
        return all;
    }

private:
    void say(const std::string &code, std::size_t event, std::size_t count = 1)
    {
        m_found[{code, event}] += count;
    }
    // Once a stream, at the first of them.
    void sayByStream(const std::string &code, const std::vector<std::size_t> &events)
    {
        std::map<std::string, std::vector<std::size_t>> by;
        for (const std::size_t event : events)
            by[m_events[event].hasStream ? "/" + m_events[event].stream : ""].push_back(event);
        for (const auto &[stream, own] : by)
            say(code, own.front(), own.size());
    }

    void lookAtVersions(const std::vector<std::size_t> &own)
    {
        std::vector<std::size_t> inOrder;
        std::vector<std::size_t> sorted = own;
        std::stable_sort(sorted.begin(), sorted.end(), [this](std::size_t a, std::size_t b) {
            return m_events[a].version.value() < m_events[b].version.value();
        });
        std::vector<std::size_t> gaps;
        std::vector<std::size_t> twice;
        for (std::size_t i = 1; i < own.size(); ++i) {
            const auto step = m_events[sorted[i]].version.value()
                              - m_events[sorted[i - 1]].version.value();
            if (step == 0)
                twice.push_back(sorted[i]);
            if (step > 1)
                gaps.push_back(sorted[i]);
            if (m_events[own[i]].version.value() < m_events[own[i - 1]].version.value())
                inOrder.push_back(own[i]);
        }
        if (!gaps.empty())
            say("version-gap", gaps.front(), gaps.size());
        if (!twice.empty())
            say("duplicate-version", twice.front(), twice.size());
        if (!inOrder.empty())
            say("version-order", inOrder.front(), inOrder.size());
        m_sorted = sorted;
    }

    // In the stream's own order, which is that of its versions.
    void lookAtTimes(const std::vector<std::size_t> &)
    {
        std::vector<std::size_t> back;
        for (std::size_t i = 1; i < m_sorted.size(); ++i) {
            if (m_events[m_sorted[i]].time < m_events[m_sorted[i - 1]].time)
                back.push_back(m_sorted[i]);
        }
        if (!back.empty())
            say("time-backwards", back.front(), back.size());
    }

    void lookAtIds()
    {
        std::vector<std::size_t> again;
        std::set<std::string> seen;
        for (std::size_t i = 0; i < m_events.size(); ++i) {
            if (!seen.insert(m_events[i].id).second)
                again.push_back(i);
        }
        sayByStream("duplicate-id", again);
    }

    void lookAtCauses()
    {
        std::set<std::string> ids;
        for (const MemoryEvent &event : m_events)
            ids.insert(event.id);
        std::vector<std::size_t> missing;
        std::map<std::string, std::pair<int, int>> byType; // there, missing
        for (std::size_t i = 0; i < m_events.size(); ++i) {
            const MemoryEvent &event = m_events[i];
            if (event.causation.empty() || event.causation == event.id)
                continue;
            if (ids.contains(event.causation)) {
                ++byType[event.type].first;
            } else {
                ++byType[event.type].second;
                missing.push_back(i);
            }
        }
        std::erase_if(missing, [&](std::size_t event) {
            const auto [there, lost] = byType[m_events[event].type];
            return lost >= 3 && lost > there;
        });
        sayByStream("missing-cause", missing);
    }

    void lookAtPayloads()
    {
        std::vector<std::size_t> large;
        std::vector<std::size_t> unreadable;
        for (std::size_t i = 0; i < m_events.size(); ++i) {
            if (m_events[i].data.size() > kLargePayload)
                large.push_back(i);
            if (m_events[i].damage || !nlohmann::json::accept(m_events[i].data))
                unreadable.push_back(i);
        }
        sayByStream("large-payload", large);
        sayByStream("unreadable-payload", unreadable);
    }

    void lookAtShapes()
    {
        std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> kinds;
        for (std::size_t i = 0; i < m_events.size(); ++i) {
            if (!m_events[i].damage && nlohmann::json::accept(m_events[i].data))
                kinds[{m_events[i].type, m_events[i].schemaVersion.value_or("")}].push_back(i);
        }
        for (const auto &[kind, own] : kinds) {
            std::set<std::string> fields;
            for (const std::size_t event : own) {
                const auto data = nlohmann::json::parse(m_events[event].data);
                for (const auto &[name, value] : data.items())
                    fields.insert(name);
            }
            for (const std::string &field : fields)
                lookAtField(field, own);
        }
    }

    void lookAtField(const std::string &field, const std::vector<std::size_t> &own)
    {
        const auto drift = [this](std::size_t event, std::size_t count) {
            m_drifts.insert("schema-drift@" + std::to_string(event + 1) + " x"
                            + std::to_string(count));
        };
        std::vector<std::vector<std::size_t>> runs; // of events with it and without it in turn
        std::vector<std::size_t> numbers;
        std::vector<std::size_t> strings;
        bool isThere = false;
        bool isFirstThere = false;
        for (const std::size_t event : own) {
            const auto data = nlohmann::json::parse(m_events[event].data);
            if (data.contains(field))
                (data[field].is_number() ? numbers : strings).push_back(event);
            if (runs.empty())
                isFirstThere = data.contains(field);
            if (runs.empty() || isThere != data.contains(field))
                runs.emplace_back();
            isThere = data.contains(field);
            runs.back().push_back(event);
        }
        const auto allLast = [&](std::size_t least) {
            return std::all_of(runs.begin(), runs.end(),
                               [least](const auto &run) { return run.size() >= least; });
        };
        const bool isChange = runs.size() == 2
                              && (allLast(5) || (isFirstThere && runs[0].size() >= 20));
        if (isChange || (runs.size() > 2 && runs.size() <= 5 && allLast(20))) {
            for (std::size_t i = 1; i < runs.size(); ++i)
                drift(runs[i].front(), runs[i].size());
        }
        // The generator changes a type once, for good, or mixes two of them evenly all along.
        if (!numbers.empty() && !strings.empty() && numbers.back() < strings.front())
            drift(strings.front(), strings.size());
    }

    std::vector<MemoryEvent> m_events;
    std::map<std::string, std::vector<std::size_t>> m_streams;
    std::vector<std::size_t> m_sorted;
    std::map<std::tuple<std::string, std::size_t>, std::size_t> m_found;
    Lines m_drifts;
};

// Random events in which now and then something is wrong.
class Generator
{
public:
    explicit Generator(unsigned seed)
        : m_random(seed)
    {}

    std::vector<MemoryEvent> events(int count)
    {
        std::vector<MemoryEvent> all;
        std::map<std::string, std::int64_t> versions;
        std::map<std::string, int> ofType;
        std::vector<int> habits;
        for (int type = 0; type < 6; ++type)
            habits.push_back(below(8));
        for (int i = 0; i < count; ++i) {
            MemoryEvent event;
            event.stream = "s-" + std::to_string(below(9));
            event.hasStream = !oneIn(40);
            if (!event.hasStream)
                event.stream.clear();
            if (event.hasStream) {
                std::int64_t version = versions[event.stream]++;
                if (oneIn(70))
                    version = versions[event.stream]++;
                if (oneIn(70) && version > 1)
                    version -= 1 + below(2);
                event.version = Version(version);
            }
            event.time = Time{i / 2 * 1'000'000LL - (oneIn(60) ? 30'000'000 : 0)};
            event.position = i + 1;
            event.id = "id-" + std::to_string(i > 0 && oneIn(80) ? below(i) : i);
            const int type = below(6);
            event.type = "T" + std::to_string(type);
            if (i > 0 && oneIn(2))
                event.causation = oneIn(40) || type == 5 ? "gone-" + std::to_string(i)
                                                         : "id-" + std::to_string(below(i));
            event.schemaVersion = habits[static_cast<std::size_t>(type)] == 6
                                      ? std::optional<std::string>(oneIn(2) ? "2" : "1")
                                      : std::nullopt;
            event.data = payload(habits[static_cast<std::size_t>(type)], ofType[event.type]++,
                                 event.schemaVersion == "2");
            if (oneIn(90))
                event.data = event.data.substr(0, event.data.size() - 2);
            if (oneIn(90))
                event.damage = Error(ErrorCode::Damaged, "It is torn.");
            all.push_back(std::move(event));
        }
        return all;
    }

private:
    // The n-th payload of a type with that habit.
    std::string payload(int habit, int n, bool isNew)
    {
        std::string text = R"({"a":)" + std::to_string(n);
        const bool isLate = n >= 40;
        switch (habit) {
        case 0:
            text += isLate ? "" : R"(,"b":1)";
            break;
        case 1:
            text += isLate ? R"(,"b":1)" : "";
            break;
        case 2:
            text += isLate ? R"(,"b":"1")" : R"(,"b":1)";
            break;
        case 3:
            text += oneIn(2) ? R"(,"b":1)" : "";
            break;
        case 4:
            text += n % 2 == 0 ? R"(,"b":1)" : R"(,"b":"1")";
            break;
        case 5:
            text += n / 30 == 1 ? R"(,"b":1)" : "";
            break;
        case 6:
            text += isNew ? (isLate ? R"(,"c":1)" : R"(,"c":1,"b":1)") : R"(,"b":1)";
            break;
        default:
            break;
        }
        return text + (oneIn(60) ? R"(,"z":")" + std::string(kLargePayload, 'x') + "\"}" : "}");
    }
    int below(int end) { return static_cast<int>(m_random() % static_cast<unsigned>(end)); }
    bool oneIn(int n) { return below(n) == 0; }

    std::mt19937 m_random;
};

} // namespace

class TestCheckProperty : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itFindsWhatANaiveCheckFinds()
    {
        std::set<std::string> codes;
        for (unsigned seed = 1; seed <= 60; ++seed) {
            const std::vector<MemoryEvent> events = Generator(seed).events(500);
            Checked checked(events);
            checked.options.longStream = kLongStream;
            checked.options.largePayload = kLargePayload;
            checked.options.blockRows = 3 + seed;
            Lines found;
            for (const Finding &finding : checked.run().findings) {
                const std::string code(nameOf(finding.code));
                codes.insert(code);
                found.insert(code + "@" + checked.log->positionLabel(finding.row)
                             + (finding.code == FindingCode::LongStream
                                    ? " x1"
                                    : " x" + std::to_string(finding.count)));
            }
            const Lines expected = NaiveCheck(events).lines();
            Lines both;
            std::set_symmetric_difference(found.begin(), found.end(), expected.begin(),
                                          expected.end(), std::inserter(both, both.end()));
            std::string differences;
            for (const std::string &line : both)
                differences += (found.contains(line) ? "+ " : "- ") + line + '\n';
            QVERIFY2(both.empty(), ("seed " + std::to_string(seed) + '\n' + differences).c_str());
        }
        QCOMPARE(codes.size(), kFindingCodes - 1); // snapshots are no part of a check
    }
};

QTEST_GUILESS_MAIN(TestCheckProperty)
#include "tst_checkproperty.moc"
