// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/eventtypestyle.h"

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace eventscope::ui {

// A small card beside the mouse. Shows text as it is: names come from stores and may hold markup,
// which a tool tip would take for its own.
class HoverCard : public QWidget
{
    Q_OBJECT

public:
    enum class Tone { Strong, Plain, Dim };
    struct Line {
        QString text;
        Tone tone = Tone::Plain;
        std::optional<EventTypeStyle> mark; // in front of the text
        bool operator==(const Line &other) const
        {
            return text == other.text && tone == other.tone
                   && mark.has_value() == other.mark.has_value();
        }
    };

    explicit HoverCard(QWidget *owner);

    // Beside the place (global coordinates), on its screen. Nothing happens if it shows these lines
    // already.
    void showLines(const std::vector<Line> &lines, const QPoint &place);
    const std::vector<Line> &lines() const { return m_lines; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont fontOf(Tone tone) const;

    std::vector<Line> m_lines;
    int m_lineHeight = 0;
};

} // namespace eventscope::ui
