// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/time.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <vector>

class QSettings;

namespace eventscope::ui {

// The stores that were opened last, newest first, kept in the settings. What is shown of them is what was seen when they were last
// open: a list of places on slow disks must not wait for them. Lists of the same settings are the same.
class RecentStores : public QObject
{
    Q_OBJECT

public:
    struct Entry {
        QString location = {};
        QString dialect = {}; // for people
        std::int64_t events = 0;
        std::int64_t bytes = 0;
        Time lastEvent = kNoTime;
        Time lastOpened = kNoTime;
    };
    static constexpr std::size_t kMost = 12;

    // The settings must outlive the list.
    explicit RecentStores(QSettings &settings, QObject *parent = nullptr);
    ~RecentStores() override;

    const std::vector<Entry> &entries() const { return m_entries; }
    // Puts the entry first, in place of an older one of the same location.
    void remember(Entry entry);
    void forget(const QString &location);
    void clear();

Q_SIGNALS:
    void changed();

private:
    void load();
    void save();

    QSettings &m_settings;
    std::vector<Entry> m_entries;
};

} // namespace eventscope::ui
