// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/typelookmenu.h"

#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QActionGroup>
#include <QIcon>
#include <QMenu>
#include <QPainter>
#include <QPixmap>

#include <string>

namespace eventscope::ui {

namespace {

constexpr int kMark = 16;
constexpr qreal kMarkRatio = 2; // menus scale down, never up

QIcon iconOf(const EventTypeStyle &style)
{
    QPixmap pixmap(QSize(kMark, kMark) * kMarkRatio);
    pixmap.setDevicePixelRatio(kMarkRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintMark(painter, QRectF(0, 0, kMark, kMark).adjusted(1, 1, -1, -1), style);
    painter.end();
    return QIcon(pixmap);
}

template<typename Change>
void addChoice(QMenu &menu, Session &session, const std::string &name, const EventTypeStyle &style,
               const QString &text, bool isNow, Change change)
{
    QAction *const action = menu.addAction(iconOf(style), text);
    action->setCheckable(true);
    action->setChecked(isNow);
    QObject::connect(action, &QAction::triggered, &session, [&session, name, change] {
        TypeLook look = session.workspace().typeLook(name);
        change(look);
        session.workspace().setTypeLook(name, look);
    });
}

} // namespace

void addTypeLook(QMenu &menu, Session &session, TypeId type, const EventTypeStyle &now)
{
    const std::string name(session.log().typeName(type));
    QMenu *const colours = menu.addMenu(QMenu::tr("Colour"));
    for (std::uint8_t hue = 0; hue < TypeLook::kHues; ++hue) {
        EventTypeStyle style = now;
        style.hue = hue;
        addChoice(*colours, session, name, style, hueName(hue), hue == now.hue,
                  [hue](TypeLook &look) { look.hue = hue; });
    }
    QMenu *const shapes = menu.addMenu(QMenu::tr("Shape"));
    for (std::uint8_t shape = 0; shape < TypeLook::kShapes; ++shape) {
        EventTypeStyle style = now;
        style.shape = static_cast<MarkShape>(shape);
        addChoice(*shapes, session, name, style, shapeName(style.shape), style.shape == now.shape,
                  [shape](TypeLook &look) { look.shape = shape; });
    }
    QAction *const reset = menu.addAction(QMenu::tr("Reset colour and shape"));
    reset->setEnabled(session.workspace().typeLook(name) != TypeLook());
    QObject::connect(reset, &QAction::triggered, &session,
                     [&session, name] { session.workspace().setTypeLook(name, {}); });
}

} // namespace eventscope::ui
