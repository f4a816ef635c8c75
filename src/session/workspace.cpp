// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspace.h"

#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace eventscope {

Workspace::Workspace(QObject *parent)
    : QObject(parent)
{}

QString Workspace::folder() const
{
    if (!m_folder.isEmpty())
        return m_folder;
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
           + QStringLiteral("/workspaces");
}

void Workspace::open(const QString &location)
{
    m_location = location;
    m_file = workspaceFile(folder(), location);
    m_content = {};
    auto content = readWorkspace(m_file);
    if (content)
        m_content = std::move(*content);
    setProblem(content ? std::nullopt : std::optional(content.error()));
    Q_EMIT pinsChanged();
}

void Workspace::close()
{
    m_location.clear();
    m_file.clear();
    m_content = {};
    setProblem(std::nullopt);
    Q_EMIT pinsChanged();
}

void Workspace::save()
{
    if (m_file.isEmpty())
        return;
    const auto written = writeWorkspace(m_file, m_location, m_content);
    setProblem(written ? std::nullopt : std::optional(written.error()));
}

void Workspace::setProblem(std::optional<Error> problem)
{
    if (!problem && !m_problem)
        return;
    m_problem = std::move(problem);
    Q_EMIT problemChanged();
}

std::string Workspace::reducer(const std::string &streamType) const
{
    const auto found = m_content.reducers.find(streamType);
    return found == m_content.reducers.end() ? std::string() : found->second;
}

void Workspace::setReducer(const std::string &streamType, const std::string &file)
{
    if (file == reducer(streamType))
        return;
    if (file.empty())
        m_content.reducers.erase(streamType);
    else
        m_content.reducers[streamType] = file;
    save();
    Q_EMIT reducerChanged(streamType);
}

std::vector<std::string> Workspace::pins(const std::string &streamType) const
{
    std::vector<std::string> pointers;
    for (const PinnedField &pin : m_content.pins) {
        if (pin.streamType == streamType)
            pointers.push_back(pin.pointer);
    }
    return pointers;
}

bool Workspace::isPinned(const PinnedField &field) const
{
    return std::find(m_content.pins.begin(), m_content.pins.end(), field) != m_content.pins.end();
}

Result<void> Workspace::pin(const PinnedField &field)
{
    if (isPinned(field))
        return {};
    if (pins(field.streamType).size() >= kMostPins)
        return fail(ErrorCode::Limit, std::to_string(kMostPins)
                                          + " fields are pinned, and more have no room on the "
                                            "timeline: unpin one of them first.");
    m_content.pins.push_back(field);
    save();
    Q_EMIT pinsChanged();
    return {};
}

void Workspace::unpin(const PinnedField &field)
{
    if (std::erase(m_content.pins, field) == 0)
        return;
    save();
    Q_EMIT pinsChanged();
}

void Workspace::unpinAll(const std::string &streamType)
{
    if (std::erase_if(m_content.pins,
                      [&](const PinnedField &pin) { return pin.streamType == streamType; })
        == 0)
        return;
    save();
    Q_EMIT pinsChanged();
}

} // namespace eventscope
