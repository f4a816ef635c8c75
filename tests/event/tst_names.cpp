// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/names.h"

#include <QTest>

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace eventscope;

class TestNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreNumberedInOrderOfFirstAppearance();
    void randomNamesAreFoundAgain();
    void longAndEmptyNamesAreKept();
    void namesStayWhereTheyAreAsTheTableGrows();
    void readersSeeNamesWhileTheyAreInterned();
};

void TestNames::namesAreNumberedInOrderOfFirstAppearance()
{
    NameTable names(2);
    QCOMPARE(names.size(), 0U);
    QVERIFY(!names.find("a"));
    QCOMPARE(names.intern("a"), 0U);
    QCOMPARE(names.intern("b"), 1U);
    QCOMPARE(names.intern("a"), 0U);
    QCOMPARE(names.intern("A"), 2U);
    QCOMPARE(names.size(), 3U);
    QCOMPARE(names.name(1), std::string_view("b"));
    QCOMPARE(names.find("A"), std::optional(2U));
    QVERIFY(!names.find("c"));
}

void TestNames::randomNamesAreFoundAgain()
{
    std::mt19937 random(3);
    NameTable names(2);
    std::map<std::string, std::uint32_t> model;
    std::size_t textBytes = 0;
    for (int i = 0; i < 50'000; ++i) {
        const std::string name = "stream-" + std::to_string(random() % 8000);
        const auto [entry, isNew] = model.try_emplace(name,
                                                      static_cast<std::uint32_t>(model.size()));
        textBytes += isNew ? name.size() : 0;
        QCOMPARE(names.intern(name), entry->second);
    }
    QCOMPARE(names.size(), static_cast<std::uint32_t>(model.size()));
    for (const auto &[name, index] : model) {
        QCOMPARE(names.name(index), std::string_view(name));
        QCOMPARE(names.find(name), std::optional(index));
        QVERIFY(!names.find(name + "x"));
    }
    QCOMPARE(names.textBytes(), textBytes);
    QVERIFY(names.tableBytes() > 0);
}

void TestNames::longAndEmptyNamesAreKept()
{
    NameTable names;
    const std::string longName(1'000'000, 'x');
    QCOMPARE(names.intern(longName), 0U);
    QCOMPARE(names.intern(""), 1U);
    QCOMPARE(names.intern(std::string_view("a\0b", 3)), 2U);
    QCOMPARE(names.intern("a"), 3U);
    QCOMPARE(names.intern("\xff\xfe"), 4U);
    QCOMPARE(names.intern(""), 1U);
    QVERIFY(names.name(0) == longName);
    QCOMPARE(names.name(1), std::string_view());
    QCOMPARE(names.find(std::string_view("a\0b", 3)), std::optional(2U));
    QVERIFY(hashOf("") != 0);
}

void TestNames::namesStayWhereTheyAreAsTheTableGrows()
{
    NameTable names(2);
    names.intern("first");
    const std::string_view first = names.name(0);
    for (int i = 0; i < 10'000; ++i)
        names.intern(std::to_string(i));
    QCOMPARE(names.name(0).data(), first.data());
    QCOMPARE(first, std::string_view("first"));
}

void TestNames::readersSeeNamesWhileTheyAreInterned()
{
    constexpr std::uint32_t kNames = 20'000;
    NameTable names(2);
    std::atomic<bool> wrong{false};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            std::mt19937 random(17);
            while (names.size() < kNames) {
                const std::uint32_t known = names.size();
                if (known == 0)
                    continue;
                const auto index = static_cast<std::uint32_t>(random() % known);
                const std::string expected = "name-" + std::to_string(index);
                if (names.name(index) != expected || names.find(expected) != std::optional(index))
                    wrong = true;
            }
        });
    }
    for (std::uint32_t i = 0; i < kNames; ++i)
        names.intern("name-" + std::to_string(i));
    for (std::thread &reader : readers)
        reader.join();
    QVERIFY(!wrong);
}

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
