// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/filtercompletions.h"

#include "models/streamnames.h"
#include "query/conditionlist.h"
#include "query/fieldnames.h"
#include "session/postto.h"
#include "widgets/format.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace eventscope::ui {

namespace {

using Completion = FilterCompletions::Completion;
using Kind = CompletionPlace::Kind;

constexpr std::uint32_t kMostTypes = 20'000; // that are looked at

struct Named {
    const char *name;
    const char *what;
};

constexpr std::array<Named, 9> kFields{{
    {"type", QT_TRANSLATE_NOOP("FilterCompletions", "type of the event")},
    {"stream", QT_TRANSLATE_NOOP("FilterCompletions", "name of its stream")},
    {"streamType", QT_TRANSLATE_NOOP("FilterCompletions", "type of its stream")},
    {"version", QT_TRANSLATE_NOOP("FilterCompletions", "number within its stream")},
    {"position", QT_TRANSLATE_NOOP("FilterCompletions", "place in the store")},
    {"time", QT_TRANSLATE_NOOP("FilterCompletions", "when it was stored")},
    {"correlation", QT_TRANSLATE_NOOP("FilterCompletions", "id of the conversation")},
    {"causation", QT_TRANSLATE_NOOP("FilterCompletions", "id of what caused it")},
    {"id", QT_TRANSLATE_NOOP("FilterCompletions", "id of the event")},
}};

constexpr std::array<Named, 8> kOperators{{
    {"=", QT_TRANSLATE_NOOP("FilterCompletions", "is; * stands for any text")},
    {"!=", QT_TRANSLATE_NOOP("FilterCompletions", "is not")},
    {"<", QT_TRANSLATE_NOOP("FilterCompletions", "less, before")},
    {"<=", QT_TRANSLATE_NOOP("FilterCompletions", "at most")},
    {">", QT_TRANSLATE_NOOP("FilterCompletions", "more, after")},
    {">=", QT_TRANSLATE_NOOP("FilterCompletions", "at least")},
    {"~", QT_TRANSLATE_NOOP("FilterCompletions", "contains the text")},
    {"=~", QT_TRANSLATE_NOOP("FilterCompletions", "matches the regular expression")},
}};

std::optional<Field> fieldOf(const QString &field)
{
    const std::string text = field.toStdString();
    return fieldNamed(std::string_view(text).substr(0, text.find_first_of(".[")));
}

// 0: begins with it; 1: a part behind a dot does; 2: holds it; none: does not, or is it already.
std::optional<int> rankOf(const QString &name, const QString &typed)
{
    if (name == typed)
        return std::nullopt;
    if (name.startsWith(typed, Qt::CaseInsensitive))
        return 0;
    if (name.contains(u'.' + typed, Qt::CaseInsensitive))
        return 1;
    return name.contains(typed, Qt::CaseInsensitive) ? std::optional(2) : std::nullopt;
}

// Those that match what was typed, the best ones first and otherwise as they came.
class Ranking
{
public:
    explicit Ranking(QString typed)
        : m_typed(std::move(typed))
    {}
    // What is made only for what is kept.
    template<typename Make>
    void add(const QString &name, Make make, bool alsoInside = true)
    {
        const auto rank = rankOf(name, m_typed);
        if (!rank || (*rank > 0 && !alsoInside))
            return;
        auto &list = m_lists[static_cast<std::size_t>(*rank)];
        if (list.size() < FilterCompletions::kMost)
            list.push_back(make());
    }
    std::vector<Completion> take()
    {
        std::vector<Completion> all;
        for (auto &list : m_lists)
            all.insert(all.end(), std::make_move_iterator(list.begin()),
                       std::make_move_iterator(list.end()));
        if (all.size() > FilterCompletions::kMost)
            all.resize(FilterCompletions::kMost);
        return all;
    }

private:
    QString m_typed;
    std::array<std::vector<Completion>, 3> m_lists;
};

Completion valueOf(Operator op, std::string_view text, const QString &detail)
{
    Completion value;
    value.plain = QString::fromStdString(valueOfText(op, text));
    value.text = QString::fromStdString(writtenValue(op, valueOfText(op, text)));
    value.title = oneLine(text);
    value.detail = detail;
    return value;
}

// The first so many of them, as one looks names up.
template<typename NameOf>
std::vector<std::uint32_t> byName(std::uint32_t count, NameOf nameOf)
{
    std::vector<std::uint32_t> all(std::min(count, kMostTypes));
    std::iota(all.begin(), all.end(), 0U);
    std::sort(all.begin(), all.end(),
              [&](std::uint32_t a, std::uint32_t b) { return nameOf(a) < nameOf(b); });
    return all;
}

QString eventsText(std::uint64_t count)
{
    return counted(static_cast<std::int64_t>(count), FilterCompletions::tr("event"),
                   FilterCompletions::tr("events"));
}

} // namespace

FilterCompletions::FilterCompletions(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_worker(std::make_unique<NewestOnly>())
{
    connect(&session, &Session::closed, this, &FilterCompletions::letGo);
    connect(&session.seenFields(), &SeenFields::changed, this, &FilterCompletions::changed);
}

FilterCompletions::~FilterCompletions() = default;

void FilterCompletions::letGo()
{
    ++m_request;
    m_worker.reset(); // waits
    m_worker = std::make_unique<NewestOnly>();
    m_streams.clear();
    m_needle.reset();
    m_isFound = false;
}

void FilterCompletions::prepare()
{
    m_session.seenFields().want();
}

FilterCompletions::Offer FilterCompletions::offer(const QString &text, int cursor)
{
    const QByteArray bytes = text.toUtf8();
    const CompletionPlace place = completionPlace({bytes.constData(),
                                                   static_cast<std::size_t>(bytes.size())},
                                                  static_cast<std::size_t>(
                                                      text.left(cursor).toUtf8().size()));
    const auto characters = [&bytes](std::size_t byte) {
        return static_cast<int>(QString::fromUtf8(bytes.left(static_cast<qsizetype>(byte))).size());
    };
    Offer offer;
    offer.kind = place.kind;
    offer.begin = characters(place.begin);
    offer.end = characters(place.end);
    offer.typed = QString::fromStdString(place.typed);
    switch (place.kind) {
    case Kind::Nothing:
        break;
    case Kind::Field:
        offer.list = fields(offer.typed);
        break;
    case Kind::Existing:
        offer.list = fields(offer.typed);
        std::erase_if(offer.list, [](const Completion &each) { return each.text.endsWith(u'('); });
        for (Completion &each : offer.list) {
            each.goesOn = false;
            if (!QStringView(text).mid(offer.end).trimmed().startsWith(u')'))
                each.text += u')';
        }
        break;
    case Kind::Operator:
        offer.list = operators(QString::fromStdString(place.field));
        break;
    case Kind::Value:
        offer.list = values(QString::fromStdString(place.field), QString::fromStdString(place.op),
                            offer.typed);
        // Behind an operator without a space it would be read just as well, but by the machine alone.
        if (offer.begin == offer.end && offer.begin > 0 && !text.at(offer.begin - 1).isSpace()) {
            for (Completion &each : offer.list)
                each.text.prepend(u' ');
        }
        break;
    case Kind::Joiner:
        offer.list = joiners(offer.typed);
        if (!offer.typed.isEmpty()) {
            auto more = fields(offer.typed);
            offer.list.insert(offer.list.end(), more.begin(), more.end());
        }
        break;
    }
    return offer;
}

std::vector<Completion> FilterCompletions::fields(const QString &typed)
{
    Ranking ranking(typed);
    for (const Named &field : kFields) {
        const QString name = QString::fromLatin1(field.name);
        ranking.add(
            name,
            [&] {
                return Completion{name, name, tr(field.what), true, name};
            },
            !typed.isEmpty());
    }
    for (const SeenField &field : m_session.seenFields().fields()) {
        const QString path = QString::fromStdString(field.path);
        ranking.add(path, [&] {
            return Completion{path, oneLine(field.path), QString::fromStdString(field.kinds), true,
                              path};
        });
    }
    const auto word = [&](const QString &text, const QString &what) {
        ranking.add(
            text,
            [&] {
                return Completion{text, text, what, true, text};
            },
            false);
    };
    word(QStringLiteral("exists("), tr("is there"));
    word(QStringLiteral("not"), tr("the opposite of what follows"));
    return ranking.take();
}

std::vector<Completion> FilterCompletions::operators(const QString &field) const
{
    const auto known = fieldOf(field);
    std::vector<Completion> list;
    for (const Named &op : kOperators) {
        const auto which = operatorNamed(op.name);
        if (known && which && hasOperator(*known, *which))
            list.push_back({QString::fromLatin1(op.name),
                            QString::fromLatin1(op.name),
                            tr(op.what),
                            true,
                            {}});
    }
    return list;
}

std::vector<Completion> FilterCompletions::joiners(const QString &typed) const
{
    Ranking ranking(typed);
    const auto add = [&](const QString &word, const QString &what) {
        ranking.add(
            word,
            [&] {
                return Completion{word, word, what, true, word};
            },
            false);
    };
    add(QStringLiteral("and"), tr("both must hold"));
    add(QStringLiteral("or"), tr("one of them must hold"));
    return ranking.take();
}

std::vector<Completion> FilterCompletions::values(const QString &field, const QString &op,
                                                  const QString &typed)
{
    const auto known = fieldOf(field);
    const Operator sign = operatorNamed(op.toStdString()).value_or(Operator::Equal);
    std::vector<Completion> list;
    if (!known || !m_session.hasLog())
        return list;
    const EventLog &log = m_session.log();
    // Stars stand for what is not written yet.
    QString part = typed;
    if (sign == Operator::Equal || sign == Operator::NotEqual)
        part.remove(u'*');
    Ranking ranking(part);
    switch (*known) {
    case Field::Type:
        for (const std::uint32_t i : byName(log.typeCount(), [&](std::uint32_t type) {
                 return log.typeName(TypeId(type));
             })) {
            const std::string_view name = log.typeName(TypeId(i));
            ranking.add(QString::fromUtf8(name),
                        [&] { return valueOf(sign, name, eventsText(log.typeEvents(TypeId(i)))); });
        }
        return ranking.take();
    case Field::StreamType:
        for (const std::uint32_t i : byName(log.streamTypeCount(), [&](std::uint32_t type) {
                 return log.streamTypeName(StreamTypeId(type));
             })) {
            const std::string_view name = log.streamTypeName(StreamTypeId(i));
            ranking.add(QString::fromUtf8(name), [&] { return valueOf(sign, name, {}); });
        }
        return ranking.take();
    case Field::Stream:
        addStreams(list, sign, part);
        return list;
    case Field::Time:
        addTimes(list);
        break;
    case Field::Id:
    case Field::Correlation:
    case Field::Causation:
        addIds(list, *known);
        break;
    case Field::Data:
    case Field::Meta:
        if (const SeenField *const seen = m_session.seenFields().find(field.toStdString())) {
            for (const std::string &value : seen->values)
                list.push_back(valueOf(sign, value, {}));
        }
        break;
    case Field::StreamVersion:
    case Field::LogPosition:
        break;
    }
    for (const Completion &each : list)
        ranking.add(each.title, [&] { return each; });
    return ranking.take();
}

void FilterCompletions::addStreams(std::vector<Completion> &list, Operator op, const QString &typed)
{
    const EventLog &log = m_session.log();
    const std::string needle = typed.toStdString();
    if (needle != m_needle) {
        m_needle = needle;
        m_isFound = false;
        m_worker->submit([this, request = ++m_request, text = &log, needle](std::stop_token stop) {
            auto streams = streamsNamedLike(*text, needle, kMost, stop);
            if (stop.stop_requested())
                return;
            postTo(this, [this, request, streams = std::move(streams)] {
                if (request != m_request)
                    return;
                m_streams = streams;
                m_isFound = true;
                Q_EMIT changed();
            });
        });
    }
    if (!m_isFound)
        return;
    for (const StreamId stream : m_streams) {
        const std::string_view name = log.streamName(stream);
        if (name != needle)
            list.push_back(valueOf(op, name, eventsText(log.streamSummary(stream).events)));
    }
}

void FilterCompletions::addTimes(std::vector<Completion> &list) const
{
    const EventLog &log = m_session.log();
    const auto add = [&](Time time, const QString &what) {
        if (time == kNoTime)
            return;
        list.push_back(valueOf(Operator::Equal, dateText(time).toStdString(), what));
    };
    const Row at = m_session.playhead();
    if (at != kNoRow && log.time(at) != kNoTime) {
        add(log.time(at), tr("day of the event here"));
        list.push_back(
            valueOf(Operator::Equal, formatIsoTime(log.time(at)), tr("time of the event here")));
    }
    add(log.earliest(), tr("first day"));
    add(log.latest(), tr("last day"));
}

void FilterCompletions::addIds(std::vector<Completion> &list, Field field) const
{
    const auto details = m_session.eventDetails();
    if (!details || details->row != m_session.playhead())
        return;
    const Record &record = details->record;
    const auto add = [&](const std::string &id, const QString &what) {
        if (!id.empty())
            list.push_back(valueOf(Operator::Equal, id, what));
    };
    if (field == Field::Correlation)
        add(record.correlationId, tr("of the event here"));
    if (field == Field::Causation)
        add(record.id, tr("caused by the event here"));
    add(field == Field::Causation ? record.causationId : record.id, tr("of the event here"));
}

} // namespace eventscope::ui
