// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/storefile.h"

#include "store/location.h"

#include <QFile>

#include <filesystem>
#include <system_error>

namespace eventscope {

bool isFileOfStore(const QString &file, const QString &location)
{
    namespace fs = std::filesystem;
    if (location.isEmpty())
        return false;
    const auto located = locate(location.toStdString());
    const std::string store = located ? located->path : location.toStdString();
    const fs::path path = QFile::encodeName(file).toStdString();
    for (const char *ending : {"", "-wal", "-shm", "-journal"}) {
        std::error_code error; // of what is not there
        if (fs::equivalent(path, store + ending, error) && !error)
            return true;
    }
    return false;
}

} // namespace eventscope
