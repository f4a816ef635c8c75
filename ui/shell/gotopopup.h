// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "shell/placefinder.h"
#include "shell/popup.h"

#include <cstdint>
#include <memory>
#include <optional>

class QLabel;
class QLineEdit;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

// One line: a position, a stream, a version, a date or a time. It says where Enter will lead while one types; Enter goes there, or says why
// not. The search looks at every stream, on a thread of its own.
class GoToPopup : public Popup
{
    Q_OBJECT

public:
    GoToPopup(Session &session, QWidget *window);
    ~GoToPopup() override;

private:
    void aboutToOpen() override;
    void search();
    void take(const Result<FoundPlace> &place);
    void letGo();
    void go(const FoundPlace &place);
    QString whereTo(const FoundPlace &place) const;

    Session &m_session;
    QLineEdit *m_line = nullptr;
    QLabel *m_hint = nullptr;
    std::optional<Result<FoundPlace>> m_found; // of what stands in the line
    bool m_entered = false;                    // go as soon as it is found
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
