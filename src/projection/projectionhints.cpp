// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/projectionhints.h"

#include "base/editdistance.h"
#include "base/json.h"
#include "script/eventbatch.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

namespace eventscope {

namespace {

constexpr std::string_view kCategoryStream = "$ce-";
constexpr std::string_view kTypeStream = "$et-";
constexpr std::size_t kMostNamed = 5; // in a sentence

// Where a name is known: a projection's definition runs before the first event, its handlers have other functions.
constexpr std::array<std::string_view, 8> kDefining{"fromAll",      "fromStream",     "fromStreams",
                                                    "fromCategory", "fromCategories", "options",
                                                    "on_event",     "on_any"};
constexpr std::array<std::string_view, 4> kHandling{"emit", "linkTo", "linkStreamTo", "copyTo"};
constexpr std::array<std::string_view, 7> kChained{"when",        "foreachStream", "partitionBy",
                                                   "outputState", "outputTo",      "transformBy",
                                                   "filterBy"};
constexpr std::array<std::string_view, 5> kSpecial{"$init", "$initShared", "$any", "$created",
                                                   "$deleted"};

char lowered(char byte)
{
    return static_cast<char>(std::tolower(static_cast<unsigned char>(byte)));
}

std::string lowered(std::string_view name)
{
    std::string lower(name);
    for (char &byte : lower)
        byte = lowered(byte);
    return lower;
}

// Letters and digits only, which is what a read model's handlers go by.
std::string bare(std::string_view name)
{
    std::string text;
    for (const char byte : name) {
        if (std::isalnum(static_cast<unsigned char>(byte)) != 0 || (byte & '\x80') != 0)
            text += lowered(byte);
    }
    return text;
}

bool isWordByte(char byte)
{
    return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '$';
}

// Of the names the one that it most likely is a slip of; none if it is far from all.
class Nearest
{
public:
    explicit Nearest(std::string_view name)
        : m_name(lowered(name))
        , m_distance(std::min<std::size_t>(m_name.size() / 3, 2) + 1)
    {}

    void offer(std::string_view other)
    {
        const std::size_t longer = std::max(other.size(), m_name.size());
        if (longer - std::min(other.size(), m_name.size()) >= m_distance)
            return;
        const std::size_t distance = editDistance(m_name, lowered(other));
        if (distance < m_distance) {
            m_distance = distance;
            m_best = other;
        }
    }

    std::string_view best() const { return m_best; }

private:
    std::string m_name;
    std::size_t m_distance;
    std::string_view m_best;
};

template<typename Names>
bool contains(const Names &names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

// "order", "user" and 3 more.
template<typename Names>
std::string listOf(const Names &names, const char *last = " and ")
{
    std::string text;
    std::size_t count = 0;
    for (const auto &name : names) {
        if (count == kMostNamed)
            break;
        const bool isLast = ++count == names.size();
        text += (text.empty() ? "" : isLast ? last : ", ") + jsonQuote(name);
    }
    if (names.size() > count)
        text += last + std::to_string(names.size() - count) + " more";
    return text;
}

std::set<std::string_view> categoriesOf(const EventLog &log)
{
    std::set<std::string_view> categories;
    for (std::uint32_t i = 0; i < log.streamTypeCount(); ++i)
        categories.insert(log.streamTypeName(StreamTypeId(i)));
    for (std::uint32_t i = 0; categories.empty() && i < log.streamCount(); ++i)
        categories.insert(
            log.streamName(StreamId(i)).substr(0, log.streamName(StreamId(i)).find('-')));
    return categories;
}

// Empty: some of it is there.
std::string missingSource(const EventLog &log, const ProjectionDefinition &definition)
{
    std::vector<std::string> categories = definition.categories;
    std::vector<std::string> streams;
    for (const std::string &stream : definition.streams) {
        if (stream.starts_with(kCategoryStream))
            categories.push_back(stream.substr(kCategoryStream.size()));
        else if (stream.starts_with(kTypeStream) || log.findStream(stream))
            return {};
        else
            streams.push_back(stream);
    }
    if (!categories.empty()) {
        const auto known = categoriesOf(log);
        if (std::any_of(categories.begin(), categories.end(),
                        [&](const std::string &each) { return known.contains(each); }))
            return {};
        if (streams.empty())
            return "no stream is of the category " + listOf(categories, " or ")
                   + (known.empty() ? "." : "; the store has " + listOf(known) + '.');
    }
    if (streams.empty() || log.streamCount() == 0)
        return {};
    return "there is no stream " + listOf(streams, " or ") + "; one that there is has the name "
           + jsonQuote(log.streamName(StreamId(0))) + '.';
}

std::string missingTypes(const EventLog &log, const ProjectionDefinition &definition)
{
    const auto isKnown = [&](const std::string &type) { return log.findType(type).has_value(); };
    if (definition.allEvents || definition.events.empty() || log.typeCount() == 0
        || std::any_of(definition.events.begin(), definition.events.end(), isKnown))
        return {};
    std::vector<std::string_view> types;
    for (std::uint32_t i = 0; i < log.typeCount(); ++i)
        types.push_back(log.typeName(TypeId(i)));
    return "no event is of the type " + listOf(definition.events, " or ") + "; the store has "
           + listOf(types) + '.';
}

} // namespace

ProjectionFailure failureIn(const EventLog &log, const ScriptFailure &failed)
{
    constexpr std::size_t kLongest = 100; // of a stream's name in a sentence
    ProjectionFailure failure{Row(failed.ordinal), failed.error, failed.end};
    if (failed.ordinal >= log.rowCount())
        return failure;
    const Row row = failure.row;
    const Version version = log.version(row);
    const std::string_view type = log.typeName(log.type(row));
    const std::string told = eventName(version, failed.ordinal, type);
    std::string name = version == kNoVersion
                           ? '#' + log.positionLabel(row) + " (" + std::string(type) + ')'
                           : told;
    const StreamId stream = log.stream(row);
    if (stream != kNoStream && log.streamName(stream).size() <= kLongest)
        name = std::string(log.streamName(stream)) + ' ' + name;
    // Behind what the script itself said, which may hold the same words.
    if (const std::size_t at = failure.error.message.rfind(told); at != std::string::npos)
        failure.error.message.replace(at, told.size(), name);
    return failure;
}

Error withMeantName(Error error)
{
    constexpr std::string_view kNoVariable = "Can't find variable: ";
    constexpr std::string_view kNoFunction = " is not a function";
    const std::string &message = error.message;
    std::string_view name;
    bool isChained = false;
    if (std::size_t at = message.find(kNoVariable); at != std::string::npos) {
        at += kNoVariable.size();
        const auto end = std::find_if_not(message.begin() + std::ptrdiff_t(at), message.end(),
                                          isWordByte);
        name = std::string_view(message).substr(at, std::size_t(end - message.begin()) - at);
    } else if (at = message.find(kNoFunction); at != std::string::npos) {
        std::size_t from = at;
        while (from > 0 && isWordByte(message[from - 1]))
            --from;
        isChained = from > 0 && message[from - 1] == '.';
        name = std::string_view(message).substr(from, at - from);
    }
    if (name.empty())
        return error;
    std::string hint;
    if (!isChained && contains(kDefining, name)) {
        hint = std::string(name) + "() is there for the definition only, not in handlers.";
    } else if (!isChained && contains(kHandling, name)) {
        hint = std::string(name) + "() is there in handlers only.";
    } else if (!isChained || !contains(kChained, name)) {
        Nearest nearest(name);
        const auto offer = [&](const auto &names) {
            for (const std::string_view each : names)
                nearest.offer(each);
        };
        if (isChained) {
            offer(kChained);
        } else {
            offer(kDefining);
            offer(kHandling);
        }
        if (nearest.best().empty())
            return error;
        hint = "Is it " + std::string(nearest.best()) + "()?";
    } else {
        return error;
    }
    error.message += ' ' + hint;
    return error;
}

ProjectionWarning nothingSelected(const EventLog &log, const ProjectionDefinition &definition,
                                  std::uint32_t rows, bool inOtherStreams)
{
    std::string why = inOtherStreams ? missingSource(log, definition)
                                     : missingTypes(log, definition);
    if (why.empty())
        why = "look at the stream, category and type names.";
    return {"selects-nothing", "None of the " + std::to_string(rows) + " events is handled: " + why,
            0};
}

std::vector<ProjectionWarning> mistypedTypes(const EventLog &log,
                                             const ProjectionDefinition &definition, bool exact)
{
    constexpr std::uint64_t kMostCompared = 100'000; // a store may have as many types as events
    std::vector<ProjectionWarning> warnings;
    const std::uint32_t count = log.typeCount();
    if (definition.allEvents || std::uint64_t(count) * definition.events.size() > kMostCompared)
        return warnings;
    for (const std::string &type : definition.events) {
        if (log.findType(type))
            continue;
        Nearest nearest(type);
        bool isKnown = false;
        for (std::uint32_t i = 0; i < count && !isKnown; ++i) {
            const std::string_view known = log.typeName(TypeId(i));
            isKnown = !exact && bare(known).ends_with(bare(type));
            nearest.offer(known);
        }
        if (exact && type.starts_with('$')) {
            for (const std::string_view special : kSpecial)
                nearest.offer(special);
        }
        if (isKnown || nearest.best().empty())
            continue;
        std::int64_t line = 0;
        for (const ProjectionHandler &handler : definition.handlers) {
            if (handler.name == type)
                line = handler.firstLine;
        }
        warnings.push_back({"unknown-type",
                            "No event is of the type " + jsonQuote(type) + ": is it "
                                + jsonQuote(nearest.best()) + '?',
                            line});
    }
    return warnings;
}

} // namespace eventscope
