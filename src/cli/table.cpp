// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/table.h"

#include <algorithm>

namespace eventscope::cli {

namespace {

// Characters of UTF-8 text; good enough for columns of names.
std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

} // namespace

std::string grouped(std::uint64_t number)
{
    const std::string digits = std::to_string(number);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            out += ',';
        out += digits[i];
    }
    return out;
}

std::string printable(std::string_view text)
{
    std::string out(text);
    for (char &c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = ' ';
    }
    return out;
}

Table::Table(std::vector<Column> columns)
    : m_columns(std::move(columns))
{}

void Table::addRow(std::vector<std::string> cells)
{
    cells.resize(m_columns.size());
    m_rows.push_back(std::move(cells));
}

std::string Table::toString() const
{
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        widths.push_back(width(m_columns[i].title));
        for (const auto &row : m_rows)
            widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string out;
    const auto line = [&](const auto &cellAt) {
        std::string text;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            const std::string &cell = cellAt(i);
            const std::string space(widths[i] - width(cell), ' ');
            text += i == 0 ? "" : "  ";
            text += m_columns[i].numeric ? space + cell : cell + space;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out += text + '\n';
    };
    line([this](std::size_t i) -> const std::string & { return m_columns[i].title; });
    for (const auto &row : m_rows)
        line([&row](std::size_t i) -> const std::string & { return row[i]; });
    return out;
}

} // namespace eventscope::cli
