// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/rowplan.h"

#include "base/json.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace eventscope {

namespace {

constexpr std::size_t kUuidBytes = 16;

// Bytes that are no text: 16 of them as the UUID that they mostly are, others in hexadecimal.
std::string readableBytes(std::string_view bytes)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes.size() == kUuidBytes && (i == 4 || i == 6 || i == 8 || i == 10))
            text += '-';
        const auto byte = static_cast<unsigned char>(bytes[i]);
        text += kHex[byte >> 4];
        text += kHex[byte & 15];
    }
    return text;
}

bool isReadable(std::string_view bytes)
{
    return isUtf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20;
           });
}

std::optional<std::int64_t> integerIn(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::uint32_t saturated(std::size_t size)
{
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace

RowPlan::RowPlan(const EventsSpec &events, const SqliteTable *table, bool textPositions)
    : m_rules(PayloadRules::of(events))
    , m_metadataRules(m_rules)
    , m_spread(events.spread)
    , m_table(events.table)
{
    const std::array<const FieldSpec *, kRoles> specs = {
        &events.position,  &events.id,       &events.stream, &events.streamType,
        &events.version,   &events.type,     &events.time,   &events.correlation,
        &events.causation, &events.metadata, &events.data,   &events.schemaVersion,
    };
    static_assert(static_cast<std::size_t>(Role::SchemaVersion) == kRoles - 1,
                  "what only record() reads comes last");
    for (std::size_t i = 0; i < kRoles; ++i) {
        Field &target = m_fields[i];
        if (i == static_cast<std::size_t>(Role::SchemaVersion))
            m_scanColumns = m_columns.size();
        addWays(target, *specs[i], table);
        target.fallback = specs[i]->fallback;
        target.waits = std::any_of(target.ways.begin(), target.ways.end(),
                                   [](const Way &way) { return !way.isPlain(); });
    }
    Field &metadata = m_fields[static_cast<std::size_t>(Role::Metadata)];
    for (Way &way : metadata.ways)
        way.picks.clear();
    metadata.waits = false;
    m_metadataRules.envelope = events.metadata.paths.empty()
                                   ? std::vector<std::string>()
                                   : pointerTokens(events.metadata.paths.front());
    if (m_spread) {
        const auto elementField = [this](const FieldSpec &spec) {
            Field field;
            if (!spec.paths.empty())
                field.ways.push_back(wayOf(spec, -1, m_elementPicker));
            field.fallback = spec.fallback;
            return field;
        };
        for (const std::string &pointer : m_spread->list)
            m_listPicker.add(pointer);
        m_elementData = m_elementPicker.add(m_spread->data);
        m_elementMetadata = m_elementPicker.add(m_spread->metadata);
        m_elementId = elementField(m_spread->id);
        m_elementType = elementField(m_spread->type);
        m_elementVersion = elementField(m_spread->version);
        m_elementTime = elementField(m_spread->time);
    }
    // Metadata that only stands in the elements of a row is found where they are.
    m_metadataInElements = m_spread && !m_spread->metadata.empty() && metadata.ways.empty();
    if (m_metadataInElements)
        metadata.ways = field(Role::Data).ways;
    const auto columnOfPayload = [&](Role role, std::string &sql) {
        if (field(role).ways.empty())
            return -1;
        const int column = field(role).ways.front().column;
        sql = m_columns[static_cast<std::size_t>(column)];
        return column;
    };
    m_data = columnOfPayload(Role::Data, m_dataSql);
    m_metadata = columnOfPayload(Role::Metadata, m_metadataSql);

    // Payloads are left alone unless links, a field that looks into JSON, or a spread needs them.
    m_keeps.assign(m_scanColumns, true);
    std::vector<bool> waiting(m_columns.size(), false);
    for (std::size_t i = 0; i < kRoles - 1; ++i) {
        const auto role = static_cast<Role>(i);
        if (role == Role::Metadata || (m_fields[i].waits && role != Role::Data)) {
            for (const Way &way : m_fields[i].ways)
                waiting[static_cast<std::size_t>(way.column)] = true;
        }
    }
    if (m_data >= 0) {
        bool named = false;
        for (std::size_t i = 0; i < static_cast<std::size_t>(Role::Metadata); ++i) {
            for (const Way &way : m_fields[i].ways)
                named = named || way.column == m_data;
        }
        const auto data = static_cast<std::size_t>(m_data);
        m_keeps[data] = named || waiting[data] || m_spread.has_value();
    }

    if (table) {
        const auto samplesOf = [&](const FieldSpec &spec) { return table->column(spec.column); };
        if (Field &times = m_fields[static_cast<std::size_t>(Role::Time)]; !times.ways.empty()) {
            Way &way = times.ways.front();
            if (const SampledColumn *const column = samplesOf(events.time);
                column && !way.encoding && way.isPlain())
                way.encoding = guessTimeEncoding(column->samples);
        }
    }
    if (events.position.isSet()) {
        using Kind = SampledColumn::Value::Kind;
        const SampledColumn *const column = table && field(Role::Label).ways.front().isPlain()
                                                ? table->column(events.position.column)
                                                : nullptr;
        m_positions = Positions::Integers;
        if (textPositions || !field(Role::Label).ways.front().isPlain())
            m_positions = Positions::Texts;
        else if (column && !column->integerKey
                 && std::any_of(column->samples.begin(), column->samples.end(),
                                [](const auto &value) {
                                    return value.kind != Kind::Integer && value.kind != Kind::Null;
                                }))
            m_positions = Positions::Texts;
    }
}

RowPlan::Way RowPlan::wayOf(const FieldSpec &spec, int column, JsonPicker &picker)
{
    Way way;
    way.column = column;
    for (const std::string &pointer : spec.paths)
        way.picks.push_back(picker.add(pointer));
    way.after = spec.after;
    way.before = spec.before;
    way.beforeLast = spec.beforeLast;
    way.split = spec.split;
    way.part = spec.part;
    way.encoding = spec.encoding;
    way.uuid = spec.uuid;
    return way;
}

void RowPlan::addWays(Field &target, const FieldSpec &spec, const SqliteTable *table)
{
    if (!spec.column.empty()) {
        const int column = columnOf(sqlColumn(table, spec.column));
        target.ways.push_back(wayOf(spec, column, m_pickers[static_cast<std::size_t>(column)]));
    }
    for (const FieldSpec &other : spec.otherwise)
        addWays(target, other, table);
}

int RowPlan::columnOf(const std::string &expression)
{
    const auto found = std::find(m_columns.begin(), m_columns.end(), expression);
    if (found != m_columns.end())
        return static_cast<int>(found - m_columns.begin());
    m_columns.push_back(expression);
    m_pickers.emplace_back();
    return static_cast<int>(m_columns.size()) - 1;
}

bool RowPlan::hasVersions() const
{
    return field(Role::Revision).isSet() || m_elementVersion.isSet();
}

std::string RowPlan::scanColumns() const
{
    std::string list;
    for (std::size_t i = 0; i < m_scanColumns; ++i)
        list += ", " + m_columns[i];
    return list;
}

std::string RowPlan::recordColumns() const
{
    std::string list;
    for (const std::string &column : m_columns)
        list += ", " + column;
    return list;
}

std::string RowPlan::viewColumns(bool withMetadata) const
{
    std::vector<bool> seen(m_columns.size(), false);
    const auto look = [&seen](int column) {
        if (column >= 0)
            seen[static_cast<std::size_t>(column)] = true;
    };
    look(m_data);
    if (withMetadata) {
        look(m_metadata);
        for (const Way &way : field(Role::Id).ways)
            look(way.column);
    }
    std::string list;
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        list += ", " + (seen[i] ? m_columns[i] : std::string("NULL"));
    return list;
}

std::string_view RowPlan::cut(const Way &way, std::string_view text)
{
    if (!way.after.empty()) {
        const auto start = text.rfind(way.after);
        if (start != std::string_view::npos)
            text.remove_prefix(start + way.after.size());
    }
    if (!way.before.empty()) {
        const auto end = text.find(way.before);
        if (end == std::string_view::npos)
            return {};
        text = text.substr(0, end);
    }
    if (!way.beforeLast.empty()) {
        const auto end = text.rfind(way.beforeLast);
        if (end == std::string_view::npos)
            return {};
        text = text.substr(0, end);
    }
    if (!way.split.empty()) {
        for (int part = 1; part < way.part; ++part) {
            const auto end = text.find(way.split);
            if (end == std::string_view::npos)
                return {};
            text.remove_prefix(end + way.split.size());
        }
        text = text.substr(0, text.find(way.split));
    }
    return text;
}

bool RowPlan::textOf(const Way &way, const Cells &cells, std::string &held,
                     std::string_view &text) const
{
    const Cell &cell = cells[static_cast<std::size_t>(way.column)];
    held.clear();
    if (cell.type == SQLITE_NULL)
        return false;
    if (!way.isPlain())
        return textAt(way, pickedOf(cell, way.column), held, text);
    text = cut(way, plainText(cell, way.uuid, held));
    return !text.empty();
}

// Several fields may look into one payload, which is gone through once.
RowPlan::Picked RowPlan::pickedOf(const Cell &cell, int column) const
{
    if (!cell.isPicked) {
        const std::string_view json = decodeText(cell.text,
                                                 {m_rules.base64, m_rules.jsonString, {}},
                                                 cell.decoded);
        m_pickers[static_cast<std::size_t>(column)].pick(json, cell.picked);
        cell.isPicked = true;
    }
    return cell.picked.data();
}

bool RowPlan::textAt(const Way &way, Picked picked, std::string &held, std::string_view &text)
{
    held.clear();
    for (const std::size_t pick : way.picks) {
        if (std::string_view found; scalarIn(picked[pick], held, found) && !found.empty()) {
            if (held.empty())
                held = found; // what it points into may not last
            break;
        }
        held.clear();
    }
    text = cut(way, held);
    return !text.empty();
}

std::string_view RowPlan::plainText(const Cell &cell, bool uuid, std::string &held)
{
    const bool binary = uuid && cell.text.size() == kUuidBytes
                        && (cell.type == SQLITE_BLOB || !isReadable(cell.text));
    if (binary || (cell.type == SQLITE_BLOB && !isReadable(cell.text)))
        held = readableBytes(cell.text);
    else if (cell.type == SQLITE_INTEGER && cell.text.empty())
        held = std::to_string(cell.integer);
    else
        return cell.text;
    return held;
}

std::string_view RowPlan::idIn(sqlite3_stmt *row, int column, Scratch &scratch) const
{
    Cell cell;
    cell.type = sqlite3_column_type(row, column);
    cell.integer = sqlite3_column_int64(row, column);
    if (cell.type != SQLITE_NULL && cell.type != SQLITE_INTEGER)
        cell.text = {static_cast<const char *>(sqlite3_column_blob(row, column)),
                     static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
    const Field &id = field(Role::Id);
    return plainText(cell, !id.ways.empty() && id.ways.front().uuid, scratch.held);
}

std::string RowPlan::idColumn() const
{
    const Field &id = field(Role::Id);
    if (!id.isSet())
        return "NULL";
    const bool asItStands = id.ways.size() == 1 && !id.fallback && id.ways.front().isWhole();
    return asItStands ? m_columns[static_cast<std::size_t>(id.ways.front().column)] : std::string();
}

bool RowPlan::textOf(Role role, const Cells &cells, std::string &held, std::string_view &text) const
{
    const Field &wanted = field(role);
    for (const Way &way : wanted.ways) {
        if (textOf(way, cells, held, text))
            return true;
    }
    held.clear();
    if (!wanted.fallback)
        return false;
    text = *wanted.fallback; // lives as long as the plan, which outlives the batches
    return !text.empty();
}

RowPlan::Found RowPlan::timeOf(const Cells &cells, Time &time) const
{
    std::string held;
    auto found = Found::Absent;
    for (const Way &way : field(Role::Time).ways) {
        const Cell &cell = cells[static_cast<std::size_t>(way.column)];
        std::optional<Time> read;
        std::string_view text;
        if (cell.type == SQLITE_NULL)
            continue;
        const bool textual = way.encoding == TimeEncoding::Iso8601;
        if (way.isPlain() && cell.type == SQLITE_INTEGER) {
            const auto encoding = way.encoding && !textual
                                      ? way.encoding
                                      : guessTimeEncoding(static_cast<double>(cell.integer));
            read = encoding ? decodeTime(cell.integer, *encoding) : std::nullopt;
        } else if (way.isPlain() && cell.type == SQLITE_FLOAT) {
            const auto encoding = way.encoding && !textual ? way.encoding
                                                           : guessTimeEncoding(cell.real);
            read = encoding ? decodeTime(cell.real, *encoding) : std::nullopt;
        } else if (textOf(way, cells, held, text)) {
            read = timeIn(text, way.encoding);
        } else {
            continue;
        }
        if (read) {
            time = *read;
            return Found::Good;
        }
        found = Found::Bad;
    }
    return found;
}

std::optional<Time> RowPlan::timeIn(std::string_view text, std::optional<TimeEncoding> encoding)
{
    auto read = parseIsoTime(text);
    if (!read && encoding && encoding != TimeEncoding::Iso8601)
        read = decodeTime(text, *encoding);
    double number = 0;
    if (!read
        && std::from_chars(text.data(), text.data() + text.size(), number).ptr
               == text.data() + text.size()) {
        if (const auto guessed = guessTimeEncoding(number))
            read = decodeTime(text, *guessed);
    }
    return read;
}

RowPlan::Found RowPlan::versionOf(const Cells &cells, Version &version) const
{
    std::string held;
    for (const Way &way : field(Role::Revision).ways) {
        const Cell &cell = cells[static_cast<std::size_t>(way.column)];
        std::string_view text;
        if (way.isPlain() && cell.type == SQLITE_INTEGER) {
            version = Version(cell.integer);
            return Found::Good;
        }
        if (way.isPlain() && cell.type == SQLITE_FLOAT) {
            if (cell.real != std::floor(cell.real) || std::abs(cell.real) > 9e15)
                return Found::Bad;
            version = Version(static_cast<std::int64_t>(cell.real));
            return Found::Good;
        }
        if (!textOf(way, cells, held, text))
            continue;
        const auto number = integerIn(text);
        if (!number)
            return Found::Bad;
        version = Version(*number);
        return Found::Good;
    }
    if (const auto &fallback = field(Role::Revision).fallback) {
        const auto number = integerIn(*fallback);
        version = number ? Version(*number) : kNoVersion;
        return number ? Found::Good : Found::Bad;
    }
    return Found::Absent;
}

RowPlan::Found RowPlan::integerPositionOf(const Cells &cells, std::int64_t &position) const
{
    std::string held;
    for (const Way &way : field(Role::Label).ways) {
        const Cell &cell = cells[static_cast<std::size_t>(way.column)];
        std::string_view text;
        if (cell.type == SQLITE_INTEGER && way.isPlain()) {
            position = cell.integer;
            return Found::Good;
        }
        if (!textOf(way, cells, held, text))
            continue;
        const auto number = integerIn(text);
        position = number.value_or(0);
        return number ? Found::Good : Found::Bad;
    }
    return Found::Absent;
}

void RowPlan::readCells(sqlite3_stmt *row, int first, Cells &cells) const
{
    cells.resize(m_columns.size());
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Cell &cell = cells[i];
        const int column = first + static_cast<int>(i);
        cell.type = sqlite3_column_type(row, column);
        cell.text = {};
        cell.isPicked = false;
        if (cell.type == SQLITE_NULL)
            continue;
        if (cell.type == SQLITE_INTEGER)
            cell.integer = sqlite3_column_int64(row, column);
        else if (cell.type == SQLITE_FLOAT)
            cell.real = sqlite3_column_double(row, column);
        const void *const bytes = cell.type == SQLITE_BLOB ? sqlite3_column_blob(row, column)
                                                           : sqlite3_column_text(row, column);
        // An empty blob has no address, but it is there.
        cell.text = {bytes ? static_cast<const char *>(bytes) : "",
                     bytes ? static_cast<std::size_t>(sqlite3_column_bytes(row, column)) : 0};
    }
}

// A packed row is its locator and its ordinal, then the columns that the scan reads: a word with the type and the size of the text, then
// the number if it is one, then the text if scan() keeps it.
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

void putWord(char *&to, std::uint64_t word)
{
    std::memcpy(to, &word, kWord);
    to += kWord;
}

std::uint64_t takeWord(const char *&from)
{
    std::uint64_t word = 0;
    std::memcpy(&word, from, kWord);
    from += kWord;
    return word;
}

bool isNumber(int type)
{
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

} // namespace

std::uint64_t RowPlan::locatorOf(std::string_view packed)
{
    const char *from = packed.data();
    return takeWord(from);
}

void RowPlan::countOn(RecordBatch &batch, std::uint64_t before) const
{
    if (m_positions != Positions::Ordinals || before == 0)
        return;
    for (const std::string_view packed : batch.pending) {
        // The second word, in memory that belongs to the batch.
        char *to = const_cast<char *>(packed.data()) + kWord;
        const char *from = to;
        putWord(to, takeWord(from) + before);
    }
}

std::string_view RowPlan::pack(sqlite3_stmt *row, int first, std::uint64_t locator,
                               std::int64_t ordinal, RecordBatch &batch, Cells &cells) const
{
    cells.resize(m_columns.size());
    std::size_t size = 2 * kWord;
    for (std::size_t i = 0; i < m_scanColumns; ++i) {
        Cell &cell = cells[i];
        // The row belongs to this thread alone, so its values may be looked at without the locks of sqlite3_column_*, a tenth of a load.
        sqlite3_value *const value = sqlite3_column_value(row, first + static_cast<int>(i));
        cell.type = sqlite3_value_type(value);
        cell.text = {};
        cell.isPicked = false;
        size += isNumber(cell.type) ? 2 * kWord : kWord;
        if (cell.type == SQLITE_NULL)
            continue;
        if (cell.type == SQLITE_INTEGER) {
            cell.integer = sqlite3_value_int64(value);
            continue;
        }
        if (cell.type == SQLITE_FLOAT)
            cell.real = sqlite3_value_double(value);
        const void *const from = cell.type == SQLITE_BLOB
                                     ? sqlite3_value_blob(value)
                                     : static_cast<const void *>(sqlite3_value_text(value));
        if (from)
            cell.text = {static_cast<const char *>(from),
                         static_cast<std::size_t>(sqlite3_value_bytes(value))};
        size += m_keeps[i] ? cell.text.size() : 0;
    }
    char *const packed = batch.room(size);
    char *to = packed;
    putWord(to, locator);
    putWord(to, static_cast<std::uint64_t>(ordinal));
    for (std::size_t i = 0; i < m_scanColumns; ++i) {
        const Cell &cell = cells[i];
        putWord(to, (static_cast<std::uint64_t>(cell.type) << 32) | saturated(cell.text.size()));
        if (isNumber(cell.type)) {
            putWord(to, cell.type == SQLITE_FLOAT ? std::bit_cast<std::uint64_t>(cell.real)
                                                  : static_cast<std::uint64_t>(cell.integer));
        }
        if (m_keeps[i] && !cell.text.empty()) {
            std::memcpy(to, cell.text.data(), cell.text.size());
            to += cell.text.size();
        }
    }
    // The batch was in other cores' caches last. Asked for now, its next lines arrive while SQLite steps.
    for (std::size_t ahead = 0; ahead < 512; ahead += 64)
        __builtin_prefetch(to + ahead, 1);
    return {packed, size};
}

void RowPlan::unpack(std::string_view packed, RawEvent &event, Cells &cells) const
{
    const char *from = packed.data();
    event.locator = takeWord(from);
    event.position = static_cast<std::int64_t>(takeWord(from));
    for (std::size_t i = 0; i < m_scanColumns; ++i) {
        Cell &cell = cells[i];
        const std::uint64_t word = takeWord(from);
        cell.type = static_cast<int>(word >> 32);
        const auto size = static_cast<std::size_t>(word & 0xffff'ffff);
        if (isNumber(cell.type)) {
            const std::uint64_t number = takeWord(from);
            cell.integer = static_cast<std::int64_t>(number);
            cell.real = std::bit_cast<double>(number);
        }
        cell.text = {m_keeps[i] ? from : nullptr, size};
        cell.isPicked = false;
        from += m_keeps[i] ? size : 0;
    }
}

std::size_t RowPlan::scan(sqlite3_stmt *row, int first, std::uint64_t locator, std::int64_t ordinal,
                          RecordBatch &batch, Scratch &scratch) const
{
    Cells &cells = scratch.cells;
    const std::string_view packed = pack(row, first, locator, ordinal, batch, cells);
    batch.pending.push_back(packed);
    scratch.events = 1;
    if (m_spread && m_positions == Positions::Ordinals) {
        std::optional<Error> damage;
        const std::size_t elements = elementsOf(cells[static_cast<std::size_t>(m_data)], damage)
                                         .count;
        scratch.events = damage ? 1 : elements;
    }
    return packed.size();
}

std::string_view RowPlan::keep(sqlite3_stmt *row, int first, RecordBatch &into,
                               Scratch &scratch) const
{
    return pack(row, first, 0, 0, into, scratch.cells);
}

std::size_t RowPlan::takeKept(std::string_view kept, std::uint64_t locator, std::int64_t ordinal,
                              RecordBatch &batch) const
{
    char *to = const_cast<char *>(kept.data()); // the list's memory, which it gives away
    putWord(to, locator);
    putWord(to, static_cast<std::uint64_t>(ordinal));
    batch.pending.push_back(kept);
    return kept.size();
}

// What stands in columns as it is: everything but times, links in metadata, and fields within JSON.
void RowPlan::takePlain(const Cells &cells, RawEvent &event, RecordBatch &batch,
                        std::string &held) const
{
    if (m_data >= 0) {
        const Cell &data = cells[static_cast<std::size_t>(m_data)];
        event.payloadSize = saturated(
            data.type == SQLITE_INTEGER ? std::to_string(data.integer).size() : data.text.size());
    }
    const auto take = [&](Role role, std::string_view &target) {
        if (field(role).waits)
            return true;
        std::string_view text;
        if (!textOf(role, cells, held, text))
            return false;
        target = held.empty() ? text : batch.keep(text);
        return true;
    };
    if (m_positions == Positions::Integers) {
        event.damaged = integerPositionOf(cells, event.position) != Found::Good;
    } else if (m_positions == Positions::Texts && !take(Role::Label, event.positionText)) {
        event.positionText = kMissingPosition;
        event.damaged = true;
    }
    take(Role::Id, event.id);
    event.hasStream = take(Role::Stream, event.stream);
    take(Role::StreamType, event.streamType);
    if (!take(Role::Type, event.type)) {
        event.type = kMissingType;
        event.damaged = event.damaged || !m_elementType.isSet();
    }
    take(Role::Correlation, event.correlation);
    take(Role::Causation, event.causation);
    if (!field(Role::Revision).waits && versionOf(cells, event.version) == Found::Bad)
        event.damaged = true;
}

} // namespace eventscope
