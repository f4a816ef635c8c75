// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/masking.h"

namespace eventscope {

Masking::Masking(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_key(Masker::randomKey())
{
    connect(&workspace, &Workspace::masksChanged, this, [this] {
        if (m_isOn)
            update();
    });
}

void Masking::open()
{
    m_isOn = m_workspace.view().masked;
    update();
}

void Masking::close()
{
    m_isOn = false;
    m_problem.reset();
    m_switch->set(nullptr);
}

void Masking::setOn(bool on)
{
    if (m_isOn == on)
        return;
    m_isOn = on;
    update();
}

std::shared_ptr<const Masker> Masking::maskerOf(const std::vector<MaskRule> &rules) const
{
    auto masker = Masker::make(rules, m_key);
    return masker ? std::move(*masker) : Masker::ofEverything(m_key);
}

void Masking::update()
{
    m_problem.reset();
    for (const MaskRule &rule : m_workspace.masks()) {
        if (auto sound = checkMaskRule(rule); !sound && !m_problem)
            m_problem = sound.error();
    }
    m_switch->set(m_isOn ? maskerOf(m_workspace.masks()) : nullptr);
    Q_EMIT changed();
}

} // namespace eventscope
