// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QColor>
#include <QObject>
#include <QPointer>
#include <QSettings>
#include <QString>

namespace eventscope::ui {

// What the user prefers, in every window at once: one object that everything reads. Changes act at once and are written to the settings;
// values that make no sense become those that do. GUI thread.
class Preferences : public QObject
{
    Q_OBJECT

public:
    enum class Motion { System, Reduced, Full };
    enum class Direction { System, LeftToRight, RightToLeft };
    enum class Page { Times, Look, Fonts, Limits };

    struct Values {
        QString timeZone = QStringLiteral("UTC"); // "UTC", "local", or an IANA name
        Theme::Choice theme = Theme::Choice::System;
        QColor accent; // invalid: the theme's own
        Motion motion = Motion::System;
        Direction direction = Direction::System;
        Theme::Fonts fonts;
        int scriptMilliseconds = 250; // for one event
        int scriptMegabytes = 256;
        int programSeconds = 5; // for one answer
        int programMegabytes = 1024;
        int stateMegabytes = 64;    // of checkpoints, of one stream's states
        int mostFindings = 2000;    // of one kind
        int longestWaitSeconds = 2; // while playing with the original timing
        bool operator==(const Values &) const = default;
    };
    // The numbers of Values, with their bounds.
    struct Limit {
        int Values::*value;
        const char *key; // in the settings
        int least;
        int most;
        int step;
    };
    static const QList<Limit> &limits();

    static Preferences &instance();

    // Reads them from there, and writes them there from now on; they act at once. Null: the defaults, kept nowhere.
    void use(QSettings *settings);
    const Values &values() const { return m_values; }
    void set(Values values);
    void reset(Page page);
    bool isDefault(Page page) const;

    // Whether nothing is to move by itself.
    bool reducesMotion() const;

Q_SIGNALS:
    void changed();

private:
    Preferences();
    void act(const Values &before);
    void applyMotion();

    Values m_values;
    QPointer<QSettings> m_settings;
};

} // namespace eventscope::ui
