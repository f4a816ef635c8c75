// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/eventscommand.h"
#include "session/eventwriter.h"
#include "session/session.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace eventscope::ui {

// Puts events on the clipboard or into a file. They are read from the store on a thread of its own;
// only the newest request counts.
class RecordCopier : public QObject
{
    Q_OBJECT

public:
    // Which events: their rows, ascending, asked for in the other thread.
    using Rows = std::function<std::vector<Row>()>;
    struct Form {
        EventForm form = EventForm::Json;
        std::vector<EventColumn> columns; // of Markdown and CSV
    };
    static constexpr std::size_t kMostClipboardBytes = 32 << 20;

    explicit RecordCopier(Session &session, QObject *parent = nullptr,
                          std::size_t mostClipboardBytes = kMostClipboardBytes);
    ~RecordCopier() override;

    void copy(Rows rows, Form form);
    void save(Rows rows, Form form, const QString &path); // the file appears when it is whole
    void copyCommand(Rows rows, const ShownScope &shown);
    void cancel();

Q_SIGNALS:
    void progressed(qint64 done, qint64 total); // a few times a second, if it takes a moment
    void finished(const QString &what);         // a sentence for the user
    void tooLarge(qint64 events);               // for the clipboard: a file can take them
    void failed(const QString &why);

private:
    struct Job;
    void start(Rows rows, Form form, const QString &path);
    void letGo();
    // Runs `answer` in the GUI thread unless there is a newer request by then.
    void post(std::uint64_t request, std::function<void()> answer);

    Session &m_session;
    std::size_t m_mostClipboardBytes;
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
