// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/projectcompletions.h"

#include "models/streamorder.h"
#include "session/session.h"

#include <algorithm>
#include <string>
#include <vector>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kMostLookedAt = 200'000; // names, while somebody types

// Those that contain what is typed; those that begin with it first.
template<typename NameOf>
QStringList namesWith(const QString &typed, int most, std::uint32_t count, const NameOf &nameOf)
{
    const std::string needle = foldedAscii(typed.toStdString());
    QStringList first;
    QStringList others;
    for (std::uint32_t i = 0; i < std::min(count, kMostLookedAt) && first.size() < most; ++i) {
        const std::string_view name = nameOf(i);
        if (name.empty() || !containsFolded(name, needle))
            continue;
        const bool begins = containsFolded(name.substr(0, needle.size()), needle);
        if (begins)
            first.append(QString::fromUtf8(name.data(), qsizetype(name.size())));
        else if (others.size() < most)
            others.append(QString::fromUtf8(name.data(), qsizetype(name.size())));
    }
    first += others;
    return first.mid(0, most);
}

// "data.lines[0].sku" below {"lines", "[]"} is sku.
std::vector<CodeWord> fieldsBelow(const SeenFieldList &fields, const QStringList &path)
{
    QString prefix = QStringLiteral("data");
    for (const QString &step : path)
        prefix += step == QStringLiteral("[]") ? QStringLiteral("[0]") : u'.' + step;
    prefix += u'.';
    std::vector<CodeWord> words;
    QStringList names;
    for (const SeenField &field : fields) {
        const QString name = QString::fromStdString(field.path);
        if (!name.startsWith(prefix))
            continue;
        const QString rest = name.mid(prefix.size());
        const auto end = std::find_if(rest.begin(), rest.end(),
                                      [](QChar c) { return c == u'.' || c == u'['; });
        const QString own = rest.left(end - rest.begin());
        if (own.isEmpty() || names.contains(own))
            continue;
        names.append(own);
        CodeWord word;
        word.kind = CodeWord::Kind::Field;
        word.name = own;
        word.signature = end == rest.end() ? QString::fromStdString(field.kinds)
                         : *end == u'['    ? QStringLiteral("list")
                                           : QStringLiteral("object");
        words.push_back(std::move(word));
    }
    return words;
}

} // namespace

CodeCompletions completionsOf(Session &session)
{
    CodeCompletions completions = projectionCompletions();
    completions.eventTypes = [&session](const QString &typed, int most) {
        if (!session.hasLog())
            return QStringList();
        const EventLog &log = session.log();
        return namesWith(typed, most, log.typeCount(),
                         [&log](std::uint32_t i) { return log.typeName(TypeId(i)); });
    };
    completions.streams = [&session](const QString &typed, int most) {
        if (!session.hasLog())
            return QStringList();
        const EventLog &log = session.log();
        return namesWith(typed, most, log.streamCount(),
                         [&log](std::uint32_t i) { return log.streamName(StreamId(i)); });
    };
    completions.categories = [&session](const QString &typed, int most) {
        if (!session.hasLog())
            return QStringList();
        const EventLog &log = session.log();
        return namesWith(typed, most, log.streamTypeCount(),
                         [&log](std::uint32_t i) { return log.streamTypeName(StreamTypeId(i)); });
    };
    completions.fields = [&session](const QString &, const QStringList &path) {
        return fieldsBelow(session.seenFields().fields(), path);
    };
    return completions;
}

} // namespace eventscope::ui
