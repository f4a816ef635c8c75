// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a filter over a small log: a mistake names its character; what is compiled finds rows in order, finds the same
// when the log is searched in two parts, and its negation finds exactly the other rows.
#include "event/log.h"
#include "fuzz.h"
#include "memorysource.h"
#include "query/filter.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace eventscope;

namespace {

const std::vector<fuzz::MemoryEvent> &payloads()
{
    static const std::vector<fuzz::MemoryEvent> events{
        {R"({"total":0.10,"items":[{"sku":"A","qty":2},{"sku":"B"}],"note":"a b"})",
         R"({"userId":"u-1"})"},
        {R"({"total":9007199254740993,"open":true,"by":null})", R"({"userId":"u-2","n":1})"},
        {R"({"total":-1e400,"nested":{"a":{"b":[[1],[2,3]]}}})", {}},
        {R"({"name":"\u00e9t\u00e9 <b>","total":"100"})", R"([])"},
        {R"([1,2,{"field":"x"}])", R"("text")"},
        {{}, {}},
        {"no JSON", R"({"broken")"},
        {R"({"a":1,"a":2})", R"({"correlationId":"c"})"},
    };
    return events;
}

const EventLog &log()
{
    static const EventLog *const shared = [] {
        EventLog::Options options;
        options.chunkShift = 2;
        auto *filled = new EventLog(options);
        RecordBatch batch;
        for (std::uint32_t i = 0; i < 20; ++i) {
            RawEvent event;
            event.id = batch.keep("e-" + std::to_string(i));
            event.hasStream = i != 7;
            if (event.hasStream) {
                event.stream = batch.keep("order-" + std::to_string(i % 3));
                event.streamType = "order";
            }
            event.type = i % 2 == 0 ? "OrderPlaced" : "PaymentFailed";
            event.correlation = i % 4 == 0 ? "c-1" : "";
            event.causation = i > 0 ? batch.keep("e-" + std::to_string(i - 1)) : std::string_view();
            event.position = i * 10;
            event.version = i == 9 ? kNoVersion : Version(i / 3);
            event.time = i == 11 ? kNoTime : Time{1'700'000'000'000'000 + i * 1'000'000LL};
            event.locator = i % payloads().size();
            event.payloadSize = static_cast<std::uint32_t>(payloads()[event.locator].data.size());
            batch.events.push_back(event);
        }
        FUZZ_CHECK(filled->append(batch));
        filled->seal();
        return filled;
    }();
    return *shared;
}

// Nothing if a regular expression backtracks beyond the limit.
std::optional<std::vector<Row>> search(const Filter &filter, std::uint32_t begin, std::uint32_t end)
{
    const auto readers = []() -> Result<std::unique_ptr<RecordReader>> {
        return std::unique_ptr<RecordReader>(std::make_unique<fuzz::MemoryReader>(payloads()));
    };
    const auto rows = filter.rows(log(), readers, Row(begin), Row(end), {});
    if (!rows) {
        FUZZ_CHECK(rows.error().code == ErrorCode::Limit && !rows.error().message.empty());
        return std::nullopt;
    }
    FUZZ_CHECK(std::adjacent_find(rows->begin(), rows->end(), std::greater_equal<>())
               == rows->end());
    FUZZ_CHECK(rows->empty() || (rows->front() >= Row(begin) && rows->back() < Row(end)));
    return *rows;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(fuzz::textOf(data, size));
    const auto filter = Filter::compile(text);
    if (!filter) {
        const Error &error = filter.error();
        FUZZ_CHECK(error.code == ErrorCode::Invalid || error.code == ErrorCode::Limit);
        FUZZ_CHECK(!error.message.empty());
        FUZZ_CHECK(error.column >= 1 && error.column <= static_cast<std::int64_t>(size) + 1);
        return 0;
    }
    FUZZ_CHECK(filter->text() == text);

    const std::uint32_t all = log().rowCount();
    const auto found = search(*filter, 0, all);
    auto inParts = search(*filter, 0, 7);
    const auto rest = search(*filter, 7, all);
    if (!found || !inParts || !rest)
        return 0;
    inParts->insert(inParts->end(), rest->begin(), rest->end());
    FUZZ_CHECK(*inParts == *found);
    if (filter->isEmpty()) {
        FUZZ_CHECK(found->size() == all);
        return 0;
    }

    // A space before the ")": a value without quotes may hold parentheses of its own.
    const auto negation = Filter::compile("not (" + text + " )");
    if (!negation) { // two levels deeper than it was
        FUZZ_CHECK(negation.error().message.find("nested more than") != std::string::npos);
        return 0;
    }
    auto both = search(*negation, 0, all);
    if (!both)
        return 0;
    both->insert(both->end(), found->begin(), found->end());
    std::sort(both->begin(), both->end());
    FUZZ_CHECK(both->size() == all);
    FUZZ_CHECK(std::adjacent_find(both->begin(), both->end()) == both->end());
    return 0;
}
