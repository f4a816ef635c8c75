// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspacefile.h"

#include "session/workspacejson.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>
#include <QUrl>

#include <algorithm>
#include <array>
#include <string_view>

namespace eventscope {

namespace {

using Json = WorkspaceJson;

constexpr int kVersion = 1;
constexpr qint64 kMostBytes = 4 << 20;
constexpr int kMostNameCharacters = 60;
constexpr int kDeepest = 100;
constexpr int kHashDigits = 12;
// Whoever holds the lock writes a few kilobytes. One that is older belongs to a program that has ended, or to a disk that hangs.
constexpr int kLockMilliseconds = 100;
constexpr int kStaleLockMilliseconds = 2000;

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
    return Error(ErrorCode::Damaged,
                 "The workspace file " + file.toStdString() + " is damaged: " + why + ".")
        .at(file.toStdString())
        .with(why);
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

QString folderOf(const QString &file)
{
    return QFileInfo(file).absolutePath();
}

// Whether brackets are nested deeper than anything that is written here; writing such a thing again would need as deep a stack.
bool isTooDeep(const QByteArray &bytes)
{
    int depth = 0;
    bool inText = false;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (inText && c == '\\')
            ++i;
        else if (c == '"')
            inText = !inText;
        else if (!inText && (c == '[' || c == '{') && ++depth > kDeepest)
            return true;
        else if (!inText && (c == ']' || c == '}'))
            --depth;
    }
    return false;
}

// The object, or where it ceases to be one.
Result<Json> objectOf(const QByteArray &bytes, const QString &file)
{
    if (isTooDeep(bytes))
        return fail(damaged(file, "it is nested too deeply"));
    try {
        Json json = Json::parse(bytes.begin(), bytes.end());
        if (json.is_object())
            return json;
        return fail(damaged(file, "it holds no JSON object"));
    } catch (const Json::parse_error &error) {
        const auto at = std::clamp<qsizetype>(static_cast<qsizetype>(error.byte) - 1, 0,
                                              bytes.size());
        const QByteArray before = bytes.left(at);
        const qsizetype line = before.count('\n') + 1;
        const qsizetype column = QString::fromUtf8(before.mid(before.lastIndexOf('\n') + 1)).size()
                                 + 1;
        return fail(damaged(file, "line " + std::to_string(line) + ", column "
                                      + std::to_string(column) + " is no JSON")
                        .at(file.toStdString(), line, column));
    }
}

Result<WorkspaceFile> fileFromJson(const Json &json, const QString &file)
{
    WorkspaceFile read;
    const auto version = json.find("version");
    read.isNewer = version != json.end() && version->is_number_integer()
                   && version->get<std::int64_t>() > kVersion;
    auto content = contentFromJson(json, folderOf(file));
    if (!content)
        return fail(damaged(file, content.error().message));
    read.content = std::move(*content);
    const auto text = [&](const char *name) {
        const auto found = json.find(name);
        return found != json.end() && found->is_string()
                   ? QString::fromStdString(found->get<std::string>())
                   : QString();
    };
    read.store = {pathFromFolder(text("store"), folderOf(file)), text("dialect"), text("table")};
    read.seal = text("seal").toStdString();
    if (const auto view = json.find("view"); view != json.end())
        read.view = viewFromJson(*view);
    return read;
}

// --- merging ---

// What tells the elements of a list apart; whole elements where nothing is named.
std::vector<std::string_view> identityOf(std::string_view member)
{
    if (member == "bookmarks")
        return {"position", "stream", "version"};
    if (member == "filters")
        return {"name"};
    if (member == "projections")
        return {"file"};
    return {};
}

bool isSame(const Json &left, const Json &right, const std::vector<std::string_view> &identity)
{
    if (identity.empty() || !left.is_object() || !right.is_object())
        return left == right;
    return std::all_of(identity.begin(), identity.end(), [&](std::string_view name) {
        const std::string key(name);
        return left.contains(key) == right.contains(key)
               && (!left.contains(key) || left.at(key) == right.at(key));
    });
}

const Json *findIn(const Json &list, const Json &element,
                   const std::vector<std::string_view> &identity)
{
    const auto found = std::find_if(list.begin(), list.end(), [&](const Json &each) {
        return isSame(each, element, identity);
    });
    return found == list.end() ? nullptr : &*found;
}

Json merged(const Json &base, const Json &ours, const Json &theirs,
            const std::vector<std::string_view> &identity);

Json mergedLists(const Json &base, const Json &ours, const Json &theirs,
                 const std::vector<std::string_view> &identity)
{
    Json result = Json::array();
    for (const Json &each : ours) {
        const Json *const before = findIn(base, each, identity);
        const Json *const there = findIn(theirs, each, identity);
        if (there)
            result.push_back(before && each == *before ? *there : each);
        else if (!before || each != *before)
            result.push_back(each); // new here, or changed here while it was taken away there
    }
    for (const Json &each : theirs) {
        if (!findIn(ours, each, identity) && !findIn(base, each, identity))
            result.push_back(each);
    }
    return result;
}

Json mergedObjects(const Json &base, const Json &ours, const Json &theirs)
{
    Json result = Json::object();
    const auto memberOf = [](const Json &object, const std::string &key) {
        const auto found = object.find(key);
        return found == object.end() ? Json() : *found;
    };
    const auto take = [&](const std::string &key) {
        if (result.contains(key))
            return;
        Json member = merged(memberOf(base, key), memberOf(ours, key), memberOf(theirs, key),
                             identityOf(key));
        if (!member.is_null())
            result[key] = std::move(member);
    };
    for (const Json *each : {&ours, &theirs}) {
        for (const auto &item : each->items())
            take(item.key());
    }
    return result;
}

Json merged(const Json &base, const Json &ours, const Json &theirs,
            const std::vector<std::string_view> &identity)
{
    if (ours == theirs || theirs == base)
        return ours;
    if (ours == base)
        return theirs;
    if (ours.is_array() && theirs.is_array())
        return mergedLists(base.is_array() ? base : Json::array(), ours, theirs, identity);
    if (ours.is_object() && theirs.is_object())
        return mergedObjects(base.is_object() ? base : Json::object(), ours, theirs);
    return ours;
}

} // namespace

bool isWorkspaceFile(const QString &path)
{
    return path.endsWith(QStringLiteral(".eventscope"), Qt::CaseInsensitive)
           && !path.contains(QStringLiteral("://"));
}

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

Result<WorkspaceFile> parseWorkspace(const QByteArray &bytes, const QString &file)
{
    const auto json = objectOf(bytes, file);
    if (!json)
        return fail(json.error());
    return fileFromJson(*json, file);
}

Result<WorkspaceFile> readWorkspace(const QString &file)
{
    const auto bytes = bytesOf(file);
    if (!bytes)
        return fail(bytes.error());
    return bytes->isEmpty() ? Result<WorkspaceFile>(WorkspaceFile()) : parseWorkspace(*bytes, file);
}

WorkspaceContent mergedWorkspace(const WorkspaceContent &base, const WorkspaceContent &ours,
                                 const WorkspaceContent &theirs)
{
    const auto content = contentFromJson(mergedObjects(contentToJson(base, {}),
                                                       contentToJson(ours, {}),
                                                       contentToJson(theirs, {})),
                                         {});
    return content ? *content : ours;
}

WorkspaceContent asWritten(const WorkspaceContent &content)
{
    const std::string text = contentToJson(content, {})
                                 .dump(-1, ' ', false, Json::error_handler_t::replace);
    const auto read = contentFromJson(Json::parse(text, nullptr, false), {});
    return read ? *read : content;
}

Result<WorkspaceContent> writeWorkspace(const WorkspaceWrite &write)
{
    const QString &file = write.file;
    const auto cannot = [&](const QString &why) {
        return fail(Error(ErrorCode::Unreadable,
                          "The workspace file " + file.toStdString()
                              + " cannot be written, so this choice holds only until the store is "
                                "closed: "
                              + why.toStdString() + ".")
                        .at(file.toStdString()));
    };
    if (!QDir().mkpath(folderOf(file)))
        return cannot(QStringLiteral("its folder cannot be made"));
    // Without it (a folder that takes no locks) the rest still holds.
    QLockFile lock(file + QStringLiteral(".lock"));
    lock.setStaleLockTime(kStaleLockMilliseconds);
    lock.tryLock(kLockMilliseconds);

    Json json = Json::object();
    WorkspaceContent content = write.content;
    WorkspaceFile old;
    const auto bytes = bytesOf(file);
    bool isSound = bytes && bytes->isEmpty();
    if (bytes && !bytes->isEmpty()) {
        auto members = objectOf(*bytes, file);
        auto there = members ? fileFromJson(*members, file)
                             : Result<WorkspaceFile>(fail(members.error()));
        if (there && there->isNewer)
            return cannot(QStringLiteral("a newer version of Eventscope has written it"));
        if (there) {
            isSound = true;
            json = std::move(*members);
            old = std::move(*there);
            content = mergedWorkspace(write.base, write.content, old.content);
        }
    }
    if (!isSound) {
        const QString aside = file + QStringLiteral(".damaged");
        QFile::remove(aside);
        QFile::rename(file, aside);
    }
    json["version"] = kVersion;
    json["store"] = pathInFolder(write.store.location, folderOf(file)).toStdString();
    const auto option = [&](const char *name, const QString &value) {
        json.erase(name);
        if (!value.isEmpty())
            json[name] = value.toStdString();
    };
    option("dialect", write.store.dialect);
    option("table", write.store.table);
    option("seal",
           write.sealOf ? QString::fromStdString(write.sealOf(content.reducers, old)) : QString());
    const Json members = contentToJson(content, folderOf(file));
    for (const auto &item : members.items())
        json[item.key()] = item.value();
    if (write.view) {
        Json view = json.contains("view") && json["view"].is_object() ? json["view"]
                                                                      : Json::object();
        for (const char *name : {"playhead", "stream", "streamType", "filter", "onlyStream",
                                 "timeline", "masked", "layout"})
            view.erase(name);
        view.update(viewToJson(*write.view));
        json["view"] = std::move(view);
    }
    // Names from a store may be no UTF-8.
    const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
    if (bytes && *bytes == QByteArrayView(text))
        return content;
    // Written beside, brought to the disk, then renamed over the old one.
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly)
        || out.write(text.data(), static_cast<qint64>(text.size())) < 0 || !out.commit())
        return cannot(out.errorString());
    return content;
}

} // namespace eventscope
