// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/previews.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kPreviewBytes = 512;
constexpr std::size_t kRowsAtOnce = 16;
constexpr std::chrono::milliseconds kPatience{100};

// The start of a payload in one line: white space folded, cut between characters.
std::string previewOf(std::string_view text)
{
    std::string line;
    if (!isUtf8(text.substr(0, std::min(text.size(), kPreviewBytes * 2))) && !isUtf8(text))
        return "(" + std::to_string(text.size()) + " bytes, not text)";
    bool space = false;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            space = !line.empty();
            continue;
        }
        if (std::exchange(space, false))
            line += ' ';
        if (line.size() >= kPreviewBytes && (static_cast<unsigned char>(c) & 0xc0) != 0x80)
            break;
        line += c;
    }
    return line;
}

} // namespace

void readPreviews(RecordReader &reader, const EventLog &log, std::vector<Row> rows,
                  const std::function<void(std::vector<Session::Preview>, bool isWhole)> &ready,
                  const std::stop_token &stop)
{
    using Clock = std::chrono::steady_clock;
    std::sort(rows.begin(), rows.end());
    std::vector<Session::Preview> previews;
    bool isAnyRead = false;
    const auto readWhole = [&](Row row, bool isDamaged) {
        const auto record = reader.read(log.locator(row), stop);
        if (!record)
            return;
        isDamaged = isDamaged || record->damage;
        previews.push_back({row,
                            record->damage ? record->damage->message : previewOf(record->data.text),
                            isDamaged});
    };
    auto told = Clock::now();
    for (std::size_t begin = 0; begin < rows.size(); begin += kRowsAtOnce) {
        if (begin > 0 && !previews.empty() && Clock::now() - told > kPatience) {
            isAnyRead = true;
            ready(std::exchange(previews, {}), false);
            told = Clock::now();
        }
        const std::span<const Row> part
            = std::span<const Row>(rows).subspan(begin, std::min(kRowsAtOnce, rows.size() - begin));
        std::vector<std::uint64_t> locators;
        std::vector<Row> sound;
        for (const Row row : part) {
            if (stop.stop_requested())
                return;
            if (log.damaged(row)) {
                readWhole(row, true);
                continue;
            }
            sound.push_back(row);
            locators.push_back(log.locator(row));
        }
        std::vector<char> isSeen(sound.size(), 0);
        const auto visit = [&](std::size_t index, const RecordReader::View &view) {
            isSeen[index] = 1;
            previews.push_back({sound[index], previewOf(view.data), false});
            return true;
        };
        const auto done = reader.readMany(locators, false, visit, stop);
        if (stop.stop_requested())
            return;
        if (!done)
            break;
        // What was passed over says itself why.
        for (std::size_t i = 0; i < sound.size() && !stop.stop_requested(); ++i) {
            if (!isSeen[i])
                readWhole(sound[i], false);
        }
    }
    if (!stop.stop_requested() && (isAnyRead || !previews.empty()))
        ready(std::move(previews), true);
}

} // namespace eventscope
