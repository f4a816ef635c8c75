// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/typelooks.h"

#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QAbstractTableModel>

namespace eventscope::ui {

void followTypeLooks(QAbstractTableModel &model, Session &session, EventTypeStyles &styles)
{
    QObject::connect(&session.workspace(), &Workspace::typeLooksChanged, &model,
                     [&model, &session, &styles] {
                         if (!session.hasLog())
                             return;
                         styles.update(session.log(), session.workspace().typeLooks());
                         const int rows = model.rowCount();
                         if (rows > 0)
                             Q_EMIT model.dataChanged(model.index(0, 0),
                                                      model.index(rows - 1,
                                                                  model.columnCount() - 1));
                     });
}

} // namespace eventscope::ui
