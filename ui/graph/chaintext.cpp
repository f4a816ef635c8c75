// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/chaintext.h"

#include "widgets/format.h"

#include <QStringList>

namespace eventscope::ui {

namespace {

QString tr(const char *text)
{
    return QString::fromUtf8(text);
}

QString dotQuoted(QString text)
{
    text.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return u'"' + text + u'"';
}

// Mermaid knows no escapes but entities, and takes markup for its own.
QString mermaidText(const QString &text)
{
    QString safe;
    for (const QChar c : text) {
        if (c.isLetterOrNumber() || c == u' ' || c == u'-' || c == u'_' || c == u'.' || c == u'+'
            || c == u',' || c == u'/' || c == u':' || c.isSurrogate())
            safe += c;
        else
            safe += QStringLiteral("#%1;").arg(c.unicode());
    }
    return safe;
}

// The lines of a box.
QStringList linesOf(const ChainPicture::Node &node)
{
    QStringList lines{node.type};
    QStringList second;
    for (const QString &part : {node.stream, node.version, node.position, node.difference}) {
        if (!part.isEmpty())
            second.append(part);
    }
    if (!second.isEmpty())
        lines.append(second.join(u' '));
    return lines;
}

} // namespace

QString chainAsDot(const ChainPicture &picture)
{
    const bool down = picture.direction == GraphToLayOut::Direction::Down;
    QString dot = QStringLiteral("digraph chain {\n  rankdir=%1;\n  node [shape=box];\n")
                      .arg(down ? QStringLiteral("TB") : QStringLiteral("LR"));
    for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
        const ChainPicture::Node &node = picture.nodes[i];
        // The line break is the language's own escape.
        QStringList lines;
        for (const QString &line : linesOf(node)) {
            const QString quoted = dotQuoted(line);
            lines.append(quoted.mid(1, quoted.size() - 2));
        }
        dot += QStringLiteral("  n%1 [label=\"").arg(i) + lines.join(QStringLiteral("\\n")) + u'"';
        if (node.row == kNoRow)
            dot += QStringLiteral(", style=dashed");
        else if (i == picture.start)
            dot += QStringLiteral(", penwidth=2");
        dot += QStringLiteral("];\n");
    }
    for (const ChainPicture::Edge &edge : picture.edges) {
        dot += QStringLiteral("  n%1 -> n%2").arg(edge.cause).arg(edge.effect);
        if (picture.kind == EventChain::Kind::Correlation)
            dot += QStringLiteral(" [style=dashed]");
        dot += QStringLiteral(";\n");
    }
    return dot + QStringLiteral("}\n");
}

QString chainAsMermaid(const ChainPicture &picture)
{
    const bool down = picture.direction == GraphToLayOut::Direction::Down;
    const bool isOrder = picture.kind == EventChain::Kind::Correlation;
    QString text = down ? QStringLiteral("flowchart TD\n") : QStringLiteral("flowchart LR\n");
    for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
        QStringList lines;
        for (const QString &line : linesOf(picture.nodes[i]))
            lines.append(mermaidText(line));
        text += QStringLiteral("  n%1[\"").arg(i) + lines.join(QStringLiteral("<br/>"))
                + QStringLiteral("\"]\n");
    }
    for (const ChainPicture::Edge &edge : picture.edges)
        text += QStringLiteral("  n%1 %2 n%3\n")
                    .arg(edge.cause)
                    .arg(isOrder ? QStringLiteral("-.->") : QStringLiteral("-->"))
                    .arg(edge.effect);
    for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
        if (picture.nodes[i].row == kNoRow)
            text += QStringLiteral("  style n%1 stroke-dasharray: 4\n").arg(i);
        else if (i == picture.start)
            text += QStringLiteral("  style n%1 stroke-width:3px\n").arg(i);
    }
    return text;
}

QString chainCount(const ChainPicture &picture)
{
    const auto shown = static_cast<std::int64_t>(picture.nodes.size());
    const QString streams = counted(picture.streams, tr("stream"), tr("streams"));
    if (picture.total <= picture.nodes.size())
        return tr("%1 in %2").arg(counted(shown, tr("event"), tr("events")), streams);
    const QString total = withThousands(picture.total);
    return (picture.isTotalLeast ? tr("%1 of more than %2 shown, in %3")
                                 : tr("%1 of %2 shown, in %3"))
        .arg(withThousands(shown), total, streams);
}

QString nodeSentence(const ChainPicture &picture, std::uint32_t index, Row playhead)
{
    const ChainPicture::Node &node = picture.nodes[index];
    QStringList parts{node.wholeType};
    for (const QString &part :
         {QStringList{node.stream, node.version}.join(u' ').trimmed(), node.position, node.time}) {
        if (!part.isEmpty())
            parts.append(part);
    }
    const bool isOrder = picture.kind == EventChain::Kind::Correlation;
    if (!node.difference.isEmpty())
        parts.append((isOrder ? tr("%1 after the one before") : tr("%1 after its cause"))
                         .arg(node.difference));
    const auto effects = static_cast<std::int64_t>(picture.effectsOf(index).size())
                         + node.hiddenEffects;
    if (!isOrder)
        parts.append(effects == 0
                         ? tr("causes nothing")
                         : tr("causes %1").arg(counted(effects, tr("event"), tr("events"))));
    if (node.damaged)
        parts.append(tr("damaged"));
    if (node.row != kNoRow && node.row == playhead)
        parts.append(tr("at the playhead"));
    else if (node.row != kNoRow && playhead != kNoRow && node.row > playhead)
        parts.append(tr("after the playhead"));
    return parts.join(QStringLiteral(", "));
}

std::vector<HoverCard::Line> nodeCard(const ChainPicture &picture, std::uint32_t index)
{
    using Tone = HoverCard::Tone;
    const ChainPicture::Node &node = picture.nodes[index];
    std::vector<HoverCard::Line> lines;
    const auto add = [&lines](const QString &text, Tone tone) {
        if (!text.isEmpty())
            lines.push_back({text, tone, {}});
    };
    lines.push_back({node.wholeType, Tone::Strong,
                     node.row == kNoRow ? std::nullopt : std::optional(node.style)});
    add(node.stream, Tone::Plain);
    add(QStringList{node.version, node.position}.join(QStringLiteral("   ")).trimmed(),
        Tone::Plain);
    add(node.time, Tone::Plain);
    if (!node.difference.isEmpty())
        add((picture.kind == EventChain::Kind::Correlation ? tr("%1 after the one before")
                                                           : tr("%1 after its cause"))
                .arg(node.difference),
            Tone::Plain);
    if (node.damaged)
        add(tr("This event is damaged"), Tone::Dim);
    if (node.hiddenCauses > 0)
        add(tr("%1 before it not shown").arg(withThousands(node.hiddenCauses)), Tone::Dim);
    if (node.hiddenEffects > 0)
        add(tr("%1 of its effects not shown").arg(withThousands(node.hiddenEffects)), Tone::Dim);
    return lines;
}

} // namespace eventscope::ui
