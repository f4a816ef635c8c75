// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/resources.h"

#include <QDir>

// Outside any namespace, as Q_INIT_RESOURCE wants it.
static void initShellResources()
{
    Q_INIT_RESOURCE(eventscope_shell);
}

namespace eventscope::ui {

void initResources()
{
    initShellResources();
}

} // namespace eventscope::ui
