// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/filereader.h"

#include "base/json.h"
#include "store/file/bytesearch.h"
#include "store/file/eventfields.h"

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

// Records that lie nearer than this are searched as one stretch of bytes.
constexpr std::uint64_t kNear = 64 * 1024;
constexpr std::size_t kStretch = std::size_t(4) << 20;

// Whether JSON may write the text in other bytes without \u: it has a quote, a backslash, a slash or a control character.
bool hasShortEscapes(std::string_view needle)
{
    return std::any_of(needle.begin(), needle.end(), [](char byte) {
        return byte == '"' || byte == '\\' || byte == '/'
               || static_cast<unsigned char>(byte) < 0x20;
    });
}

Error cancelled()
{
    return Error(ErrorCode::Cancelled, "The search was stopped.");
}

} // namespace

Result<void> FileReader::stillThere() const
{
    if (auto cut = m_content->bytes->cut())
        return fail(std::move(*cut));
    return {};
}

Record FileReader::unreadable(std::uint64_t locator, std::string_view text) const
{
    Record record;
    record.type = kUnreadableType;
    record.data.kind = text.empty() ? Payload::Kind::Absent : Payload::Kind::Text;
    record.data.text = isUtf8(text) ? std::string(text) : withoutBadUtf8(text);
    if (record.data.text != text)
        record.data.raw = text;
    if (locator & kCutRecord)
        record.damage = m_content->cutDamage(locator);
    return record;
}

Result<Record> FileReader::read(std::uint64_t locator, std::stop_token)
{
    using Verdict = RecordParser::Verdict;
    const FileContent &content = *m_content;
    const std::string_view text = content.record(locator);
    m_memory.clear();
    Verdict verdict = Verdict::NotJson;
    if (!(locator & kLocatorFlags))
        verdict = m_parser.parse(content.plan, text, m_memory);
    if (auto there = stillThere(); !there)
        return fail(std::move(there).error());
    if (verdict == Verdict::NotJson || verdict == Verdict::NotObject) {
        Record record = unreadable(locator, text);
        if (!record.damage)
            record.damage = content.damage(locator, verdict, m_parser);
        return record;
    }

    const RecordPlan &plan = content.plan;
    const auto &found = m_parser.found();
    const auto textOf = [&](Part part) { return withoutBadUtf8(textIn(plan, part, found)); };
    Record record;
    record.id = textIn(plan, Part::Id, found);
    record.stream = textIn(plan, Part::Stream, found);
    record.streamType = textIn(plan, Part::StreamType, found);
    record.type = textIn(plan, Part::Type, found);
    record.correlationId = textIn(plan, Part::Correlation, found);
    record.causationId = textIn(plan, Part::Causation, found);
    record.position = textIn(plan, Part::PositionLabel, found);
    if (plan.text(Part::SchemaVersion, found))
        record.schemaVersion = textOf(Part::SchemaVersion);
    if (const auto version = plan.text(Part::StreamVersion, found)) {
        if (const auto number = wholeNumber(*version))
            record.version = Version(*number);
    }
    record.time = timeIn(plan, found, content.timeEncoding);
    std::optional<Error> damage;
    record.data = dataIn(plan, found, text, damage);
    record.metadata = metadataIn(plan, found, text, damage);
    if (damage)
        record.damage = std::move(damage);
    if (verdict != Verdict::Good) {
        record.damage = content.damage(locator, verdict, m_parser);
    } else if (record.type.empty()) {
        record.damage = content.missingType(locator);
    }
    if (record.type.empty())
        record.type = kMissingType;
    return record;
}

Result<void> FileReader::readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                                  const Visitor &visit, std::stop_token stop)
{
    using Verdict = RecordParser::Verdict;
    const FileContent &content = *m_content;
    const RecordPlan &plan = withMetadata ? content.payloadsPlan : content.payloadPlan;
    const EventsSpec &spec = content.dialect.events;
    const bool asItStands = spec.decoders.empty() && spec.envelope.empty();
    Payload data;
    Payload metadata;
    for (std::size_t i = 0; i < locators.size(); ++i) {
        if (i % 64 == 0 && stop.stop_requested())
            return fail(cancelled());
        if (locators[i] & kLocatorFlags)
            continue;
        const std::string_view text = content.record(locators[i]);
        m_memory.clear();
        const Verdict verdict = m_parser.parse(plan, text, m_memory);
        if (verdict == Verdict::NotJson || verdict == Verdict::NotObject)
            continue;
        View view;
        const Found *const found = plan.find(Part::Data, m_parser.found());
        std::optional<Error> damage; // told by read()
        if (asItStands && verdict == Verdict::Good && found && !mayHoldJson(found->raw)) {
            view.data = found->raw;
        } else {
            data = dataIn(plan, m_parser.found(), text, damage);
            view.data = data.text;
        }
        if (withMetadata) {
            metadata = metadataIn(content.plan.membersAreMetadata() ? content.plan : plan,
                                  m_parser.found(), text, damage);
            view.metadata = metadata.text;
            view.id = textIn(plan, Part::Id, m_parser.found());
        }
        if (!visit(i, view))
            break;
    }
    return stillThere();
}

Result<void> FileReader::prefilter(std::span<const std::uint64_t> locators, std::string_view needle,
                                   const Candidate &candidate, std::stop_token stop)
{
    const FileContent &content = *m_content;
    const EventsSpec &spec = content.dialect.events;
    // Packed bytes do not show what is in them.
    const bool packed = std::any_of(spec.decoders.begin(), spec.decoders.end(),
                                    [](const std::string &decoder) {
                                        return decoder != "json-string";
                                    });
    if (needle.empty() || packed) {
        for (std::size_t i = 0; i < locators.size(); ++i)
            candidate(i);
        return {};
    }
    const bool anyEscape = hasShortEscapes(needle);
    const std::string base64 = spec.dataBase64.empty() ? std::string()
                                                       : '"' + spec.dataBase64 + '"';
    const std::string_view text = content.bytes->text();
    const auto offsetOf = [&](std::size_t i) {
        return static_cast<std::size_t>(locators[i] & ~kLocatorFlags);
    };

    for (std::size_t begin = 0; begin < locators.size();) {
        if (stop.stop_requested())
            return fail(cancelled());
        // A stretch of records that follow each other closely. Within it, a hit belongs to the last record that begins before it.
        std::size_t end = begin + 1;
        while (end < locators.size() && offsetOf(end) > offsetOf(end - 1)
               && offsetOf(end) - offsetOf(end - 1) < kNear
               && offsetOf(end) - offsetOf(begin) < kStretch)
            ++end;
        const std::string_view last = content.record(locators[end - 1]);
        const std::size_t from = offsetOf(begin);
        const std::string_view stretch = text.substr(std::min(from, text.size()),
                                                     offsetOf(end - 1) - from + last.size());
        std::size_t nextNeedle = findBytes(stretch, needle);
        std::size_t nextEscape = 0;
        std::size_t nextPacked = base64.empty() ? std::string_view::npos
                                                : findBytes(stretch, base64);
        const auto findEscape = [&](std::size_t at) {
            while (at < stretch.size()) {
                const auto *const backslash = static_cast<const char *>(
                    std::memchr(stretch.data() + at, '\\', stretch.size() - at));
                if (!backslash)
                    break;
                at = static_cast<std::size_t>(backslash - stretch.data());
                if (anyEscape || (at + 1 < stretch.size() && stretch[at + 1] == 'u'))
                    return at;
                at += 1;
            }
            return std::string_view::npos;
        };
        nextEscape = findEscape(0);
        std::size_t index = begin;
        while (true) {
            const std::size_t hit = std::min({nextNeedle, nextEscape, nextPacked});
            if (hit == std::string_view::npos)
                break;
            while (index + 1 < end && offsetOf(index + 1) - from <= hit)
                ++index;
            // Between the records may be others, which were not asked for.
            if (hit < offsetOf(index) - from + content.record(locators[index]).size())
                candidate(index);
            if (++index >= end)
                break;
            const std::size_t next = offsetOf(index) - from;
            if (nextNeedle < next)
                nextNeedle = findBytes(stretch, needle, next);
            if (nextEscape < next)
                nextEscape = findEscape(next);
            if (nextPacked < next)
                nextPacked = findBytes(stretch, base64, next);
        }
        begin = end;
    }
    return stillThere();
}

} // namespace eventscope
