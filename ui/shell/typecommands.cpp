// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/typecommands.h"

#include "session/session.h"
#include "shell/commands.h"

namespace eventscope::ui {

void addTypeCommands(Commands &commands, Session &session)
{
    const QString group = QStringLiteral("Event types");
    const auto add = [&](const QString &title, auto run) {
        commands.add(group, title, {}, Commands::Keys::Always, [&session, run] {
            if (session.hasLog() && session.playhead() != kNoRow)
                run(session.types(), session.log().type(session.playhead()));
        });
    };
    add(QStringLiteral("Hide or show the type of this event"),
        [](TypeVisibility &types, TypeId type) { types.setHidden(type, !types.isHidden(type)); });
    add(QStringLiteral("Show only the type of this event, or the others again"),
        [](TypeVisibility &types, TypeId type) { types.solo(type); });
    add(QStringLiteral("Show all event types"),
        [](TypeVisibility &types, TypeId) { types.showAll(); });
}

} // namespace eventscope::ui
