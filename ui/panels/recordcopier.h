// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/session.h"

#include <QObject>

#include <memory>
#include <vector>

namespace eventscope::ui {

// Puts events on the clipboard. They are read from the store on a thread of its own; only the
// newest request counts.
class RecordCopier : public QObject
{
    Q_OBJECT

public:
    enum class Form {
        Events,
        Payloads
    }; // a JSON line an event, as the command line prints it; or their payloads as stored
    static constexpr std::size_t kMostEvents = 10'000;

    explicit RecordCopier(Session &session, QObject *parent = nullptr);
    ~RecordCopier() override;

    // `of`: how many the rows are the first of, if they are not all.
    void copy(std::vector<Row> rows, Form form, std::size_t of = 0);

Q_SIGNALS:
    void copied(const QString &what); // a sentence for the user
    void failed(const QString &why);

private:
    void letGo();

    Session &m_session;
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
