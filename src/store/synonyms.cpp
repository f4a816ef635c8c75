// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/synonyms.h"

#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <span>

namespace eventscope {

namespace {

using Value = SampledColumn::Value;
using Kind = Value::Kind;

struct Synonym {
    std::string_view name;
    double strength; // 1: can hardly mean anything else
};

// clang-format off

// Plain names, by role. Where two of them stand in a table the stronger one is taken.
constexpr auto kStreams = std::to_array<Synonym>({
    {"streamid", 1}, {"aggregateid", 1}, {"streamname", 1}, {"aggregateuuid", 1}, {"aggregaterootid", 1},
    {"aggregateidentifier", 1}, {"streamidoriginal", 1}, {"eventstreamid", 1}, {"originatorid", 1},
    {"persistenceid", 1}, {"streamuuid", 1}, {"eventstreamname", 1}, {"eventstream", 0.9}, {"stream", 0.95},
    {"entityid", 0.8}, {"aggregate", 0.55}, {"uuid", 0.6}, {"id", 0.5},
});
constexpr auto kStreamTypes = std::to_array<Synonym>({
    {"streamtype", 1}, {"aggregatetype", 1}, {"aggregatename", 1}, {"aggregateroottype", 1}, {"entitytype", 0.9},
    {"aggregate", 0.8}, {"category", 0.7}, {"streamcategory", 1}, {"type", 0.4},
});
constexpr auto kTypes = std::to_array<Synonym>({
    {"eventtype", 1}, {"messagetype", 1}, {"payloadtype", 1}, {"eventname", 1}, {"eventclass", 1},
    {"eventsermanifest", 1}, {"eventtypename", 1}, {"type", 0.9}, {"event", 0.8}, {"name", 0.7}, {"reason", 0.7},
    {"topic", 0.65}, {"manifest", 0.65},
});
constexpr auto kData = std::to_array<Synonym>({
    {"eventdata", 1}, {"messagedata", 1}, {"eventpayload", 1}, {"data", 0.98}, {"payload", 0.97},
    {"eventproperties", 1}, {"eventjson", 1}, {"eventbody", 1}, {"jsondata", 0.9}, {"body", 0.8}, {"event", 0.6},
    {"message", 0.6}, {"content", 0.55}, {"state", 0.6},
});
constexpr auto kMetadata = std::to_array<Synonym>({
    {"messagemetadata", 1}, {"eventmetadata", 1}, {"metadata", 1}, {"meta", 0.9}, {"customheaders", 0.95},
    {"jsonmetadata", 0.95}, {"headers", 0.8},
});
constexpr auto kVersions = std::to_array<Synonym>({
    {"streamversion", 1}, {"aggregateversion", 1}, {"aggregaterootversion", 1}, {"originatorversion", 1},
    {"aggregatesequencenumber", 1}, {"streamposition", 1}, {"streamrevision", 1}, {"playhead", 1}, {"version", 0.9},
    {"revision", 0.8}, {"sequencenr", 0.75}, {"sequencenumber", 0.7}, {"eventnumber", 0.7}, {"sequence", 0.7},
    {"eventversion", 0.5}, {"seq", 0.4}, {"position", 0.4}, {"no", 0.3},
});
constexpr auto kPositions = std::to_array<Synonym>({
    {"globalposition", 1}, {"globalindex", 1}, {"globalsequencenumber", 1}, {"globalsequence", 1}, {"globalversion", 1},
    {"globalseq", 1}, {"seqid", 0.9}, {"position", 0.9}, {"ordering", 0.9}, {"notificationid", 0.9},
    {"checkpointnumber", 0.9}, {"seq", 0.8}, {"offset", 0.8}, {"sequencenumber", 0.7}, {"sequence", 0.6},
    {"eventnumber", 0.6}, {"no", 0.5}, {"rowid", 0.5}, {"id", 0.45},
});
constexpr auto kIds = std::to_array<Synonym>({
    {"eventid", 1}, {"messageid", 1}, {"eventidentifier", 1}, {"eventuuid", 1}, {"guid", 0.8}, {"uuid", 0.8},
    {"identifier", 0.7}, {"id", 0.7},
});
constexpr auto kTimes = std::to_array<Synonym>({
    {"createdat", 1}, {"timestamp", 1}, {"timeofrecording", 1}, {"recordedon", 1}, {"recordedat", 1}, {"occurredon", 1},
    {"occurredat", 1}, {"insertedat", 0.95}, {"happenedon", 1}, {"happenedat", 1}, {"createdutc", 1},
    {"createdon", 0.95}, {"writetimestamp", 1}, {"commitstamp", 1}, {"eventtime", 1}, {"eventtimestamp", 1},
    {"time", 0.95}, {"created", 0.95}, {"datetime", 0.8}, {"eventdate", 0.7}, {"date", 0.6}, {"ts", 0.7},
});
constexpr auto kSchemaVersions = std::to_array<Synonym>({
    {"schemaversion", 1}, {"messageschemaversion", 1}, {"eventschemaversion", 1}, {"payloadrevision", 1},
    {"eventversion", 0.9}, {"payloadversion", 0.9}, {"dataversion", 0.9}, {"version", 0.3}, {"revision", 0.3},
});
constexpr auto kCorrelations = std::to_array<Synonym>({{"correlationid", 1}, {"correlation", 0.9}});
constexpr auto kCausations = std::to_array<Synonym>({{"causationid", 1}, {"causation", 0.9}});

// Tables that carry events' columns but are no store of them, by words in their names.
constexpr auto kOtherTables = std::to_array<std::string_view>({"snapshot", "outbox", "inbox", "deadletter"});

// Who reads, and how far: the columns of a table of checkpoints.
constexpr auto kReaders = std::to_array<Synonym>({
    {"processorid", 1}, {"processorname", 1}, {"subscriptionid", 1}, {"subscriptionname", 1}, {"consumergroup", 1},
    {"applicationname", 1}, {"projectionname", 1}, {"projectionid", 1}, {"projection", 0.9}, {"subscription", 0.9},
    {"processor", 0.9}, {"consumer", 0.9}, {"subscriber", 0.9}, {"subscriberid", 0.9}, {"subscribername", 0.9},
    {"consumerid", 0.9}, {"consumername", 0.9}, {"projector", 0.9}, {"projectorname", 0.9}, {"handler", 0.8},
    {"handlername", 0.9}, {"name", 0.5}, {"id", 0.4}, {"key", 0.3},
});
constexpr auto kReached = std::to_array<Synonym>({
    {"lastprocessedposition", 1}, {"lastprocessedcheckpoint", 1}, {"lastprocessedeventid", 1}, {"lastseqid", 1},
    {"lastseen", 1}, {"lastposition", 1}, {"lasteventposition", 1}, {"lastglobalposition", 1}, {"offsetacked", 1},
    {"checkpoint", 0.9}, {"position", 0.9}, {"globalposition", 0.9}, {"notificationid", 0.8}, {"lastprocessed", 0.9},
    {"token", 0.6}, {"offset", 0.7}, {"lastsequence", 0.7}, {"lasteventid", 0.7}, {"at", 0.4},
});
constexpr auto kCheckpointTables = std::to_array<std::string_view>({
    "checkpoint", "subscription", "processor", "projection", "progress", "tracking", "consumer", "subscriber", "offset",
    "bookmark", "cursor", "listener", "handler",
});

// clang-format on

bool isNumber(Kind kind)
{
    return kind == Kind::Integer || kind == Kind::Real;
}

bool startsLikeJson(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !hex)
            return false;
    }
    return true;
}

bool isInteger(const Value &value)
{
    if (value.kind == Kind::Integer)
        return true;
    std::int64_t number = 0;
    const char *const end = value.text.data() + value.text.size();
    return value.kind == Kind::Text && std::from_chars(value.text.data(), end, number).ptr == end
           && !value.text.empty();
}

// Assigns the columns of one table to the roles, the surest first, each column to one role (but see id and position).
class Guesser
{
public:
    explicit Guesser(const SampledTable &table)
        : m_table(table)
        , m_taken(table.columns.size(), false)
    {
        for (const SampledColumn &column : table.columns)
            m_names.push_back(plainName(column.name));
    }

    Guess guess();

private:
    struct Pick {
        int column = -1;
        double strength = 0;
    };

    template<typename Fits>
    Pick pick(std::span<const Synonym> synonyms, Fits fits) const;
    int find(std::string_view plain) const;
    const SampledColumn &at(int column) const
    {
        return m_table.columns[static_cast<std::size_t>(column)];
    }
    bool hasSamples(int column) const;
    template<typename Test>
    double share(int column,
                 Test test) const; // of the values that are not NULL; 1 if there are none
    bool repeats(int column) const;
    bool ascends(int column) const;
    bool inKeyWith(int column, int other) const;
    bool aloneUnique(int column) const;
    bool isEventTime(int column) const;
    bool identifiesStream(int column) const;
    bool isGlobal(int column) const;
    void take(std::string_view role, const Pick &pick, FieldSpec &field, double weight);
    void takeTypes();
    void takeKeys();

    const SampledTable &m_table;
    std::vector<std::string> m_names;
    std::vector<bool> m_taken;
    Guess m_guess;
    Pick m_stream;
    Pick m_type;
    Pick m_data;
};

template<typename Fits>
Guesser::Pick Guesser::pick(std::span<const Synonym> synonyms, Fits fits) const
{
    Pick best;
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        if (m_taken[i])
            continue;
        for (const Synonym &synonym : synonyms) {
            if (m_names[i] != synonym.name || synonym.strength <= best.strength)
                continue;
            const double strength = synonym.strength * fits(static_cast<int>(i));
            if (strength > best.strength)
                best = {static_cast<int>(i), strength};
        }
    }
    return best;
}

int Guesser::find(std::string_view plain) const
{
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        if (m_names[i] == plain && !m_taken[i])
            return static_cast<int>(i);
    }
    return -1;
}

bool Guesser::hasSamples(int column) const
{
    const auto &samples = at(column).samples;
    return std::any_of(samples.begin(), samples.end(),
                       [](const Value &value) { return value.kind != Kind::Null; });
}

template<typename Test>
double Guesser::share(int column, Test test) const
{
    std::size_t present = 0;
    std::size_t good = 0;
    for (const Value &value : at(column).samples) {
        if (value.kind == Kind::Null)
            continue;
        ++present;
        good += test(value) ? 1 : 0;
    }
    return present == 0 ? 1 : static_cast<double>(good) / static_cast<double>(present);
}

bool Guesser::repeats(int column) const
{
    std::set<std::string_view> seen;
    for (const Value &value : at(column).samples) {
        if (value.kind != Kind::Null && !seen.insert(value.text).second)
            return true;
    }
    return false;
}

bool Guesser::ascends(int column) const
{
    std::optional<std::int64_t> last;
    for (const Value &value : at(column).samples) {
        std::int64_t number = 0;
        std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
        if (!isInteger(value) || (last && number <= *last))
            return false;
        last = number;
    }
    return true;
}

bool Guesser::inKeyWith(int column, int other) const
{
    const auto has = [](const std::vector<std::string> &key, const std::string &name) {
        return std::find(key.begin(), key.end(), name) != key.end();
    };
    return std::any_of(m_table.keys.begin(), m_table.keys.end(), [&](const auto &key) {
        return has(key, at(column).name) && has(key, at(other).name);
    });
}

bool Guesser::aloneUnique(int column) const
{
    return at(column).unique || at(column).integerKey;
}

bool Guesser::isEventTime(int column) const
{
    return !hasSamples(column) || guessTimeEncoding(at(column).samples).has_value();
}

// For names that may stand for the stream or for the event: uuid, id, aggregate.
bool Guesser::identifiesStream(int column) const
{
    if (aloneUnique(column))
        return false;
    if (repeats(column))
        return true;
    return std::any_of(m_table.keys.begin(), m_table.keys.end(), [&](const auto &key) {
        return key.size() > 1 && std::find(key.begin(), key.end(), at(column).name) != key.end();
    });
}

// For names that may count globally or within the stream: position, seq, sequence_number.
bool Guesser::isGlobal(int column) const
{
    if (aloneUnique(column))
        return true;
    if (repeats(column) || (m_stream.column >= 0 && inKeyWith(column, m_stream.column)))
        return false;
    // Without a declared key: one column for each of the two meanings leaves no doubt.
    const bool otherVersion = std::any_of(kVersions.begin(), kVersions.begin() + 10,
                                          [&](const Synonym &synonym) {
                                              const int other = find(synonym.name);
                                              return other >= 0 && other != column;
                                          });
    if (otherVersion)
        return share(column, isInteger) < 1 || ascends(column);
    // A stream that repeats while this ascends over all of them counts globally.
    return m_stream.column >= 0 && hasSamples(column) && ascends(column) && repeats(m_stream.column)
           && std::any_of(at(m_stream.column).samples.begin(), at(m_stream.column).samples.end(),
                          [&](const Value &value) {
                              return value.text != at(m_stream.column).samples.front().text;
                          });
}

void Guesser::take(std::string_view role, const Pick &pick, FieldSpec &field, double weight)
{
    if (pick.column < 0)
        return;
    field.column = at(pick.column).name;
    m_taken[static_cast<std::size_t>(pick.column)] = true;
    m_guess.score += weight * std::min(1.0, pick.strength);
    m_guess.reason += (m_guess.reason.empty() ? "" : ", ") + std::string(role) + " = "
                      + field.column;
}

// `type` is the event's, unless another column clearly is: then it is the stream's (Axon, hallgren).
void Guesser::takeTypes()
{
    const auto isName = [](const Value &value) {
        return value.kind == Kind::Text && !value.text.empty() && value.text.size() <= 300
               && value.text.find('\n') == std::string::npos && !startsLikeJson(value.text);
    };
    const int type = find("type");
    const bool typeOfStream = type >= 0 && m_stream.column >= 0 && inKeyWith(type, m_stream.column);
    m_type = pick(kTypes, [&](int column) {
        if (column == type && typeOfStream)
            return 0.5;
        const double names = share(column, isName);
        if (names == 0 && share(column, isInteger) == 1)
            return 0.4; // numbered types
        return names >= 0.5 ? names : 0;
    });
    take("type", m_type, m_guess.events.type, 0.24);
    const Pick streamType = pick(kStreamTypes, [&](int column) {
        const double names = share(column, isName);
        return names >= 0.5 ? names : 0;
    });
    take("stream type", streamType, m_guess.events.streamType, 0);
}

// Position, version and id, whose names overlap.
void Guesser::takeKeys()
{
    EventsSpec &events = m_guess.events;
    // A few that are none are damaged events, not another role.
    const auto integers = [&](int column) { return share(column, isInteger) >= 0.7 ? 1.0 : 0.0; };
    const bool file = m_table.name.empty();

    const int id = find("id");
    const Pick position = pick(kPositions, [&](int column) {
        const std::string &name = m_names[static_cast<std::size_t>(column)];
        if (name == "id")
            return !file && at(column).integerKey ? 1.0 : 0.0;
        // Objects and the like (a commit and a prepare position) are no label.
        const double labels = share(column, [](const Value &value) {
            return value.kind == Kind::Integer
                   || (value.kind == Kind::Text && value.text.size() <= 64);
        });
        const bool clear = name.starts_with("global");
        return labels == 1 && (clear || isGlobal(column)) ? 1.0 : 0.0;
    });
    take("position", position, events.position, 0.03);

    const Pick version = pick(kVersions, [&](int column) {
        return hasSamples(column) ? integers(column) : 0.9;
    });
    take("version", version, events.version, 0.08);

    const Pick eventId = pick(kIds, [&](int column) {
        const double values = share(column, [](const Value &value) {
            return value.kind == Kind::Integer || value.kind == Kind::Text
                   || value.kind == Kind::Binary;
        });
        return values;
    });
    take("id", eventId, events.id, 0.03);
    // An INTEGER PRIMARY KEY `id` is the position, and the only name that an event has.
    if (!events.id.isSet() && position.column >= 0 && position.column == id)
        events.id.column = events.position.column;
}

Guess Guesser::guess()
{
    EventsSpec &events = m_guess.events;
    events.table = m_table.name;

    m_stream = pick(kStreams, [&](int column) {
        const std::string &name = m_names[static_cast<std::size_t>(column)];
        if ((name == "id" || name == "uuid" || name == "aggregate") && !identifiesStream(column))
            return 0.0;
        if (at(column).integerKey)
            return 0.0;
        return share(column,
                     [](const Value &value) {
                         return value.kind == Kind::Text || value.kind == Kind::Integer
                                || value.kind == Kind::Binary;
                     }) >= 0.5
                   ? 1.0
                   : 0.0;
    });
    take("stream", m_stream, events.stream, 0.28);
    takeTypes();
    m_data = pick(kData, [&](int column) {
        if (column == m_type.column)
            return 0.0;
        const double numbers = share(column,
                                     [](const Value &value) { return isNumber(value.kind); });
        const double json = share(column, [](const Value &value) {
            return value.kind == Kind::Json || value.kind == Kind::Binary
                   || startsLikeJson(value.text);
        });
        return hasSamples(column) && numbers == 1 ? 0.0 : 0.8 + 0.2 * json;
    });
    take("data", m_data, events.data, 0.22);
    const Pick metadata = pick(kMetadata, [&](int column) {
        return share(column, [](const Value &value) { return !isNumber(value.kind); }) >= 0.5 ? 1.0
                                                                                              : 0.0;
    });
    take("metadata", metadata, events.metadata, 0.04);
    take("time", pick(kTimes, [&](int column) { return isEventTime(column) ? 1.0 : 0.0; }),
         events.time, 0.08);
    takeKeys();
    take("schema version", pick(kSchemaVersions, [](int) { return 1.0; }), events.schemaVersion, 0);
    take("correlation", pick(kCorrelations, [](int) { return 1.0; }), events.correlation, 0);
    take("causation", pick(kCausations, [](int) { return 1.0; }), events.causation, 0);

    if (!events.streamType.isSet() && m_stream.column >= 0) {
        const auto &names = at(m_stream.column).samples;
        if (std::none_of(names.begin(), names.end(),
                         [](const Value &value) { return isUuid(value.text); })) {
            events.streamType.column = events.stream.column;
            events.streamType.before = "-";
        }
    }
    // JSON in a string of JSON: in files wherever the payload was kept as text, in tables where it was written twice.
    if (m_data.column >= 0) {
        const double strings = share(m_data.column, [&](const Value &value) {
            if (value.kind != Kind::Text || value.text.empty())
                return false;
            return m_table.name.empty() ? startsLikeJson(value.text)
                                        : value.text.starts_with("\"{");
        });
        if (hasSamples(m_data.column) && strings >= 0.5)
            events.decoders.push_back("json-string");
    }

    std::string missing;
    for (const auto &[role, field] :
         {std::pair{"stream", &events.stream}, std::pair{"type", &events.type},
          std::pair{"data", &events.data}, std::pair{"version", &events.version},
          std::pair{"time", &events.time}}) {
        if (!field->isSet())
            missing += (missing.empty() ? "no " : ", ") + std::string(role);
    }
    if (!missing.empty())
        m_guess.reason += (m_guess.reason.empty() ? "" : "; ") + missing;

    // A wide table is about something else, whatever three of its columns are called.
    const auto unused = std::count(m_taken.begin(), m_taken.end(), false);
    if (unused > 8)
        m_guess.score -= 0.03 * static_cast<double>(unused - 8);
    const std::string name = plainName(m_table.name);
    if (std::any_of(kOtherTables.begin(), kOtherTables.end(),
                    [&](std::string_view word) { return name.find(word) != std::string::npos; }))
        m_guess.score *= 0.4;
    m_guess.score = std::clamp(m_guess.score, 0.0, 1.0);
    m_guess.complete = m_stream.strength * m_type.strength * m_data.strength >= 0.18
                       && m_guess.score >= kSureScore;
    return std::move(m_guess);
}

template<std::size_t N>
std::pair<int, double> best(const SampledTable &table, const std::array<Synonym, N> &synonyms)
{
    std::pair<int, double> found{-1, 0};
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const std::string name = plainName(table.columns[i].name);
        for (const Synonym &synonym : synonyms) {
            if (name == synonym.name && synonym.strength > found.second)
                found = {static_cast<int>(i), synonym.strength};
        }
    }
    return found;
}

std::string quotedColumn(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

} // namespace

std::string plainName(std::string_view name)
{
    std::string plain;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z')
            plain.push_back(static_cast<char>(c - 'A' + 'a'));
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
                 || static_cast<unsigned char>(c) >= 0x80)
            plain.push_back(c);
    }
    return plain;
}

std::optional<TimeEncoding> guessTimeEncoding(const std::vector<Value> &samples)
{
    std::optional<TimeEncoding> encoding;
    for (const Value &value : samples) {
        if (value.kind == Kind::Null || value.text.empty())
            continue;
        if (value.kind == Kind::Text && parseIsoTime(value.text))
            return TimeEncoding::Iso8601;
        double number = 0;
        const char *const end = value.text.data() + value.text.size();
        const bool numeric = (isNumber(value.kind) || value.kind == Kind::Text)
                             && std::from_chars(value.text.data(), end, number).ptr == end;
        if (numeric && !encoding)
            encoding = guessTimeEncoding(number);
    }
    return encoding;
}

Guess guessEvents(const SampledTable &table)
{
    return Guesser(table).guess();
}

std::optional<CheckpointSpec> guessCheckpoints(const SampledTable &table)
{
    const auto [reader, readerStrength] = best(table, kReaders);
    const auto [reached, reachedStrength] = best(table, kReached);
    if (reader < 0 || reached < 0 || reader == reached)
        return std::nullopt;
    const std::string name = plainName(table.name);
    const bool hint = std::any_of(kCheckpointTables.begin(), kCheckpointTables.end(),
                                  [&](std::string_view word) {
                                      return name.find(word) != std::string::npos;
                                  });
    if (readerStrength * reachedStrength < (hint ? 0.15 : 0.6))
        return std::nullopt;
    // A token may be a document, and `at` a time: only plain positions can be understood without a dialect.
    const auto &values = table.columns[static_cast<std::size_t>(reached)].samples;
    if (!std::all_of(values.begin(), values.end(), [](const Value &value) {
            return value.kind == Kind::Null || isInteger(value);
        }))
        return std::nullopt;
    CheckpointSpec checkpoints;
    checkpoints.table = table.name;
    checkpoints.name = quotedColumn(table.columns[static_cast<std::size_t>(reader)].name);
    checkpoints.position.column = table.columns[static_cast<std::size_t>(reached)].name;
    for (const SampledColumn &column : table.columns) {
        if (plainName(column.name) == "status")
            checkpoints.status = quotedColumn(column.name);
    }
    return checkpoints;
}

} // namespace eventscope
