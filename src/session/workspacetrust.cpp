// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspacetrust.h"

#include "script/moduleloader.h"
#include "session/hashedfile.h"
#include "session/reducerfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>
#include <QSaveFile>

#include <array>

namespace eventscope {

namespace {

constexpr qsizetype kKeyBytes = 32;
constexpr qsizetype kMostChoices = 1000;  // the oldest are forgotten, and asked about again
constexpr std::size_t kMostModules = 500; // of a script

// Lengths go before the texts, so that no two lists give the same bytes.
void add(QByteArray &bytes, const QByteArray &text)
{
    bytes += QByteArray::number(text.size()) + ':' + text;
}

QByteArray textOf(const WorkspaceTrust::Reducers &reducers)
{
    QByteArray bytes;
    for (const auto &[type, path] : reducers) {
        add(bytes, QByteArray::fromStdString(type));
        add(bytes, QByteArray::fromStdString(path));
    }
    return bytes;
}

QByteArray hashOfFile(const std::string &path)
{
    const auto content = HashedFile::of(path);
    return content ? content->hash : QByteArray();
}

// Empty: so much would run that nobody can vouch for all of it.
QString idOfReducers(const WorkspaceTrust::Reducers &reducers)
{
    QByteArray bytes = textOf(reducers);
    for (const auto &[type, path] : reducers) {
        add(bytes, hashOfFile(path));
        if (!isScriptFile(QString::fromStdString(path)))
            continue;
        const auto modules = namedModules(path, kMostModules);
        if (!modules)
            return {};
        for (const std::string &module : *modules) {
            add(bytes, QByteArray::fromStdString(module));
            add(bytes, hashOfFile(module));
        }
    }
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

QJsonArray choicesIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll())
        .object()
        .value(QStringLiteral("choices"))
        .toArray();
}

} // namespace

QString WorkspaceTrust::idOf(const std::vector<QByteArray> &parts)
{
    QByteArray bytes;
    for (const QByteArray &part : parts)
        add(bytes, part);
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

QByteArray WorkspaceTrust::key() const
{
    const QString path = QDir(m_folder).filePath(QStringLiteral("seal.key"));
    const auto read = [&path] {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QByteArray::fromHex(file.readAll().trimmed())
                                              : QByteArray();
    };
    if (const QByteArray known = read(); known.size() == kKeyBytes)
        return known;
    std::array<quint32, kKeyBytes / sizeof(quint32)> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    const QByteArray made(reinterpret_cast<const char *>(random.data()), kKeyBytes);
    QDir().mkpath(m_folder);
    // Another window may have been quicker: its key is the one then.
    QSaveFile file(path);
    if (QFile::exists(path) && read().size() == kKeyBytes)
        return read();
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(made.toHex()) < 0 || !file.commit())
        return {};
    return read();
}

std::string WorkspaceTrust::sealOf(const Reducers &reducers) const
{
    const QByteArray secret = key();
    if (secret.isEmpty())
        return {};
    return QMessageAuthenticationCode::hash(textOf(reducers), secret, QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

bool WorkspaceTrust::isSealed(const Reducers &reducers, const std::string &seal) const
{
    return !seal.empty() && seal == sealOf(reducers);
}

QString WorkspaceTrust::choicesFile() const
{
    return QDir(m_folder).filePath(QStringLiteral("trust.json"));
}

std::optional<bool> WorkspaceTrust::choice(const Reducers &reducers) const
{
    return choice(idOfReducers(reducers));
}

std::optional<bool> WorkspaceTrust::choice(const QString &id) const
{
    if (id.isEmpty())
        return std::nullopt;
    for (const QJsonValue &each : choicesIn(choicesFile())) {
        const QJsonObject entry = each.toObject();
        if (entry.value(QStringLiteral("id")).toString() == id)
            return entry.value(QStringLiteral("trusted")).toBool();
    }
    return std::nullopt;
}

void WorkspaceTrust::keep(const Reducers &reducers, bool isTrusted) const
{
    keep(idOfReducers(reducers), isTrusted);
}

void WorkspaceTrust::keep(const QString &id, bool isTrusted) const
{
    if (id.isEmpty())
        return;
    QJsonArray choices;
    for (const QJsonValue &each : choicesIn(choicesFile())) {
        if (each.toObject().value(QStringLiteral("id")).toString() != id)
            choices.append(each);
    }
    while (choices.size() >= kMostChoices)
        choices.removeFirst();
    choices.append(QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("trusted"), isTrusted}});
    QDir().mkpath(m_folder);
    // One that cannot be written is asked about again.
    QSaveFile file(choicesFile());
    if (file.open(QIODevice::WriteOnly)) {
        file.write(QJsonDocument(QJsonObject{{QStringLiteral("choices"), choices}}).toJson());
        file.commit();
    }
}

} // namespace eventscope
