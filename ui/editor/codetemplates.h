// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace eventscope::ui {

// What a new file starts from.
struct CodeTemplate {
    QString name;     // for a menu
    QString about;    // a sentence
    QString fileName; // that is proposed
    QString text;
};

const std::vector<CodeTemplate> &codeTemplates();

} // namespace eventscope::ui
