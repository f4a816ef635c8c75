// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codefile.h"

#include "base/newestonly.h"
#include "session/postto.h"
#include "session/reducerfile.h"
#include "widgets/wholefile.h"

#include <QFile>
#include <QFileInfo>

#include <optional>
#include <utility>

namespace eventscope::ui {

namespace {

struct Content {
    QByteArray bytes;
    QString problem; // empty: it was read
    bool isThere = true;
};

// Any thread.
Content contentOf(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return {{}, CodeFile::tr("%1 is not there. Open another file.").arg(path), false};
    if (!info.isFile())
        return {{}, CodeFile::tr("%1 is no file. Open one that holds code.").arg(path)};
    const auto program = [&] {
        return CodeFile::tr("%1 is a program; its code is not shown here.").arg(info.fileName());
    };
    if (info.size() > CodeFile::kMostBytes && isProgramFile(path))
        return {{}, program()};
    if (info.size() > CodeFile::kMostBytes)
        return {{},
                CodeFile::tr("%1 is larger than 2 MB, which no code is that one would edit here. "
                             "Open another file.")
                    .arg(path)};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {{},
                CodeFile::tr("%1 could not be read: %2. Give yourself the right to read it.")
                    .arg(path, file.errorString())};
    QByteArray bytes = file.read(CodeFile::kMostBytes + 1);
    if (file.error() != QFileDevice::NoError)
        return {{}, CodeFile::tr("%1 could not be read: %2.").arg(path, file.errorString())};
    if (bytes.contains('\0') && isProgramFile(path))
        return {{}, program()};
    if (bytes.contains('\0'))
        return {{}, CodeFile::tr("%1 holds no text. Open a file of code.").arg(path)};
    return {bytes, {}};
}

} // namespace

CodeFile::CodeFile(QObject *parent)
    : QObject(parent)
    , m_reader(std::make_unique<NewestOnly>())
    , m_writer(std::make_unique<NewestOnly>())
{
    connect(&m_watch, &FileWatch::changed, this, &CodeFile::look);
    connect(&m_watch, &FileWatch::gone, this, [this] {
        if (m_isWriting)
            return;
        m_isGone = true;
        Q_EMIT gone();
    });
}

CodeFile::~CodeFile() = default;

void CodeFile::watch(const QString &path, const QByteArray &bytes)
{
    m_path = path;
    m_known = bytes;
    m_isGone = false;
    m_watch.setFiles(path.isEmpty() ? QStringList() : QStringList(path));
}

void CodeFile::forget()
{
    ++m_request;
    m_isReading = false;
    watch({}, {});
}

void CodeFile::read(const QString &path)
{
    const QString file = QFileInfo(path).absoluteFilePath();
    const std::uint64_t request = ++m_request;
    // Watched before it is read, so that no change falls between.
    m_watch.setFiles(QStringList(file));
    m_isReading = true;
    m_reader->submit([this, file, request](std::stop_token) {
        postTo(this, [this, file, request, content = contentOf(file)] {
            if (request != m_request)
                return;
            m_isReading = false;
            if (content.problem.isEmpty()) {
                watch(file, content.bytes);
                Q_EMIT readDone(file, content.bytes);
            } else {
                m_watch.setFiles(m_path.isEmpty() ? QStringList() : QStringList(m_path));
                Q_EMIT readFailed(file, content.problem);
            }
            lookAgain();
        });
    });
}

// The disk says that something has happened to the file.
void CodeFile::look()
{
    m_isStale = isBusy();
    if (m_path.isEmpty() || m_isStale)
        return;
    const std::uint64_t request = ++m_request;
    m_isReading = true;
    m_reader->submit([this, file = m_path, request](std::stop_token) {
        postTo(this, [this, request, content = contentOf(file)] {
            if (request != m_request)
                return;
            m_isReading = false;
            // What can't be read just now, or is no text, leaves what is shown alone.
            if (content.problem.isEmpty() && (m_isGone || content.bytes != m_known)) {
                m_isGone = false;
                m_known = content.bytes;
                Q_EMIT changed(content.bytes);
            }
            lookAgain();
        });
    });
}

// If it was touched while it was being read or written.
void CodeFile::lookAgain()
{
    if (m_isStale)
        look();
}

void CodeFile::write(const QString &path, const QByteArray &bytes, const QString &store)
{
    const QString file = QFileInfo(path).absoluteFilePath();
    // Another name was asked for in a dialog, which has asked whether to replace what is there.
    const std::optional<QByteArray> expected = file == m_path ? std::optional(m_known)
                                                              : std::nullopt;
    beginWriting();
    m_writer->submit([this, file, bytes, store, expected](std::stop_token) {
        std::optional<QByteArray> other;
        if (expected) {
            Content found = contentOf(file);
            if (found.problem.isEmpty() && found.bytes != *expected && found.bytes != bytes)
                other = std::move(found.bytes);
        }
        const QString problem = other ? QString() : writeWholeFile(file, bytes, store);
        postTo(this, [this, file, bytes, other, problem] {
            if (!other)
                return takeWritten(file, bytes, problem);
            m_isWriting = false;
            m_known = *other;
            Q_EMIT foundOther(*other);
            lookAgain();
        });
    });
}

void CodeFile::writeNew(const QString &path, const QByteArray &bytes, const QString &store)
{
    beginWriting();
    m_writer->submit([this, path, bytes, store](std::stop_token) {
        QString file = QFileInfo(path).absoluteFilePath();
        const QString problem = writeNewFile(file, bytes, store);
        postTo(this, [this, file, bytes, problem] { takeWritten(file, bytes, problem); });
    });
}

void CodeFile::beginWriting()
{
    ++m_request; // what is being read is about to be old
    m_isReading = false;
    m_isWriting = true;
}

void CodeFile::takeWritten(const QString &file, const QByteArray &bytes, const QString &problem)
{
    m_isWriting = false;
    if (!problem.isEmpty()) {
        Q_EMIT writeFailed(file, problem);
    } else {
        watch(file, bytes);
        Q_EMIT writeDone(file);
    }
    lookAgain();
}

} // namespace eventscope::ui
