// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codechain.h"

#include <algorithm>
#include <array>

namespace eventscope::ui {

QStringList codeChainBefore(const std::vector<CodeToken> &tokens, std::size_t end)
{
    QStringList chain;
    std::size_t i = end;
    bool wantsOperand = true;
    while (i > 0) {
        const CodeToken &token = tokens[i - 1];
        if (wantsOperand && (token.is(u")") || token.is(u"]"))) {
            const bool isCall = token.is(u")");
            int depth = 0;
            do {
                --i;
                if (tokens[i].is(u")") || tokens[i].is(u"]") || tokens[i].is(u"}"))
                    ++depth;
                else if (tokens[i].is(u"(") || tokens[i].is(u"[") || tokens[i].is(u"{"))
                    --depth;
            } while (depth > 0 && i > 0);
            chain.prepend(isCall ? kCodeCall : kCodeElement);
            // a[0] and f() go on with a name or another pair, without a dot; so does the other of a?.[0].
            if (i > 0 && tokens[i - 1].is(u"?."))
                --i;
            const bool goesOn = i > 0
                                && (tokens[i - 1].isName() || tokens[i - 1].is(u")")
                                    || tokens[i - 1].is(u"]"));
            if (!goesOn || (tokens[i - 1].isName() && isCodeStatement(tokens[i - 1].text)))
                return chain;
            continue;
        }
        if (wantsOperand && token.isName()) {
            chain.prepend(token.text.toString());
            --i;
            wantsOperand = false;
            continue;
        }
        if (!wantsOperand && (token.is(u".") || token.is(u"?."))) {
            --i;
            if (i > 0 && tokens[i - 1].is(u"!")) // data!.lines
                --i;
            wantsOperand = true;
            continue;
        }
        break;
    }
    return chain;
}

bool isCodeStatement(QStringView word)
{
    static constexpr std::array<QStringView, 10> kWords{u"if",       u"for",    u"while", u"switch",
                                                        u"catch",    u"return", u"await", u"typeof",
                                                        u"function", u"async"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

} // namespace eventscope::ui
