// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codewords.h"

namespace eventscope::ui {

namespace {

using Kind = CodeWord::Kind;

CodeWord word(Kind kind, const char *signature, const char *help, bool isChained = false)
{
    const QString text = QString::fromUtf8(signature);
    const qsizetype end = text.indexOf(u'(');
    return {.kind = kind,
            .name = end < 0 ? text : text.left(end),
            .signature = text,
            .help = QString::fromUtf8(help),
            .isChained = isChained};
}

CodeWord function(const char *signature, const char *help)
{
    return word(Kind::Function, signature, help);
}

CodeWord chained(const char *signature, const char *help)
{
    return word(Kind::Function, signature, help, true);
}

CodeWord handler(const char *signature, const char *help)
{
    return word(Kind::Handler, signature, help);
}

// A value, no function.
CodeWord named(const char *name, const char *what, const char *help)
{
    CodeWord made = word(Kind::Function, name, help);
    made.signature = QString::fromUtf8(what);
    return made;
}

CodeWord member(const char *name, const char *type, const char *help)
{
    CodeWord made = word(Kind::Member, name, help);
    made.signature = QString::fromUtf8(type);
    return made;
}

} // namespace

CodeCompletions projectionCompletions()
{
    CodeCompletions all;
    all.words = {
        function("fromAll()", "Reads every event of the store."),
        function("fromStream(streamId)", "Reads the events of one stream."),
        function("fromStreams(streamId, ...)",
                 "Reads the events of several streams, in the order of the store."),
        function("fromCategory(category)",
                 "Reads the streams whose name begins with the category and a dash."),
        function("fromCategories(category, ...)", "Reads the streams of several categories."),
        function("options({ $includeLinks?, reorderEvents?, processingLag?, resultStreamName?, "
                 "biState? })",
                 "Sets how the projection reads and where its result goes; several calls add up."),
        function("on_event(eventType, (state, event) => state)",
                 "Handles one event type, as a key of when() does."),
        function("on_any((state, event) => state)",
                 "Handles every event type that has no handler of its own."),
        function("on(eventType, (event, db) => …)",
                 "Handles one event type with the read model's database, synchronously or async."),
        named("db", "database",
              "The read model's database, private and in memory; its tables are the output."),
        function("emit(streamId, eventType, body, metadata?)",
                 "Would write an event; here it is shown, and never written."),
        function("linkTo(streamId, event, metadata?)",
                 "Would write a link to the event; here it is shown, and never written."),
        function("linkStreamTo(streamId, linkedStreamId)",
                 "Would write a link to a whole stream; here it is shown, and never written."),
        function("copyTo(streamId, event)", "Is accepted and does nothing."),
        function("log(value)", "Writes a text, or an object as JSON, to the log."),
        chained("when({ EventType: (state, event) => state })",
                "Handles events by their type; what returns undefined keeps the changed state."),
        chained("foreachStream()", "Keeps a state of its own for every stream."),
        chained("partitionBy((event) => key)",
                "Keeps a state of its own for every key, a text or a number; others are skipped."),
        chained("outputState()", "Makes the state the result of the projection."),
        chained("transformBy((state) => result)",
                "Shapes the result; handlers never see what it returns."),
        chained("filterBy((state) => boolean)", "Keeps the result only where it returns true."),
        chained("outputTo(streamId, partitionPattern?)", "Names the stream that results go to."),
        handler("$init()", "Returns the state that a partition starts from; {} without it."),
        handler("$initShared()",
                "Returns the state that all partitions share; handlers then get both."),
        handler("$any(state, event)", "Gets the events that no other handler is for."),
        handler("$created(state, event)", "Runs before the first event of a new partition."),
        handler("$deleted(state, event, partition, isSoftDelete)",
                "Runs when a stream was deleted; needs foreachStream()."),
    };
    all.eventMembers = {
        member("body", "object", "The payload, parsed; undefined where it is not JSON."),
        member("data", "object", "The payload, as body."),
        member("bodyRaw", "string", "The payload as it is stored."),
        member("metadata", "object", "The metadata, parsed."),
        member("metadataRaw", "string", "The metadata as it is stored."),
        member("eventType", "string", "The type of the event."),
        member("streamId", "string", "The stream that the event stands in."),
        member("sequenceNumber", "number", "Its number in its stream, from 0."),
        member("eventId", "string", "The id of the event."),
        member("created", "string", "When it was written, ISO 8601."),
        member("partition", "string", "The key of the state that is handled; \"\" without one."),
        member("category", "string", "The stream's name up to the first dash."),
        member("isJson", "boolean", "Whether the payload is JSON."),
        member("linkMetadata", "object", "The metadata of the link that led here, parsed."),
        member("linkMetadataRaw", "string", "The metadata of the link that led here, as stored."),
    };
    all.databaseMembers = {
        function("query(sql, parameters?)", "Runs a statement; ? or $1 stand for the parameters."),
        function("get(sql, parameters?)", "The first row of a query, or undefined."),
        function("all(sql, parameters?)", "All rows of a query."),
        function("run(sql, parameters?)", "Runs a statement that returns no rows."),
        function("exec(sql)", "Runs statements without parameters, such as CREATE TABLE."),
        function("prepare(sql)", "A statement to run again and again: run(), get(), all()."),
    };
    return all;
}

} // namespace eventscope::ui
