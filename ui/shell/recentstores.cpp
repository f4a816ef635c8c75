// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/recentstores.h"

#include <QList>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

// Of all windows. GUI thread.
QList<RecentStores *> &lists()
{
    static QList<RecentStores *> all;
    return all;
}

} // namespace

RecentStores::RecentStores(QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    lists().append(this);
    load();
}

RecentStores::~RecentStores()
{
    lists().removeAll(this);
}

void RecentStores::load()
{
    m_entries.clear();
    const int count = m_settings.beginReadArray(QStringLiteral("recent"));
    for (int i = 0; i < count && m_entries.size() < kMost; ++i) {
        m_settings.setArrayIndex(i);
        Entry entry;
        entry.location = m_settings.value(QStringLiteral("location")).toString();
        entry.dialect = m_settings.value(QStringLiteral("dialect")).toString();
        entry.events = m_settings.value(QStringLiteral("events")).toLongLong();
        entry.bytes = m_settings.value(QStringLiteral("bytes")).toLongLong();
        const auto timeOf = [this](const QString &key) {
            const auto time = parseIsoTime(m_settings.value(key).toString().toStdString());
            return time.value_or(kNoTime);
        };
        entry.lastEvent = timeOf(QStringLiteral("lastEvent"));
        entry.lastOpened = timeOf(QStringLiteral("lastOpened"));
        if (!entry.location.isEmpty())
            m_entries.push_back(std::move(entry));
    }
    m_settings.endArray();
}

void RecentStores::remember(Entry entry)
{
    std::erase_if(m_entries, [&](const Entry &old) { return old.location == entry.location; });
    m_entries.insert(m_entries.begin(), std::move(entry));
    if (m_entries.size() > kMost)
        m_entries.resize(kMost);
    save();
}

void RecentStores::forget(const QString &location)
{
    std::erase_if(m_entries, [&](const Entry &old) { return old.location == location; });
    save();
}

void RecentStores::clear()
{
    m_entries.clear();
    save();
}

void RecentStores::save()
{
    const auto textOf = [](Time time) {
        return time == kNoTime ? QString() : QString::fromStdString(formatIsoTime(time));
    };
    m_settings.remove(QStringLiteral("recent"));
    m_settings.beginWriteArray(QStringLiteral("recent"), static_cast<int>(m_entries.size()));
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries[i];
        m_settings.setArrayIndex(static_cast<int>(i));
        m_settings.setValue(QStringLiteral("location"), entry.location);
        m_settings.setValue(QStringLiteral("dialect"), entry.dialect);
        m_settings.setValue(QStringLiteral("events"), static_cast<qlonglong>(entry.events));
        m_settings.setValue(QStringLiteral("bytes"), static_cast<qlonglong>(entry.bytes));
        m_settings.setValue(QStringLiteral("lastEvent"), textOf(entry.lastEvent));
        m_settings.setValue(QStringLiteral("lastOpened"), textOf(entry.lastOpened));
    }
    m_settings.endArray();
    for (RecentStores *list : lists()) {
        if (&list->m_settings != &m_settings)
            continue;
        if (list != this)
            list->m_entries = m_entries;
        Q_EMIT list->changed();
    }
}

} // namespace eventscope::ui
