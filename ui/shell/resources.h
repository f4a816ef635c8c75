// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope::ui {

// Makes :/eventscope.svg and :/sample/shop.db available; the linker drops the resources of a static library that nobody names.
void initResources();

} // namespace eventscope::ui
