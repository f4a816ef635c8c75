// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// QScintilla's headers are written with Qt's keywords, which are switched off here.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#include <Qsci/qscilexer.h>
#include <Qsci/qsciscintilla.h>
#undef signals
#undef slots
