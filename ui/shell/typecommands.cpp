// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/typecommands.h"

#include "panels/typelookmenu.h"
#include "session/session.h"
#include "shell/commands.h"
#include "widgets/eventtypestyle.h"

#include <QMenu>
#include <QWidget>

namespace eventscope::ui {

void addTypeCommands(Commands &commands, Session &session, QWidget &window)
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
    add(QStringLiteral("Colour and shape of the type of this event\u2026"),
        [&session, &window](TypeVisibility &, TypeId type) {
            EventTypeStyles styles;
            styles.update(session.log(), session.workspace().typeLooks());
            auto *const menu = new QMenu(&window);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            addTypeLook(*menu, session, type, styles.style(type.value()));
            const QSize room = window.size() - menu->sizeHint();
            menu->popup(window.mapToGlobal(QPoint(room.width() / 2, room.height() / 3)));
        });
}

} // namespace eventscope::ui
