// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope::ui {

class ChainCanvas;

// Screen readers see a list with an item for each event, which can be chosen. Once for the process.
void installChainAccessibility();
// Other events are there now.
void announceChainNodes(ChainCanvas &canvas);

} // namespace eventscope::ui
