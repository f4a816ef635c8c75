// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/sequence.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace eventscope;

class TestSequence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sequencesListTheirRows();
    void editsLeaveTheOriginalAlone();
    void randomEditsListWhatAPlainListDoes();
    void commonPrefixesEndAtTheFirstDifference();
    void commonPrefixesOfCopiesAreFoundWithoutLooking();
};

namespace {

struct Plain {
    Row row;
    std::string edit; // id of the record that stands in; empty for none
    bool operator==(const Plain &) const = default;
};
using PlainList = std::vector<Plain>;

PlainList plain(const Sequence &sequence)
{
    PlainList list;
    for (std::uint32_t i = 0; i < sequence.size(); ++i) {
        const Sequence::Item item = sequence.at(i);
        list.push_back({item.row, item.record ? item.record->id : std::string()});
    }
    return list;
}

Record named(std::string id)
{
    Record record;
    record.id = std::move(id);
    return record;
}

} // namespace

void TestSequence::sequencesListTheirRows()
{
    QVERIFY(Sequence().empty());
    QVERIFY(Sequence::range(Row(5), 0).empty());
    QVERIFY(Sequence::of(Sequence::Rows{}).empty());
    QVERIFY(Sequence::of(std::shared_ptr<const Sequence::Rows>()).empty());
    const Sequence range = Sequence::range(Row(5), 3);
    QCOMPARE(range.size(), 3U);
    QCOMPARE(range.row(0), Row(5));
    QCOMPARE(range.row(2), Row(7));
    QVERIFY(!range.at(1).record);
    const Sequence rows = Sequence::of({Row(9), Row(2), Row(2)});
    QCOMPARE(rows.row(0), Row(9));
    QCOMPARE(rows.row(2), Row(2));
}

void TestSequence::editsLeaveTheOriginalAlone()
{
    const Sequence original = Sequence::range(Row(0), 4);
    const Sequence skipped = original.skipping(1);
    const Sequence edited = original.editing(2, named("e"));
    const Sequence inserted = original.inserting(4, named("i"));
    QCOMPARE(original.size(), 4U);
    QVERIFY((plain(skipped) == PlainList{{Row(0), ""}, {Row(2), ""}, {Row(3), ""}}));
    QVERIFY((plain(edited) == PlainList{{Row(0), ""}, {Row(1), ""}, {Row(2), "e"}, {Row(3), ""}}));
    QCOMPARE(inserted.size(), 5U);
    QCOMPARE(inserted.row(4), kNoRow);
    QCOMPARE(inserted.at(4).record->id, std::string("i"));
    QVERIFY(original.skipping(0).skipping(0).skipping(0).skipping(0).empty());
    QCOMPARE(Sequence().inserting(0, named("only")).size(), 1U);
    // What was inserted may be edited, and stays of no row.
    QCOMPARE(inserted.editing(4, named("j")).row(4), kNoRow);
    QCOMPARE(edited.editing(2, named("f")).row(2), Row(2));
}

void TestSequence::randomEditsListWhatAPlainListDoes()
{
    std::mt19937 random(8);
    const auto below = [&](std::uint32_t limit) {
        return static_cast<std::uint32_t>(random() % limit);
    };
    for (int round = 0; round < 100; ++round) {
        Sequence sequence;
        PlainList model;
        if (below(2) == 0) {
            const std::uint32_t first = below(100);
            const std::uint32_t count = below(20);
            sequence = Sequence::range(Row(first), count);
            for (std::uint32_t i = 0; i < count; ++i)
                model.push_back({Row(first + i), ""});
        } else {
            Sequence::Rows rows;
            for (std::uint32_t n = below(20); n > 0; --n)
                rows.emplace_back(below(100));
            for (const Row row : rows)
                model.push_back({row, ""});
            sequence = Sequence::of(std::move(rows));
        }
        for (int edit = 0; edit < 40; ++edit) {
            const std::string id = std::to_string(round) + '/' + std::to_string(edit);
            const auto size = static_cast<std::uint32_t>(model.size());
            const std::uint32_t kind = below(3);
            if (kind == 0 || size == 0) {
                const std::uint32_t place = below(size + 1);
                sequence = sequence.inserting(place, named(id));
                model.insert(model.begin() + place, {kNoRow, id});
            } else if (kind == 1) {
                const std::uint32_t place = below(size);
                sequence = sequence.skipping(place);
                model.erase(model.begin() + place);
            } else {
                const std::uint32_t place = below(size);
                sequence = sequence.editing(place, named(id));
                model[place].edit = id;
            }
            QCOMPARE(sequence.size(), static_cast<std::uint32_t>(model.size()));
            QVERIFY(plain(sequence) == model);
        }
    }
}

void TestSequence::commonPrefixesEndAtTheFirstDifference()
{
    std::mt19937 random(21);
    const auto below = [&](std::uint32_t limit) {
        return static_cast<std::uint32_t>(random() % limit);
    };
    const auto rows = std::make_shared<const Sequence::Rows>([&] {
        Sequence::Rows all;
        for (int i = 0; i < 30; ++i)
            all.emplace_back(below(5));
        return all;
    }());
    std::vector<Sequence> sequences{Sequence(), Sequence::of(rows), Sequence::of(*rows),
                                    Sequence::range(Row(0), 30)};
    for (int i = 0; i < 40; ++i) {
        const Sequence &from = sequences[below(static_cast<std::uint32_t>(sequences.size()))];
        if (from.empty())
            continue;
        const std::uint32_t place = below(from.size());
        switch (below(3)) {
        case 0:
            sequences.push_back(from.skipping(place));
            break;
        case 1:
            sequences.push_back(from.editing(place, named(std::to_string(i))));
            break;
        default:
            sequences.push_back(from.inserting(place, named(std::to_string(i))));
            break;
        }
    }
    for (const Sequence &a : sequences) {
        for (const Sequence &b : sequences) {
            const PlainList left = plain(a);
            const PlainList right = plain(b);
            const std::size_t limit = std::min(left.size(), right.size());
            std::size_t same = 0;
            while (same < limit && left[same] == right[same])
                ++same;
            QCOMPARE(a.commonPrefix(b), static_cast<std::uint32_t>(same));
        }
    }
}

void TestSequence::commonPrefixesOfCopiesAreFoundWithoutLooking()
{
    // Four billion rows: only the pieces may be compared.
    const Sequence all = Sequence::range(Row(0), 4'000'000'000U);
    const Sequence edited = all.editing(3'000'000'000U, named("x"));
    QCOMPARE(all.commonPrefix(all), 4'000'000'000U);
    QCOMPARE(all.commonPrefix(edited), 3'000'000'000U);
    QCOMPARE(edited.commonPrefix(all), 3'000'000'000U);
    QCOMPARE(all.commonPrefix(Sequence::range(Row(0), 5)), 5U);
    QCOMPARE(edited.row(3'999'999'999U), Row(3'999'999'999U));
}

QTEST_GUILESS_MAIN(TestSequence)
#include "tst_sequence.moc"
