// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/systemlook.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFileInfo>
#include <QMap>
#include <QStringList>

#include <tuple>

namespace eventscope::ui {

namespace {

using Group = QMap<QString, QVariant>;

const QString &service()
{
    static const QString name = QStringLiteral("org.freedesktop.portal.Desktop");
    return name;
}
const QString &path()
{
    static const QString name = QStringLiteral("/org/freedesktop/portal/desktop");
    return name;
}
const QString &interface()
{
    static const QString name = QStringLiteral("org.freedesktop.portal.Settings");
    return name;
}

QStringList groups()
{
    return {QStringLiteral("org.freedesktop.appearance"),
            QStringLiteral("org.gnome.desktop.interface"),
            QStringLiteral("org.gnome.desktop.a11y.interface"),
            QStringLiteral("org.kde.kdeglobals.KDE")};
}

} // namespace

SystemLook &SystemLook::instance()
{
    static SystemLook look;
    return look;
}

void SystemLook::watch()
{
    // Without an address Qt would start a bus of its own, and wait for it.
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")
        && (runtime.isEmpty() || !QFileInfo::exists(runtime + QStringLiteral("/bus"))))
        return;
    watch(QDBusConnection::sessionBus());
}

void SystemLook::watch(const QDBusConnection &connection)
{
    QDBusConnection bus = connection;
    if (!bus.isConnected())
        return;
    bus.connect(service(), path(), interface(), QStringLiteral("SettingChanged"), this,
                SLOT(takeChange(QDBusMessage)));
    QDBusMessage call = QDBusMessage::createMethodCall(service(), path(), interface(),
                                                       QStringLiteral("ReadAll"));
    call << groups();
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusMessage reply = watcher->reply();
        if (reply.type() != QDBusMessage::ReplyMessage
            || reply.signature() != QStringLiteral("a{sa{sv}}"))
            return; // no portal, or none that knows settings
        QMap<QString, Group> all;
        reply.arguments().constFirst().value<QDBusArgument>() >> all;
        for (auto group = all.cbegin(); group != all.cend(); ++group) {
            for (auto value = group->cbegin(); value != group->cend(); ++value)
                take(group.key(), value.key(), value.value());
        }
    });
}

void SystemLook::takeChange(const QDBusMessage &signal)
{
    if (signal.signature() != QStringLiteral("ssv"))
        return;
    const QVariantList values = signal.arguments();
    take(values[0].toString(), values[1].toString(), values[2].value<QDBusVariant>().variant());
}

void SystemLook::take(const QString &group, const QString &key, const QVariant &value)
{
    const auto before = std::tuple(m_dark, wantsContrast(), m_still);
    const QString name = group + u'/' + key;
    if (name == QStringLiteral("org.freedesktop.appearance/color-scheme")) {
        const uint scheme = value.toUInt(); // 1 dark, 2 light
        m_dark = scheme == 1 || scheme == 2 ? std::optional(scheme == 1) : std::nullopt;
    } else if (name == QStringLiteral("org.freedesktop.appearance/contrast")) {
        m_contrast = value.toUInt() == 1;
    } else if (name == QStringLiteral("org.gnome.desktop.a11y.interface/high-contrast")) {
        m_gnomeContrast = value.toBool();
    } else if (name == QStringLiteral("org.gnome.desktop.interface/enable-animations")) {
        m_still = !value.toBool();
    } else if (name == QStringLiteral("org.kde.kdeglobals.KDE/AnimationDurationFactor")) {
        bool isNumber = false;
        const double factor = value.toString().toDouble(&isNumber);
        m_still = isNumber && factor <= 0;
    }
    if (std::tuple(m_dark, wantsContrast(), m_still) != before)
        Q_EMIT changed();
}

} // namespace eventscope::ui
