// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspacefile.h"

#include <nlohmann/json.hpp>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QUrl>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr qint64 kMostBytes = 4 << 20;
constexpr int kMostNameCharacters = 60;
constexpr int kHashDigits = 12;

Error unreadable(const QString &file, const QString &why)
{
    return Error(ErrorCode::Unreadable,
                 "The workspace file " + file.toStdString()
                     + " cannot be read, so reducers, pins and bookmarks are not as you left them: "
                     + why.toStdString() + ".")
        .at(file.toStdString());
}

Error damaged(const QString &file, const std::string &why)
{
    return Error(
               ErrorCode::Damaged,
               "The workspace file " + file.toStdString() + " is damaged (" + why
                   + "), so reducers, pins and bookmarks are not as you left them; the next choice "
                     "writes a new one and keeps this one as "
                   + QFileInfo(file).fileName().toStdString() + ".damaged.")
        .at(file.toStdString());
}

Result<QByteArray> bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return QByteArray();
    if (!file.open(QIODevice::ReadOnly))
        return fail(unreadable(path, file.errorString()));
    if (file.size() > kMostBytes)
        return fail(damaged(path, "it is larger than 4 MB"));
    return file.readAll();
}

// Null if it is no JSON object.
Json objectOf(const QByteArray &bytes)
{
    Json json = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    return json.is_object() ? json : Json();
}

bool readReducers(const Json &json, WorkspaceContent &content)
{
    if (!json.is_object())
        return false;
    for (const auto &[type, path] : json.items()) {
        if (!path.is_string() || path.get_ref<const std::string &>().empty())
            return false;
        content.reducers[type] = path.get<std::string>();
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

bool readBookmarks(const Json &json, WorkspaceContent &content)
{
    if (!json.is_array())
        return false;
    for (const Json &each : json) {
        if (!each.is_object())
            return false;
        const auto text = [&](const char *name, std::string &into) {
            const auto found = each.find(name);
            if (found != each.end() && found->is_string())
                into = found->get<std::string>();
            return found == each.end() || found->is_string();
        };
        BookmarkedEvent bookmark;
        if (!each.contains("position") || !text("position", bookmark.position)
            || !text("stream", bookmark.stream) || !text("note", bookmark.note))
            return false;
        if (const auto version = each.find("version"); version != each.end()) {
            if (!version->is_number_integer())
                return false;
            bookmark.version = Version(version->get<std::int64_t>());
        }
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

} // namespace

QString workspaceFile(const QString &folder, const QString &location)
{
    // A path may be written in many ways; an URL is taken as it stands, without the name and password that it may hold.
    QString place = location;
    if (location.contains(QStringLiteral("://")))
        place = QUrl(location).toString(QUrl::RemoveUserInfo);
    else if (const QString real = QFileInfo(location).canonicalFilePath(); !real.isEmpty())
        place = real;
    QString name;
    for (const QChar c : QFileInfo(place).fileName().left(kMostNameCharacters))
        name += c.isLetterOrNumber() || c == u'.' || c == u'-' ? c : QChar(u'_');
    const QByteArray hash = QCryptographicHash::hash(place.toUtf8(), QCryptographicHash::Sha256)
                                .toHex();
    return QDir(folder).filePath(name + u'-' + QString::fromLatin1(hash.left(kHashDigits))
                                 + QStringLiteral(".json"));
}

Result<WorkspaceContent> readWorkspace(const QString &file)
{
    const auto bytes = bytesOf(file);
    if (!bytes)
        return fail(bytes.error());
    WorkspaceContent content;
    if (bytes->isEmpty())
        return content;
    const Json json = objectOf(*bytes);
    if (json.is_null())
        return fail(damaged(file, "it holds no JSON object"));
    const auto reducers = json.find("reducers");
    if (reducers != json.end() && !readReducers(*reducers, content))
        return fail(damaged(file, "\"reducers\" is not an object of paths"));
    const auto pins = json.find("pins");
    if (pins != json.end() && !readPins(*pins, content))
        return fail(damaged(file, "\"pins\" is not a list of streamType and field"));
    const auto bookmarks = json.find("bookmarks");
    if (bookmarks != json.end() && !readBookmarks(*bookmarks, content))
        return fail(damaged(file, "\"bookmarks\" is not a list of position, stream and note"));
    const auto streams = json.find("pinnedStreams");
    if (streams != json.end() && !readStrings(*streams, content.pinnedStreams))
        return fail(damaged(file, "\"pinnedStreams\" is not a list of names"));
    const auto filters = json.find("filters");
    if (filters != json.end() && !readFilters(*filters, content))
        return fail(damaged(file, "\"filters\" is not a list of name and filter"));
    const auto columns = json.find("columns");
    if (columns != json.end() && !readStrings(*columns, content.columns))
        return fail(damaged(file, "\"columns\" is not a list of paths"));
    return content;
}

Result<void> writeWorkspace(const QString &file, const QString &location,
                            const WorkspaceContent &content)
{
    const auto cannot = [&](const QString &why) {
        return fail(Error(ErrorCode::Unreadable,
                          "The workspace file " + file.toStdString()
                              + " cannot be written, so this choice holds only until the store is "
                                "closed: "
                              + why.toStdString() + ".")
                        .at(file.toStdString()));
    };
    if (!QDir().mkpath(QFileInfo(file).absolutePath()))
        return cannot(QStringLiteral("its folder cannot be made"));
    Json json = Json::object();
    if (QFile::exists(file)) {
        const auto bytes = bytesOf(file);
        Json old = bytes ? objectOf(*bytes) : Json();
        if (readWorkspace(file)) {
            if (!old.is_null())
                json = std::move(old);
        } else {
            const QString aside = file + QStringLiteral(".damaged");
            QFile::remove(aside);
            QFile::rename(file, aside);
        }
    }
    json["version"] = kVersion;
    json["store"] = location.toStdString();
    json["reducers"] = Json::object();
    for (const auto &[type, path] : content.reducers)
        json["reducers"][type] = path;
    json["pins"] = Json::array();
    for (const PinnedField &pin : content.pins)
        json["pins"].push_back({{"streamType", pin.streamType}, {"field", pin.pointer}});
    json["bookmarks"] = Json::array();
    for (const BookmarkedEvent &bookmark : content.bookmarks) {
        Json each{{"position", bookmark.position}, {"stream", bookmark.stream}};
        if (bookmark.version)
            each["version"] = bookmark.version->value();
        if (!bookmark.note.empty())
            each["note"] = bookmark.note;
        json["bookmarks"].push_back(std::move(each));
    }
    json["pinnedStreams"] = content.pinnedStreams;
    json["columns"] = content.columns;
    json["filters"] = Json::array();
    for (const SavedFilter &filter : content.filters)
        json["filters"].push_back({{"name", filter.name}, {"filter", filter.text}});
    // Names from a store may be no UTF-8.
    const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly)
        || out.write(text.data(), static_cast<qint64>(text.size())) < 0 || !out.commit())
        return cannot(out.errorString());
    return {};
}

} // namespace eventscope
