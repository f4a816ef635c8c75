// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codecontext.h"

#include "editor/codechain.h"
#include "editor/codetokens.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace eventscope::ui {

namespace {

using Kind = CodeToken::Kind;

template<std::size_t Size>
bool isOneOf(QStringView name, const std::array<QStringView, Size> &names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool isModifier(QStringView name)
{
    static constexpr std::array<QStringView, 9> kWords{u"async",    u"static",    u"public",
                                                       u"private",  u"protected", u"get",
                                                       u"override", u"readonly",  u"set"};
    return isOneOf(name, kWords);
}

// Words behind which a new name is made up.
bool isMakingNames(QStringView name)
{
    static constexpr std::array<QStringView, 8> kWords{u"const", u"let",      u"var",
                                                       u"class", u"function", u"import",
                                                       u"as",    u"interface"};
    return isOneOf(name, kWords);
}

bool goesThroughElements(QStringView name)
{
    static constexpr std::array<QStringView, 8> kWords{u"forEach", u"map",      u"filter",
                                                       u"some",    u"every",    u"find",
                                                       u"flatMap", u"findIndex"};
    return isOneOf(name, kWords);
}

// A function that is given an event: how that is called in it, and what else stands for parts of it.
struct Handler {
    QString type;
    std::size_t eventIndex = 0; // among its parameters
    bool isOpen = true;         // its parameters are still to come
    QString event;
    std::map<QString, QStringList> aliases; // paths from the event

    std::optional<QStringList> resolve(const QStringList &chain) const
    {
        if (chain.isEmpty())
            return std::nullopt;
        if (!event.isEmpty() && chain.front() == event)
            return chain.mid(1);
        if (const auto alias = aliases.find(chain.front()); alias != aliases.end())
            return alias->second + chain.mid(1);
        return std::nullopt;
    }
};

struct Frame {
    enum class Role : std::uint8_t { Plain, When, Class };
    QChar open;
    std::size_t token = 0; // where it opens
    QString callee;        // of a call
    bool isMethod = false;
    qsizetype calleeBegin = 0;
    int argument = 0;
    QString firstString;
    Role role = Role::Plain;
    bool isKey = false; // where a key may stand
    QString key;
    bool isParameters = false;
    bool isNewName = false; // where a parameter begins
    QStringList names;      // of parameters, if it is a list of them
    std::map<int, std::map<QString, QStringList>> patterns; // { data: d } among them
    std::optional<Handler> handler;
    QStringList elements; // the chain whose elements a function in the call is given
};

// Walks the tokens with a stack of what is open.
class Walk
{
public:
    explicit Walk(const std::vector<CodeToken> &tokens)
        : m_tokens(tokens)
    {
        m_frames.emplace_back();
    }

    void run(std::size_t end)
    {
        for (m_at = 0; m_at < end; ++m_at)
            take(m_tokens[m_at]);
    }

    const Frame &top() const { return m_frames.back(); }

    // The innermost call, through arrays in its arguments.
    const Frame *call() const
    {
        for (auto frame = m_frames.rbegin(); frame != m_frames.rend(); ++frame) {
            if (frame->open == u'(')
                return frame->callee.isEmpty() ? nullptr : &*frame;
            if (frame->open != u'[')
                break;
        }
        return nullptr;
    }

    const Handler *handler() const
    {
        for (auto frame = m_frames.rbegin(); frame != m_frames.rend(); ++frame) {
            if (frame->handler)
                return &*frame->handler;
        }
        return nullptr;
    }

private:
    const CodeToken *before(std::size_t steps = 1) const
    {
        return m_at >= steps ? &m_tokens[m_at - steps] : nullptr;
    }
    bool isBefore(QStringView sign, std::size_t steps = 1) const
    {
        return m_at >= steps && m_tokens[m_at - steps].is(sign);
    }
    bool isNameBefore(QStringView name, std::size_t steps = 1) const
    {
        return m_at >= steps && m_tokens[m_at - steps].isName(name);
    }

    void take(const CodeToken &token)
    {
        Frame &frame = m_frames.back();
        if (token.isName() || token.kind == Kind::String) {
            takeWord(frame, token);
        } else if (token.is(u"(") || token.is(u"[") || token.is(u"{")) {
            open(token);
        } else if (token.is(u")") || token.is(u"]") || token.is(u"}")) {
            close(token);
        } else if (token.is(u",")) {
            ++frame.argument;
            frame.isNewName = true;
            if (frame.role == Frame::Role::When)
                awaitKey(frame);
        } else if (token.is(u";")) {
            if (frame.role == Frame::Role::Class)
                awaitKey(frame);
        } else if (token.is(u"=>")) {
            if (const CodeToken *const name = before(); name && name->isName())
                giveParameters({name->text.toString()}, {});
        }
    }

    static void awaitKey(Frame &frame)
    {
        frame.isKey = true;
        frame.key.clear();
        frame.handler.reset();
    }

    void takeWord(Frame &frame, const CodeToken &token)
    {
        const QString text = token.text.toString();
        if (token.kind == Kind::String && frame.open == u'(' && frame.argument == 0)
            frame.firstString = text;
        if (frame.open == u'(' && frame.isNewName && token.isName()) {
            frame.names.append(text);
            frame.isNewName = false;
        }
        if (frame.isKey) {
            frame.key = text;
            frame.isKey = token.isName() && isModifier(token.text);
            frame.handler = Handler();
            frame.handler->eventIndex = frame.role == Frame::Role::When ? 1 : 0;
            if (frame.role == Frame::Role::When)
                frame.handler->type = text.startsWith(u'$') ? QString() : text;
            else if (text.startsWith(QStringLiteral("handle")))
                frame.handler->type = text.mid(6);
        }
        if (token.isName(u"class"))
            m_isClass = true;
        if (token.isName())
            takeAlias();
    }

    // const d = e.data, const { data: d } = e, for (const l of e.data.lines)
    void takeAlias()
    {
        const bool isAssigned = isBefore(u"=");
        const bool isElement = isNameBefore(u"of");
        Handler *const found = ownHandler();
        if (!found || m_at < 2 || (!isAssigned && !isElement))
            return;
        QStringList chain{m_tokens[m_at].text.toString()};
        std::size_t i = m_at + 1;
        while (i + 1 < m_tokens.size()) {
            if ((m_tokens[i].is(u".") || m_tokens[i].is(u"?.")) && m_tokens[i + 1].isName()) {
                chain.append(m_tokens[i + 1].text.toString());
                i += 2;
            } else if (m_tokens[i].is(u"[") && i + 2 < m_tokens.size()
                       && m_tokens[i + 2].is(u"]")) {
                chain.append(kCodeElement);
                i += 3;
            } else {
                break;
            }
        }
        if (i < m_tokens.size() && m_tokens[i].is(u"("))
            return; // what a call gives is not known
        auto path = found->resolve(chain);
        if (!path)
            return;
        if (isElement)
            path->append(kCodeElement);
        const CodeToken &target = m_tokens[m_at - 2];
        if (target.isName()) {
            found->aliases[target.text.toString()] = *path;
        } else if (target.is(u"}")) {
            for (const auto &[name, rest] : patternBefore(m_at - 2))
                found->aliases[name] = *path + rest;
        }
    }

    // { data, metadata: m } that ends at that token.
    std::map<QString, QStringList> patternBefore(std::size_t end) const
    {
        std::size_t begin = end;
        int depth = 0;
        do {
            if (m_tokens[begin].is(u"}"))
                ++depth;
            else if (m_tokens[begin].is(u"{"))
                --depth;
            if (depth > 0 && begin == 0)
                return {};
            begin -= depth > 0 ? 1 : 0;
        } while (depth > 0);
        std::map<QString, QStringList> names;
        for (std::size_t i = begin + 1; i < end; ++i) {
            const bool starts = m_tokens[i].isName()
                                && (m_tokens[i - 1].is(u"{") || m_tokens[i - 1].is(u","));
            if (!starts)
                continue;
            const QString name = m_tokens[i].text.toString();
            const bool isRenamed = i + 2 < end && m_tokens[i + 1].is(u":")
                                   && m_tokens[i + 2].isName();
            names[isRenamed ? m_tokens[i + 2].text.toString() : name] = {name};
        }
        return names;
    }

    Handler *ownHandler()
    {
        for (auto frame = m_frames.rbegin(); frame != m_frames.rend(); ++frame) {
            if (frame->handler)
                return &*frame->handler;
        }
        return nullptr;
    }

    void open(const CodeToken &token)
    {
        Frame frame;
        frame.open = token.text.front();
        frame.token = m_at;
        frame.isNewName = true;
        const Frame &around = m_frames.back();
        const CodeToken *const last = before();
        if (frame.open == u'(') {
            if (last && last->isName() && !isCodeStatement(last->text)
                && !isNameBefore(u"function", 2)) {
                frame.callee = last->text.toString();
                frame.calleeBegin = last->begin;
                frame.isMethod = isBefore(u".", 2) || isBefore(u"?.", 2);
            }
            const bool isMethodHead = around.role != Frame::Role::Plain && last
                                      && (last->isName() || last->kind == Kind::String)
                                      && around.key == last->text;
            frame.isParameters = isMethodHead || isNameBefore(u"function")
                                 || isNameBefore(u"function", 2);
            if (frame.isParameters)
                frame.callee.clear();
            if (frame.callee == u"on" || frame.callee == u"on_event") {
                frame.handler = Handler();
                frame.handler->eventIndex = frame.callee == u"on" ? 0 : 1;
            } else if (frame.callee == u"partitionBy" || frame.callee == u"on_any") {
                frame.handler = Handler();
                frame.handler->eventIndex = frame.callee == u"on_any" ? 1 : 0;
            } else if (frame.isMethod && goesThroughElements(frame.callee)) {
                frame.elements = codeChainBefore(m_tokens, m_at - 2);
            }
        } else if (frame.open == u'{') {
            const bool isWhen = around.open == u'(' && around.callee == u"when" && isBefore(u"(");
            const bool isExported = isNameBefore(u"default")
                                    || (isBefore(u"=") && isNameBefore(u"exports", 2));
            if (isWhen || isExported) {
                frame.role = Frame::Role::When;
                awaitKey(frame);
            } else if (m_isClass) {
                frame.role = Frame::Role::Class;
                awaitKey(frame);
            }
            m_isClass = false;
        }
        m_frames.push_back(std::move(frame));
    }

    void close(const CodeToken &token)
    {
        static constexpr QStringView kOpening = u"([{";
        static constexpr QStringView kClosing = u")]}";
        const QChar opening = kOpening[kClosing.indexOf(token.text.front())];
        // What does not belong together is passed over: the text is being written.
        if (m_frames.size() == 1 || m_frames.back().open != opening)
            return;
        const Frame closed = std::move(m_frames.back());
        m_frames.pop_back();
        Frame &around = m_frames.back();
        if (closed.open == u'(')
            giveParameters(closed.names, closed.patterns);
        if (closed.open == u'{' && around.open == u'(' && around.isNewName) {
            around.isNewName = false;
            around.patterns[static_cast<int>(around.names.size())] = patternBefore(m_at);
            around.names.append(QString());
        }
        if (closed.open == u'{' && around.role == Frame::Role::Class)
            awaitKey(around);
    }

    // To the function that begins here: the handler around that has none yet, or one that is called with the elements of something.
    void giveParameters(const QStringList &names,
                        const std::map<int, std::map<QString, QStringList>> &patterns)
    {
        for (auto frame = m_frames.rbegin(); frame != m_frames.rend(); ++frame) {
            if (!frame->elements.isEmpty()) {
                giveElements(frame->elements, names, patterns);
                return;
            }
            if (frame->handler && frame->handler->isOpen) {
                const bool isFunction = frame->callee != u"on" && frame->callee != u"on_event";
                if (!isFunction && frame->argument == 0)
                    return;
                Handler &handler = *frame->handler;
                handler.isOpen = false;
                if (!isFunction)
                    handler.type = frame->firstString;
                const auto index = static_cast<qsizetype>(handler.eventIndex);
                handler.event = names.value(index);
                if (const auto pattern = patterns.find(static_cast<int>(index));
                    pattern != patterns.end())
                    handler.aliases = pattern->second;
                return;
            }
            if (frame->open == u'{')
                return;
        }
    }

    void giveElements(const QStringList &chain, const QStringList &names,
                      const std::map<int, std::map<QString, QStringList>> &patterns)
    {
        Handler *const found = ownHandler();
        if (!found || names.isEmpty())
            return;
        auto path = found->resolve(chain);
        if (!path)
            return;
        path->append(kCodeElement);
        if (!names.front().isEmpty())
            found->aliases[names.front()] = *path;
        if (const auto pattern = patterns.find(0); pattern != patterns.end()) {
            for (const auto &[name, rest] : pattern->second)
                found->aliases[name] = *path + rest;
        }
    }

    const std::vector<CodeToken> &m_tokens;
    std::vector<Frame> m_frames;
    std::size_t m_at = 0;
    bool m_isClass = false; // its body is still to come
};

} // namespace

CodeContext codeContextAt(QStringView text, qsizetype place)
{
    place = std::clamp<qsizetype>(place, 0, text.size());
    const std::vector<CodeToken> tokens = codeTokens(text.first(place));
    CodeContext context;
    context.begin = place;

    // The last token is the one that is being written, if it reaches up to the place.
    std::size_t end = tokens.size();
    const CodeToken *last = tokens.empty() ? nullptr : &tokens.back();
    const bool isTouching = last && last->end == place;
    const bool isString = last && last->kind == Kind::String && !last->isClosed;
    const bool isName = isTouching && last->isName();
    if (last && ((last->kind == Kind::Comment || last->kind == Kind::Regex) && !last->isClosed))
        return context;
    if (isString || isName)
        --end;
    Walk walk(tokens);
    walk.run(end);

    if (const Frame *const call = walk.call()) {
        context.callee = call->callee;
        context.isMethod = call->isMethod;
        context.argument = call->argument;
        context.calleeBegin = call->calleeBegin;
    }
    if (const Handler *const handler = walk.handler())
        context.eventType = handler->type;
    if (isTouching && last->kind == Kind::Number)
        return context;

    const Frame &top = walk.top();
    if (isString) {
        context.begin = last->begin + 1;
        context.typed = last->text.toString();
        context.quote = last->quote;
        context.kind = top.isKey && top.role == Frame::Role::When ? CodeContext::Kind::HandlerKey
                                                                  : CodeContext::Kind::String;
        return context;
    }
    if (isName) {
        context.begin = last->begin;
        context.typed = last->text.toString();
    }
    const CodeToken *const previous = end > 0 ? &tokens[end - 1] : nullptr;
    if (previous && (previous->is(u".") || previous->is(u"?."))) {
        context.kind = CodeContext::Kind::Member;
        context.chain = codeChainBefore(tokens, end - 1);
        if (const Handler *const handler = walk.handler())
            context.eventPath = handler->resolve(context.chain);
    } else if (top.isKey && top.role == Frame::Role::When) {
        context.kind = CodeContext::Kind::HandlerKey;
    } else if (!top.isParameters && !(top.isKey && top.role == Frame::Role::Class)
               && !(previous && previous->isName() && isMakingNames(previous->text))) {
        context.kind = CodeContext::Kind::Name;
    }
    return context;
}

} // namespace eventscope::ui
