// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/decodedstore.h"

#include "base/json.h"
#include "session/wrappedstore.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostKept = std::size_t(32) << 20; // bytes of what was decoded
// Read at once, so that no connection to the store waits for a program.
constexpr std::size_t kRowsAtOnce = 64;
constexpr std::size_t kBytesAtOnce = std::size_t(8) << 20;

// A record on its way through the decoders.
struct Job {
    std::uint64_t locator = 0;
    Record record;
    bool hasFailed = false; // its decoder
};

// What the decoder is to read: packing and base64 are off, nothing else has been done to it.
std::string bytesFor(const Record &record, const PayloadRules &rules)
{
    const Payload &data = record.data;
    if (data.kind != Payload::Kind::Json || !rules.envelope.empty())
        return data.text;
    std::string scratch;
    return std::string(unpackedBytes(data.rawBytes(), rules, scratch));
}

DecodeRequest requestFor(const Record &record, std::string bytes)
{
    DecodeRequest request;
    request.id = record.id;
    request.type = record.type;
    request.stream = record.stream;
    request.streamType = record.streamType;
    request.position = record.position;
    request.version = record.version.value_or(kNoVersion);
    request.time = record.time.value_or(kNoTime);
    if (record.metadata.kind == Payload::Kind::Json || record.metadata.kind == Payload::Kind::Text)
        request.metadata = record.metadata.text;
    request.bytes = std::move(bytes);
    return request;
}

void replace(Payload &payload, std::string text)
{
    std::string raw = payload.rawBytes();
    payload.text = std::move(text);
    payload.raw = std::move(raw);
    payload.kind = Payload::Kind::Json;
}

// What was wrong with the bytes before anyone decoded them is wrong no more; anything else still is.
bool isOfPayload(const Error &damage, const Payload &stored, const PayloadRules &rules)
{
    std::optional<Error> found;
    std::ignore = decodePayload(stored.rawBytes(), rules, found);
    return found && found->message == damage.message;
}

void take(Job &job, const DecoderSet::Answer &answer, const PayloadRules &rules)
{
    Record &record = job.record;
    if (!answer) {
        job.hasFailed = true;
        record.damage = answer.error();
        return;
    }
    if (record.damage && isOfPayload(*record.damage, record.data, rules))
        record.damage.reset();
    replace(record.data, answer->data);
    if (answer->metadata)
        replace(record.metadata, *answer->metadata);
}

// What each decoder is to read, for the jobs with these numbers.
struct Batch {
    std::vector<DecodeRequest> requests;
    std::vector<std::size_t> jobs;
};
using Batches = std::map<DecoderPool *, Batch>;
// An answer that is not the payload's own says that its decoder is stopped.
using Taker = std::function<void(std::size_t job, const DecodeRequest &request,
                                 const DecoderSet::Answer &answer, bool isItsOwn)>;

Result<void> decodeAll(const Batches &batches, const Taker &take, const std::stop_token &stop)
{
    for (const auto &[pool, batch] : batches) {
        PayloadDecoder::Answers answers;
        const auto decoded = pool->decode(batch.requests, answers, stop);
        if (!decoded)
            return fail(decoded.error());
        for (std::size_t i = 0; i < answers.size(); ++i)
            take(batch.jobs[i], batch.requests[i], answers[i], i < *decoded);
    }
    return {};
}

DecodeRequest requestFor(const Snapshot &snapshot)
{
    DecodeRequest request;
    request.type = snapshot.type;
    request.stream = snapshot.stream;
    request.version = snapshot.version.value_or(kNoVersion);
    request.time = snapshot.time.value_or(kNoTime);
    request.bytes = snapshot.data.text;
    return request;
}

// The rules are those for what is around a payload.
void take(Snapshot &snapshot, const DecoderSet::Answer &answer, const PayloadRules &rules)
{
    if (!answer) {
        snapshot.damage = answer.error();
        return;
    }
    std::optional<Error> damage;
    std::ignore = decodePayload(snapshot.data.rawBytes(), rules, damage);
    if (damage)
        snapshot.damage.reset();
    replace(snapshot.data, answer->data);
}

class DecodedReader : public RecordReader
{
public:
    DecodedReader(std::unique_ptr<RecordReader> reader,
                  std::shared_ptr<const DecoderSwitch> decoders, PayloadRules rules)
        : m_reader(std::move(reader))
        , m_decoders(std::move(decoders))
        , m_rules(std::move(rules))
    {}

    Result<Record> read(std::uint64_t locator, std::stop_token stop) override
    {
        auto record = m_reader->read(locator, stop);
        const auto decoders = m_decoders->decoders();
        if (!decoders || !record)
            return record;
        std::vector<Job> jobs;
        jobs.push_back({locator, std::move(*record), false});
        if (auto decoded = decode(*decoders, jobs, stop); !decoded)
            return fail(std::move(decoded).error());
        return std::move(jobs.front().record);
    }

    Result<void> readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                          const Visitor &visit, std::stop_token stop) override
    {
        const auto decoders = m_decoders->decoders();
        if (!decoders)
            return m_reader->readMany(locators, withMetadata, visit, std::move(stop));
        bool goesOn = true;
        for (std::size_t begin = 0; begin < locators.size() && goesOn;) {
            auto part = readPart(*decoders, locators, begin, withMetadata, stop);
            if (!part)
                return fail(std::move(part).error());
            for (auto each = part->views.begin(); each != part->views.end() && goesOn; ++each) {
                if (each->job == kNoJob)
                    goesOn = visit(each->index, {each->data, each->metadata, each->id});
                else if (const Job &job = part->jobs[each->job]; !job.hasFailed)
                    goesOn = visit(each->index,
                                   {job.record.data.text,
                                    withMetadata ? std::string_view(job.record.metadata.text)
                                                 : std::string_view(),
                                    withMetadata ? std::string_view(job.record.id)
                                                 : std::string_view()});
            }
            begin = part->end;
        }
        return {};
    }

    Result<void> prefilter(std::span<const std::uint64_t> locators, std::string_view needle,
                           const Candidate &candidate, std::stop_token stop) override
    {
        if (!m_decoders->decoders())
            return m_reader->prefilter(locators, needle, candidate, std::move(stop));
        // The stored bytes do not say what stands in the decoded ones.
        for (std::size_t i = 0; i < locators.size(); ++i)
            candidate(i);
        return {};
    }

private:
    static constexpr std::size_t kNoJob = ~std::size_t(0);
    struct Held {
        std::size_t index = 0;
        std::string data;
        std::string metadata;
        std::string id;
        std::size_t job = kNoJob;
    };
    struct Part {
        std::vector<Held> views;
        std::vector<Job> jobs;
        std::size_t end = 0; // where the next part begins
    };

    // Some events from there on, decoded.
    Result<Part> readPart(DecoderSet &decoders, std::span<const std::uint64_t> locators,
                          std::size_t begin, bool withMetadata, const std::stop_token &stop)
    {
        Part part;
        part.end = std::min(begin + kRowsAtOnce, locators.size());
        std::size_t bytes = 0;
        bool ascends = true;
        std::size_t next = begin;
        const auto hold = [&](std::size_t index, const View &view) {
            index += begin;
            ascends = ascends && index >= next;
            next = index + 1;
            part.views.push_back({index, std::string(view.data), std::string(view.metadata),
                                  std::string(view.id), kNoJob});
            bytes += view.data.size() + view.metadata.size();
            if (!ascends || bytes < kBytesAtOnce)
                return true;
            part.end = next;
            return false;
        };
        if (auto read = m_reader->readMany(locators.subspan(begin, part.end - begin), withMetadata,
                                           hold, stop);
            !read)
            return fail(std::move(read).error());
        for (Held &held : part.views) {
            if (!decoders.mayConcern(held.data))
                continue;
            const std::uint64_t locator = locators[held.index];
            auto record = m_reader->read(locator, stop);
            if (!record)
                return fail(std::move(record).error());
            if (!decoders.poolFor(record->type, record->data.kind == Payload::Kind::Json))
                continue;
            held.job = part.jobs.size();
            part.jobs.push_back({locator, std::move(*record), false});
        }
        if (auto decoded = decode(decoders, part.jobs, stop); !decoded)
            return fail(std::move(decoded).error());
        return part;
    }

    Result<void> decode(DecoderSet &decoders, std::vector<Job> &jobs, const std::stop_token &stop)
    {
        Batches batches;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            Record &record = jobs[i].record;
            if (record.data.kind == Payload::Kind::Absent)
                continue;
            DecoderPool *const pool = decoders.poolFor(record.type,
                                                       record.data.kind == Payload::Kind::Json);
            if (!pool)
                continue;
            std::string bytes = bytesFor(record, m_rules);
            if (const auto known = decoders.known(jobs[i].locator, bytes)) {
                take(jobs[i], *known, m_rules);
                continue;
            }
            Batch &batch = batches[pool];
            batch.requests.push_back(requestFor(record, std::move(bytes)));
            batch.jobs.push_back(i);
        }
        return decodeAll(
            batches,
            [&](std::size_t at, const DecodeRequest &request, const DecoderSet::Answer &answer,
                bool isItsOwn) {
                if (isItsOwn)
                    decoders.keep(jobs[at].locator, request.bytes, answer);
                take(jobs[at], answer, m_rules);
            },
            stop);
    }

    std::unique_ptr<RecordReader> m_reader;
    std::shared_ptr<const DecoderSwitch> m_decoders;
    const PayloadRules m_rules;
};

class DecodedStore : public WrappedStore
{
public:
    DecodedStore(std::shared_ptr<Store> store, std::shared_ptr<const DecoderSwitch> decoders)
        : WrappedStore(std::move(store))
        , m_decoders(std::move(decoders))
    {}

    Result<std::unique_ptr<RecordReader>> reader() const override
    {
        auto reader = wrapped().reader();
        if (!reader)
            return reader;
        return Result<std::unique_ptr<RecordReader>>(
            std::make_unique<DecodedReader>(std::move(*reader), m_decoders,
                                            PayloadRules::of(dialect().events)));
    }

    // A state is what an event's payload is: of the type that the store calls it by, mostly a class.
    Result<void> snapshots(const SnapshotQuestion &question, const SnapshotVisitor &visit,
                           std::stop_token stop) const override
    {
        const auto decoders = m_decoders->decoders();
        if (!decoders || !question.withData)
            return WrappedStore::snapshots(question, visit, std::move(stop));
        std::vector<Snapshot> some;
        std::size_t bytes = 0;
        Result<void> decoded;
        bool goesOn = true;
        const auto handOut = [&] {
            decoded = decode(*decoders, some, stop);
            for (std::size_t i = 0; i < some.size() && goesOn && decoded; ++i)
                goesOn = visit(std::move(some[i]));
            some.clear();
            bytes = 0;
            return goesOn && decoded.has_value();
        };
        const auto gather = [&](Snapshot snapshot) {
            bytes += snapshot.data.text.size();
            some.push_back(std::move(snapshot));
            return (some.size() < kRowsAtOnce && bytes < kBytesAtOnce) || handOut();
        };
        const auto read = WrappedStore::snapshots(question, gather, stop);
        if (read && !some.empty())
            handOut();
        return decoded ? read : decoded;
    }

private:
    Result<void> decode(DecoderSet &decoders, std::vector<Snapshot> &some,
                        const std::stop_token &stop) const
    {
        Batches batches;
        for (std::size_t i = 0; i < some.size(); ++i) {
            const Payload &data = some[i].data;
            DecoderPool *const pool = data.kind == Payload::Kind::Absent
                                          ? nullptr
                                          : decoders.poolFor(some[i].type,
                                                             data.kind == Payload::Kind::Json);
            if (!pool)
                continue;
            batches[pool].requests.push_back(requestFor(some[i]));
            batches[pool].jobs.push_back(i);
        }
        PayloadRules rules = PayloadRules::of(dialect().events);
        rules.envelope.clear(); // that of events
        return decodeAll(
            batches,
            [&](std::size_t at, const DecodeRequest &, const DecoderSet::Answer &answer, bool) {
                take(some[at], answer, rules);
            },
            stop);
    }

    std::shared_ptr<const DecoderSwitch> m_decoders;
};

} // namespace

DecoderSet::DecoderSet(std::vector<Decoder> decoders)
    : m_decoders(std::move(decoders))
    , m_readsAll(std::any_of(m_decoders.begin(), m_decoders.end(),
                             [](const Decoder &each) { return each.readsAll; }))
{}

DecoderSet::Decoder DecoderSet::decoderOf(const DecoderRule &rule, const QString &folder,
                                          const DecoderLimits &limits, DecoderPool::Hooks hooks)
{
    return {TextPattern::fromFilter(rule.types, false), rule.readsAll,
            std::make_shared<DecoderPool>(programOf(rule, folder), limits, std::move(hooks))};
}

bool DecoderSet::mayConcern(std::string_view data) const
{
    return !data.empty() && (m_readsAll || !isJson(data));
}

DecoderPool *DecoderSet::poolFor(std::string_view type, bool isReadable) const
{
    for (const Decoder &each : m_decoders) {
        if ((each.readsAll || !isReadable) && each.types.matches(type))
            return each.pool.get();
    }
    return nullptr;
}

std::optional<DecoderSet::Answer> DecoderSet::known(std::uint64_t locator, std::string_view bytes)
{
    const std::size_t hash = std::hash<std::string_view>()(bytes);
    const std::lock_guard lock(m_mutex);
    const auto found = m_kept.find(locator);
    if (found == m_kept.end() || found->second->hash != hash)
        return std::nullopt;
    m_newest.splice(m_newest.begin(), m_newest, found->second);
    return found->second->answer;
}

void DecoderSet::keep(std::uint64_t locator, std::string_view bytes, const Answer &answer)
{
    const std::size_t size = sizeof(Kept)
                             + (answer
                                    ? answer->data.size()
                                          + answer->metadata.value_or(std::string()).size()
                                    : answer.error().message.size() + answer.error().detail.size());
    if (size > kMostKept / 4)
        return;
    const std::lock_guard lock(m_mutex);
    const auto drop = [this](std::list<Kept>::iterator each) {
        m_keptBytes -= each->size;
        m_kept.erase(each->locator);
        m_newest.erase(each);
    };
    if (const auto old = m_kept.find(locator); old != m_kept.end())
        drop(old->second);
    m_newest.push_front({locator, std::hash<std::string_view>()(bytes), answer, size});
    m_kept[locator] = m_newest.begin();
    m_keptBytes += size;
    while (m_keptBytes > kMostKept)
        drop(std::prev(m_newest.end()));
}

DecodeRequest decodeRequestOf(const Record &record, const PayloadRules &rules)
{
    return requestFor(record, bytesFor(record, rules));
}

std::shared_ptr<Store> decodedStore(std::shared_ptr<Store> store,
                                    std::shared_ptr<const DecoderSwitch> decoders)
{
    return std::make_shared<DecodedStore>(std::move(store), std::move(decoders));
}

} // namespace eventscope
