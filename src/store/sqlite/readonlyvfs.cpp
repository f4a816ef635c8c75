// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/readonlyvfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace eventscope {

namespace {

constexpr char kName[] = "eventscope-readonly";

sqlite3_vfs *realVfs(sqlite3_vfs *vfs)
{
    return static_cast<sqlite3_vfs *>(vfs->pAppData);
}

// The wal-index of a connection that shares it with no one.
struct PrivateIndex {
    std::vector<std::unique_ptr<char[]>> regions;
};

// SQLite allocates it with room for the real file behind it.
struct File {
    sqlite3_file base;
    sqlite3_file *real;
    PrivateIndex *index;      // null pointer: the real file's own shared memory
    sqlite3_int64 leastBytes; // what fileSize() says at least
    int refusals;             // of the writer's lock, in a row
};

File *self(sqlite3_file *file)
{
    return reinterpret_cast<File *>(file);
}
sqlite3_file *real(sqlite3_file *file)
{
    return self(file)->real;
}

int fileClose(sqlite3_file *file)
{
    delete self(file)->index;
    self(file)->index = nullptr;
    return real(file)->pMethods->xClose(real(file));
}
int fileRead(sqlite3_file *file, void *to, int bytes, sqlite3_int64 offset)
{
    const int result = real(file)->pMethods->xRead(real(file), to, bytes, offset);
    // Of a page that was cut in two, the first half would be taken for rows of nothing.
    if (result == SQLITE_IOERR_SHORT_READ && self(file)->leastBytes > 0)
        std::memset(to, 0, static_cast<std::size_t>(bytes));
    return result;
}
int fileWrite(sqlite3_file *, const void *, int, sqlite3_int64)
{
    return SQLITE_READONLY;
}
int fileTruncate(sqlite3_file *, sqlite3_int64)
{
    return SQLITE_READONLY;
}
int fileSync(sqlite3_file *, int)
{
    return SQLITE_OK;
}
int fileSize(sqlite3_file *file, sqlite3_int64 *bytes)
{
    const int result = real(file)->pMethods->xFileSize(real(file), bytes);
    if (result == SQLITE_OK)
        *bytes = std::max(*bytes, self(file)->leastBytes);
    return result;
}
int fileLock(sqlite3_file *file, int level)
{
    if (level > SQLITE_LOCK_SHARED)
        return SQLITE_BUSY;
    return real(file)->pMethods->xLock(real(file), level);
}
int fileUnlock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}
int fileCheckReservedLock(sqlite3_file *file, int *reserved)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), reserved);
}
int fileControl(sqlite3_file *file, int operation, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int fileSectorSize(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}
int fileDeviceCharacteristics(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shmMap(sqlite3_file *file, int region, int bytes, int extend, void volatile **place)
{
    PrivateIndex *const index = self(file)->index;
    if (!index)
        return real(file)->pMethods->xShmMap(real(file), region, bytes, extend, place);
    *place = nullptr;
    const auto number = static_cast<std::size_t>(region);
    while (extend && index->regions.size() <= number) {
        auto *const memory = new (std::nothrow) char[static_cast<std::size_t>(bytes)]();
        if (!memory)
            return SQLITE_NOMEM;
        index->regions.emplace_back(memory);
    }
    if (number < index->regions.size())
        *place = index->regions[number].get();
    return SQLITE_OK;
}
int shmLock(sqlite3_file *file, int offset, int count, int flags)
{
    if (self(file)->index)
        return SQLITE_OK;
    // SQLite asks for the writer's lock when it finds the head of the wal-index half written, and takes a free one for the proof that its
    // writer is gone. But the writer may have finished in between: refused, SQLite looks again. Without a writer the head stays as it is.
    constexpr int kWriterLock = 0;
    constexpr int kMostRefusals = 3;
    if ((flags & SQLITE_SHM_LOCK) && offset == kWriterLock
        && self(file)->refusals++ < kMostRefusals)
        return SQLITE_BUSY;
    if (offset != kWriterLock)
        self(file)->refusals = 0;
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shmBarrier(sqlite3_file *file)
{
    // A private index belongs to one connection, which one thread uses at a time: nothing to order.
    if (!self(file)->index)
        real(file)->pMethods->xShmBarrier(real(file));
}
int shmUnmap(sqlite3_file *file, int)
{
    if (self(file)->index) {
        self(file)->index->regions.clear();
        return SQLITE_OK;
    }
    return real(file)->pMethods->xShmUnmap(real(file), 0); // never deletes the file
}

// Version 2: no memory mapping, under which a file that is cut would end the process.
const sqlite3_io_methods kMethods = {
    2,
    fileClose,
    fileRead,
    fileWrite,
    fileTruncate,
    fileSync,
    fileSize,
    fileLock,
    fileUnlock,
    fileCheckReservedLock,
    fileControl,
    fileSectorSize,
    fileDeviceCharacteristics,
    shmMap,
    shmLock,
    shmBarrier,
    shmUnmap,
    nullptr,
    nullptr,
};

int vfsOpen(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    sqlite3_vfs *const system = realVfs(vfs);
    constexpr int kScratch = SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TEMP_JOURNAL
                             | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_SUBJOURNAL;
    if (!name || (flags & kScratch))
        return system->xOpen(system, name, file, flags, outFlags);

    File *const own = self(file);
    own->base.pMethods = nullptr;
    own->real = reinterpret_cast<sqlite3_file *>(own + 1);
    own->index = nullptr;
    own->leastBytes = 0;
    own->refusals = 0;
    std::memset(static_cast<void *>(own->real), 0, static_cast<std::size_t>(system->szOsFile));
    constexpr int kWriting = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE
                             | SQLITE_OPEN_DELETEONCLOSE;
    const int result = system->xOpen(system, name, own->real,
                                     (flags & ~kWriting) | SQLITE_OPEN_READONLY, outFlags);
    if (result != SQLITE_OK)
        return result;
    if (flags & SQLITE_OPEN_MAIN_DB) {
        const char *const shm = sqlite3_uri_parameter(name, "eventscope_shm");
        if (shm && std::string_view(shm) == "private") {
            own->index = new (std::nothrow) PrivateIndex;
            if (!own->index) {
                own->real->pMethods->xClose(own->real);
                return SQLITE_NOMEM;
            }
        }
        own->leastBytes = sqlite3_uri_int64(name, "eventscope_size", 0);
    }
    own->base.pMethods = &kMethods;
    return SQLITE_OK;
}

int vfsDelete(sqlite3_vfs *, const char *, int)
{
    return SQLITE_IOERR_DELETE;
}
int vfsAccess(sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
    return realVfs(vfs)->xAccess(realVfs(vfs), name, flags, result);
}
int vfsFullPathname(sqlite3_vfs *vfs, const char *name, int size, char *to)
{
    return realVfs(vfs)->xFullPathname(realVfs(vfs), name, size, to);
}
int vfsRandomness(sqlite3_vfs *vfs, int bytes, char *to)
{
    return realVfs(vfs)->xRandomness(realVfs(vfs), bytes, to);
}
int vfsSleep(sqlite3_vfs *vfs, int micros)
{
    return realVfs(vfs)->xSleep(realVfs(vfs), micros);
}
int vfsCurrentTime(sqlite3_vfs *vfs, double *now)
{
    return realVfs(vfs)->xCurrentTime(realVfs(vfs), now);
}
int vfsGetLastError(sqlite3_vfs *vfs, int size, char *to)
{
    return realVfs(vfs)->xGetLastError ? realVfs(vfs)->xGetLastError(realVfs(vfs), size, to) : 0;
}
int vfsCurrentTimeInt64(sqlite3_vfs *vfs, sqlite3_int64 *now)
{
    return realVfs(vfs)->xCurrentTimeInt64(realVfs(vfs), now);
}

// SQLite gives a log and its index the owner of their database when it runs as root, and an empty one the database's mode, although it
// opens them for reading. Nothing in this program needs that.
int leaveOwner(int, uid_t, gid_t)
{
    return 0;
}
int leaveMode(int, mode_t)
{
    return 0;
}

bool registerVfs()
{
    sqlite3_vfs *const system = sqlite3_vfs_find(nullptr);
    if (!system || system->iVersion < 2)
        return false;
    if (system->iVersion >= 3) {
        system->xSetSystemCall(system, "fchown", reinterpret_cast<sqlite3_syscall_ptr>(leaveOwner));
        system->xSetSystemCall(system, "fchmod", reinterpret_cast<sqlite3_syscall_ptr>(leaveMode));
    }
    static sqlite3_vfs vfs{};
    vfs.iVersion = 2;
    vfs.szOsFile = static_cast<int>(sizeof(File)) + system->szOsFile;
    vfs.mxPathname = system->mxPathname;
    vfs.zName = kName;
    vfs.pAppData = system;
    vfs.xOpen = vfsOpen;
    vfs.xDelete = vfsDelete;
    vfs.xAccess = vfsAccess;
    vfs.xFullPathname = vfsFullPathname;
    vfs.xRandomness = vfsRandomness;
    vfs.xSleep = vfsSleep;
    vfs.xCurrentTime = vfsCurrentTime;
    vfs.xGetLastError = vfsGetLastError;
    vfs.xCurrentTimeInt64 = vfsCurrentTimeInt64;
    return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
}

} // namespace

const char *readOnlyVfs()
{
    static const bool registered = registerVfs();
    return registered ? kName : nullptr;
}

} // namespace eventscope
