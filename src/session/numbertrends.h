// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/replaybox.h"
#include "session/statequeries.h"

#include <QObject>

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace eventscope {

// How a number of the state went up and down over the events of the stream. Holds from one step to the next.
struct NumberTrend {
    static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

    struct Step {
        std::uint32_t ordinal = 0; // of the event that set it
        double value = kNone;      // kNone: no number from here on
    };
    std::vector<Step> steps;  // ascending; none: never a number
    std::uint32_t events = 0; // of the stream, when it was worked out
    double least = kNone;
    double most = kNone;
    // As they stand in the states, with all of their digits.
    std::string leastToken;
    std::string mostToken;
    std::string firstToken;
    std::string lastToken;
};

// Trends of the numbers that somebody looks at, by the JSON pointers of the fields; elements by their index. Worked out on a thread in one
// fold over the stream for all fields that were not known; those within arrays, which move, in one each. Forgotten with the stream or
// its reducer. GUI thread.
class NumberTrends : public QObject
{
    Q_OBJECT

public:
    using Pointers = std::set<std::string, std::less<>>;
    // Of longer streams there are none.
    static constexpr std::uint32_t kMostEvents = 50'000;
    // At once; more than one sees.
    static constexpr std::size_t kMostWanted = 200;

    explicit NumberTrends(StateQueries &states, QObject *parent = nullptr);
    ~NumberTrends() override;

    void want(Pointers pointers); // those in sight now; none of before any more
    // Null while it is not known; an old one stays while the stream grows.
    std::shared_ptr<const NumberTrend> trend(const std::string &pointer) const;

    bool isIdle() const { return !m_running; }
    void close(); // lets go of the store

Q_SIGNALS:
    void changed();

private:
    using Known = std::map<std::string, std::shared_ptr<const NumberTrend>, std::less<>>;
    void forget();
    void ask();

    StateQueries &m_states;
    Pointers m_wanted;
    Known m_known;
    std::uint64_t m_run = 0;
    bool m_running = false;
    ReplayBox m_box; // of the thread
    NewestOnly m_worker;
};

} // namespace eventscope
