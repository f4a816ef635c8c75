// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/typevisibility.h"

#include <string>
#include <utility>
#include <vector>

namespace eventscope {

namespace {

QString shown(std::string_view type)
{
    constexpr qsizetype kMost = 60;
    const QString name = QString::fromUtf8(type.data(), static_cast<qsizetype>(type.size()));
    return name.size() <= kMost ? name : name.left(kMost) + QChar(0x2026);
}

} // namespace

TypeVisibility::TypeVisibility(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    connect(&workspace, &Workspace::typesChanged, this, &TypeVisibility::update);
}

void TypeVisibility::open(const EventLog *log)
{
    m_log = log;
    m_types = 0;
    update();
}

void TypeVisibility::close()
{
    m_log = nullptr;
    m_types = 0;
    update();
}

void TypeVisibility::grow()
{
    if (m_log && m_log->typeCount() != m_types)
        update();
}

void TypeVisibility::update()
{
    TypeMask mask;
    if (m_log) {
        m_types = m_log->typeCount();
        const TypeChoice &choice = m_workspace.types();
        const auto &names = choice.only.empty() ? choice.hidden : choice.only;
        std::vector<std::uint8_t> listed(names.empty() ? 0 : m_types);
        for (std::uint32_t type = 0; type < listed.size(); ++type)
            listed[type] = names.contains(m_log->typeName(TypeId(type))) ? 1 : 0;
        mask = TypeMask(std::move(listed), !choice.only.empty());
    }
    if (mask == m_mask)
        return;
    m_mask = std::move(mask);
    Q_EMIT changed();
}

bool TypeVisibility::isSolo(TypeId type) const
{
    return m_log && m_workspace.types().only.contains(m_log->typeName(type));
}

std::uint32_t TypeVisibility::hiddenTypes() const
{
    std::uint32_t count = 0;
    for (std::uint32_t type = 0; type < m_types && m_mask.hidesAny(); ++type)
        count += m_mask.hides(type) ? 1 : 0;
    return count;
}

std::uint64_t TypeVisibility::hiddenEvents() const
{
    std::uint64_t count = 0;
    for (std::uint32_t type = 0; type < m_types && m_mask.hidesAny(); ++type)
        count += m_mask.hides(type) ? m_log->typeEvents(TypeId(type)) : 0;
    return count;
}

void TypeVisibility::setHidden(TypeId type, bool hidden)
{
    if (!m_log || hidden == isHidden(type))
        return;
    TypeChoice choice = m_workspace.types();
    const std::string name(m_log->typeName(type));
    auto &names = choice.only.empty() ? choice.hidden : choice.only;
    if (hidden == choice.only.empty())
        names.insert(name);
    else
        names.erase(name);
    m_workspace.setTypes(hidden ? tr("hiding %1").arg(shown(name))
                                : tr("showing %1").arg(shown(name)),
                         std::move(choice));
}

void TypeVisibility::solo(TypeId type)
{
    if (!m_log)
        return;
    TypeChoice choice = m_workspace.types();
    const std::string name(m_log->typeName(type));
    const bool again = choice.only.size() == 1 && choice.only.contains(name);
    choice.only.clear();
    if (!again)
        choice.only.insert(name);
    m_workspace.setTypes(again ? tr("showing others than %1").arg(shown(name))
                               : tr("showing only %1").arg(shown(name)),
                         std::move(choice));
}

void TypeVisibility::showAll()
{
    m_workspace.setTypes(tr("showing all event types"), {});
}

} // namespace eventscope
