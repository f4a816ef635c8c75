// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/pauses.h"

#include <QObject>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

class Session;

// Goes through the longest pauses, from the longest on: of one stream, or of all, each within its own. Puts the playhead on the event that
// ends the pause, and selects the two around it. Looks for them on a thread of its own; only the newest request counts. GUI thread.
class IdleWalk : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMost = 1000; // pauses

    struct Place {
        Pause pause;
        std::size_t rank = 0; // 0: the longest
        bool ofAll = false;   // else of its stream
    };
    enum class End { None, Shorter, Longer }; // there is none at all, no shorter one, no longer one

    explicit IdleWalk(Session &session, QObject *parent = nullptr);
    ~IdleWalk() override;

    // The longest of the stream or, with none, of all; from one of these, the next longest.
    void goTo(std::optional<StreamId> stream);
    // From where it stands. Elsewhere, the longest: of the selected stream or, with none, of all.
    void goToNext() { goOn(true); }
    void goToPrevious() { goOn(false); }
    bool isLooking() const { return m_looking; }
    // The pause at whose end playhead and selection are.
    std::optional<Place> here() const;

Q_SIGNALS:
    void lookingChanged();
    void arrived(const eventscope::IdleWalk::Place &place);
    void missing(eventscope::IdleWalk::End end);

private:
    struct Pauses {
        std::optional<StreamId> of;
        std::vector<Pause> longest;
        std::uint32_t rows = 0; // of the log
    };
    void goOn(bool forward);
    void look(std::optional<StreamId> stream, std::optional<Pause> from, bool forward);
    void arrive(const std::optional<Pause> &from, bool forward);
    void setLooking(bool looking);
    void letGo();

    Session &m_session;
    Pauses m_pauses; // those found last
    bool m_looking = false;
    std::optional<StreamId> m_wanted; // whose it looks for; none: of all
    std::ptrdiff_t m_further = 0;     // how many to go on from what it finds: asked for meanwhile
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope
