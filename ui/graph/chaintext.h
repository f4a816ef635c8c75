// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/chainpicture.h"
#include "timeline/hovercard.h"

#include <QString>

#include <vector>

namespace eventscope::ui {

// Chains as text. Names come from stores and may hold anything: they are escaped as each language wants it.

QString chainAsDot(const ChainPicture &picture);     // for Graphviz
QString chainAsMermaid(const ChainPicture &picture); // for Markdown

// "12 events in 5 streams", "300 of 12,345 events, in 4 streams".
QString chainCount(const ChainPicture &picture);
// One node for a screen reader, in a sentence.
QString nodeSentence(const ChainPicture &picture, std::uint32_t node, Row playhead);
std::vector<HoverCard::Line> nodeCard(const ChainPicture &picture, std::uint32_t node);

} // namespace eventscope::ui
