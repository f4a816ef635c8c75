// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QToolButton>

class QMenu;

namespace eventscope::ui {

// Says what the state is compared with, "vs previous" or "vs v3", and opens a menu to choose another event of the stream.
class DiffButton : public QToolButton
{
    Q_OBJECT

public:
    explicit DiffButton(Session &session, QWidget *parent = nullptr);

    // Where there is little room: without the "vs".
    void setShort(bool isShort);

public Q_SLOTS:
    void comparePrevious();
    void compareHere();    // with the event at the playhead, wherever one goes from there
    void compareVersion(); // asks for it

private:
    void takeBase();
    void fillMenu();
    QString labelOf(std::uint32_t ordinal) const;
    void compareWith(std::int64_t versionOrNumber);
    // Versions, or numbers from 1 where the store knows no versions: of the first and the last event.
    std::pair<std::int64_t, std::int64_t> span() const;

    Session &m_session;
    QMenu *m_menu;
    bool m_isShort = false;
};

} // namespace eventscope::ui
