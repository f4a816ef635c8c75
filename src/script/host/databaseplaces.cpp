// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Events, batches and places of a Database.
#include "database.h"

#include <algorithm>
#include <sqlite3.h>
#include <utility>

namespace eventscope::host {

namespace {

constexpr std::uint32_t kFirstSpacing = 10000;   // events between two images
constexpr std::int64_t kImageBytesAnEvent = 400; // copied for images while events run
constexpr std::uint32_t kNear = 2000;            // events that are always undone one by one
constexpr std::size_t kGroupsAtOnce = 20000;     // undone or done again in one go

} // namespace

void Database::enterEvent(std::uint32_t event)
{
    leaveEvent();
    m_event = event;
    m_random = (std::uint64_t(event) + 2) * 0x9e3779b97f4a7c15;
    if (event != kNoEvent)
        m_journal->beginEvent(event);
}

void Database::closeSavepoint()
{
    if (m_hasSavepoint && !m_isLost)
        plain("RELEASE \"an event\"");
    m_hasSavepoint = false;
}

void Database::leaveEvent()
{
    if (m_event == kNoEvent)
        return;
    closeSavepoint();
    if (std::exchange(m_isBlocked, false)) {
        m_journal->forgetTables();
        m_journal->restart(m_event + 1);
    } else {
        m_journal->endEvent();
    }
    m_event = kNoEvent;
}

void Database::noteUnended()
{
    int now = 0;
    int most = 0;
    sqlite3_db_status(m_database, SQLITE_DBSTATUS_DEFERRED_FKS, &now, &most, 0);
    bridge().isUnended = m_isLost || m_inTransaction || !m_savepoints.empty() || now > 0 ? 1 : 0;
}

std::string Database::unended() const
{
    if (m_isLost)
        return "a statement failed for want of memory, and the handler went on; the database was "
               "taken back to an earlier event";
    if (m_inTransaction)
        return "the handler left a transaction open; end it with COMMIT or ROLLBACK before the "
               "handler ends";
    if (!m_savepoints.empty())
        return "the handler left the savepoint " + m_savepoints.back().name
               + " open; RELEASE it before the handler ends";
    return "FOREIGN KEY constraint failed: the handler left a row whose parent is missing";
}

bool Database::beginBatch(std::uint32_t first)
{
    if (m_journal->place() < m_journal->to())
        m_journal->dropFrom(m_journal->place());
    m_batch = std::max(first, m_journal->place());
    m_isLost = false;
    m_inBatch = plain("BEGIN");
    return m_inBatch;
}

std::uint32_t Database::undoEvent()
{
    const std::uint32_t event = bridge().event;
    m_savepoints.clear();
    int deferred = 0;
    int most = 0;
    sqlite3_db_status(m_database, SQLITE_DBSTATUS_DEFERRED_FKS, &deferred, &most, 0);
    // Undone row by row they would stay counted.
    if (deferred > 0 && m_inBatch && !m_isLost)
        m_isLost = plain("ROLLBACK");
    if (m_isLost) {
        m_inTransaction = false;
        m_hasSavepoint = false;
        m_isBlocked = false;
        m_event = kNoEvent;
        if (m_journal->from() > m_batch)
            m_journal->restart(m_batch);
        else
            m_journal->dropFrom(m_batch);
        ++m_schema;
        bridge().isUnended = 0;
        return m_batch;
    }
    if (m_inTransaction) {
        plain("ROLLBACK TO \"a transaction\"");
        plain("RELEASE \"a transaction\"");
        m_inTransaction = false;
        m_journal->forgetBehind(m_transactionMark);
    }
    if (m_event == event && m_event != kNoEvent) {
        if (m_hasSavepoint) {
            plain("ROLLBACK TO \"an event\"");
            m_journal->forgetBehind(m_savepointMark);
            m_journal->forgetTablesFrom(m_savepointTables);
            closeSavepoint();
            ++m_schema;
            m_isBlocked = false;
        }
        m_isOurs = true;
        m_journal->undoOpen();
        m_isOurs = false;
        m_event = kNoEvent;
    }
    bridge().isUnended = 0;
    return event;
}

bool Database::endBatch(std::uint32_t place)
{
    leaveEvent();
    bridge().event = kNoEvent;
    if (!m_inBatch)
        return true;
    m_inBatch = false;
    if (m_isLost)
        return true;
    if (!plain("COMMIT")) {
        m_failure = {sqlite3_errmsg(m_database), "SQLITE_ERROR"};
        plain("ROLLBACK");
        return false;
    }
    m_journal->reached(place);
    const std::uint32_t last = m_images.empty() ? 0 : m_images.back().place;
    if (place > last && place - last >= m_spacing)
        takeImage();
    return true;
}

bool Database::begin()
{
    leaveEvent();
    bridge().event = kNoEvent;
    if (!unended().empty() && bridge().isUnended != 0)
        return false;
    dropImages();
    m_journal->forgetTables();
    m_journal->restart(0);
    m_spacing = kFirstSpacing;
    m_isBlocked = false;
    m_wasBlocked = false;
    takeImage();
    return true;
}

void Database::dropImages()
{
    for (const Image &image : m_images)
        sqlite3_free(image.bytes);
    m_images.clear();
}

std::size_t Database::imageBytes() const
{
    std::size_t sum = 0;
    for (const Image &image : m_images)
        sum += std::size_t(image.size);
    return sum;
}

// SQLite counts the images, which are its own pieces of memory, beside the database.
void Database::limitHeap()
{
    sqlite3_hard_heap_limit64(sqlite3_int64(m_limits.databaseBytes + imageBytes()));
}

void Database::takeImage()
{
    const std::uint32_t place = m_journal->place();
    m_isOurs = true;
    Image image{place, nullptr, 0};
    int pages = 0;
    int size = 0;
    sqlite3_stmt *statement = nullptr;
    for (const auto &[sql, value] :
         {std::pair("PRAGMA page_count", &pages), std::pair("PRAGMA page_size", &size)}) {
        sqlite3_prepare_v2(m_database, sql, -1, &statement, nullptr);
        if (statement && sqlite3_step(statement) == SQLITE_ROW)
            *value = sqlite3_column_int(statement, 0);
        sqlite3_finalize(statement);
    }
    const std::int64_t bytes = std::int64_t(pages) * size;
    // What an image costs is paid by the events between two.
    m_spacing = std::max(m_spacing, std::uint32_t(std::min<std::int64_t>(bytes / kImageBytesAnEvent,
                                                                         1 << 30)));
    // Every other one goes when they take too much, so that the distances grow; the first stays.
    while (m_images.size() > 1 && imageBytes() + std::size_t(bytes) > m_limits.imageBytes) {
        std::vector<Image> kept{m_images.front()};
        for (std::size_t i = 1; i < m_images.size(); ++i) {
            if (i % 2 == 0)
                kept.push_back(m_images[i]);
            else
                sqlite3_free(m_images[i].bytes);
        }
        m_images = std::move(kept);
        m_spacing = std::min(2 * m_spacing, std::uint32_t{1} << 30);
    }
    if (m_images.empty() || imageBytes() + std::size_t(bytes) <= m_limits.imageBytes) {
        sqlite3_int64 taken = 0;
        sqlite3_hard_heap_limit64(0);
        image.bytes = sqlite3_serialize(m_database, "main", &taken, 0);
        image.size = taken;
    }
    m_isOurs = false;
    if (image.bytes || m_images.empty())
        m_images.push_back(image);
    limitHeap();
}

bool Database::restore(const Image &image)
{
    m_isOurs = true;
    sqlite3_hard_heap_limit64(0); // the pages of both are there for a moment
    sqlite3 *copy = nullptr;
    bool done = sqlite3_open_v2(":memory:", &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                nullptr)
                == SQLITE_OK;
    // An empty database has an image without a page.
    if (done && image.size > 0)
        done = sqlite3_deserialize(copy, "main", image.bytes, image.size, image.size,
                                   SQLITE_DESERIALIZE_READONLY)
               == SQLITE_OK;
    sqlite3_backup *backup = done ? sqlite3_backup_init(m_database, "main", copy, "main") : nullptr;
    if (backup) {
        sqlite3_backup_step(backup, -1);
        done = sqlite3_backup_finish(backup) == SQLITE_OK;
    } else {
        done = false;
    }
    sqlite3_close(copy);
    limitHeap();
    m_isOurs = false;
    ++m_schema;
    m_journal->forgetTables();
    m_journal->restart(image.place);
    return done;
}

std::uint32_t Database::go(std::uint32_t place, bool &more)
{
    more = false;
    leaveEvent();
    const auto best = [&](std::uint32_t most) {
        const Image *found = &m_images.front();
        for (const Image &image : m_images)
            found = image.place <= most ? &image : found;
        return found;
    };
    const Image *image = best(place);
    const std::uint32_t here = m_journal->place();
    const bool isKnown = place >= m_journal->from() && place <= m_journal->to();
    const bool isAhead = place > m_journal->to() && image->place <= m_journal->to();
    // In events undone, which takes a few microseconds; a handler takes twice that.
    const std::uint32_t far = std::max(here, place) - std::min(here, place);
    const double fromImage = 2.0 * (place - image->place) + double(image->size) / 3000;
    if ((isKnown && far <= std::max(fromImage, double(kNear))) || isAhead) {
        const std::uint32_t target = std::min(place, m_journal->to());
        m_isOurs = true;
        const bool done = plain("BEGIN") && m_journal->go(target, kGroupsAtOnce) && plain("COMMIT");
        if (!done)
            plain("ROLLBACK");
        m_isOurs = false;
        if (done) {
            more = m_journal->place() != target;
            return m_journal->place();
        }
    }
    restore(*image);
    return m_journal->place();
}

const std::string &Database::now()
{
    if (m_nowEvent != bridge().event || m_now.empty()) {
        m_now = bridge().event == kNoEvent ? std::string("1970-01-01T00:00:00.000000Z") : m_clock();
        if (m_now.empty())
            m_now = "1970-01-01T00:00:00.000000Z";
        m_nowEvent = bridge().event;
    }
    return m_now;
}

// SplitMix64; its seed follows from the event.
std::uint64_t Database::random()
{
    std::uint64_t number = (m_random += 0x9e3779b97f4a7c15);
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
    number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
    return number ^ (number >> 31);
}

} // namespace eventscope::host
