// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/linkbutton.h"
#include "panels/notice.h"
#include "panels/statepanel.h"

#include "ordersstore.h"

#include <QFile>

namespace eventscope::ui {

// The store of two orders, a session over it with a workspace of its own, and the panel.
struct StateFixture {
    OrdersStore store;
    QTemporaryDir dir;
    Session session;
    StatePanel panel{session};

    explicit StateFixture(std::uint32_t row)
    {
        session.workspace().setFolder(dir.filePath(QStringLiteral("workspaces")));
        panel.resize(320, 500);
        panel.show();
        store.open(session);
        session.goToEvent(Row(row));
    }
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(dir.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
        return file.fileName();
    }
    Notice *notice(const QString &words) const
    {
        for (Notice *const found : panel.findChildren<Notice *>()) {
            if (found->isVisibleTo(&panel) && found->sentence().contains(words))
                return found;
        }
        return nullptr;
    }
    LinkButton *link(const QString &words) const
    {
        for (LinkButton *const found : panel.findChildren<LinkButton *>()) {
            if (found->isVisibleTo(&panel) && found->text().contains(words))
                return found;
        }
        return nullptr;
    }
};

} // namespace eventscope::ui
