// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "graph/graphlayout.h"
#include "session/causechains.h"
#include "widgets/eventtypestyle.h"

#include <QByteArray>
#include <QImage>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

class QPainter;

namespace eventscope::ui {

// A chain of events laid out, with all that is to be said of them: nothing here asks the log.
struct ChainPicture {
    struct Node {
        Row row = kNoRow; // kNoRow: a cause that is not in the store
        QRectF box;
        EventTypeStyle style;
        QString type; // short; whole in wholeType
        QString wholeType;
        QString stream; // or the id of a missing cause
        QString version;
        QString position; // "#43"
        QString time;
        QString difference; // "+1.2 s" to its cause
        std::uint32_t hiddenCauses = 0;
        std::uint32_t hiddenEffects = 0;
        bool damaged = false;
    };
    struct Edge {
        std::uint32_t cause = 0;
        std::uint32_t effect = 0;
        GraphLayout::Curve curve;
    };

    EventChain::Kind kind = EventChain::Kind::Causes;
    GraphToLayOut::Direction direction = GraphToLayOut::Direction::Right;
    QSizeF size;
    std::vector<Node> nodes;
    std::vector<Edge> edges; // by cause, then effect
    std::uint32_t start = 0;
    std::uint32_t total = 0; // nodes, were there no limit
    bool isTotalLeast = false;
    int streams = 0; // that the nodes stand in
    QString correlation;

    std::optional<std::uint32_t> indexOf(Row row) const;
    std::vector<std::uint32_t> causesOf(std::uint32_t node) const;
    std::vector<std::uint32_t> effectsOf(std::uint32_t node) const;
    // The other effects of its first cause, itself among them; without a cause all that have none.
    std::vector<std::uint32_t> siblingsOf(std::uint32_t node) const;
    // Where what is hidden beside the node is told, and can be clicked.
    QRectF moreCausesRect(const Node &node) const;
    QRectF moreEffectsRect(const Node &node) const;
};

// Of all boxes, in the fonts of the theme.
QSizeF chainBoxSize();
GraphToLayOut graphOf(const EventChain &chain, GraphToLayOut::Direction direction);
// The layout is that of graphOf().
ChainPicture pictureOf(const EventLog &log, const EventTypeStyles &styles,
                       const CauseChains::Answer &answer, GraphToLayOut::Direction direction,
                       const GraphLayout &layout);

struct ChainLook {
    Row playhead = kNoRow;               // its event stands out, later ones are paler
    std::optional<std::uint32_t> cursor; // with the focus
    QRectF visible;                      // nothing else need be painted; null: everything
    bool withText = true;
};
void paintChain(QPainter &painter, const ChainPicture &picture, const ChainLook &look);

// To give away: with a title above.
QByteArray chainSvg(const ChainPicture &picture, Row playhead, const QString &title);
QImage chainImage(const ChainPicture &picture, Row playhead, const QString &title, qreal ratio);

} // namespace eventscope::ui
