// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/scriptfold.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace eventscope::tests {

// A folder with scripts.
class ScriptFolder
{
public:
    // Gives the path.
    std::string write(const std::string &name, const std::string &text) const
    {
        const QString path = m_folder.filePath(QString::fromStdString(name));
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), qint64(text.size())) < 0)
            qFatal("%s cannot be written", qPrintable(path));
        return path.toStdString();
    }
    std::string path(const std::string &name) const
    {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }

private:
    QTemporaryDir m_folder;
};

// Events with the texts that they point at.
class Events
{
public:
    Events &add(std::string type, std::string data, std::uint32_t key = 0)
    {
        m_types.push_back(std::move(type));
        m_datas.push_back(std::move(data));
        ScriptEvent event;
        event.key = key;
        event.ordinal = std::uint32_t(std::count_if(m_events.begin(), m_events.end(),
                                                    [&](const auto &e) { return e.key == key; }));
        event.id = "e-1";
        event.type = m_types.back();
        event.stream = key == 0 ? "order-0" : "order-other";
        event.streamType = "order";
        event.data = m_datas.back();
        event.metadata = "{\"user\":\"ada\"}";
        event.version = Version(std::int64_t(event.ordinal) + 1);
        event.time = Time{1'762'158'810'000'000};
        m_events.push_back(event);
        return *this;
    }
    std::vector<ScriptEvent> &list() { return m_events; }

private:
    std::deque<std::string> m_types;
    std::deque<std::string> m_datas;
    std::vector<ScriptEvent> m_events;
};

// Compares std::strings with a readable message.
#define COMPARE_TEXT(actual, expected) \
    QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))
// A Result has its value; its error is the message if not.
#define VERIFY_OK(result) \
    do { \
        const auto &verified = (result); \
        QVERIFY2(verified.has_value(), \
                 verified.has_value() ? "" : verified.error().message.c_str()); \
    } while (false)

// The fold of a script; null if it does not load, with a warning that says why.
inline std::unique_ptr<ScriptFold> opened(const std::string &path,
                                          const ScriptOptions &options = {})
{
    auto fold = ScriptFold::open(path, options);
    if (fold)
        return std::move(*fold);
    qWarning("%s", fold.error().message.c_str());
    return nullptr;
}

// The same, begun.
inline std::unique_ptr<ScriptFold> begun(const std::string &path, const ScriptOptions &options = {})
{
    auto fold = opened(path, options);
    if (!fold)
        return nullptr;
    if (const auto done = fold->begin(); !done) {
        qWarning("%s", done.error().message.c_str());
        return nullptr;
    }
    return fold;
}

// All events, up to the end.
inline Result<void> applied(ScriptFold &fold, Events &events)
{
    auto done = fold.apply(events.list());
    return done ? fold.sync() : done;
}

inline ScriptOptions callLimit(std::chrono::milliseconds most)
{
    ScriptOptions options;
    options.limits.call = most;
    return options;
}

} // namespace eventscope::tests
