// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/columntest.h"

#include "base/json.h"
#include "query/conditiontext.h"
#include "base/parallel.h"

#include <array>
#include <atomic>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace eventscope {

namespace {

using Integer = std::int64_t;
constexpr Integer kLowest = std::numeric_limits<Integer>::min();
constexpr Integer kHighest = std::numeric_limits<Integer>::max();

// Names a thread works out at a time.
constexpr std::uint32_t kNameBlock = 16'384;

Truth truthOf(bool value)
{
    return value ? Truth::True : Truth::False;
}

Truth negated(Truth truth)
{
    return static_cast<Truth>(2 - static_cast<int>(truth));
}

// Integers from low to high, both included; none if low > high.
struct Interval {
    Integer low = 1;
    Integer high = 0;
};

// Where a value stands that the condition's span [first, last] is compared with. Values below `lowest` are absent.
Interval intervalOf(Operator op, Integer lowest, Integer first, Integer last)
{
    switch (op) {
    case Operator::Equal:
    case Operator::NotEqual: // the caller negates
        return {std::max(first, lowest), last};
    case Operator::Less:
        return first > lowest ? Interval{lowest, first - 1} : Interval{};
    case Operator::LessEqual:
        return {lowest, last};
    case Operator::Greater:
        return last < kHighest ? Interval{std::max(last + 1, lowest), kHighest} : Interval{};
    case Operator::GreaterEqual:
        return {std::max(first, lowest), kHighest};
    case Operator::Exists:
        return {lowest, kHighest};
    case Operator::Contains:
    case Operator::Matches:
        break;
    }
    return {};
}

// Calls visit(chunk, offset in the chunk, place in the result, count) for every piece of a chunk in the range.
template<typename Visit>
void visitChunks(std::size_t chunkRows, std::size_t begin, std::size_t count, const Visit &visit)
{
    std::size_t done = 0;
    while (done < count) {
        const std::size_t row = begin + done;
        const std::size_t offset = row % chunkRows;
        const std::size_t part = std::min(count - done, chunkRows - offset);
        visit(row / chunkRows, offset, done, part);
        done += part;
    }
}

} // namespace

struct ColumnTest::Bound {
    enum class Mode : std::uint8_t {
        Payload,    // unknown to the columns
        Always,     // `constant` at every row
        Type,       // by table
        Stream,     // by table
        Name,       // by the text of each row's name: ranges too small for a table
        OneStream,  // by id
        VersionIn,  // by interval
        TimeIn,     // by interval
        PositionIn, // by interval
        Label,      // by the text of each row's position
        Id,         // by hash
        Causation,
        Correlation,
    };
    const Condition *condition = nullptr;
    Mode mode = Mode::Payload;
    bool negate = false;
    Truth constant = Truth::False;
    std::vector<Truth> table;
    std::uint32_t id = 0;
    Interval interval;
    std::uint64_t hash = 0;
    std::unique_ptr<std::atomic<bool>> tooHard = std::make_unique<std::atomic<bool>>(false);

    void becomes(Truth value)
    {
        mode = Mode::Always;
        constant = value;
    }
    void bindType(const EventLog &log);
    Result<void> bindStream(const EventLog &log, std::uint32_t rows, const std::stop_token &stop);
    void bindPosition(const EventLog &log);
    void bindHash(Mode column);
    std::string_view nameOfStream(const EventLog &log, std::uint32_t stream) const;
    Truth nameTruth(std::string_view name) const;
    Truth streamTruth(const EventLog &log, std::uint32_t stream) const;
    Truth labelTruth(const EventLog &log, Row row) const;
};

namespace {

Result<void> gaveUp(const std::atomic<bool> &tooHard, const std::stop_token &stop)
{
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "The search was stopped.");
    if (tooHard.load(std::memory_order_relaxed))
        return fail(tooHardError());
    return {};
}

} // namespace

Truth ColumnTest::Bound::nameTruth(std::string_view name) const
{
    if (condition->op == Operator::Exists)
        return truthOf(!name.empty());
    return truthOf(textFulfils(*condition, name, *tooHard));
}

Truth ColumnTest::Bound::streamTruth(const EventLog &log, std::uint32_t stream) const
{
    if (condition->field == Field::Stream)
        return condition->op == Operator::Exists ? Truth::True
                                                 : nameTruth(log.streamName(StreamId(stream)));
    const StreamTypeId type = log.streamSummary(StreamId(stream)).type;
    return type == kNoStreamType ? truthOf(absenceFulfils(*condition))
                                 : nameTruth(log.streamTypeName(type));
}

void ColumnTest::Bound::bindType(const EventLog &log)
{
    mode = Mode::Type;
    table.resize(log.typeCount());
    for (std::uint32_t type = 0; type < table.size(); ++type)
        table[type] = nameTruth(log.typeName(TypeId(type)));
}

Result<void> ColumnTest::Bound::bindStream(const EventLog &log, std::uint32_t rows,
                                           const std::stop_token &stop)
{
    const bool equality = condition->op == Operator::Equal || condition->op == Operator::NotEqual;
    if (condition->field == Field::Stream && equality && !condition->pattern.hasWildcard()) {
        const auto stream = log.findStream(condition->pattern.parts().front());
        if (!stream) {
            becomes(truthOf(absenceFulfils(*condition)));
            return {};
        }
        mode = Mode::OneStream;
        id = stream->value();
        negate = condition->op == Operator::NotEqual;
        return {};
    }
    const std::uint32_t streams = log.streamCount();
    if (rows < streams / 4) {
        mode = Mode::Name;
        return {};
    }
    mode = Mode::Stream;
    table.resize(streams);
    // Stream types are few: their names are worked out first, and a stream has the truth of its type.
    std::vector<Truth> ofType;
    if (condition->field == Field::StreamType) {
        ofType.resize(log.streamTypeCount());
        for (std::uint32_t type = 0; type < ofType.size(); ++type)
            ofType[type] = nameTruth(log.streamTypeName(StreamTypeId(type)));
    }
    const Truth absent = truthOf(absenceFulfils(*condition));
    std::atomic<std::uint32_t> next{0};
    runOnWorkers(workersFor(streams / kNameBlock), [&] {
        while (!stop.stop_requested()) {
            const std::uint32_t begin = next.fetch_add(kNameBlock, std::memory_order_relaxed);
            if (begin >= streams)
                return;
            const std::uint32_t end = std::min(streams, begin + kNameBlock);
            for (std::uint32_t stream = begin; stream < end; ++stream) {
                if (condition->field == Field::StreamType) {
                    const std::uint32_t type = log.streamSummary(StreamId(stream)).type.value();
                    table[stream] = type < ofType.size() ? ofType[type] : absent;
                } else {
                    table[stream] = streamTruth(log, stream);
                }
            }
        }
    });
    return gaveUp(*tooHard, stop);
}

void ColumnTest::Bound::bindPosition(const EventLog &log)
{
    const Condition &wanted = *condition;
    if (wanted.op == Operator::Exists)
        return becomes(Truth::True);
    const bool equality = wanted.op == Operator::Equal || wanted.op == Operator::NotEqual;
    if (wanted.op == Operator::Contains || wanted.op == Operator::Matches
        || (equality && wanted.pattern.hasWildcard())) {
        mode = Mode::Label;
        return;
    }
    negate = wanted.op == Operator::NotEqual;
    if (log.hasTextPositions()) {
        const auto row = log.rowAtPosition(equality ? wanted.pattern.parts().front() : wanted.text);
        if (equality) {
            // Labels are interned: the same text is the same number in the column.
            if (!row)
                return becomes(truthOf(negate));
            const Integer label = log.position(*row).value();
            mode = Mode::PositionIn;
            interval = {label, label};
            return;
        }
        mode = Mode::Label;
        if (row)
            id = row->value();
        else
            id = std::numeric_limits<std::uint32_t>::max();
        return;
    }
    Integer value = 0;
    const char *const end = wanted.text.data() + wanted.text.size();
    const auto [at, error] = std::from_chars(wanted.text.data(), end, value);
    if (error == std::errc() && at == end) {
        mode = Mode::PositionIn;
        interval = intervalOf(wanted.op, kLowest, value, value);
    } else if (wanted.isNumber) {
        mode = Mode::Label;
        id = std::numeric_limits<std::uint32_t>::max();
    } else {
        becomes(truthOf(absenceFulfils(wanted)));
    }
}

// Orders of labels: as numbers where both are, else by where the value stands in the log.
Truth ColumnTest::Bound::labelTruth(const EventLog &log, Row row) const
{
    const std::string label = log.positionLabel(row);
    const Condition &wanted = *condition;
    if (wanted.op == Operator::Contains || wanted.op == Operator::Matches
        || wanted.pattern.hasWildcard())
        return nameTruth(label);
    if (wanted.isNumber) {
        const auto number = JsonValue::parse(label);
        if (number && number->isNumber())
            return truthOf(orderFulfils(wanted.op, compareNumbers(label, wanted.text)));
    }
    if (id == std::numeric_limits<std::uint32_t>::max())
        return truthOf(absenceFulfils(wanted));
    return truthOf(orderFulfils(wanted.op, row.value() < id ? -1 : row.value() > id ? 1 : 0));
}

void ColumnTest::Bound::bindHash(Mode column)
{
    mode = column;
    if (condition->op == Operator::Exists) {
        hash = 0; // absent
        negate = true;
        return;
    }
    negate = condition->op == Operator::NotEqual;
    const std::string &text = condition->pattern.parts().front();
    if (text.empty())
        becomes(truthOf(negate)); // no event has an empty id: empty means absent
    else
        hash = idHashOf(text);
}

ColumnTest::ColumnTest(const EventLog &log, const Expression &root)
    : m_log(&log)
    , m_root(&root)
{}

ColumnTest::ColumnTest(ColumnTest &&) noexcept = default;
ColumnTest::~ColumnTest() = default;

Result<ColumnTest> ColumnTest::bind(const ParsedFilter &filter, const EventLog &log, Row begin,
                                    Row end, std::stop_token stop)
{
    ColumnTest test(log, filter.root);
    const std::uint32_t rows = end.value() - begin.value();
    for (const auto &condition : filter.conditions) {
        Bound &bound = test.m_bound.emplace_back();
        bound.condition = condition.get();
        bound.negate = condition->op == Operator::NotEqual;
        if (!condition->onColumns())
            continue;
        switch (condition->field) {
        case Field::Type:
            bound.bindType(log);
            break;
        case Field::Stream:
        case Field::StreamType:
            if (auto done = bound.bindStream(log, rows, stop); !done)
                return fail(std::move(done).error());
            break;
        case Field::StreamVersion:
            bound.mode = Bound::Mode::VersionIn;
            bound.interval = intervalOf(condition->op, kNoVersion.value() + 1, condition->integer,
                                        condition->integer);
            break;
        case Field::Time:
            bound.mode = Bound::Mode::TimeIn;
            bound.interval = intervalOf(condition->op, kNoTime.micros + 1,
                                        condition->timeBegin.micros, condition->timeEnd.micros - 1);
            break;
        case Field::LogPosition:
            bound.bindPosition(log);
            break;
        case Field::Id:
            bound.bindHash(Bound::Mode::Id);
            break;
        case Field::Causation:
            bound.bindHash(Bound::Mode::Causation);
            break;
        case Field::Correlation:
            bound.bindHash(Bound::Mode::Correlation);
            break;
        case Field::Data:
        case Field::Meta:
            break;
        }
        if (auto fine = gaveUp(*bound.tooHard, stop); !fine)
            return fail(std::move(fine).error());
    }
    return test;
}

bool ColumnTest::evaluate(Row begin, std::span<Truth> out) const
{
    evaluate(*m_root, begin.value(), out);
    for (const Bound &bound : m_bound) {
        if (bound.tooHard->load(std::memory_order_relaxed))
            return false;
    }
    return true;
}

Truth ColumnTest::evaluate(const Condition &condition, Row row) const
{
    Truth truth = Truth::Unknown;
    evaluate(m_bound[condition.index], row.value(), {&truth, 1});
    return truth;
}

void ColumnTest::evaluate(const Expression &expression, std::uint32_t begin,
                          std::span<Truth> out) const
{
    switch (expression.kind) {
    case Expression::Kind::Condition:
        evaluate(m_bound[expression.condition->index], begin, out);
        return;
    case Expression::Kind::Not:
        evaluate(expression.parts.front(), begin, out);
        for (Truth &truth : out)
            truth = negated(truth);
        return;
    case Expression::Kind::And:
    case Expression::Kind::Or:
        break;
    }
    if (expression.parts.empty()) { // the empty filter
        std::fill(out.begin(), out.end(), Truth::True);
        return;
    }
    evaluate(expression.parts.front(), begin, out);
    std::vector<Truth> part(out.size());
    const bool isAnd = expression.kind == Expression::Kind::And;
    for (std::size_t i = 1; i < expression.parts.size(); ++i) {
        evaluate(expression.parts[i], begin, part);
        if (isAnd) {
            for (std::size_t row = 0; row < out.size(); ++row)
                out[row] = std::min(out[row], part[row]);
        } else {
            for (std::size_t row = 0; row < out.size(); ++row)
                out[row] = std::max(out[row], part[row]);
        }
    }
}

void ColumnTest::evaluate(const Bound &bound, std::uint32_t begin, std::span<Truth> out) const
{
    const EventLog &log = *m_log;
    const Interval interval = bound.interval;
    const bool negate = bound.negate;
    const auto inside = [interval, negate](Integer value) {
        return truthOf(((value >= interval.low) & (value <= interval.high)) != negate);
    };
    // The chunk of the column and what to do with each of its values.
    const auto overColumn = [&](auto chunkOf, auto truth) {
        visitChunks(log.chunkRows(), begin, out.size(),
                    [&](std::size_t chunk, std::size_t offset, std::size_t done,
                        std::size_t count) {
                        const auto *const values = chunkOf(chunk) + offset;
                        for (std::size_t i = 0; i < count; ++i)
                            out[done + i] = truth(values[i]);
                    });
    };
    const auto overRows = [&](auto truth) {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = truth(Row(static_cast<std::uint32_t>(begin + i)));
    };
    const auto streams = [&](std::size_t chunk) { return log.streamChunk(chunk); };
    const Truth absent = truthOf(absenceFulfils(*bound.condition));

    switch (bound.mode) {
    case Bound::Mode::Payload:
        std::fill(out.begin(), out.end(), Truth::Unknown);
        break;
    case Bound::Mode::Always:
        std::fill(out.begin(), out.end(), bound.constant);
        break;
    case Bound::Mode::Type:
        overColumn([&](std::size_t chunk) { return log.typeChunk(chunk); },
                   [&](std::uint32_t type) { return bound.table[type]; });
        break;
    case Bound::Mode::Stream:
        overColumn(streams, [&](std::uint32_t stream) {
            return stream < bound.table.size() ? bound.table[stream] : absent;
        });
        break;
    case Bound::Mode::OneStream:
        overColumn(streams,
                   [&](std::uint32_t stream) { return truthOf((stream == bound.id) != negate); });
        break;
    case Bound::Mode::Name: {
        std::uint32_t known = kNoStream.value(); // neighbours are often of one stream
        Truth truth = absent;
        overColumn(streams, [&](std::uint32_t stream) {
            if (stream != known) {
                known = stream;
                truth = stream == kNoStream.value() ? absent : bound.streamTruth(log, stream);
            }
            return truth;
        });
        break;
    }
    case Bound::Mode::VersionIn:
        overRows([&](Row row) { return inside(log.version(row).value()); });
        break;
    case Bound::Mode::TimeIn:
        overColumn([&](std::size_t chunk) { return log.timeChunk(chunk); }, inside);
        break;
    case Bound::Mode::PositionIn:
        overColumn([&](std::size_t chunk) { return log.positionChunk(chunk); }, inside);
        break;
    case Bound::Mode::Label:
        overRows([&](Row row) { return bound.labelTruth(log, row); });
        break;
    case Bound::Mode::Id:
        overRows([&](Row row) { return truthOf((log.idHash(row) == bound.hash) != negate); });
        break;
    case Bound::Mode::Causation:
        overRows(
            [&](Row row) { return truthOf((log.causationHash(row) == bound.hash) != negate); });
        break;
    case Bound::Mode::Correlation:
        overRows(
            [&](Row row) { return truthOf((log.correlationHash(row) == bound.hash) != negate); });
        break;
    }
}

} // namespace eventscope
