// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/filewatch.h"

#include <QByteArray>
#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>

namespace eventscope {
class NewestOnly;
}

namespace eventscope::ui {

// The file of a text: read and written on a thread, followed on the disk. What it holds there is told apart by its bytes, so that its own
// saving is no change, and whatever touches the file without changing it is none either. GUI thread.
class CodeFile : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 kMostBytes = 2 << 20;

    explicit CodeFile(QObject *parent);
    ~CodeFile() override;

    QString path() const { return m_path; } // absolute; empty: none
    bool isWriting() const { return m_isWriting; }
    bool isBusy() const { return m_isReading || m_isWriting; }

    void read(const QString &path); // afterwards readDone() or readFailed()
    // Writes all of it, or nothing; one after the other. Unless the file holds what nobody has seen here: then foundOther(). Not what belongs to that store.
    void write(const QString &path, const QByteArray &bytes, const QString &store);
    // To that name or, if something is there, the next free one beside it: see writeDone().
    void writeNew(const QString &path, const QByteArray &bytes, const QString &store);
    void forget(); // no file

Q_SIGNALS:
    void readDone(const QString &path, const QByteArray &bytes);
    void readFailed(const QString &path, const QString &sentence);
    void writeDone(const QString &path);
    void writeFailed(const QString &path, const QString &sentence);
    void foundOther(const QByteArray &bytes); // instead of writing: it was changed meanwhile
    void changed(const QByteArray &bytes);    // on the disk; also when it is there again
    void gone();

private:
    void look();
    void lookAgain();
    void watch(const QString &path, const QByteArray &bytes);
    void beginWriting();
    void takeWritten(const QString &file, const QByteArray &bytes, const QString &problem);

    FileWatch m_watch;
    QString m_path;
    QByteArray m_known; // what the file holds, as far as told
    bool m_isReading = false;
    bool m_isWriting = false;
    bool m_isGone = false;
    bool m_isStale = false;      // the disk said that something happened meanwhile
    std::uint64_t m_request = 0; // answers of earlier ones are dropped
    std::unique_ptr<NewestOnly> m_reader;
    std::unique_ptr<NewestOnly> m_writer;
};

} // namespace eventscope::ui
