// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace eventscope::ui {

// Where the names and the punctuation of a JSON text stand, so that they can be told from its values; ascending and apart. What is no JSON
// has whatever looks like it. O(n).
struct JsonSpan {
    enum class Kind : quint8 { Name, Punctuation };
    qsizetype begin = 0;
    qsizetype size = 0;
    Kind kind = Kind::Name;
    bool operator==(const JsonSpan &) const = default;
};
std::vector<JsonSpan> jsonSpans(QStringView text);

} // namespace eventscope::ui
