// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/maskedstore.h"
#include "session/workspace.h"

#include <QObject>

#include <memory>
#include <optional>

namespace eventscope {

// Whether what is personal is masked in everything that is shown, copied and exported, by the rules of the workspace. A rule that cannot be
// followed masks everything, since nobody knows what it was to hide. GUI thread.
class Masking : public QObject
{
    Q_OBJECT

public:
    explicit Masking(Workspace &workspace, QObject *parent = nullptr);

    void open(); // as the workspace was left; before anything is read
    void close();
    bool isOn() const { return m_isOn; }
    void setOn(bool on);
    std::shared_ptr<const MaskSwitch> masks() const { return m_switch; }
    // By these rules, under the key of this session; for a preview.
    std::shared_ptr<const Masker> maskerOf(const std::vector<MaskRule> &rules) const;
    // Of the first rule that cannot be followed.
    const std::optional<Error> &problem() const { return m_problem; }

Q_SIGNALS:
    void changed(); // whether, or by which rules: what was read before does not hold

private:
    void update();

    Workspace &m_workspace;
    std::shared_ptr<MaskSwitch> m_switch = std::make_shared<MaskSwitch>();
    Masker::Key m_key;
    bool m_isOn = false;
    std::optional<Error> m_problem;
};

} // namespace eventscope
