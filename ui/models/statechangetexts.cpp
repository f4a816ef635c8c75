// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statechangetexts.h"

#include "widgets/format.h"
#include "widgets/jsontext.h"

#include <algorithm>
#include <vector>

namespace eventscope::ui {

namespace {

constexpr std::size_t kMostInLine = 8;    // leaves
constexpr std::size_t kMostInWhole = 100; // likewise
constexpr int kMostValueCharacters = 60;

QString shortValue(const JsonValue &value)
{
    const QString text = valueText(value);
    return text.size() <= kMostValueCharacters ? text : text.left(kMostValueCharacters) + u'\u2026';
}

QString leafText(const LeafChange &leaf)
{
    const QString name = fieldLabel(leaf.pointer);
    switch (leaf.kind) {
    case LeafChange::Kind::Added:
        return u'+' + name + u' ' + shortValue(leaf.after);
    case LeafChange::Kind::Removed:
        return QChar(u'\u2212') + name;
    case LeafChange::Kind::Changed:
        return name + u' ' + shortValue(leaf.before) + QStringLiteral(" \u2192 ")
               + shortValue(leaf.after);
    }
    return name;
}

QString joined(const std::vector<LeafChange> &leaves, std::size_t most, const QString &between)
{
    QStringList texts;
    for (std::size_t i = 0; i < leaves.size() && i < most; ++i)
        texts << leafText(leaves[i]);
    if (leaves.size() > most)
        texts << StateChangeTexts::tr("%1 more").arg(
            withThousands(static_cast<std::int64_t>(leaves.size() - most)));
    return texts.join(between);
}

} // namespace

StateChangeTexts::StateChangeTexts(Session &session, QObject *parent, int kept, std::size_t atOnce)
    : QObject(parent)
    , m_session(session)
    , m_atOnce(atOnce)
    , m_texts(kept)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &StateChangeTexts::request);
    ChangesOfEvents &changes = session.changesOfEvents();
    connect(&changes, &ChangesOfEvents::ready, this, &StateChangeTexts::take);
    connect(&changes, &ChangesOfEvents::failed, this, [this](const Error &error) {
        const QString why = QString::fromStdString(error.message);
        for (const Row row : m_wanted)
            m_texts.insert(row.value(), new Text{tr("not known: %1").arg(why), why, true});
        m_wanted.clear();
        Q_EMIT changed();
    });
    connect(&changes, &ChangesOfEvents::outdated, this, [this] {
        m_texts.clear();
        m_wanted.clear();
        m_soon.stop();
        Q_EMIT changed();
    });
}

bool StateChangeTexts::concerns(Row row) const
{
    const auto stream = m_session.selectedStream();
    return stream && m_session.log().stream(row) == *stream;
}

const StateChangeTexts::Text *StateChangeTexts::find(Row row)
{
    if (!concerns(row))
        return nullptr;
    if (const Text *const text = m_texts.object(row.value()))
        return text;
    if (std::find(m_wanted.begin(), m_wanted.end(), row) == m_wanted.end()) {
        m_wanted.push_back(row);
        if (m_wanted.size() > m_atOnce)
            m_wanted.pop_front();
        m_soon.start();
    }
    return nullptr;
}

void StateChangeTexts::request()
{
    if (!m_wanted.empty())
        m_session.changesOfEvents().request({m_wanted.begin(), m_wanted.end()});
}

StateChangeTexts::Text StateChangeTexts::textOf(const ChangesOfEvents::Changes &changes)
{
    if (!changes.isKnown)
        return {tr("not folded"), tr("The reducer failed at an earlier event."), true};
    if (changes.problem) {
        const QString why = QString::fromStdString(changes.problem->message);
        return {tr("not applied: %1").arg(why), why, false};
    }
    if (changes.leaves.empty())
        return {tr("no change"), {}, true};
    return {joined(changes.leaves, kMostInLine, QStringLiteral(", ")),
            joined(changes.leaves, kMostInWhole, QStringLiteral("\n")), false};
}

void StateChangeTexts::take(const std::vector<ChangesOfEvents::Changes> &changes)
{
    for (const ChangesOfEvents::Changes &event : changes) {
        m_texts.insert(event.row.value(), new Text(textOf(event)));
        std::erase(m_wanted, event.row);
    }
    // A row that was asked for and has no answer will have none.
    if (!m_soon.isActive())
        m_wanted.clear();
    Q_EMIT changed();
}

} // namespace eventscope::ui
