// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/wholefile.h"

#include <QCoreApplication>
#include <QSaveFile>

namespace eventscope::ui {

QString writeWholeFile(const QString &file, QByteArrayView bytes)
{
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(bytes.data(), bytes.size()) == bytes.size()
        && out.commit())
        return {};
    return QCoreApplication::translate("WholeFile",
                                       "%1 could not be written: %2. Choose another place.")
        .arg(file, out.errorString());
}

} // namespace eventscope::ui
