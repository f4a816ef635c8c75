// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codetokens.h"

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

using Kind = CodeToken::Kind;

bool isNameStart(QChar c)
{
    return c.isLetter() || c == u'_' || c == u'$' || c == u'#' || c.isSurrogate();
}

bool isNamePart(QChar c)
{
    return isNameStart(c) || c.isDigit() || c.isMark();
}

class Scanner
{
public:
    explicit Scanner(QStringView text)
        : m_text(text)
    {}

    std::vector<CodeToken> run() &&
    {
        while (m_at < m_text.size())
            next();
        return std::move(m_tokens);
    }

private:
    QChar at(qsizetype index) const { return index < m_text.size() ? m_text[index] : QChar(); }

    void add(Kind kind, qsizetype begin, bool isClosed = true)
    {
        m_tokens.push_back({.kind = kind,
                            .begin = begin,
                            .end = m_at,
                            .isClosed = isClosed,
                            .text = m_text.sliced(begin, m_at - begin),
                            .quote = {}});
    }

    void addString(qsizetype begin, QChar quote, bool isClosed)
    {
        add(Kind::String, begin, isClosed);
        const qsizetype inner = begin + 1;
        const qsizetype end = isClosed ? m_at - (quote == u'`' && at(m_at - 1) == u'{' ? 2 : 1)
                                       : m_at;
        m_tokens.back().text = m_text.sliced(inner, std::max<qsizetype>(0, end - inner));
        m_tokens.back().quote = quote;
    }

    // Where a value may begin, a slash begins a regular expression.
    bool mayValueBegin() const
    {
        if (m_tokens.empty())
            return true;
        const CodeToken &last = m_tokens.back();
        if (last.kind == Kind::Sign)
            return !last.is(u")") && !last.is(u"]") && !last.is(u"}");
        static constexpr std::array<QStringView, 8> kBefore{u"return", u"typeof", u"case",
                                                            u"in",     u"of",     u"delete",
                                                            u"void",   u"await"};
        return last.isName()
               && std::find(kBefore.begin(), kBefore.end(), last.text) != kBefore.end();
    }

    void next()
    {
        const QChar c = at(m_at);
        const qsizetype begin = m_at;
        if (c.isSpace()) {
            ++m_at;
        } else if (c == u'/' && at(m_at + 1) == u'/') {
            const qsizetype end = m_text.indexOf(u'\n', m_at);
            m_at = end < 0 ? m_text.size() : end;
            if (end < 0)
                add(Kind::Comment, begin, false);
        } else if (c == u'/' && at(m_at + 1) == u'*') {
            const qsizetype end = m_text.indexOf(u"*/", m_at + 2);
            m_at = end < 0 ? m_text.size() : end + 2;
            if (end < 0)
                add(Kind::Comment, begin, false);
        } else if (c == u'"' || c == u'\'') {
            readString(c);
        } else if (c == u'`') {
            readTemplate(begin);
        } else if (c.isDigit() || (c == u'.' && at(m_at + 1).isDigit())) {
            while (m_at < m_text.size() && (isNamePart(at(m_at)) || at(m_at) == u'.'))
                ++m_at;
            add(Kind::Number, begin);
        } else if (isNameStart(c)) {
            while (m_at < m_text.size() && isNamePart(at(m_at)))
                ++m_at;
            add(Kind::Name, begin);
        } else if (c == u'/' && mayValueBegin()) {
            readRegex();
        } else {
            readSign();
        }
    }

    void readSign()
    {
        const qsizetype begin = m_at;
        const QStringView rest = m_text.sliced(m_at);
        if (rest.startsWith(u"..."))
            m_at += 3;
        else if (rest.startsWith(u"=>") || (rest.startsWith(u"?.") && !at(m_at + 2).isDigit()))
            m_at += 2;
        else
            ++m_at;
        add(Kind::Sign, begin);
        const CodeToken &sign = m_tokens.back();
        if (sign.is(u"{")) {
            ++m_braces;
        } else if (sign.is(u"}")) {
            if (!m_templates.empty() && m_templates.back() == m_braces) {
                // The end of ${ … }: the template goes on.
                m_templates.pop_back();
                --m_braces;
                readTemplate(begin);
                return;
            }
            --m_braces;
        }
    }

    void readString(QChar quote)
    {
        const qsizetype begin = m_at++;
        while (m_at < m_text.size()) {
            const QChar c = at(m_at);
            if (c == u'\n') { // it has no end: what follows is code again
                addString(begin, quote, true);
                m_tokens.back().text = m_text.sliced(begin + 1, m_at - begin - 1);
                return;
            }
            m_at += c == u'\\' ? 2 : 1;
            if (c == quote) {
                addString(begin, quote, true);
                return;
            }
        }
        m_at = m_text.size();
        addString(begin, quote, false);
    }

    // From the quote, or from the brace that ends one of its values.
    void readTemplate(qsizetype begin)
    {
        m_at = begin + 1;
        while (m_at < m_text.size()) {
            const QChar c = at(m_at);
            if (c == u'`') {
                ++m_at;
                addString(begin, u'`', true);
                return;
            }
            if (c == u'$' && at(m_at + 1) == u'{') {
                m_at += 2;
                addString(begin, u'`', true);
                const qsizetype brace = m_at - 1;
                add(Kind::Sign, brace);
                ++m_braces;
                m_templates.push_back(m_braces);
                return;
            }
            m_at += c == u'\\' ? 2 : 1;
        }
        m_at = m_text.size();
        addString(begin, u'`', false);
    }

    void readRegex()
    {
        const qsizetype begin = m_at++;
        bool isClass = false;
        while (m_at < m_text.size() && at(m_at) != u'\n') {
            const QChar c = at(m_at);
            m_at += c == u'\\' ? 2 : 1;
            if (c == u'[')
                isClass = true;
            else if (c == u']')
                isClass = false;
            else if (c == u'/' && !isClass) {
                while (m_at < m_text.size() && isNamePart(at(m_at)))
                    ++m_at;
                add(Kind::Regex, begin);
                return;
            }
        }
        const bool isEnd = m_at >= m_text.size();
        m_at = std::min(m_at, m_text.size());
        add(Kind::Regex, begin, !isEnd);
    }

    QStringView m_text;
    qsizetype m_at = 0;
    int m_braces = 0;
    std::vector<int> m_templates; // braces at which the values of open templates end
    std::vector<CodeToken> m_tokens;
};

} // namespace

std::vector<CodeToken> codeTokens(QStringView text)
{
    return Scanner(text).run();
}

} // namespace eventscope::ui
