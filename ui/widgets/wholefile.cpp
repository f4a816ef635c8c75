// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/wholefile.h"

#include "session/storefile.h"

#include <QCoreApplication>
#include <QSaveFile>

namespace eventscope::ui {

QString notOfStore(const QString &file, const QString &store)
{
    if (!isFileOfStore(file, store))
        return {};
    return QCoreApplication::translate("WholeFile",
                                       "%1 is the store itself, which is never written: choose "
                                       "another file.")
        .arg(file);
}

QString writeWholeFile(const QString &file, QByteArrayView bytes, const QString &store)
{
    if (QString problem = notOfStore(file, store); !problem.isEmpty())
        return problem;
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(bytes.data(), bytes.size()) == bytes.size()
        && out.commit())
        return {};
    return QCoreApplication::translate("WholeFile",
                                       "%1 could not be written: %2. Choose another place.")
        .arg(file, out.errorString());
}

} // namespace eventscope::ui
