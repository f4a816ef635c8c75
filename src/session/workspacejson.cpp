// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspacejson.h"

#include "base/time.h"

#include <QDir>

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

using Json = WorkspaceJson;

bool readReducers(const Json &json, const QString &folder, WorkspaceContent &content)
{
    if (!json.is_object())
        return false;
    for (const auto &[type, path] : json.items()) {
        if (!path.is_string() || path.get_ref<const std::string &>().empty())
            return false;
        content.reducers[type]
            = pathFromFolder(QString::fromStdString(path.get<std::string>()), folder).toStdString();
    }
    return true;
}

// The path of a program in the folder, so that it cannot pass for a name that $PATH leads to.
std::string programInFolder(const std::string &program, const QString &folder)
{
    if (program.find('/') == std::string::npos)
        return program;
    const std::string path = pathInFolder(QString::fromStdString(program), folder).toStdString();
    return path.starts_with('/') ? path : "./" + path;
}

Json decoderToJson(const DecoderRule &rule, const QString &folder)
{
    Json json{{"types", rule.types}};
    if (rule.kind == DecoderProgram::Kind::Script) {
        json["script"] = pathInFolder(QString::fromStdString(rule.words.front()), folder)
                             .toStdString();
    } else {
        std::vector<std::string> words = rule.words;
        words.front() = programInFolder(words.front(), folder);
        json["command"] = words;
        json["mode"] = rule.kind == DecoderProgram::Kind::Each ? "each" : "lines";
    }
    if (rule.readsAll)
        json["payloads"] = "all";
    return json;
}

bool readDecoder(const Json &json, const QString &folder, DecoderRule &rule)
{
    const auto textOf = [&](const char *name, std::string &into) {
        const auto found = json.find(name);
        const bool isText = found != json.end() && found->is_string()
                            && !found->get_ref<const std::string &>().empty();
        if (isText)
            into = found->get<std::string>();
        return isText || found == json.end();
    };
    std::string script;
    std::string mode = "lines";
    std::string payloads = "unreadable";
    if (!json.is_object() || !textOf("types", rule.types) || !textOf("script", script)
        || !textOf("mode", mode) || !textOf("payloads", payloads))
        return false;
    rule.readsAll = payloads == "all";
    const auto fromFolder = [&](const std::string &path) {
        return pathFromFolder(QString::fromStdString(path), folder).toStdString();
    };
    if (!script.empty()) {
        rule.kind = DecoderProgram::Kind::Script;
        rule.words = {fromFolder(script)};
        return true;
    }
    const auto command = json.find("command");
    if (command == json.end() || !command->is_array() || command->empty())
        return false;
    for (const Json &word : *command) {
        // No program gets more of a word than what stands before a zero byte.
        if (!word.is_string()
            || word.get_ref<const std::string &>().find('\0') != std::string::npos)
            return false;
        rule.words.push_back(word.get<std::string>());
    }
    std::string &program = rule.words.front();
    if (program.find('/') != std::string::npos)
        program = fromFolder(program);
    rule.kind = mode == "each" ? DecoderProgram::Kind::Each : DecoderProgram::Kind::Lines;
    return !program.empty() && (mode == "each" || mode == "lines");
}

bool readDecoders(const Json &json, const QString &folder, WorkspaceContent &content)
{
    if (!json.is_array())
        return false;
    for (const Json &each : json) {
        DecoderRule rule;
        if (!readDecoder(each, folder, rule))
            return false;
        content.decoders.push_back(std::move(rule));
    }
    return true;
}

bool readPins(const Json &json, WorkspaceContent &content)
{
    if (!json.is_array())
        return false;
    for (const Json &pin : json) {
        if (!pin.is_object())
            return false;
        const auto type = pin.find("streamType");
        const auto field = pin.find("field");
        if (type == pin.end() || field == pin.end() || !type->is_string() || !field->is_string())
            return false;
        const auto &pointer = field->get_ref<const std::string &>();
        if (!pointer.empty() && pointer.front() != '/')
            return false;
        content.pins.push_back({type->get<std::string>(), pointer});
    }
    return true;
}

bool readBookmark(const Json &json, BookmarkedEvent &bookmark)
{
    if (!json.is_object())
        return false;
    const auto text = [&](const char *name, std::string &into) {
        const auto found = json.find(name);
        if (found != json.end() && found->is_string())
            into = found->get<std::string>();
        return found == json.end() || found->is_string();
    };
    if (!json.contains("position") || !text("position", bookmark.position)
        || !text("stream", bookmark.stream) || !text("note", bookmark.note))
        return false;
    if (const auto version = json.find("version"); version != json.end()) {
        if (!version->is_number_integer())
            return false;
        bookmark.version = Version(version->get<std::int64_t>());
    }
    return true;
}

Json bookmarkToJson(const BookmarkedEvent &bookmark)
{
    Json json{{"position", bookmark.position}, {"stream", bookmark.stream}};
    if (bookmark.version)
        json["version"] = bookmark.version->value();
    if (!bookmark.note.empty())
        json["note"] = bookmark.note;
    return json;
}

bool readBookmarks(const Json &json, WorkspaceContent &content)
{
    if (!json.is_array())
        return false;
    for (const Json &each : json) {
        BookmarkedEvent bookmark;
        if (!readBookmark(each, bookmark))
            return false;
        content.bookmarks.push_back(std::move(bookmark));
    }
    return true;
}

bool readStrings(const Json &json, std::vector<std::string> &into)
{
    if (!json.is_array())
        return false;
    for (const Json &name : json) {
        if (!name.is_string())
            return false;
        into.push_back(name.get<std::string>());
    }
    return true;
}

bool readFilters(const Json &json, WorkspaceContent &content)
{
    if (!json.is_array())
        return false;
    for (const Json &each : json) {
        if (!each.is_object())
            return false;
        const auto name = each.find("name");
        const auto filter = each.find("filter");
        if (name == each.end() || filter == each.end() || !name->is_string()
            || !filter->is_string())
            return false;
        content.filters.push_back({name->get<std::string>(), filter->get<std::string>()});
    }
    return true;
}

bool readProjections(const Json &json, const QString &folder, WorkspaceContent &content)
{
    if (!json.is_array())
        return false;
    for (const Json &each : json) {
        if (!each.is_object())
            return false;
        const auto file = each.find("file");
        if (file == each.end() || !file->is_string()
            || file->get_ref<const std::string &>().empty())
            return false;
        KnownProjection projection;
        projection.file = pathFromFolder(QString::fromStdString(file->get<std::string>()), folder)
                              .toStdString();
        if (const auto engine = each.find("engine"); engine != each.end()) {
            if (*engine != "v1" && *engine != "v2")
                return false;
            projection.engine = engine->get<std::string>();
        }
        content.projections.push_back(std::move(projection));
    }
    return true;
}

bool readNames(const Json &json, std::set<std::string, std::less<>> &names)
{
    if (!json.is_array())
        return false;
    for (const Json &name : json) {
        if (!name.is_string())
            return false;
        names.insert(name.get<std::string>());
    }
    return true;
}

constexpr std::array<const char *, TypeLook::kShapes> kShapeNames{"circle", "square", "diamond",
                                                                  "triangle"};

bool readTypeLooks(const Json &json, WorkspaceContent &content)
{
    if (!json.is_object())
        return false;
    for (const auto &[type, each] : json.items()) {
        if (!each.is_object())
            return false;
        TypeLook look;
        if (const auto hue = each.find("hue"); hue != each.end()) {
            if (!hue->is_number_unsigned() || hue->get<std::uint64_t>() >= TypeLook::kHues)
                return false;
            look.hue = hue->get<std::uint8_t>();
        }
        if (const auto shape = each.find("shape"); shape != each.end()) {
            const auto known = std::find(kShapeNames.begin(), kShapeNames.end(), *shape);
            if (known == kShapeNames.end())
                return false;
            look.shape = static_cast<std::uint8_t>(known - kShapeNames.begin());
        }
        if (look != TypeLook())
            content.typeLooks[type] = look;
    }
    return true;
}

// {"path":"/data/email"}, {"pattern":"K-\\d+","with":"dots"}, {"preset":"card","with":"null"}
bool readMasks(const Json &json, WorkspaceContent &content)
{
    if (!json.is_array())
        return false;
    for (const Json &each : json) {
        if (!each.is_object())
            return false;
        MaskRule rule;
        const auto text = [&each](const char *name) {
            const auto found = each.find(name);
            return found != each.end() && found->is_string() ? found->get<std::string>()
                                                             : std::string();
        };
        const std::string preset = text("preset");
        if (each.contains("path"))
            rule = {MaskRule::Kind::Path, text("path"), MaskRule::With::Token};
        else if (each.contains("pattern"))
            rule = {MaskRule::Kind::Pattern, text("pattern"), MaskRule::With::Token};
        else if (preset == "email")
            rule = {MaskRule::Kind::Email, {}, MaskRule::With::Token};
        else if (preset == "card")
            rule = {MaskRule::Kind::Card, {}, MaskRule::With::Token};
        else if (preset == "phone")
            rule = {MaskRule::Kind::Phone, {}, MaskRule::With::Token};
        else
            return false;
        const std::string with = text("with");
        rule.with = with == "dots"   ? MaskRule::With::Dots
                    : with == "null" ? MaskRule::With::Null
                                     : MaskRule::With::Token;
        content.masks.push_back(std::move(rule));
    }
    return true;
}

Json maskToJson(const MaskRule &rule)
{
    Json json = Json::object();
    switch (rule.kind) {
    case MaskRule::Kind::Path:
        json["path"] = rule.text;
        break;
    case MaskRule::Kind::Pattern:
        json["pattern"] = rule.text;
        break;
    case MaskRule::Kind::Email:
        json["preset"] = "email";
        break;
    case MaskRule::Kind::Card:
        json["preset"] = "card";
        break;
    case MaskRule::Kind::Phone:
        json["preset"] = "phone";
        break;
    }
    if (rule.with != MaskRule::With::Token)
        json["with"] = rule.with == MaskRule::With::Dots ? "dots" : "null";
    return json;
}

std::optional<std::string> textIn(const Json &json, const char *name)
{
    const auto found = json.find(name);
    if (found == json.end() || !found->is_string())
        return std::nullopt;
    return found->get<std::string>();
}

std::optional<TimelineSpan> spanFromJson(const Json &json)
{
    if (!json.is_object())
        return std::nullopt;
    TimelineSpan span;
    const auto from = json.find("from");
    const auto to = json.find("to");
    if (from == json.end() || to == json.end())
        return std::nullopt;
    if (from->is_number_integer() && to->is_number_integer()) {
        span = {true, from->get<std::int64_t>(), to->get<std::int64_t>()};
    } else if (from->is_string() && to->is_string()) {
        const auto first = parseIsoTime(from->get_ref<const std::string &>());
        const auto last = parseIsoTime(to->get_ref<const std::string &>());
        if (!first || !last)
            return std::nullopt;
        span = {false, first->micros, last->micros};
    } else {
        return std::nullopt;
    }
    return span.from < span.to ? std::optional(span) : std::nullopt;
}

} // namespace

QString pathInFolder(const QString &path, const QString &folder)
{
    if (folder.isEmpty() || path.contains(QStringLiteral("://")))
        return path;
    const QString relative = QDir(folder).relativeFilePath(path);
    return relative.startsWith(QStringLiteral("../")) || relative.isEmpty() ? path : relative;
}

QString pathFromFolder(const QString &path, const QString &folder)
{
    if (folder.isEmpty() || path.contains(QStringLiteral("://")) || path.isEmpty())
        return path;
    return QDir::cleanPath(QDir(folder).absoluteFilePath(path));
}

Json contentToJson(const WorkspaceContent &content, const QString &folder)
{
    Json json = Json::object();
    json["reducers"] = Json::object();
    for (const auto &[type, path] : content.reducers)
        json["reducers"][type] = pathInFolder(QString::fromStdString(path), folder).toStdString();
    json["pins"] = Json::array();
    for (const PinnedField &pin : content.pins)
        json["pins"].push_back({{"streamType", pin.streamType}, {"field", pin.pointer}});
    json["bookmarks"] = Json::array();
    for (const BookmarkedEvent &bookmark : content.bookmarks)
        json["bookmarks"].push_back(bookmarkToJson(bookmark));
    json["pinnedStreams"] = content.pinnedStreams;
    json["columns"] = content.columns;
    json["decoders"] = Json::array();
    for (const DecoderRule &rule : content.decoders)
        json["decoders"].push_back(decoderToJson(rule, folder));
    json["masks"] = Json::array();
    for (const MaskRule &rule : content.masks)
        json["masks"].push_back(maskToJson(rule));
    json["filters"] = Json::array();
    for (const SavedFilter &filter : content.filters)
        json["filters"].push_back({{"name", filter.name}, {"filter", filter.text}});
    json["projections"] = Json::array();
    for (const KnownProjection &projection : content.projections) {
        const QString path = pathInFolder(QString::fromStdString(projection.file), folder);
        json["projections"].push_back(
            {{"file", path.toStdString()}, {"engine", projection.engine}});
    }
    json["hiddenTypes"] = content.types.hidden;
    json["onlyTypes"] = content.types.only;
    json["typeLooks"] = Json::object();
    for (const auto &[type, look] : content.typeLooks) {
        Json &each = json["typeLooks"][type] = Json::object();
        if (look.hue)
            each["hue"] = *look.hue;
        if (look.shape)
            each["shape"] = kShapeNames[*look.shape];
    }
    return json;
}

Result<WorkspaceContent> contentFromJson(const Json &json, const QString &folder)
{
    WorkspaceContent content;
    const auto wrong = [](const char *what) { return fail(ErrorCode::Damaged, what); };
    const auto reducers = json.find("reducers");
    if (reducers != json.end() && !readReducers(*reducers, folder, content))
        return wrong("\"reducers\" is not an object of paths");
    const auto pins = json.find("pins");
    if (pins != json.end() && !readPins(*pins, content))
        return wrong("\"pins\" is not a list of streamType and field");
    const auto bookmarks = json.find("bookmarks");
    if (bookmarks != json.end() && !readBookmarks(*bookmarks, content))
        return wrong("\"bookmarks\" is not a list of position, stream and note");
    const auto streams = json.find("pinnedStreams");
    if (streams != json.end() && !readStrings(*streams, content.pinnedStreams))
        return wrong("\"pinnedStreams\" is not a list of names");
    const auto filters = json.find("filters");
    if (filters != json.end() && !readFilters(*filters, content))
        return wrong("\"filters\" is not a list of name and filter");
    const auto decoders = json.find("decoders");
    if (decoders != json.end() && !readDecoders(*decoders, folder, content))
        return wrong("\"decoders\" is not a list of types with a command or script");
    const auto masks = json.find("masks");
    if (masks != json.end() && !readMasks(*masks, content))
        return wrong("\"masks\" is not a list of path, pattern or preset");
    const auto columns = json.find("columns");
    if (columns != json.end() && !readStrings(*columns, content.columns))
        return wrong("\"columns\" is not a list of paths");
    const auto projections = json.find("projections");
    if (projections != json.end() && !readProjections(*projections, folder, content))
        return wrong("\"projections\" is not a list of file and engine (\"v1\" or \"v2\")");
    const auto hidden = json.find("hiddenTypes");
    if (hidden != json.end() && !readNames(*hidden, content.types.hidden))
        return wrong("\"hiddenTypes\" is not a list of names");
    const auto only = json.find("onlyTypes");
    if (only != json.end() && !readNames(*only, content.types.only))
        return wrong("\"onlyTypes\" is not a list of names");
    const auto looks = json.find("typeLooks");
    if (looks != json.end() && !readTypeLooks(*looks, content))
        return wrong("\"typeLooks\" is not an object of hue and shape");
    return content;
}

Json viewToJson(const WorkspaceView &view)
{
    Json json = Json::object();
    if (view.playhead)
        json["playhead"] = bookmarkToJson(*view.playhead);
    if (view.stream)
        json["stream"] = *view.stream;
    if (view.streamType)
        json["streamType"] = *view.streamType;
    if (!view.filter.empty())
        json["filter"] = view.filter;
    if (view.onlyStream)
        json["onlyStream"] = true;
    if (view.masked)
        json["masked"] = true;
    if (view.timeline && view.timeline->byPosition)
        json["timeline"] = {{"from", view.timeline->from}, {"to", view.timeline->to}};
    else if (view.timeline)
        json["timeline"] = {{"from", formatIsoTime(Time{view.timeline->from})},
                            {"to", formatIsoTime(Time{view.timeline->to})}};
    if (!view.layout.isEmpty())
        json["layout"] = view.layout.toBase64().toStdString();
    return json;
}

WorkspaceView viewFromJson(const Json &json)
{
    WorkspaceView view;
    if (!json.is_object())
        return view;
    if (const auto playhead = json.find("playhead"); playhead != json.end()) {
        BookmarkedEvent event;
        if (readBookmark(*playhead, event))
            view.playhead = std::move(event);
    }
    view.stream = textIn(json, "stream");
    view.streamType = textIn(json, "streamType");
    view.filter = textIn(json, "filter").value_or(std::string());
    const auto only = json.find("onlyStream");
    view.onlyStream = only != json.end() && only->is_boolean() && only->get<bool>();
    const auto masked = json.find("masked");
    view.masked = masked != json.end() && masked->is_boolean() && masked->get<bool>();
    if (const auto timeline = json.find("timeline"); timeline != json.end())
        view.timeline = spanFromJson(*timeline);
    view.layout = QByteArray::fromBase64(
        QByteArray::fromStdString(textIn(json, "layout").value_or(std::string())));
    return view;
}

} // namespace eventscope
