// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

inline bool isJsonSpace(char character)
{
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
}

// Walks over JSON text (RFC 8259) byte by byte: for what simdjson does not do, which is texts of any size and depth without an index
// of them, the place of a mistake, and bytes that another program may be changing (it reads each byte once and never past the end).
// UTF-8 is not looked at. A function that returns false leaves the place of the mistake in offset() and its words in mistake().
class JsonCursor
{
public:
    explicit JsonCursor(std::string_view text, std::size_t offset = 0)
        : m_begin(text.data())
        , m_at(text.data() + offset)
        , m_end(text.data() + text.size())
    {}

    std::size_t offset() const { return static_cast<std::size_t>(m_at - m_begin); }
    const char *here() const { return m_at; }
    bool atEnd() const { return m_at == m_end; }
    char peek() const { return m_at == m_end ? '\0' : *m_at; }
    void skipSpace()
    {
        while (m_at != m_end && isJsonSpace(*m_at))
            ++m_at;
    }
    // Takes the character, if it stands here.
    bool take(char character)
    {
        if (m_at == m_end || *m_at != character)
            return false;
        ++m_at;
        return true;
    }

    // A string's bytes between its quotes, and whether there are escapes among them.
    bool string(std::string_view &inside, bool &escaped);
    // Any value, with everything in it, at any depth.
    bool skip();
    // Any value; its text from the first byte to the last.
    bool value(std::string_view &raw);

    // In an object whose brace was taken: the next member's name (as written) up to its colon and the white space behind. False at the
    // end of the object, which is taken, and at a mistake. `first` is true before the first member.
    bool member(std::string_view &name, bool &escaped, bool &first);
    // The same for an array whose bracket was taken.
    bool element(bool &first);

    // What is wrong; null pointer while nothing is. `ranOut`: the text ended too early, more of it might be right.
    const char *mistake() const { return m_mistake; }
    bool ranOut() const { return m_ranOut; }
    // The deepest level that skip() has seen, 1 for a container without others in it.
    std::size_t deepest() const { return m_deepest; }

private:
    bool fail(const char *mistake);
    bool number();
    bool literal(std::string_view word);

    const char *m_begin;
    const char *m_at;
    const char *m_end;
    const char *m_mistake = nullptr;
    std::size_t m_deepest = 0;
    bool m_ranOut = false;
    std::vector<char> m_inObject; // of skip(), kept for its memory
};

// The characters of a JSON string, given its bytes between the quotes. Lone surrogates become U+FFFD.
std::string unescapeJson(std::string_view inside);

// The same JSON with lone surrogates (\ud800 alone; JavaScript writes them) as \ufffd, which stricter parsers take.
std::string withoutLoneSurrogates(std::string json);

// The value that these tokens of a pointer lead to; the last of members with the same name, "*" the only member or element.
std::optional<std::string_view> jsonAt(std::string_view json,
                                       const std::vector<std::string> &tokens);

// True for an RFC 8259 number.
bool isJsonNumber(std::string_view token);

} // namespace eventscope
