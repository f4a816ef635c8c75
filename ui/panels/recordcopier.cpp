// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/recordcopier.h"

#include "session/recordjson.h"
#include "widgets/format.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>
#include <string>
#include <utility>

namespace eventscope::ui {

namespace {

// Payloads as they are shown: text as text, bytes as base64.
std::string payloadOf(const Record &record)
{
    if (record.data.kind == Payload::Kind::Binary)
        return payloadToJson(record.data);
    return record.data.text;
}

} // namespace

RecordCopier::RecordCopier(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_worker(std::make_unique<NewestOnly>())
{
    connect(&session, &Session::closed, this, &RecordCopier::letGo);
}

RecordCopier::~RecordCopier() = default;

void RecordCopier::letGo()
{
    ++m_request;
    m_worker.reset(); // waits
    m_worker = std::make_unique<NewestOnly>();
}

void RecordCopier::copy(std::vector<Row> rows, Form form, std::size_t of)
{
    if (!m_session.hasLog() || rows.empty())
        return;
    const std::size_t wanted = std::max(rows.size(), of);
    if (rows.size() > kMostEvents)
        rows.resize(kMostEvents);
    m_worker->submit([this, request = ++m_request, log = &m_session.log(),
                      store = m_session.store(), form, wanted,
                      rows = std::move(rows)](std::stop_token stop) {
        std::string text;
        QString problem;
        auto reader = store->reader();
        if (!reader)
            problem = QString::fromStdString(reader.error().message);
        for (std::size_t i = 0; i < rows.size() && problem.isEmpty(); ++i) {
            if (stop.stop_requested())
                return;
            const auto record = (*reader)->read(log->locator(rows[i]));
            if (!record) {
                problem = QString::fromStdString(record.error().message);
                break;
            }
            text += form == Form::Events ? eventToJson(*log, rows[i], *record) : payloadOf(*record);
            if (rows.size() > 1)
                text += '\n';
        }
        const auto done = [this, request, problem, count = rows.size(), wanted,
                           text = QString::fromStdString(text)] {
            if (request != m_request)
                return;
            if (!problem.isEmpty()) {
                Q_EMIT failed(problem);
                return;
            }
            QGuiApplication::clipboard()->setText(text);
            const QString events = counted(static_cast<std::int64_t>(count), tr("event"),
                                           tr("events"));
            Q_EMIT copied(wanted > count
                              ? tr("Copied the first %1 of %2.")
                                    .arg(events, withThousands(static_cast<std::int64_t>(wanted)))
                              : tr("Copied %1.").arg(events));
        };
        QMetaObject::invokeMethod(this, done, Qt::QueuedConnection);
    });
}

} // namespace eventscope::ui
