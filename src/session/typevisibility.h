// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/typemask.h"
#include "session/workspace.h"

#include <QObject>

#include <cstdint>
#include <string_view>

namespace eventscope {

// Which event types of the open store are to be seen: on the timeline, and among the shown events. What the workspace says by name, as a
// mask over the log's types. Has nothing to do with the filter, which stays as it is. GUI thread.
class TypeVisibility : public QObject
{
    Q_OBJECT

public:
    explicit TypeVisibility(Workspace &workspace, QObject *parent = nullptr);

    void open(const EventLog *log);
    void close();
    void grow(); // the log may have more types; before anything else looks at its new rows

    const TypeMask &mask() const { return m_mask; }
    bool isHidden(TypeId type) const { return m_mask.hides(type); }
    bool isSolo(TypeId type) const; // among the only ones that are shown
    bool hidesAny() const { return m_workspace.types().hidesAny(); }
    // Types of the log that are hidden, and their events.
    std::uint32_t hiddenTypes() const;
    std::uint64_t hiddenEvents() const;

    // Where only some are shown, it becomes one of them, or ceases to be.
    void setHidden(TypeId type, bool hidden);
    // Shows only this one; if that is so already, what was shown before.
    void solo(TypeId type);
    void showAll();

Q_SIGNALS:
    void changed(); // the mask

private:
    void update();

    Workspace &m_workspace;
    const EventLog *m_log = nullptr;
    std::uint32_t m_types = 0; // of the log that the mask knows
    TypeMask m_mask;
};

} // namespace eventscope
