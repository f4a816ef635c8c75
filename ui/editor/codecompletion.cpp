// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codecompletion.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <set>

namespace eventscope::ui {

namespace {

constexpr int kMostAsked = 200;
constexpr qsizetype kTipColumns = 76;

QString say(const char *text)
{
    return QCoreApplication::translate("CodeCompletion", text);
}

bool isIdentifier(const QString &name)
{
    static const QRegularExpression expression(QStringLiteral("^[\\p{L}_$][\\p{L}\\p{N}_$]*$"));
    return expression.match(name).hasMatch();
}

// 0 is best; nothing: it does not fit.
std::optional<int> fit(const QString &name, const QString &typed)
{
    if (name.startsWith(typed))
        return 0;
    if (name.startsWith(typed, Qt::CaseInsensitive))
        return 1;
    if (typed.size() >= 2 && name.contains(typed, Qt::CaseInsensitive))
        return 2;
    return std::nullopt;
}

QString quoted(const QString &text, QChar quote)
{
    QString made;
    for (const QChar c : text) {
        if (c == u'\n')
            made += QStringLiteral("\\n");
        else if (c == u'\\' || c == quote)
            made += QString(u'\\') + c;
        else
            made += c;
    }
    return made;
}

class Collector
{
public:
    explicit Collector(const CodeContext &context)
        : m_context(context)
    {}

    void add(const QString &name, CodeCandidate candidate)
    {
        const auto rank = fit(name, m_context.typed);
        if (!rank || !m_seen.insert(name).second)
            return;
        m_ranked.push_back({*rank, std::move(candidate)});
    }

    void addWord(const CodeWord &word)
    {
        const bool isFunction = word.signature.startsWith(word.name + u'(');
        CodeCandidate candidate{.text = word.name,
                                .title = word.name,
                                .detail = isFunction ? word.signature.mid(word.name.size())
                                                     : word.signature,
                                .help = word.help,
                                .isCall = word.kind == CodeWord::Kind::Function && isFunction};
        add(word.name, std::move(candidate));
    }

    void addField(const CodeWord &field)
    {
        const bool isPlain = isIdentifier(field.name);
        const QString text = isPlain ? field.name
                                     : QStringLiteral("['") + quoted(field.name, u'\'')
                                           + QStringLiteral("']");
        add(field.name, {.text = text,
                         .title = field.name,
                         .detail = field.signature,
                         .help = field.help,
                         .takesDot = !isPlain});
    }

    // Within quotes, or with quotes of their own where a plain name would not do.
    void addText(const QString &name, const QString &detail)
    {
        QString text = name;
        if (!m_context.quote.isNull())
            text = quoted(name, m_context.quote);
        else if (!isIdentifier(name))
            text = u'\'' + quoted(name, u'\'') + u'\'';
        add(name, {.text = text, .title = name, .detail = detail, .help = {}});
    }

    void addAll(const CodeCompletions::Find &find, const QString &detail)
    {
        if (!find)
            return;
        for (const QString &name : find(m_context.typed, kMostAsked))
            addText(name, detail);
    }

    std::vector<CodeCandidate> list() &&
    {
        std::stable_sort(m_ranked.begin(), m_ranked.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        std::vector<CodeCandidate> list;
        for (auto &[rank, candidate] : m_ranked) {
            if (list.size() < kMostCandidates)
                list.push_back(std::move(candidate));
        }
        return list;
    }

private:
    const CodeContext &m_context;
    std::set<QString> m_seen;
    std::vector<std::pair<int, CodeCandidate>> m_ranked;
};

void addStrings(Collector &collector, const CodeContext &context,
                const CodeCompletions &completions)
{
    const QString &callee = context.callee;
    const auto isIn = [&](std::initializer_list<QStringView> names) {
        return std::find(names.begin(), names.end(), callee) != names.end();
    };
    const bool isFirst = context.argument == 0;
    if (isIn({u"fromCategory", u"fromCategories"}))
        return collector.addAll(completions.categories, say("category"));
    if (isIn({u"fromStream", u"fromStreams"}) || (isFirst && isIn({u"emit", u"linkTo", u"copyTo"}))
        || isIn({u"linkStreamTo"}))
        return collector.addAll(completions.streams, say("stream"));
    const bool isType = isFirst ? isIn({u"on", u"on_event"})
                                : isIn({u"emit"}) && context.argument == 1;
    // Elsewhere a text is most often none of the store's; what is compared with an event's type is.
    if (isType
        || (context.typed.size() >= 2
            && !isIn({u"query", u"get", u"all", u"run", u"exec", u"prepare"})))
        collector.addAll(completions.eventTypes, say("event type"));
}

void addMembers(Collector &collector, const CodeContext &context,
                const CodeCompletions &completions, const QStringList &others)
{
    if (context.eventPath) {
        if (context.eventPath->isEmpty()) {
            for (const CodeWord &word : completions.eventMembers)
                collector.addWord(word);
            return;
        }
        static constexpr std::array<QStringView, 3> kPayload{u"body", u"data", u"payload"};
        const bool isPayload = std::find(kPayload.begin(), kPayload.end(),
                                         context.eventPath->front())
                               != kPayload.end();
        if (isPayload && completions.fields) {
            for (const CodeWord &field :
                 completions.fields(context.eventType, context.eventPath->mid(1)))
                collector.addField(field);
        }
        return;
    }
    if (context.chain == QStringList(QStringLiteral("db"))
        || context.chain == QStringList{QStringLiteral("this"), QStringLiteral("db")}) {
        for (const CodeWord &word : completions.databaseMembers)
            collector.addWord(word);
        return;
    }
    if (!context.chain.isEmpty() && context.chain.back() == QStringLiteral("()")) {
        for (const CodeWord &word : completions.words) {
            if (word.isChained)
                collector.addWord(word);
        }
        return;
    }
    if (context.typed.size() >= 2) {
        for (const QString &name : others)
            collector.add(name, {.text = name, .title = name, .detail = {}, .help = {}});
    }
}

} // namespace

std::vector<CodeCandidate> codeCandidates(const CodeContext &context,
                                          const CodeCompletions &completions,
                                          const QStringList &others)
{
    Collector collector(context);
    switch (context.kind) {
    case CodeContext::Kind::Nothing:
        break;
    case CodeContext::Kind::HandlerKey:
        collector.addAll(completions.eventTypes, say("event type"));
        for (const CodeWord &word : completions.words) {
            if (word.kind == CodeWord::Kind::Handler)
                collector.addWord(word);
        }
        break;
    case CodeContext::Kind::Name:
        for (const CodeWord &word : completions.words) {
            if (word.kind == CodeWord::Kind::Function && !word.isChained)
                collector.addWord(word);
        }
        for (const QString &name : others)
            collector.add(name, {.text = name, .title = name, .detail = {}, .help = {}});
        break;
    case CodeContext::Kind::Member:
        addMembers(collector, context, completions, others);
        break;
    case CodeContext::Kind::String:
        addStrings(collector, context, completions);
        break;
    }
    return std::move(collector).list();
}

QStringList codeNames(QStringView text)
{
    static const QRegularExpression name(QStringLiteral("[\\p{L}_$][\\p{L}\\p{N}_$]{2,}"));
    std::set<QString> names;
    for (auto match = name.globalMatch(text.toString()); match.hasNext();)
        names.insert(match.next().captured());
    return {names.begin(), names.end()};
}

std::optional<CodeCallTip> codeCallTip(const CodeContext &context,
                                       const CodeCompletions &completions)
{
    if (context.callee.isEmpty())
        return std::nullopt;
    const CodeWord *found = nullptr;
    const auto look = [&](const std::vector<CodeWord> &words, bool isMethod) {
        for (const CodeWord &word : words) {
            if (!found && word.name == context.callee && isMethod == context.isMethod
                && word.signature.startsWith(word.name + u'('))
                found = &word;
        }
    };
    for (const CodeWord &word : completions.words) {
        if (!found && word.name == context.callee && word.isChained == context.isMethod
            && word.signature.startsWith(word.name + u'('))
            found = &word;
    }
    look(completions.databaseMembers, true);
    if (!found)
        return std::nullopt;

    CodeCallTip tip;
    tip.text = found->signature;
    // The argument, between commas that stand in no parentheses of their own.
    int depth = 0;
    int argument = 0;
    qsizetype begin = found->name.size() + 1;
    for (qsizetype i = begin; i < tip.text.size(); ++i) {
        const QChar c = tip.text[i];
        const bool isEnd = depth == 0 && (c == u',' || c == u')');
        if (isEnd && argument == context.argument) {
            tip.begin = begin;
            tip.end = i;
            break;
        }
        if (isEnd && c == u',') {
            ++argument;
            begin = i + (i + 1 < tip.text.size() && tip.text[i + 1] == u' ' ? 2 : 1);
        }
        depth += c == u'(' || c == u'{' || c == u'[' ? 1 : 0;
        depth -= c == u')' || c == u'}' || c == u']' ? 1 : 0;
    }
    QString line;
    for (const QString &word : found->help.split(u' ')) {
        if (line.size() + word.size() > kTipColumns) {
            tip.text += u'\n' + line;
            line.clear();
        }
        line += (line.isEmpty() ? QString() : QStringLiteral(" ")) + word;
    }
    if (!line.isEmpty())
        tip.text += u'\n' + line;
    return tip;
}

} // namespace eventscope::ui
