// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/log.h"
#include "session/catalogue.h"
#include "store/store.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace eventscope {

// A value that payloads or metadata of the store have.
struct SeenField {
    std::string path;                // as filters name it: data.items[0].sku
    std::string kinds;               // "number", "text or null"
    std::uint64_t events = 0;        // that had it, of those that were looked at
    std::vector<std::string> values; // all of them, if they are few: texts and number tokens
    bool isText = false;             // its values are texts, at least some
};
using SeenFieldList = std::vector<SeenField>; // the most frequent first

// What there is to choose from where a path is asked for: as far as a look at some events of each type tells, and all of it once the
// catalogue is made. Found when somebody wants it, on a thread of its own that gives way to every other. GUI thread.
class SeenFields : public QObject
{
    Q_OBJECT

public:
    explicit SeenFields(QObject *parent = nullptr);
    ~SeenFields() override;

    void open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void close();
    void takeCatalogue(std::shared_ptr<const Catalogue::Contents> contents); // null: none

    void want(); // looks, unless it has looked at this store
    const SeenFieldList &fields() const { return *m_fields; }
    // A path without its exact form, such as data.items[3].sku; null pointer if it was not seen.
    const SeenField *find(std::string_view path) const;
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();

private:
    void look(std::shared_ptr<const Catalogue::Contents> contents);

    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<const Store> m_store;
    std::shared_ptr<const SeenFieldList> m_fields; // never null
    bool m_isWanted = false;
    bool m_hasLooked = false;
    std::uint32_t m_lookedAtRows = 0;
    std::uint64_t m_run = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope
