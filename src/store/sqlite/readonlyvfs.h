// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope {

// A layer between SQLite and the system's files that cannot write: it opens nothing for writing, creates and deletes nothing, and takes
// no lock that would keep a writer away for longer than a read. A connection says by these URI parameters what it needs besides:
//   eventscope_shm=private   the index of the write-ahead log lives in this process's memory, not in a -shm file. Only for a log that
//                            no other process has open: there is no coordination with a writer.
//   eventscope_size=N        the file is said to have at least N bytes; those that it lacks read as zeros. SQLite refuses a database
//                            that was cut off; so it opens, and reports damage where it meets the missing pages.
// SQLite's own readonly_shm=1 keeps it from writing to a -shm file that a writer has.
//
// Registers itself at the first call; any thread. The name for sqlite3_open_v2(), or a null pointer if SQLite has no file system.
const char *readOnlyVfs();

} // namespace eventscope
