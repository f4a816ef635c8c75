// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusMessage>
#include <QObject>
#include <QString>
#include <QVariant>

#include <optional>

class QDBusConnection;

namespace eventscope::ui {

// How the desktop wants programs to look, as far as it says so: Qt 6.4 itself knows only its palette. Asks the settings portal
// (org.freedesktop.portal.Settings), which GNOME, KDE and most others answer, and hears of changes. GUI thread; never waits for an answer.
class SystemLook : public QObject
{
    Q_OBJECT

public:
    static SystemLook &instance();

    // Of the session's bus, if there is one.
    void watch();
    void watch(const QDBusConnection &bus);

    std::optional<bool> isDark() const { return m_dark; } // none: not said
    bool wantsContrast() const { return m_contrast || m_gnomeContrast; }
    bool reducesMotion() const { return m_still; }

    // One setting, as the portal names it. What is not known here is passed over.
    void take(const QString &group, const QString &key, const QVariant &value);

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void takeChange(const QDBusMessage &signal);

private:
    SystemLook() = default;
    std::optional<bool> m_dark;
    bool m_contrast = false;
    bool m_gnomeContrast = false;
    bool m_still = false;
};

} // namespace eventscope::ui
