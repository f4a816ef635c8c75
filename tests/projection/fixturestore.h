// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "event/loader.h"
#include "event/log.h"
#include "projection/projectionrun.h"
#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>

namespace eventscope::tests {

// A fixture file of events as Gaffer's users have them, loaded, and projections beside it.
class FixtureStore
{
public:
    // `data` is JSON text, or any other text for an event that is no JSON.
    FixtureStore &add(const std::string &stream, const std::string &type, const std::string &data)
    {
        m_text += (m_text.empty() ? "[" : ",\n") + std::string("{\"streamId\":") + jsonQuote(stream)
                  + ",\"eventType\":" + jsonQuote(type) + ",\"data\":" + jsonQuote(data) + "}";
        return *this;
    }

    QString write(const QString &name, const std::string &text) const
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), qint64(text.size())) < 0)
            qFatal("%s cannot be written", qPrintable(path));
        return path;
    }
    QString storePath() const { return write(QStringLiteral("events.json"), m_text + "]"); }

    QString projectionPath() const { return m_folder.filePath(QStringLiteral("projection.js")); }
    std::unique_ptr<RecordReader> reader() const
    {
        auto made = m_store->reader();
        if (!made)
            qFatal("%s", made.error().message.c_str());
        return std::move(*made);
    }

    const EventLog &log()
    {
        if (m_log)
            return *m_log;
        auto store = openStore(storePath().toStdString(), {});
        if (!store)
            qFatal("%s", store.error().message.c_str());
        m_store = std::move(*store);
        EventLog::Options options;
        options.countVersions = m_store->info().versionsCounted;
        m_log = std::make_unique<EventLog>(options);
        LogLoader loader(m_store, *m_log);
        loader.start();
        if (loader.waitUntilLoaded() != LogLoader::State::Loaded)
            qFatal("%s", loader.error()->message.c_str());
        return *m_log;
    }

    Result<std::unique_ptr<ProjectionRun>> open(const std::string &projection,
                                                const ProjectionRun::Options &options = {})
    {
        return ProjectionRun::open(
            log(), [this] { return m_store->reader(); },
            write(QStringLiteral("projection.js"), projection).toStdString(), options);
    }

private:
    QTemporaryDir m_folder;
    std::string m_text;
    std::shared_ptr<Store> m_store;
    std::unique_ptr<EventLog> m_log;
};

} // namespace eventscope::tests
