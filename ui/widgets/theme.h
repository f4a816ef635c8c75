// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QString>

class QApplication;

namespace eventscope::ui {

// The one list of colours. Text has at least 4.5:1 on background and surface, marks at least 3:1.
struct Tokens {
    QColor background; // behind everything
    QColor surface;    // lists, tables, panels
    QColor raised;     // headers, bars, hover
    QColor hairline;   // separators
    QColor text;
    QColor textDim;
    QColor accent;    // playhead, focus, links
    QColor selection; // background of what is selected
    QColor added;
    QColor removed;
    QColor changed;
    QColor error;
    QColor warning;
};

// The look in use. One object; everything that paints asks it in its paint event, and repaints on changed().
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };

    static Theme &instance();
    // Palette, style sheet and fonts of the application.
    void apply(QApplication &application, Choice choice);
    void setChoice(Choice choice);
    Choice choice() const { return m_choice; }
    bool isDark() const { return m_dark; }
    const Tokens &tokens() const;

    QFont monospace() const; // for payloads, ids and numbers, at the system's size
    QFont small() const;     // captions and axis labels
    QFont heading() const;   // panel titles

    // A Breeze icon by its freedesktop name ("media-skip-backward"), drawn in the text colour (dimmed when disabled, accent when on).
    QIcon icon(const QString &name) const;

    // 4 for the tight places, 8 for the grid.
    static constexpr int kTight = 4;
    static constexpr int kGrid = 8;
    static constexpr int kRowHeight = 24; // of every list and table

Q_SIGNALS:
    void changed();

private:
    Theme();
    Choice m_choice = Choice::System;
    bool m_dark = false;
    bool m_systemIsDark = false;
};

} // namespace eventscope::ui
