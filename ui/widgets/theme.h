// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QString>

#include <optional>

class QApplication;

namespace eventscope::ui {

// The one list of colours. Text has at least 4.5:1 on background, surface, raised and selection, marks at least 3:1; in high contrast
// 7:1 and 4.5:1.
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
    enum class Choice { System, Light, Dark, HighContrast, HighContrastLight };
    // Empty, and 0: the system's.
    struct Fonts {
        QString family;
        double points = 0;
        QString fixedFamily; // for payloads, ids and numbers
        bool operator==(const Fonts &) const = default;
    };
    // Lists and bars have one height; what is larger would not fit them.
    static constexpr double kSmallestPoints = 7;
    static constexpr double kLargestPoints = 14;

    static Theme &instance();
    // Palette, style sheet and fonts of the application.
    void apply(QApplication &application, Choice choice);
    void setChoice(Choice choice);
    Choice choice() const { return m_choice; }
    bool isDark() const { return m_dark; }
    bool isHighContrast() const { return m_contrast; }
    const Tokens &tokens() const { return m_tokens; }

    // Of the playhead, the focus and links; made lighter or darker where the theme asks for it. Invalid: the theme's own.
    void setAccent(const QColor &accent);
    void setFonts(const Fonts &fonts);
    const Fonts &fonts() const { return m_fonts; }
    // Those of them that this system has, in sizes that fit.
    static Fonts usableFonts(const Fonts &fonts);

    QFont monospace() const; // for payloads, ids and numbers, as large as the rest
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
    void update();

    Choice m_choice = Choice::System;
    Tokens m_tokens;
    QColor m_accent;
    Fonts m_fonts;
    mutable std::optional<QFont> m_fixed;
    bool m_dark = false;
    bool m_contrast = false;
    bool m_paletteIsDark = false; // the system's
};

} // namespace eventscope::ui
