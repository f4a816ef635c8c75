// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/mappingroles.h"

#include <algorithm>
#include <cctype>

namespace eventscope::ui {

namespace {

bool isPlainIdentifier(const std::string &name)
{
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())))
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    });
}

std::string quoted(const std::string &name)
{
    std::string text = "\"";
    for (const char c : name) {
        text += c;
        if (c == '"')
            text += c;
    }
    return text + '"';
}

// Reserved words need quotes as well; quoting is never wrong for a column that exists.
std::string sqlName(const std::string &name)
{
    static constexpr std::array kReserved{"order", "group",  "index", "table", "from",
                                          "to",    "values", "key",   "when",  "where"};
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool reserved = std::find(kReserved.begin(), kReserved.end(), lower) != kReserved.end();
    return isPlainIdentifier(name) && !reserved ? name : quoted(name);
}

// The value that a record has for a role; only whether it is empty counts.
bool isEmpty(Role role, const Record &record)
{
    switch (role) {
    case Role::Stream:
        return record.stream.empty();
    case Role::Type:
        return record.type.empty();
    case Role::Data:
        return record.data.kind == Payload::Kind::Absent;
    case Role::Version:
        return !record.version;
    case Role::Time:
        return !record.time;
    case Role::Position:
        return record.position.empty();
    case Role::Id:
        return record.id.empty();
    case Role::StreamType:
        return record.streamType.empty();
    case Role::Metadata:
        return record.metadata.kind == Payload::Kind::Absent;
    case Role::Correlation:
        return record.correlationId.empty();
    case Role::Causation:
        return record.causationId.empty();
    }
    return false;
}

} // namespace

QString roleTitle(Role role)
{
    switch (role) {
    case Role::Stream:
        return QStringLiteral("Stream");
    case Role::Type:
        return QStringLiteral("Event type");
    case Role::Data:
        return QStringLiteral("Data");
    case Role::Version:
        return QStringLiteral("Version");
    case Role::Time:
        return QStringLiteral("Time");
    case Role::Position:
        return QStringLiteral("Position");
    case Role::Id:
        return QStringLiteral("Event id");
    case Role::StreamType:
        return QStringLiteral("Stream type");
    case Role::Metadata:
        return QStringLiteral("Metadata");
    case Role::Correlation:
        return QStringLiteral("Correlation id");
    case Role::Causation:
        return QStringLiteral("Causation id");
    }
    return {};
}

QString roleHint(Role role)
{
    switch (role) {
    case Role::Stream:
        return QStringLiteral("Which aggregate (entity, stream) the event belongs to");
    case Role::Type:
        return QStringLiteral("The event's name, such as OrderPlaced");
    case Role::Data:
        return QStringLiteral("The payload");
    case Role::Version:
        return QStringLiteral("The event's number within its stream; counted if there is none");
    case Role::Time:
        return QStringLiteral("When it happened or was recorded");
    case Role::Position:
        return QStringLiteral("Its place in the whole store; the record's number if there is none");
    case Role::Id:
        return QStringLiteral("What other events name as their cause");
    case Role::StreamType:
        return QStringLiteral(
            "Order, Cart …; the stream's name up to the first hyphen if there is none");
    case Role::Metadata:
        return QStringLiteral("What was recorded beside the payload");
    case Role::Correlation:
        return QStringLiteral(
            "Shared by all events of one process; looked for in the metadata if there is none");
    case Role::Causation:
        return QStringLiteral(
            "The id of what caused the event; looked for in the metadata if there is none");
    }
    return {};
}

bool roleIsNeeded(Role role)
{
    return role == Role::Stream || role == Role::Type;
}

const FieldSpec &fieldOf(const EventsSpec &events, Role role)
{
    switch (role) {
    case Role::Stream:
        return events.stream;
    case Role::Type:
        return events.type;
    case Role::Data:
        return events.data;
    case Role::Version:
        return events.version;
    case Role::Time:
        return events.time;
    case Role::Position:
        return events.position;
    case Role::Id:
        return events.id;
    case Role::StreamType:
        return events.streamType;
    case Role::Metadata:
        return events.metadata;
    case Role::Correlation:
        return events.correlation;
    case Role::Causation:
        break;
    }
    return events.causation;
}

FieldSpec &fieldOf(EventsSpec &events, Role role)
{
    return const_cast<FieldSpec &>(fieldOf(static_cast<const EventsSpec &>(events), role));
}

QString fieldText(const FieldSpec &field)
{
    if (!field.isSet())
        return QStringLiteral("—");
    QString text = QString::fromStdString(field.column);
    for (std::size_t i = 0; i < field.paths.size(); ++i)
        text += (i == 0 ? QStringLiteral(" ") : QStringLiteral(" or "))
                + QString::fromStdString(field.paths[i]);
    if (!field.after.empty())
        text += QStringLiteral(" after \"%1\"").arg(QString::fromStdString(field.after));
    if (!field.before.empty())
        text += QStringLiteral(" before \"%1\"").arg(QString::fromStdString(field.before));
    if (!field.beforeLast.empty())
        text += QStringLiteral(" before the last \"%1\"")
                    .arg(QString::fromStdString(field.beforeLast));
    if (!field.split.empty())
        text += QStringLiteral(" part %1 between \"%2\"")
                    .arg(field.part)
                    .arg(QString::fromStdString(field.split));
    for (const FieldSpec &other : field.otherwise)
        text += (text.isEmpty() ? QString() : QStringLiteral(", else ")) + fieldText(other);
    if (field.fallback)
        text += (text.isEmpty() ? QStringLiteral("always \"%1\"") : QStringLiteral(", else \"%1\""))
                    .arg(QString::fromStdString(*field.fallback));
    return text;
}

FieldSpec columnField(const std::string &name, const std::string &kind)
{
    FieldSpec field;
    field.column = kind == "sqlite" ? sqlName(name) : name;
    return field;
}

std::vector<FieldSpec> choicesFor(Role role, const TableDescription &table, const Dialect &guess)
{
    std::vector<FieldSpec> choices{FieldSpec{}};
    const FieldSpec &guessed = fieldOf(guess.events, role);
    if (guessed.isSet())
        choices.push_back(guessed);
    for (const std::string &name : table.columns) {
        FieldSpec field = columnField(name, guess.kind);
        const bool same = guessed.column == field.column || guessed.column == name;
        FieldSpec plain = guessed;
        plain.encoding.reset();
        plain.column = field.column;
        // The guess stands for the column if it takes the whole of it.
        if (!(same && plain == field))
            choices.push_back(std::move(field));
    }
    return choices;
}

Dialect startingDialect(const TableDescription &table, const std::vector<Candidate> &candidates,
                        const std::string &kind)
{
    for (const Candidate &candidate : candidates) {
        if (candidate.table == table.name || (kind == "file" && candidate.table.empty()))
            return candidate.dialect;
    }
    Dialect dialect;
    dialect.name = "custom";
    dialect.title = "Custom";
    dialect.kind = kind;
    if (kind == "sqlite") {
        dialect.events.table = table.name;
        dialect.events.order = {"rowid"};
    }
    return dialect;
}

void setField(Dialect &dialect, Role role, const FieldSpec &field, const Dialect &guess)
{
    fieldOf(dialect.events, role) = field;
    if (role != Role::Position || dialect.kind != "sqlite")
        return;
    // What makes the guess's order unique stays behind it.
    dialect.events.order = guess.events.order;
    if (field == guess.events.position || field.column.empty())
        return;
    auto &order = dialect.events.order;
    order.erase(std::remove(order.begin(), order.end(), field.column), order.end());
    order.insert(order.begin(), field.column);
}

void setSignature(Dialect &dialect, const TableDescription &table)
{
    Dialect::Signature signature;
    if (dialect.kind == "sqlite")
        signature.table = table.name;
    for (const Role role : kRoles) {
        const std::string &column = fieldOf(dialect.events, role).column;
        const auto named = std::find_if(table.columns.begin(), table.columns.end(),
                                        [&](const std::string &name) {
                                            return column == name || column == quoted(name);
                                        });
        if (named != table.columns.end()
            && std::find(signature.members.begin(), signature.members.end(), *named)
                   == signature.members.end())
            signature.members.push_back(*named);
    }
    dialect.requires_ = {std::move(signature)};
}

QString problemOf(Role role, const Dialect &dialect, const std::vector<Record> &records)
{
    const bool isSet = fieldOf(dialect.events, role).isSet();
    if (!isSet)
        return roleIsNeeded(role) ? QStringLiteral("needed") : QString();
    const auto empty = std::count_if(records.begin(), records.end(),
                                     [&](const Record &record) { return isEmpty(role, record); });
    if (empty == 0)
        return {};
    return QStringLiteral("%1 in %2 of %3")
        .arg(role == Role::Time      ? QStringLiteral("no time")
             : role == Role::Version ? QStringLiteral("no number")
                                     : QStringLiteral("empty"))
        .arg(empty)
        .arg(records.size());
}

} // namespace eventscope::ui
