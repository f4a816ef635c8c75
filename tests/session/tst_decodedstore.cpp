// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretstore.h"

#include "session/decodedstore.h"
#include "session/decoderfiles.h"

#include <QObject>

#include <algorithm>
#include <atomic>
#include <stop_token>
#include <thread>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

// A store whose payloads are read through decoders.
struct Reading {
    Reading(const SecretStore &store, const std::vector<DecoderRule> &rules,
            std::chrono::milliseconds patience = std::chrono::seconds(20))
    {
        auto opened = openStore(store.path().toStdString());
        if (!opened)
            qFatal("%s", opened.error().message.c_str());
        DecoderLimits limits;
        limits.program.answer = patience;
        std::vector<DecoderSet::Decoder> all;
        for (const DecoderRule &rule : rules)
            all.push_back(
                DecoderSet::decoderOf(rule, store.folder(), limits, {{}, [this] { ++stops; }}));
        auto decoders = std::make_shared<DecoderSwitch>();
        set = std::make_shared<DecoderSet>(std::move(all));
        decoders->set(set);
        decoded = decodedStore(*opened, decoders);
        auto made = decoded->reader();
        if (!made)
            qFatal("%s", made.error().message.c_str());
        reader = std::move(*made);
    }
    // Data of the events with these locators (here: their positions); "! " and why where one is damaged.
    QStringList whole(std::uint64_t count)
    {
        QStringList texts;
        for (std::uint64_t i = 1; i <= count; ++i) {
            const auto record = reader->read(i);
            texts << (!record
                          ? QStringLiteral("?")
                          : QString::fromStdString(record->damage ? "! " + record->damage->message
                                                                  : record->data.text));
        }
        return texts;
    }
    QStringList many(std::uint64_t count, bool withMetadata = false)
    {
        std::vector<std::uint64_t> locators;
        for (std::uint64_t i = 1; i <= count; ++i)
            locators.push_back(i);
        QStringList texts;
        const auto done = reader->readMany(locators, withMetadata,
                                           [&](std::size_t index, const RecordReader::View &view) {
                                               texts << QStringLiteral("%1 ").arg(locators[index])
                                                            + QString::fromStdString(
                                                                std::string(view.data)
                                                                + std::string(view.id)
                                                                + std::string(view.metadata));
                                               return true;
                                           },
                                           {});
        return done ? texts : QStringList{QString::fromStdString(done.error().message)};
    }

    std::atomic<int> stops{0};
    std::shared_ptr<DecoderSet> set;
    std::shared_ptr<Store> decoded;
    std::unique_ptr<RecordReader> reader;
};

QString n(int number)
{
    return QStringLiteral("{\"n\":%1}").arg(number);
}

} // namespace

// A store as it is read through its owner's decoders.
class TestDecodedStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatOnlyItsOwnerCanReadIsRead();
    void whatIsStoredStaysBesideIt();
    void aPatternSaysWhichTypes();
    void readablePayloadsAreAskedForOnRequestOnly();
    void onePayloadThatFailsIsOneDamagedRow();
    void aDecoderThatHangsIsStoppedForAll();
    void aDecoderThatDiesIsStartedAgainAFewTimes();
    void whatIsCancelledIsNoAnswerToTheNext();
    void everyStartIsAskedFor();
    void whatWasDecodedIsKept();
    void aSearchLooksAtWhatIsDecoded();
    void aScriptDecodesToo();
    void damageOfTheBytesIsNoDamageOnceTheyAreDecoded();
    void aRuleIsWrittenAsOneText_data();
    void aRuleIsWrittenAsOneText();
};

void TestDecodedStore::whatOnlyItsOwnerCanReadIsRead()
{
    const SecretStore store;
    Reading reading(store, {store.rule()});
    QCOMPARE(reading.whole(6), (QStringList{n(1), n(2), n(3), n(4), n(5), n(6)}));
    QCOMPARE(reading.many(6), (QStringList{u"1 "_s + n(1), u"2 "_s + n(2), u"3 "_s + n(3),
                                           u"4 "_s + n(4), u"5 "_s + n(5), u"6 "_s + n(6)}));
    QCOMPARE(reading.many(1, true), QStringList{u"1 "_s + n(1) + u"e1{\"user\":\"ada\"}"_s});
    QCOMPARE(store.starts(), 1); // one process for all of it
}

void TestDecodedStore::whatIsStoredStaysBesideIt()
{
    const SecretStore store;
    Reading reading(store, {store.rule()});
    const auto record = reading.reader->read(1);
    QVERIFY(record);
    QCOMPARE(record->data.kind, Payload::Kind::Json);
    QCOMPARE(QByteArray::fromStdString(record->data.rawBytes()), QByteArray("\xff{\"n\":1}"));
    QCOMPARE(QByteArray::fromStdString(record->metadata.text), QByteArray("{\"user\":\"ada\"}"));
}

void TestDecodedStore::aPatternSaysWhichTypes()
{
    const SecretStore store;
    Reading reading(store, {store.rule("Pl*d")});
    const QStringList texts = reading.whole(6);
    QCOMPARE(texts[0], n(1));
    QCOMPARE(texts[1], n(2));
    QVERIFY(texts[2] != n(3)); // Paid: the bytes as they are
    QVERIFY(reading.many(6)[2] != u"3 "_s + n(3));
    // The first rule that fits is the one.
    store.write(QStringLiteral("other.sh"), "#!/bin/sh\necho '\"other\"'\n", true);
    const auto other = parseDecoderRule("*=each:./other.sh", store.folder());
    QVERIFY(other);
    Reading both(store, {store.rule("Paid"), *other});
    QCOMPARE(both.whole(3), (QStringList{u"\"other\""_s, u"\"other\""_s, n(3)}));
}

void TestDecodedStore::readablePayloadsAreAskedForOnRequestOnly()
{
    const SecretStore store;
    store.write(QStringLiteral("size.sh"), "#!/bin/sh\nwc -c\n", true);
    const auto some = parseDecoderRule("*=each:./size.sh", store.folder());
    const auto all = parseDecoderRule("*=all:each:./size.sh", store.folder());
    QVERIFY(some && all);
    Reading reading(store, {*some});
    QCOMPARE(reading.whole(4), (QStringList{u"8"_s, u"8"_s, u"8"_s, n(4)}));
    Reading readingAll(store, {*all});
    QCOMPARE(readingAll.whole(4), (QStringList{u"8"_s, u"8"_s, u"8"_s, u"7"_s}));
    QCOMPARE(readingAll.many(4), (QStringList{u"1 8"_s, u"2 8"_s, u"3 8"_s, u"4 7"_s}));
}

void TestDecodedStore::onePayloadThatFailsIsOneDamagedRow()
{
    const SecretStore store({{"a", 1, "T", R"({"n":1})"},
                             {"a", 2, "T", R"({"n":"bad"})"},
                             {"a", 3, "T", R"({"n":3})"}});
    Reading reading(store, {store.rule()});
    QCOMPARE(reading.whole(3),
             (QStringList{n(1), u"! decode.sh could not decode v2 (T): a bad one"_s, n(3)}));
    QCOMPARE(reading.many(3), (QStringList{u"1 "_s + n(1), u"3 "_s + n(3)})); // passed over
    const auto record = reading.reader->read(2);
    QVERIFY(record);
    QCOMPARE(record->data.kind, Payload::Kind::Binary); // the bytes are still to be seen
    QCOMPARE(reading.stops, 0);
}

void TestDecodedStore::aDecoderThatHangsIsStoppedForAll()
{
    const SecretStore store({{"a", 1, "T", R"({"n":1})"},
                             {"a", 2, "T", R"({"n":"hang"})"},
                             {"a", 3, "T", R"({"n":3})"}});
    Reading reading(store, {store.rule()}, std::chrono::milliseconds(500));
    const QStringList texts = reading.whole(3);
    QCOMPARE(texts[0], n(1));
    QCOMPARE(texts[1], u"! decode.sh was stopped: it gave no answer to v2 (T) for 500 ms. It must "
                       "write one line for every payload, and flush it."_s);
    QVERIFY2(
        texts[2].startsWith(
            u"! decode.sh is stopped, so this payload is not decoded: decode.sh was stopped"_s),
        qPrintable(texts[2]));
    QCOMPARE(reading.stops, 1);
    // What it gave before is still known, though the program is gone.
    QCOMPARE(reading.many(3), QStringList{u"1 "_s + n(1)});
    QCOMPARE(store.starts(), 1);
}

void TestDecodedStore::aDecoderThatDiesIsStartedAgainAFewTimes()
{
    std::vector<SecretStore::Event> events;
    for (int i = 1; i <= 8; ++i)
        events.push_back(
            {"a", i, "T",
             i % 2 == 0 ? QByteArray(R"({"n":"die"})") : "{\"n\":" + QByteArray::number(i) + '}'});
    const SecretStore store(events);
    Reading reading(store, {store.rule()});
    QCOMPARE(reading.many(8), (QStringList{u"1 "_s + n(1), u"3 "_s + n(3), u"5 "_s + n(5)}));
    QCOMPARE(store.starts(), 3);
    QCOMPARE(reading.stops, 1);
    const QStringList texts = reading.whole(8);
    QCOMPARE(texts[1], u"! decode.sh ended with exit code 3 at v2 (T)"_s);
    QVERIFY2(texts[6].contains(u"came to an end 3 times, the last time like this"_s),
             qPrintable(texts[6]));
}

void TestDecodedStore::whatIsCancelledIsNoAnswerToTheNext()
{
    const SecretStore store({{"a", 1, "T", R"({"n":"hang"})"}, {"a", 2, "T", R"({"n":2})"}});
    Reading reading(store, {store.rule()}, std::chrono::hours(24));
    std::stop_source stop;
    std::thread stopping([&] {
        while (store.starts() == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        stop.request_stop();
    });
    const auto record = reading.reader->read(1, stop.get_token());
    stopping.join();
    QVERIFY(!record);
    QCOMPARE(record.error().code, ErrorCode::Cancelled);
    const auto next = reading.reader->read(2);
    QVERIFY(next);
    QCOMPARE(QString::fromStdString(next->data.text), n(2));
    // That nobody waited for it is no fault of its own.
    QCOMPARE(reading.stops, 0);
}

// The first start makes it another program.
void TestDecodedStore::everyStartIsAskedFor()
{
    const SecretStore store;
    store.writeProgram("#!/bin/sh\necho started >> \"$0.log\"\necho '# more' >> \"$0\"\necho 1\n");
    const DecoderProgram program = programOf(store.rule("*", u"each:"_s), store.folder());
    const auto files = DecoderFiles::find(program);
    int stops = 0;
    DecoderPool pool(program, {},
                     {[&](const std::stop_token &stop) { return files->check(stop); },
                      [&] { ++stops; }});
    PayloadDecoder::Answers answers;
    const auto done = pool.decode(std::vector<DecodeRequest>(3), answers, {});
    QVERIFY(done);
    QCOMPARE(*done, std::size_t(1));
    QCOMPARE(answers.size(), std::size_t(3));
    QVERIFY(answers[0]);
    QVERIFY(!answers[1] && !answers[2]);
    QCOMPARE(store.starts(), 1);
    QCOMPARE(stops, 1);
    QVERIFY(pool.stopped() && pool.stopped()->code == ErrorCode::Changed);
}

void TestDecodedStore::whatWasDecodedIsKept()
{
    const SecretStore store;
    store.write(QStringLiteral("count.sh"), "#!/bin/sh\necho x >> \"$0.log\"\ntail -c +2\n", true);
    const auto rule = parseDecoderRule("*=each:./count.sh", store.folder());
    QVERIFY(rule);
    Reading reading(store, {*rule});
    for (int i = 0; i < 3; ++i)
        QCOMPARE(reading.whole(2), (QStringList{n(1), n(2)}));
    QFile log(store.folder() + u"/count.sh.log"_s);
    QVERIFY(log.open(QIODevice::ReadOnly));
    QCOMPARE(log.readAll(), QByteArray("x\nx\n"));
}

void TestDecodedStore::aSearchLooksAtWhatIsDecoded()
{
    const SecretStore store;
    Reading reading(store, {store.rule()});
    std::vector<std::size_t> found;
    const std::vector<std::uint64_t> locators{1, 2, 3};
    QVERIFY(reading.reader->prefilter(locators, "anything",
                                      [&](std::size_t index) { found.push_back(index); }, {}));
    QCOMPARE(found, (std::vector<std::size_t>{0, 1, 2}));
    QCOMPARE(store.starts(), 0); // nobody has read a payload yet
}

void TestDecodedStore::aScriptDecodesToo()
{
    const SecretStore store;
    store.write(QStringLiteral("decode.ts"),
                "export function decode(bytes: Uint8Array, event: { type: string }): object {\n"
                "  const made = JSON.parse(new TextDecoder().decode(bytes.subarray(1)));\n"
                "  return { ...made, type: event.type };\n}\n");
    const auto rule = parseDecoderRule("Pa*=decode.ts", store.folder());
    QVERIFY(rule);
    Reading reading(store, {*rule});
    QCOMPARE(reading.whole(3)[2], QStringLiteral("{\"n\":3,\"type\":\"Paid\"}"));
}

void TestDecodedStore::damageOfTheBytesIsNoDamageOnceTheyAreDecoded()
{
    // Looks like gzip, and is none.
    const SecretStore store({{"a", 1, "T", R"({"n":1})"}});
    sqlite3 *database = nullptr;
    QCOMPARE(sqlite3_open(store.path().toUtf8().constData(), &database), SQLITE_OK);
    QCOMPARE(sqlite3_exec(database, "UPDATE events SET data = x'1f8b08007b7d'", nullptr, nullptr,
                          nullptr),
             SQLITE_OK);
    sqlite3_close(database);
    store.write(QStringLiteral("size.sh"), "#!/bin/sh\nwc -c\n", true);
    const auto rule = parseDecoderRule("*=each:./size.sh", store.folder());
    QVERIFY(rule);
    Reading reading(store, {*rule});
    QCOMPARE(reading.whole(1), QStringList{u"6"_s});
    Reading without(store, {});
    QVERIFY(without.whole(1).front().startsWith(u"! "_s));
}

void TestDecodedStore::aRuleIsWrittenAsOneText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("types");
    QTest::addColumn<QString>("command"); // "!": refused
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("readsAll");
    using Kind = DecoderProgram::Kind;
    const auto add = [](const char *text, const char *types, const char *command, Kind kind,
                        bool readsAll) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(types)
                            << QString::fromLatin1(command) << int(kind) << readsAll;
    };
    add("Order*=./decode.sh --x 'a b'", "Order*", "%/decode.sh --x 'a b'", Kind::Lines, false);
    add("*=each:sh -c 'tail -c +2'", "*", "sh -c 'tail -c +2'", Kind::Each, false);
    add("*=all:each:sh", "*", "sh", Kind::Each, true);
    add("*=decode.js", "*", "%/decode.js", Kind::Script, false);
    add("*=no-such-program-here", "", "!", Kind::Lines, false);
    add("*=./missing.sh", "", "!", Kind::Lines, false);
    add("*=missing.js", "", "!", Kind::Lines, false);
    add("*=", "", "!", Kind::Lines, false);
    add("./decode.sh", "", "!", Kind::Lines, false);
    add("*='sh", "", "!", Kind::Lines, false);
}

void TestDecodedStore::aRuleIsWrittenAsOneText()
{
    const SecretStore store;
    store.write(QStringLiteral("decode.js"), "export function decode() { return {}; }\n");
    QFETCH(QString, text);
    QFETCH(QString, types);
    QFETCH(QString, command);
    QFETCH(int, kind);
    QFETCH(bool, readsAll);
    const auto rule = parseDecoderRule(text.toStdString(), store.folder());
    QCOMPARE(rule.has_value(), command != QStringLiteral("!"));
    if (!rule)
        return;
    QCOMPARE(QString::fromStdString(rule->types), types);
    QCOMPARE(QString::fromStdString(commandOf(*rule)), command.replace(u'%', store.folder()));
    QCOMPARE(int(rule->kind), kind);
    QCOMPARE(rule->readsAll, readsAll);
}

QTEST_GUILESS_MAIN(TestDecodedStore)
#include "tst_decodedstore.moc"
