// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/locatedjson.h"

#include "base/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace eventscope {

namespace {

// Tells how many bytes the parser has taken.
struct CountingIterator {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;

    const char *at = nullptr;
    std::size_t *taken = nullptr;

    reference operator*() const { return *at; }
    CountingIterator &operator++()
    {
        ++at;
        ++*taken;
        return *this;
    }
    bool operator==(const CountingIterator &other) const { return at == other.at; }
    bool operator!=(const CountingIterator &other) const { return at != other.at; }
};

// nlohmann's events, made into a tree. At each of them `taken` stands behind the token; behind numbers one byte further.
class TreeBuilder
{
public:
    TreeBuilder(std::string_view text, const std::size_t &taken)
        : m_text(text)
        , m_taken(taken)
    {}

    bool null() { return add({LocatedJson::Kind::Null, m_taken - 4}); }
    bool boolean(bool value)
    {
        LocatedJson json(LocatedJson::Kind::Bool, m_taken - (value ? 4 : 5));
        json.flag = value;
        return add(std::move(json));
    }
    bool number_integer(std::int64_t value)
    {
        LocatedJson json(LocatedJson::Kind::Integer, numberStart());
        json.integer = value;
        return add(std::move(json));
    }
    bool number_unsigned(std::uint64_t value)
    {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return add({LocatedJson::Kind::Real, numberStart()});
        return number_integer(static_cast<std::int64_t>(value));
    }
    bool number_float(double, const std::string &)
    {
        return add({LocatedJson::Kind::Real, numberStart()});
    }
    bool string(std::string &value)
    {
        LocatedJson json(LocatedJson::Kind::String, stringStart());
        json.text = std::move(value);
        return add(std::move(json));
    }
    bool binary(std::vector<std::uint8_t> &) { return false; }
    bool start_object(std::size_t) { return open(LocatedJson::Kind::Object); }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(LocatedJson::Kind::Array); }
    bool end_array() { return close(); }
    bool key(std::string &name)
    {
        auto &members = m_open.back().members;
        const std::size_t start = stringStart();
        const bool twice = std::any_of(members.begin(), members.end(), [&](const auto &member) {
            return member.first.name == name;
        });
        if (twice)
            return fail(start, "the key " + jsonQuote(name) + " stands twice; remove one of them");
        members.emplace_back(LocatedJson::Key{std::move(name), start}, LocatedJson());
        return true;
    }
    bool parse_error(std::size_t position, const std::string &,
                     const nlohmann::detail::exception &error)
    {
        // "[json.exception.parse_error.101] parse error at line 1, column 3: syntax error while parsing ... - unexpected ..."
        std::string words = error.what();
        if (const auto start = words.find(": "); start != std::string::npos)
            words.erase(0, start + 2);
        // What it read last may be no UTF-8, and the place says where that is.
        if (const auto read = words.find("; last read: "); read != std::string::npos) {
            const auto expected = words.rfind("; expected ");
            words.erase(read, expected == std::string::npos || expected < read ? std::string::npos
                                                                               : expected - read);
        }
        std::replace_if(
            words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; },
            ' ');
        return fail(position > 0 ? position - 1 : 0, "this is no JSON: " + words);
    }

    std::size_t errorOffset() const { return m_errorOffset; }
    const std::string &sentence() const { return m_sentence; }
    LocatedJson root;

private:
    bool fail(std::size_t offset, std::string sentence)
    {
        m_errorOffset = std::min(offset, m_text.size());
        m_sentence = std::move(sentence);
        return false;
    }
    bool add(LocatedJson value)
    {
        if (m_open.empty())
            root = std::move(value);
        else if (m_open.back().kind == LocatedJson::Kind::Object)
            m_open.back().members.back().second = std::move(value);
        else
            m_open.back().elements.push_back(std::move(value));
        return true;
    }
    bool open(LocatedJson::Kind kind)
    {
        const std::size_t offset = m_taken - 1;
        if (m_open.size() == LocatedJson::kMaxDepth)
            return fail(offset, "this is nested too deep");
        m_open.emplace_back(kind, offset);
        return true;
    }
    bool close()
    {
        LocatedJson done = std::move(m_open.back());
        m_open.pop_back();
        return add(std::move(done));
    }
    // From behind the closing quote back to the opening one: the first that no odd run of backslashes stands before.
    std::size_t stringStart() const
    {
        std::size_t at = m_taken - 1;
        while (at > 0) {
            --at;
            if (m_text[at] != '"')
                continue;
            std::size_t slashes = 0;
            while (slashes < at && m_text[at - 1 - slashes] == '\\')
                ++slashes;
            if (slashes % 2 == 0)
                break;
        }
        return at;
    }
    std::size_t numberStart() const
    {
        const auto isPart = [](char c) {
            return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e'
                   || c == 'E';
        };
        std::size_t at = std::min(m_taken, m_text.size());
        if (at > 0 && !isPart(m_text[at - 1]))
            --at;
        while (at > 0 && isPart(m_text[at - 1]))
            --at;
        return at;
    }

    std::string_view m_text;
    const std::size_t &m_taken;
    std::vector<LocatedJson> m_open;
    std::size_t m_errorOffset = 0;
    std::string m_sentence;
};

} // namespace

Error errorAt(std::string_view text, std::size_t offset, const std::string &path,
              const std::string &sentence)
{
    const std::string_view before = text.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto lineStart = before.rfind('\n') == std::string_view::npos ? 0
                                                                        : before.rfind('\n') + 1;
    std::int64_t column = 1;
    for (const char c : before.substr(lineStart))
        column += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return Error(ErrorCode::Invalid, path + ':' + std::to_string(line) + ':'
                                         + std::to_string(column) + ": " + sentence + '.')
        .at(path, line, column);
}

Result<LocatedJson> LocatedJson::parse(std::string_view text, const std::string &path)
{
    std::size_t taken = 0;
    TreeBuilder builder(text, taken);
    const bool parsed = nlohmann::json::sax_parse(CountingIterator{text.data(), &taken},
                                                  CountingIterator{text.data() + text.size(),
                                                                   &taken},
                                                  &builder);
    if (!parsed)
        return fail(errorAt(text, builder.errorOffset(), path, builder.sentence()));
    return std::move(builder.root);
}

} // namespace eventscope
