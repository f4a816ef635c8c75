// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/readmodelfold.h"

#include "script/foldhost.h"

#include <cstdlib>
#include <utility>

namespace eventscope {

namespace {

constexpr std::int64_t kRowsAtOnce = 5000;

std::int64_t numberOf(const JsonValue *value)
{
    return value && value->isNumber() ? std::strtoll(value->text().c_str(), nullptr, 10) : 0;
}

std::string textOf(const JsonValue *value)
{
    return value ? value->text() : std::string();
}

JsonValue valueOf(const JsonValue *value)
{
    return value ? *value : JsonValue();
}

std::string purposeOf(const ReadModelOptions &options)
{
    return ",\"readModel\":true,\"schema\":" + jsonQuote(options.schema)
           + ",\"limits\":{\"database\":" + std::to_string(options.limits.databaseBytes)
           + ",\"journal\":" + std::to_string(options.limits.journalBytes)
           + ",\"images\":" + std::to_string(options.limits.imageBytes) + '}';
}

} // namespace

ReadModelFold::ReadModelFold(std::unique_ptr<ScriptFold::Host> host)
    : m_host(std::move(host))
{
    m_host->onAnswer = [this](const JsonValue &answer) { receive(answer); };
}

ReadModelFold::~ReadModelFold() = default;

Result<std::unique_ptr<ReadModelFold>> ReadModelFold::open(const std::string &file,
                                                           const ReadModelOptions &options,
                                                           std::stop_token stop,
                                                           std::vector<std::string> *seen)
{
    // The host holds the database, too.
    ScriptOptions script = options.script;
    script.limits.memoryBytes += options.limits.databaseBytes + options.limits.journalBytes
                                 + options.limits.imageBytes;
    auto host = std::make_unique<ScriptFold::Host>(file, script, purposeOf(options));
    auto started = host->ensureStarted(std::move(stop));
    if (seen)
        *seen = host->files;
    if (!started)
        return fail(std::move(started).error());
    std::unique_ptr<ReadModelFold> fold(new ReadModelFold(std::move(host)));
    if (auto taken = fold->takeDefinition(); !taken)
        return fail(std::move(taken).error());
    return fold;
}

Result<void> ReadModelFold::takeDefinition()
{
    const auto told = JsonValue::parse(m_host->loaded);
    if (!told)
        return fail(told.error());
    const auto flag = [&](const char *name) {
        const JsonValue *value = told->find(name);
        return value && value->toBool();
    };
    if (!flag("isReadModel"))
        return fail(ErrorCode::Unsupported,
                    m_host->scriptName()
                        + " has no handler: call on('OrderCreated', (event, db) => …), or export a "
                          "class with handleOrderCreated(event) or handle(event), or an object of "
                          "handlers by event type.");
    m_definition = {};
    m_definition.any = flag("any");
    if (const JsonValue *types = told->find("types")) {
        for (const JsonValue &type : types->elements())
            m_definition.types.push_back(type.text());
    }
    return {};
}

void ReadModelFold::receive(const JsonValue &answer)
{
    if (const JsonValue *places = answer.find("o"); places && !places->elements().empty())
        m_place = std::uint32_t(numberOf(&places->elements().back()));
    if (const JsonValue *types = answer.find("n")) {
        for (const JsonValue &type : types->elements())
            m_skipped.insert(type.text());
    }
}

const std::vector<std::string> &ReadModelFold::files() const
{
    return m_host->files;
}

Result<void> ReadModelFold::begin(std::stop_token stop)
{
    m_place = 0;
    m_skipped.clear();
    m_ownWarnings.clear();
    m_toldOfBlocks = false;
    return m_host->begin({}, std::move(stop));
}

Result<void> ReadModelFold::apply(std::span<const ScriptEvent> events, std::stop_token stop)
{
    if (failure())
        return {};
    return m_host->apply(events, std::move(stop));
}

Result<void> ReadModelFold::sync(std::stop_token stop)
{
    return m_host->sync(std::move(stop));
}

const ScriptFailure *ReadModelFold::failure() const
{
    return m_host->failures.empty() ? nullptr : &m_host->failures.front();
}

std::optional<ScriptEnd> ReadModelFold::endedBy() const
{
    return m_host->endedBy;
}

std::vector<ScriptLogLine> ReadModelFold::takeLogs()
{
    return std::exchange(m_host->logs, {});
}

std::vector<std::string> ReadModelFold::takeWarnings()
{
    std::vector<std::string> warnings = m_host->takeWarnings();
    warnings.insert(warnings.end(), m_ownWarnings.begin(), m_ownWarnings.end());
    m_ownWarnings.clear();
    return warnings;
}

Result<JsonValue> ReadModelFold::ask(const std::string &request, std::stop_token stop)
{
    auto answer = m_host->ask('J', request, std::move(stop));
    if (!answer)
        return fail(std::move(answer).error());
    return JsonValue::parse(*answer);
}

Result<std::uint32_t> ReadModelFold::seek(std::uint32_t place, std::stop_token stop)
{
    if (auto done = m_host->sync(stop); !done)
        return fail(std::move(done).error());
    while (true) {
        const auto reached = ask("{\"do\":\"go\",\"place\":" + std::to_string(place) + '}', stop);
        if (!reached)
            return fail(reached.error());
        m_place = std::uint32_t(numberOf(reached->at("/0")));
        if (const JsonValue *more = reached->at("/1"); !more || !more->toBool())
            break;
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "Cancelled.");
    }
    m_host->forgiveAll();
    if (m_place < place && !m_toldOfBlocks) {
        const auto blocked = ask("{\"do\":\"blocked\"}", stop);
        if (blocked && blocked->toBool()) {
            m_toldOfBlocks = true;
            m_ownWarnings.push_back(
                m_host->scriptName()
                + " changes its tables' columns, or writes to virtual tables or computed columns, while "
                  "events are handled: stepping back over such an event runs earlier events again, "
                  "which is slower.");
        }
    }
    return m_place;
}

Result<std::vector<ReadModelChange>> ReadModelFold::lastChanges(std::size_t most,
                                                                std::stop_token stop)
{
    const auto told = ask("{\"do\":\"changes\",\"most\":" + std::to_string(most) + '}',
                          std::move(stop));
    if (!told)
        return fail(told.error());
    std::vector<ReadModelChange> changes;
    for (const JsonValue &each : told->elements()) {
        const std::string kind = textOf(each.find("op"));
        changes.push_back({textOf(each.find("table")),
                           kind == "insert"   ? ReadModelChange::Kind::Inserted
                           : kind == "delete" ? ReadModelChange::Kind::Deleted
                                              : ReadModelChange::Kind::Updated,
                           valueOf(each.find("key")), valueOf(each.find("before")),
                           valueOf(each.find("after"))});
    }
    return changes;
}

Result<std::vector<HandlerTime>> ReadModelFold::takeTimes(std::stop_token stop)
{
    const auto told = ask("{\"do\":\"times\"}", std::move(stop));
    if (!told)
        return fail(told.error());
    std::vector<HandlerTime> times;
    for (const JsonValue &each : told->elements()) {
        times.push_back({textOf(each.at("/0")), std::uint64_t(numberOf(each.at("/1/0"))),
                         std::chrono::milliseconds(numberOf(each.at("/1/1"))),
                         std::chrono::milliseconds(numberOf(each.at("/1/2")))});
    }
    return times;
}

Result<std::vector<ReadModelTable>> ReadModelFold::tables(std::stop_token stop)
{
    const auto told = ask("{\"do\":\"tables\"}", std::move(stop));
    if (!told)
        return fail(told.error());
    std::vector<ReadModelTable> tables;
    for (const JsonValue &each : told->elements()) {
        ReadModelTable table;
        table.name = textOf(each.find("name"));
        const JsonValue *isView = each.find("isView");
        table.isView = isView && isView->toBool();
        table.rows = numberOf(each.find("rows"));
        if (const JsonValue *columns = each.find("columns")) {
            for (const JsonValue &column : columns->elements())
                table.columns.push_back({textOf(column.at("/0")), textOf(column.at("/1")),
                                         int(numberOf(column.at("/2")))});
        }
        tables.push_back(std::move(table));
    }
    return tables;
}

Result<ReadModelPage> ReadModelFold::page(const ReadModelPageRequest &request, std::stop_token stop)
{
    const auto told = ask("{\"do\":\"rows\",\"table\":" + jsonQuote(request.table)
                              + ",\"orderBy\":" + jsonQuote(request.orderBy)
                              + ",\"descending\":" + (request.descending ? "true" : "false")
                              + ",\"search\":" + jsonQuote(request.search)
                              + ",\"offset\":" + std::to_string(request.offset)
                              + ",\"limit\":" + std::to_string(request.limit) + '}',
                          std::move(stop));
    if (!told)
        return fail(told.error());
    ReadModelPage page;
    if (const JsonValue *columns = told->find("columns")) {
        for (const JsonValue &column : columns->elements())
            page.columns.push_back(column.text());
    }
    page.total = numberOf(told->find("total"));
    if (const JsonValue *rows = told->find("rows"))
        page.rows = rows->elements();
    return page;
}

Result<void> ReadModelFold::eachRow(const std::string &table,
                                    const std::function<bool(std::string line)> &line,
                                    std::stop_token stop)
{
    ReadModelPageRequest request;
    request.table = table;
    request.limit = kRowsAtOnce;
    while (true) {
        const auto rows = page(request, stop);
        if (!rows)
            return fail(rows.error());
        for (const JsonValue &row : rows->rows) {
            std::string text = "{";
            for (std::size_t i = 0; i < rows->columns.size(); ++i) {
                text += i > 0 ? "," : "";
                appendJsonQuoted(text, rows->columns[i]);
                text += ':' + row.elements().at(i).dump();
            }
            if (!line(text + '}'))
                return {};
        }
        request.offset += kRowsAtOnce;
        if (request.offset >= rows->total)
            return {};
    }
}

} // namespace eventscope
