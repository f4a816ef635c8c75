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


// Bytes that are no text: 16 of them as the UUID that they mostly are, others in hexadecimal.
std::string readableBytes(std::string_view bytes)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes.size() == 16 && (i == 4 || i == 6 || i == 8 || i == 10))
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
    return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace

RowPlan::RowPlan(const EventsSpec &events, const SqliteTable *table)
    : m_rules(PayloadRules::of(events))
    , m_spread(events.spread)
    , m_table(events.table)
{
    const std::array<const FieldSpec *, kRoles> specs = {
        &events.position, &events.id, &events.stream, &events.streamType, &events.version, &events.type,
        &events.time, &events.correlation, &events.causation, &events.metadata, &events.data, &events.schemaVersion,
    };
    static_assert(static_cast<std::size_t>(Role::SchemaVersion) == kRoles - 1, "what only record() reads comes last");
    for (std::size_t i = 0; i < kRoles; ++i) {
        Field &target = m_fields[i];
        if (i == static_cast<std::size_t>(Role::SchemaVersion))
            m_scanColumns = m_columns.size();
        addWays(target, *specs[i], table);
        target.fallback = specs[i]->fallback;
        target.waits = std::any_of(target.ways.begin(), target.ways.end(), [](const Way &way) { return !way.isPlain(); });
    }
    // Metadata that only stands in the elements of a row is found where they are.
    Field &metadata = m_fields[static_cast<std::size_t>(Role::Metadata)];
    if (m_spread && !m_spread->metadata.empty() && metadata.ways.empty())
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

    // What waits for refine() of the elements of a row: metadata (for the links in it), and all columns of a field that looks into JSON.
    // Payloads are left alone unless such a field or a spread needs them.
    m_keeps.assign(m_scanColumns, true);
    std::vector<bool> waiting(m_columns.size(), false);
    for (std::size_t i = 0; i < kRoles - 1; ++i) {
        const auto role = static_cast<Role>(i);
        if (role == Role::Metadata || (m_fields[i].waits && role != Role::Data)) {
            for (const Way &way : m_fields[i].ways)
                waiting[static_cast<std::size_t>(way.column)] = true;
        }
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (!waiting[i])
            continue;
        if (static_cast<int>(i) == m_metadata)
            m_metadataWaits = static_cast<int>(m_waiting.size());
        m_waiting.push_back(static_cast<int>(i));
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
            if (const SampledColumn *const column = samplesOf(events.time); column && !way.encoding && way.isPlain())
                way.encoding = guessTimeEncoding(column->samples);
        }
    }
    if (events.position.isSet()) {
        using Kind = SampledColumn::Value::Kind;
        const SampledColumn *const column = table && field(Role::Label).ways.front().isPlain()
                                                ? table->column(events.position.column)
                                                : nullptr;
        m_positions = Positions::Integers;
        if (!field(Role::Label).ways.front().isPlain())
            m_positions = Positions::Texts;
        else if (column && !column->integerKey
                 && std::any_of(column->samples.begin(), column->samples.end(),
                                [](const auto &value) { return value.kind != Kind::Integer && value.kind != Kind::Null; }))
            m_positions = Positions::Texts;
    }
}

void RowPlan::addWays(Field &target, const FieldSpec &spec, const SqliteTable *table)
{
    if (!spec.column.empty()) {
        Way way;
        way.column = columnOf(sqlColumn(table, spec.column));
        way.paths = spec.paths;
        way.before = spec.before;
        way.after = spec.after;
        way.split = spec.split;
        way.part = spec.part;
        way.encoding = spec.encoding;
        target.ways.push_back(std::move(way));
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
    return static_cast<int>(m_columns.size()) - 1;
}

bool RowPlan::hasVersions() const
{
    return field(Role::Revision).isSet() || (m_spread && !m_spread->version.empty());
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

std::string_view RowPlan::cut(const Way &way, std::string_view text)
{
    if (!way.before.empty()) {
        const auto end = text.find(way.before);
        if (end == std::string_view::npos)
            return {};
        text = text.substr(0, end);
    }
    if (!way.after.empty()) {
        const auto start = text.rfind(way.after);
        if (start != std::string_view::npos)
            text.remove_prefix(start + way.after.size());
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

bool RowPlan::textOf(const Way &way, const Cells &cells, std::string &held, std::string_view &text) const
{
    const Cell &cell = cells[static_cast<std::size_t>(way.column)];
    held.clear();
    if (cell.type == SQLITE_NULL)
        return false;
    if (!way.isPlain()) {
        std::string scratch;
        const auto value = JsonValue::parse(decodeText(cell.text, {m_rules.base64, m_rules.jsonString, {}}, scratch));
        if (!value)
            return false;
        for (const std::string &path : way.paths) {
            const JsonValue *const at = valueAt(*value, path);
            if (auto found = at ? scalarText(*at) : std::nullopt; found && !found->empty()) {
                held = std::move(*found);
                break;
            }
        }
        text = held;
    } else if (cell.type == SQLITE_BLOB && !isReadable(cell.text)) {
        held = readableBytes(cell.text);
        text = held;
    } else if (cell.type == SQLITE_INTEGER && cell.text.empty()) {
        held = std::to_string(cell.integer);
        text = held;
    } else {
        text = cell.text;
    }
    text = cut(way, text);
    return !text.empty();
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
            const auto encoding = way.encoding && !textual ? way.encoding : guessTimeEncoding(static_cast<double>(cell.integer));
            read = encoding ? decodeTime(cell.integer, *encoding) : std::nullopt;
        } else if (way.isPlain() && cell.type == SQLITE_FLOAT) {
            const auto encoding = way.encoding && !textual ? way.encoding : guessTimeEncoding(cell.real);
            read = encoding ? decodeTime(cell.real, *encoding) : std::nullopt;
        } else if (textOf(way, cells, held, text)) {
            read = parseIsoTime(text);
            if (!read && way.encoding && !textual)
                read = decodeTime(text, *way.encoding);
            double number = 0;
            if (!read && std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size()) {
                if (const auto encoding = guessTimeEncoding(number))
                    read = decodeTime(text, *encoding);
            }
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
    cells.assign(m_columns.size(), Cell());
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Cell &cell = cells[i];
        const int column = first + static_cast<int>(i);
        cell.type = sqlite3_column_type(row, column);
        if (cell.type == SQLITE_NULL)
            continue;
        if (cell.type == SQLITE_INTEGER)
            cell.integer = sqlite3_column_int64(row, column);
        else if (cell.type == SQLITE_FLOAT)
            cell.real = sqlite3_column_double(row, column);
        const void *const bytes = cell.type == SQLITE_BLOB ? sqlite3_column_blob(row, column)
                                                           : sqlite3_column_text(row, column);
        // An empty blob has no address, but it is there.
        cell.text = {bytes ? static_cast<const char *>(bytes) : "", bytes ? static_cast<std::size_t>(sqlite3_column_bytes(row, column)) : 0};
    }
}

// What precedes the text of a packed cell.
struct RowPlan::CellHeader {
    std::int64_t number = 0; // or the bits of a real one
    std::uint32_t size = 0;  // of the text, which follows if scan() keeps it
    std::int32_t type = SQLITE_NULL;

    std::size_t kept(bool keeps) const { return keeps && type != SQLITE_INTEGER ? size : 0; }
};

// Every column that the scan reads, one behind the other, in the batch.
std::string_view RowPlan::pack(sqlite3_stmt *row, int first, Cells &cells, RecordBatch &batch) const
{
    cells.resize(m_columns.size());
    std::size_t size = m_scanColumns * sizeof(CellHeader);
    for (std::size_t i = 0; i < m_scanColumns; ++i) {
        Cell &cell = cells[i];
        const int column = first + static_cast<int>(i);
        cell.type = sqlite3_column_type(row, column);
        cell.text = {};
        if (cell.type == SQLITE_NULL)
            continue;
        if (cell.type == SQLITE_INTEGER) {
            cell.integer = sqlite3_column_int64(row, column);
            continue;
        }
        if (cell.type == SQLITE_FLOAT)
            cell.real = sqlite3_column_double(row, column);
        const void *const from = cell.type == SQLITE_BLOB ? sqlite3_column_blob(row, column)
                                                          : sqlite3_column_text(row, column);
        if (from)
            cell.text = {static_cast<const char *>(from), static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
        size += m_keeps[i] ? cell.text.size() : 0;
    }
    char *const packed = batch.room(size);
    char *to = packed;
    for (std::size_t i = 0; i < m_scanColumns; ++i) {
        const Cell &cell = cells[i];
        CellHeader header;
        header.number = cell.type == SQLITE_FLOAT ? std::bit_cast<std::int64_t>(cell.real) : cell.integer;
        header.size = saturated(cell.text.size());
        header.type = cell.type;
        std::memcpy(to, &header, sizeof header);
        to += sizeof header;
        if (const std::size_t kept = header.kept(m_keeps[i])) {
            std::memcpy(to, cell.text.data(), kept);
            to += kept;
        }
    }
    return {packed, size};
}

void RowPlan::unpack(std::string_view packed, Cells &cells) const
{
    const char *from = packed.data();
    for (std::size_t i = 0; i < m_scanColumns; ++i) {
        CellHeader header;
        std::memcpy(&header, from, sizeof header);
        from += sizeof header;
        Cell &cell = cells[i];
        cell.type = header.type;
        cell.integer = header.number;
        cell.real = header.type == SQLITE_FLOAT ? std::bit_cast<double>(header.number) : 0;
        const std::size_t kept = header.kept(m_keeps[i]);
        cell.text = {kept == header.size ? from : nullptr, header.size};
        from += kept;
    }
}

std::size_t RowPlan::scan(sqlite3_stmt *row, int first, std::uint64_t locator, std::int64_t ordinal, RecordBatch &batch,
                          Scratch &scratch) const
{
    const std::string_view packed = pack(row, first, scratch.cells, batch);
    RawEvent event;
    event.locator = locator;
    event.position = ordinal;
    if (!m_spread) {
        batch.events.push_back(event);
        batch.pending.push_back(packed);
        return packed.size();
    }
    Cells &cells = scratch.cells;
    unpack(packed, cells);
    takePlain(cells, event, batch, scratch.held);
    if (timeOf(cells, event.time) == Found::Bad)
        event.damaged = true;
    const std::size_t pending = batch.pending.size();
    for (const int column : m_waiting) {
        const Cell &cell = cells[static_cast<std::size_t>(column)];
        batch.pending.push_back(cell.type == SQLITE_NULL ? std::string_view() : cell.text);
    }
    spread(event, cells, pending, batch);
    return packed.size();
}

// What stands in columns as it is: everything but times, links in metadata, and fields within JSON.
void RowPlan::takePlain(const Cells &cells, RawEvent &event, RecordBatch &batch, std::string &held) const
{
    if (m_data >= 0) {
        const Cell &data = cells[static_cast<std::size_t>(m_data)];
        event.payloadSize = saturated(data.type == SQLITE_INTEGER ? std::to_string(data.integer).size() : data.text.size());
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
        event.damaged = event.damaged || !m_spread || m_spread->type.empty();
    }
    take(Role::Correlation, event.correlation);
    take(Role::Causation, event.causation);
    if (!field(Role::Revision).waits && versionOf(cells, event.version) == Found::Bad)
        event.damaged = true;
}

} // namespace eventscope
