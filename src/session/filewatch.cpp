// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/filewatch.h"

#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

namespace eventscope {

namespace {

constexpr int kSettle = 60; // ms without a further notification
constexpr int kAway = 500;  // ms after which a file is gone: no editor takes as long to save

} // namespace

FileWatch::FileWatch(QObject *parent)
    : QObject(parent)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSettle);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_soon,
            qOverload<>(&QTimer::start));
    connect(&m_soon, &QTimer::timeout, this, &FileWatch::look);
    m_late.setSingleShot(true);
    m_late.setInterval(kAway);
    connect(&m_late, &QTimer::timeout, this, &FileWatch::lookForGone);
}

FileWatch::Stamp FileWatch::stampOf(const QString &file)
{
    // Not through QFileInfo: it has no inode, and its times are milliseconds.
    struct stat found = {};
    if (::stat(QFile::encodeName(file).constData(), &found) != 0)
        return {};
    Stamp stamp;
    stamp.isThere = true;
    stamp.size = found.st_size;
    stamp.seconds = found.st_mtim.tv_sec;
    stamp.nanoseconds = found.st_mtim.tv_nsec;
    stamp.identity = found.st_ino;
    return stamp;
}

void FileWatch::setFiles(const QStringList &files)
{
    QMap<QString, Stamp> stamps;
    for (const QString &file : files) {
        const auto known = m_stamps.constFind(file);
        // What has changed since the last look is still to be told.
        stamps.insert(file, known == m_stamps.constEnd() ? stampOf(file) : *known);
    }
    m_stamps = stamps;
    watchAgain();
}

void FileWatch::watchAgain()
{
    QStringList wanted;
    for (auto stamp = m_stamps.constBegin(); stamp != m_stamps.constEnd(); ++stamp) {
        if (QFile::exists(stamp.key()))
            wanted.append(stamp.key());
        const QString folder = QFileInfo(stamp.key()).absolutePath();
        if (!wanted.contains(folder) && QFile::exists(folder))
            wanted.append(folder);
    }
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    for (const QString &path : watched) {
        if (!wanted.contains(path))
            m_watcher.removePath(path);
    }
    for (const QString &path : std::as_const(wanted)) {
        if (!watched.contains(path))
            m_watcher.addPath(path);
    }
}

void FileWatch::look()
{
    bool isChanged = false;
    for (auto stamp = m_stamps.begin(); stamp != m_stamps.end(); ++stamp) {
        const Stamp now = stampOf(stamp.key());
        if (!now.isThere && stamp->isThere && !m_late.isActive())
            m_late.start();
        // Between the old file and the new one there may be none: that is no content to speak of.
        if (now == *stamp || !now.isThere)
            continue;
        *stamp = now;
        isChanged = true;
    }
    watchAgain();
    if (isChanged)
        Q_EMIT changed();
}

void FileWatch::lookForGone()
{
    QStringList gone;
    for (auto stamp = m_stamps.begin(); stamp != m_stamps.end(); ++stamp) {
        if (!stamp->isThere || stampOf(stamp.key()).isThere)
            continue;
        *stamp = {}; // should it come again, that is a change
        gone.append(stamp.key());
    }
    for (const QString &file : std::as_const(gone))
        Q_EMIT this->gone(file);
}

} // namespace eventscope
