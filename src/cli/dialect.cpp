// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "session/recordjson.h"
#include "store/dialecttrial.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace eventscope::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostDamaged = 20; // that are listed one by one

Json mistakeJson(const Error &error)
{
    Json json = {{"path", error.path}};
    json["line"] = error.line > 0 ? Json(error.line) : Json();
    json["column"] = error.column > 0 ? Json(error.column) : Json();
    json["message"] = error.message;
    return json;
}

Json parsed(const std::string &text)
{
    return Json::parse(text, nullptr, false);
}

// What the store is with this dialect; events that are damaged, which some only show when they are read, are added to the mistakes.
Result<void> addEvents(Json &json, Json &mistakes, const OpenedStore &opened, std::stop_token stop)
{
    const EventLog &log = *opened.log;
    json["events"] = log.rowCount();
    json["streams"] = log.streamCount();
    json["versionsCounted"] = log.versionsCounted();
    for (std::uint32_t i = 0; i < log.typeCount(); ++i)
        json["eventTypes"].push_back(
            {{"type", log.typeName(TypeId(i))}, {"count", log.typeEvents(TypeId(i))}});
    auto reader = opened.store->reader();
    if (!reader)
        return fail(std::move(reader).error());
    int damaged = 0;
    for (std::uint32_t i = 0; i < log.rowCount() && !stop.stop_requested(); ++i) {
        const auto record = (*reader)->read(log.locator(Row(i)), stop);
        if (!record)
            return fail(record.error());
        if (i == 0)
            json["first"] = parsed(eventToJson(log, Row(i), *record));
        if (!log.damaged(Row(i)) && !record->damage)
            continue;
        if (++damaged <= kMostDamaged) {
            mistakes.push_back(
                {{"position", parsed(positionToJson(log.positionLabel(Row(i))))},
                 {"message", record->damage ? record->damage->message
                                            : std::string("The event is damaged.")}});
        }
    }
    json["damaged"] = damaged;
    const auto checkpoints = opened.store->checkpoints();
    if (!checkpoints)
        return fail(checkpoints.error());
    json["checkpoints"] = checkpoints->size();
    return {};
}

} // namespace

int runDialectTest(const DialectTestOptions &options, std::stop_token stop)
{
    auto trial = DialectTrial::read(options.dialect);
    if (!trial) {
        printError(trial.error());
        return kUnusable;
    }
    if (const auto compared = trial->compareWith(options.store, {stop, nullptr}); !compared) {
        if (stop.stop_requested())
            return kInterrupted;
        printError(compared.error());
        return kUnusable;
    }
    Json json;
    json["store"] = options.store;
    json["dialect"] = trial->dialect() ? Json(trial->dialect()->name) : Json();
    json["path"] = trial->path();
    json["detects"] = trial->detects();
    for (const char *const key : {"events", "streams", "damaged", "versionsCounted"})
        json[key] = nullptr;
    json["eventTypes"] = Json::array();
    json["checkpoints"] = nullptr;
    json["first"] = nullptr;
    Json mistakes = Json::array();
    if (trial->mistakes().empty()) {
        const auto opened = openAndLoad({options.store, trial->path(), {}, {}}, stop);
        if (stop.stop_requested())
            return kInterrupted;
        if (!opened) {
            mistakes.push_back(mistakeJson(opened.error()));
        } else {
            trial->compareWith(*opened->log);
            if (const auto added = addEvents(json, mistakes, *opened, stop); !added)
                mistakes.push_back(mistakeJson(added.error()));
            if (opened->problem)
                mistakes.push_back(mistakeJson(*opened->problem));
        }
    }
    for (const Error &error : trial->mistakes())
        mistakes.push_back(mistakeJson(error));
    const bool isRight = mistakes.empty();
    json["mistakes"] = std::move(mistakes);
    printLine(json.dump(-1, ' ', false, Json::error_handler_t::replace));
    return isRight ? kFine : kNo;
}

int runDialectExport(const DialectExportOptions &options)
{
    if (options.dialect == "generic") {
        printError(Error(ErrorCode::Invalid,
                         "generic is no dialect but a guess by the columns of each store; export "
                         "another one, or save what was guessed from the mapping dialog."));
        return kUnusable;
    }
    const auto dialect = findDialect(options.dialect,
                                     options.postgresql ? postgresqlDialects() : knownDialects());
    if (!dialect) {
        printError(dialect.error());
        return kUnusable;
    }
    print(dialect->toJson());
    return kFine;
}

} // namespace eventscope::cli
