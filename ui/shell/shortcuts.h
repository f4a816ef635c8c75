// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSettings>
#include <QString>

#include <optional>

namespace eventscope::ui {

// The keys that the user has given to commands, by the commands' ids; those of all others are as they were made. One object, which
// every window's Commands follow. GUI thread.
class Shortcuts : public QObject
{
    Q_OBJECT

public:
    using Keys = QList<QKeySequence>;

    static Shortcuts &instance();

    // Reads them from there, and writes them there from now on. Null: none, kept nowhere.
    void use(QSettings *settings);
    std::optional<Keys> keysOf(const QString &id) const; // none: not changed; empty: no key
    // Several at once, so that a key is never of two commands. No keys: as they were made.
    void set(const QHash<QString, std::optional<Keys>> &changes);
    void resetAll();
    // Given by the user to some command.
    bool isGiven(const QKeySequence &key) const;
    bool isEmpty() const { return m_keys.isEmpty(); }

Q_SIGNALS:
    void changed();

private:
    Shortcuts() = default;
    void write();

    QHash<QString, Keys> m_keys;
    QPointer<QSettings> m_settings;
};

} // namespace eventscope::ui
