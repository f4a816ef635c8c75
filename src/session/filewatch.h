// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

namespace eventscope {

// Says when the content of files may have become another, whatever an editor does to save them: writes in place, renames a new file
// over the old one, or takes the old one away first.
//
// The folders are watched beside the files, since a watch on a file ends with it; what has come is decided by size, time and identity
// of the file, a moment after the last notification, so that a save of several steps counts once.
class FileWatch : public QObject
{
    Q_OBJECT

public:
    explicit FileWatch(QObject *parent = nullptr);

    // Absolute paths; files that are not there yet are waited for.
    void setFiles(const QStringList &files);
    QStringList files() const { return m_stamps.keys(); }

Q_SIGNALS:
    void changed();
    void gone(const QString &file); // was there, and has been away for half a second

private:
    struct Stamp {
        bool isThere = false;
        qint64 size = 0;
        qint64 seconds = 0;
        qint64 nanoseconds = 0;
        quint64 identity = 0; // inode
        bool operator==(const Stamp &) const = default;
    };
    static Stamp stampOf(const QString &file);
    void look();
    void lookForGone();
    void watchAgain();

    QFileSystemWatcher m_watcher;
    QTimer m_soon;
    QTimer m_late; // runs while a file that was there is away
    QMap<QString, Stamp> m_stamps;
};

} // namespace eventscope
