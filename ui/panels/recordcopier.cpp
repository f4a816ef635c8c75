// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/recordcopier.h"

#include "session/postto.h"
#include "widgets/filtertext.h"
#include "widgets/format.h"
#include "widgets/wholefile.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSaveFile>

#include <chrono>
#include <string>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr std::chrono::milliseconds kTell{100};
constexpr std::size_t kWriteBytes = 1 << 20;

QString eventsText(std::size_t count)
{
    return counted(static_cast<std::int64_t>(count), RecordCopier::tr("event"),
                   RecordCopier::tr("events"));
}

} // namespace

// One request, in the worker's thread.
struct RecordCopier::Job {
    enum class End { Done, Stopped, TooLarge, Failed };

    const EventLog &log;
    const Store &store;
    std::vector<Row> rows;
    Form form;
    QString path; // empty: the clipboard
    std::size_t mostBytes;
    std::function<void(std::size_t)> tell; // how many are done

    std::string text;
    QString problem;

    End run(const std::stop_token &stop)
    {
        QSaveFile file(path);
        if (!path.isEmpty() && !file.open(QIODevice::WriteOnly))
            return fail(tr("Cannot write %1: %2.").arg(path, file.errorString()));
        auto reader = store.reader();
        if (!reader)
            return fail(QString::fromStdString(reader.error().message));
        EventWriter writer(log, form.form, rows.size(), form.columns);
        text = writer.begin();
        auto told = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (stop.stop_requested())
                return End::Stopped;
            const auto record = (*reader)->read(log.locator(rows[i]), stop);
            if (stop.stop_requested())
                return End::Stopped;
            if (!record)
                return fail(QString::fromStdString(record.error().message));
            text += writer.event(rows[i], *record);
            if (path.isEmpty() ? text.size() > mostBytes : text.size() > kWriteBytes) {
                if (path.isEmpty())
                    return End::TooLarge;
                if (!flush(file))
                    return End::Failed;
            }
            if (const auto now = std::chrono::steady_clock::now(); now - told >= kTell) {
                told = now;
                tell(i + 1);
            }
        }
        text += writer.end();
        if (path.isEmpty())
            return End::Done;
        if (!flush(file))
            return End::Failed;
        if (!file.commit())
            return fail(tr("Cannot write %1: %2.").arg(path, file.errorString()));
        return End::Done;
    }

private:
    End fail(const QString &why)
    {
        problem = why;
        return End::Failed;
    }
    bool flush(QSaveFile &file)
    {
        const bool written = file.write(text.data(), static_cast<qint64>(text.size()))
                             == static_cast<qint64>(text.size());
        if (!written)
            problem = tr("Cannot write %1: %2.").arg(path, file.errorString());
        text.clear();
        return written;
    }
};

RecordCopier::RecordCopier(Session &session, QObject *parent, std::size_t mostClipboardBytes)
    : QObject(parent)
    , m_session(session)
    , m_mostClipboardBytes(mostClipboardBytes)
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

void RecordCopier::cancel()
{
    ++m_request;
    m_worker->cancel();
}

void RecordCopier::post(std::uint64_t request, std::function<void()> answer)
{
    postTo(this, [this, request, answer = std::move(answer)] {
        if (request == m_request)
            answer();
    });
}

void RecordCopier::copy(Rows rows, Form form)
{
    start(std::move(rows), std::move(form), {});
}

void RecordCopier::save(Rows rows, Form form, const QString &path)
{
    if (const QString problem = notOfStore(path, m_session.location()); !problem.isEmpty()) {
        Q_EMIT failed(problem);
        return;
    }
    start(std::move(rows), std::move(form), path);
}

void RecordCopier::start(Rows rows, Form form, const QString &path)
{
    if (!m_session.hasLog())
        return;
    m_worker->submit([this, request = ++m_request, log = &m_session.log(),
                      store = m_session.store(), mostBytes = m_mostClipboardBytes,
                      form = std::move(form), path, rows = std::move(rows)](std::stop_token stop) {
        Job job{*log, *store, rows(), form, path, mostBytes, {}, {}, {}};
        const std::size_t total = job.rows.size();
        job.tell = [this, request, total](std::size_t done) {
            post(request, [this, done, total] {
                Q_EMIT progressed(static_cast<qint64>(done), static_cast<qint64>(total));
            });
        };
        switch (job.run(stop)) {
        case Job::End::Stopped:
            return;
        case Job::End::Failed:
            return post(request, [this, why = job.problem] { Q_EMIT failed(why); });
        case Job::End::TooLarge:
            return post(request, [this, total] { Q_EMIT tooLarge(static_cast<qint64>(total)); });
        case Job::End::Done:
            break;
        }
        if (!path.isEmpty())
            return post(request, [this, total, path] {
                Q_EMIT finished(tr("Saved %1 in %2.").arg(eventsText(total), path));
            });
        post(request, [this, total, text = QString::fromStdString(job.text)] {
            QGuiApplication::clipboard()->setText(text);
            Q_EMIT finished(tr("Copied %1.").arg(eventsText(total)));
        });
    });
}

void RecordCopier::copyCommand(Rows rows, const ShownScope &shown)
{
    if (!m_session.hasLog())
        return;
    m_worker->submit([this, request = ++m_request, log = &m_session.log(), shown,
                      location = m_session.location().toStdString(),
                      rows = std::move(rows)](std::stop_token stop) {
        const std::vector<Row> all = rows();
        const auto words = eventsCommand(*log, location, all, shown, stop);
        if (stop.stop_requested())
            return;
        if (!words)
            return post(request, [this, why = QString::fromStdString(words.error().message)] {
                Q_EMIT failed(why);
            });
        QStringList list;
        for (const std::string &word : *words)
            list << QString::fromStdString(word);
        post(request, [this, count = all.size(), command = shellCommand(list)] {
            QGuiApplication::clipboard()->setText(command);
            Q_EMIT finished(
                tr("Copied the command that prints %1.")
                    .arg(count == 1 ? tr("this event") : tr("these %1").arg(eventsText(count))));
        });
    });
}

} // namespace eventscope::ui
