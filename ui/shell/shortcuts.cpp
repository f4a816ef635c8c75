// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/shortcuts.h"

#include <QStringList>

#include <algorithm>

namespace eventscope::ui {

namespace {

QString group()
{
    return QStringLiteral("shortcuts");
}

} // namespace

Shortcuts &Shortcuts::instance()
{
    static Shortcuts shortcuts;
    return shortcuts;
}

void Shortcuts::use(QSettings *settings)
{
    m_settings = settings;
    m_keys.clear();
    if (m_settings) {
        m_settings->beginGroup(group());
        for (const QString &id : m_settings->childKeys()) {
            Keys keys;
            for (const QString &text : m_settings->value(id).toStringList()) {
                const QKeySequence key = QKeySequence::fromString(text, QKeySequence::PortableText);
                // One chord each; what cannot be read is no key.
                if (key.count() == 1 && key[0].key() != Qt::Key_unknown && !keys.contains(key))
                    keys.append(key);
            }
            m_keys.insert(id, keys);
        }
        m_settings->endGroup();
    }
    Q_EMIT changed();
}

std::optional<Shortcuts::Keys> Shortcuts::keysOf(const QString &id) const
{
    const auto found = m_keys.find(id);
    return found == m_keys.end() ? std::nullopt : std::optional(*found);
}

bool Shortcuts::isGiven(const QKeySequence &key) const
{
    return std::any_of(m_keys.begin(), m_keys.end(),
                       [&](const Keys &keys) { return keys.contains(key); });
}

void Shortcuts::set(const QHash<QString, std::optional<Keys>> &changes)
{
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        if (change.value())
            m_keys.insert(change.key(), *change.value());
        else
            m_keys.remove(change.key());
    }
    write();
    Q_EMIT changed();
}

void Shortcuts::resetAll()
{
    m_keys.clear();
    write();
    Q_EMIT changed();
}

void Shortcuts::write()
{
    if (!m_settings)
        return;
    m_settings->remove(group());
    m_settings->beginGroup(group());
    for (auto keys = m_keys.begin(); keys != m_keys.end(); ++keys) {
        QStringList texts;
        for (const QKeySequence &key : keys.value())
            texts.append(key.toString(QKeySequence::PortableText));
        m_settings->setValue(keys.key(), texts);
    }
    m_settings->endGroup();
}

} // namespace eventscope::ui
