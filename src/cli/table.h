// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope::cli {

// Rows for people: columns as wide as their widest cell, numbers to the right.
class Table
{
public:
    struct Column {
        std::string title;
        bool numeric = false;
    };
    explicit Table(std::vector<Column> columns);
    void addRow(std::vector<std::string> cells);
    std::string toString() const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

// 1940 as "1,940".
std::string grouped(std::uint64_t number);

// Text on one line with control characters replaced, so that a name from a store cannot steer a terminal.
std::string printable(std::string_view text);

} // namespace eventscope::cli
