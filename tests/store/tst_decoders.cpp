// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Payloads in other formats than JSON: told from their bytes, shown as JSON, and harmless when they are meant to do harm.
#include "base/json.h"
#include "sqlitetest.h"
#include "store/payload.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <string>

#include <zlib.h>
#include <zstd.h>

using namespace eventscope;
using namespace eventscope::test;
using namespace std::string_literals;

class TestDecoders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachFormatIsToldByItsBytesAndShownAsJson_data();
    void eachFormatIsToldByItsBytesAndShownAsJson();
    void whatALibraryEncodesIsReadTheSame_data();
    void whatALibraryEncodesIsReadTheSame();
    void whatCannotBeDecodedStaysAsItIsAndSaysWhy_data();
    void whatCannotBeDecodedStaysAsItIsAndSaysWhy();
    void whatOnlyBeginsAlikeIsLeftAlone_data();
    void whatOnlyBeginsAlikeIsLeftAlone();
    void aRowThatCannotBeDecodedLeavesTheOthersAlone();
    void linksAreFoundInMetadataOfAnyFormat();
    void textInADecodedPayloadIsSearched();
    void payloadsInFilesAreDecodedByTheirContentToo();
};

namespace {

void bytesRow(const char *name, const std::string &stored, const std::string &expected)
{
    QTest::newRow(name) << QByteArray::fromStdString(stored) << QString::fromStdString(expected);
}

std::string hexBlob(const std::string &bytes)
{
    return "x'" + QByteArray::fromStdString(bytes).toHex().toStdString() + "'";
}

std::string repeated(const std::string &text, int times)
{
    return QByteArray::fromStdString(text).repeated(times).toStdString();
}

std::string packedByZstd(const std::string &text)
{
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
    return packed;
}

std::string packedByGzip(const std::string &text)
{
    std::string packed(compressBound(text.size()) + 32, '\0');
    z_stream stream{};
    deflateInit2(&stream, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string hex(const char *digits)
{
    return QByteArray::fromHex(digits).toStdString();
}

// A document: its length, its members, a NUL.
std::string bson(const std::string &members)
{
    const std::size_t size = members.size() + 5;
    std::string document;
    for (int shift = 0; shift < 32; shift += 8)
        document += static_cast<char>(size >> shift & 0xff);
    return document + members + '\0';
}

std::string nestedBson(int depth)
{
    std::string document = bson({});
    for (int i = 0; i < depth; ++i)
        document = bson(hex("03 6100") + document);
    return document;
}

// Lists in lists, each with a size in four bytes.
std::string nestedJsonb(int depth)
{
    std::string list = hex("0b");
    for (int i = 0; i < depth; ++i) {
        std::string head = hex("eb");
        for (int shift = 24; shift >= 0; shift -= 8)
            head += static_cast<char>(list.size() >> shift & 0xff);
        list.insert(0, head);
    }
    return list;
}

// Nine levels of nine: a thousand million words.
std::string yamlBomb()
{
    std::string yaml = "---\na0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n";
    for (int i = 1; i < 10; ++i) {
        const std::string below = "*a" + std::to_string(i - 1);
        yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below
                + repeated("," + below, 8) + "]\n";
    }
    return yaml;
}

} // namespace

void TestDecoders::eachFormatIsToldByItsBytesAndShownAsJson_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QString>("json");
    bytesRow("byte order mark", "\xef\xbb\xbf{\"a\":1.50}", "{\"a\":1.50}");
    bytesRow("JSON in a JSON string", R"("{\"total\":9007199254740993}")",
             "{\"total\":9007199254740993}");
    bytesRow("a list in a JSON string", R"( "[1, 2.0]" )", "[1, 2.0]");

    bytesRow(
        "YAML of Ruby",
        "---\n:order_id: 7\n:amount: !ruby/object:BigDecimal 18:0.12340e3\n:currency: :eur\nnote: ':x'\n"
        ":big: 123456789012345678901234567890\n:rate: 0.10\n:paid: true\n:left: \n:at: 2024-05-01 10:00:00.000000000 Z\n",
        R"({"order_id":7,"amount":123.40,"currency":"eur","note":":x","big":123456789012345678901234567890,)"
        R"("rate":0.10,"paid":true,"left":null,"at":"2024-05-01 10:00:00.000000000 Z"})");
    bytesRow(
        "YAML decimals",
        "--- [!ruby/object:BigDecimal 9:0.1e3, !ruby/object:BigDecimal 9:-0.5e-1, !ruby/object:BigDecimal 9:0e3,"
        " !ruby/object:BigDecimal 9:NaN, !ruby/object:BigDecimal 27:0.12345678901234567890123e2]",
        R"([100.0,-0.05,0.0,"NaN",12.345678901234567890123])");
    bytesRow(
        "YAML objects are their members",
        "--- !ruby/object:Money\ncents: 5\ninside: !ruby/struct:Pair {a: 1}\nplain: !ruby/hash:ActiveSupport::HashWithIndifferentAccess {b: x}\n",
        R"({"@class":"Money","cents":5,"inside":{"@class":"Pair","a":1},"plain":{"b":"x"}})");
    bytesRow(
        "YAML scalars",
        "---\n- '12'\n- \"a\\nb\"\n- 1_000\n- .5\n- +3\n- 007\n- .inf\n- ~\n- No\n- !ruby/symbol a b\n- :\"c d\"\n- ! ':e'\n"
        "- !binary |-\n  aMOk\n- |\n  two\n  lines\n- 1.2.3\n",
        R"(["12","a\nb",1000,0.5,3,"007",".inf",null,false,"a b","c d",":e","hä","two\nlines\n","1.2.3"])");
    bytesRow(
        "YAML aliases are written out",
        "---\na: &x {k: [1, 2]}\nb: *x\nc: [*x, &y z, *y]\n? [1, 2]\n: key\n3: number\n",
        R"({"a":{"k":[1,2]},"b":{"k":[1,2]},"c":[{"k":[1,2]},"z","z"],"[1,2]":"key","3":"number"})");
    bytesRow("YAML without anything in it", "--- {}\n", "{}");

    bytesRow(
        "XML of XStream",
        "<bank.Main_-Opened><account>a-1</account><amount>10.00</amount><owner_-x>A &amp; B</owner_-x>"
        "<note__1></note__1></bank.Main_-Opened>",
        R"({"account":"a-1","amount":"10.00","owner$x":"A & B","note_1":""})");
    bytesRow(
        "a map of XStream",
        "<meta-data><entry><string>traceId</string><string>t-1</string></entry><entry><string>n</string>"
        "<long>9007199254740993</long></entry><entry><string>ok</string><boolean>true</boolean></entry></meta-data>",
        R"({"traceId":"t-1","n":9007199254740993,"ok":true})");
    bytesRow(
        "lists in XML",
        R"(<?xml version="1.0"?><!-- c --><e><lines class="java.util.ArrayList"><line><sku>1</sku></line></lines><item>a</item>)"
        R"(<item>b</item><empty class="java.util.ArrayList"/><n class="int">5</n><list><int>1</int><string>2</string></list></e>)",
        R"({"lines":[{"sku":"1"}],"item":["a","b"],"empty":[],"n":5,"list":[1,"2"]})");
    bytesRow("attributes and text in XML",
             R"(<e id="7"><p>so <b>it</b> is</p><cd><![CDATA[<x>]]></cd></e>)",
             R"({"@id":"7","p":{"b":"it","#text":"so  is"},"cd":"<x>"})");
    bytesRow(
        "serialized by PHP",
        "a:6:{s:2:\"id\";i:9007199254740993;s:5:\"price\";d:0.1;s:5:\"items\";a:2:{i:0;s:3:\"a\"b\";i:1;N;}"
        "s:4:\"more\";a:2:{i:0;b:1;i:2;b:0;}s:3:\"obj\";O:9:\"App\\Money\":3:{s:3:\"pub\";i:-1;s:6:\"\0*\0pro\";d:1.5E+25;"
        "s:14:\"\0App\\Money\0pri\";r:3;}s:1:\"e\";E:10:\"Suit:Clubs\";}"s,
        R"({"id":9007199254740993,"price":0.1,"items":["a\"b",null],"more":{"0":true,"2":false},)"
        R"("obj":{"@class":"App\\Money","pub":-1,"pro":1.5E+25,"pri":{"@reference":3}},"e":"Suit:Clubs"})");
    bytesRow("a PHP object that wrote its own bytes", "C:3:\"Foo\":4:{\xff\x01{}}",
             R"({"@class":"Foo","@data":"0xff017b7d"})");
    bytesRow("zstd", packedByZstd("{\"a\":1.50}"), "{\"a\":1.50}");
    bytesRow("YAML in two frames of zstd", packedByZstd("---\n") + packedByZstd(":a: 1\n"),
             "{\"a\":1}");
    bytesRow("gzip", packedByGzip("{\"a\":1.50}"), "{\"a\":1.50}");
    bytesRow(
        "MessagePack",
        hex("88 a2 6964 cf0020000000000001 a1 70 ca3dcccccd a3 6e6567 d080 a1 74 d6ff5f5e1000 a1 62 c40200ff"
            "a1 78 9401ffc0c3 05 a4 66697665 a1 65 c70105aa"),
        R"({"id":9007199254740993,"p":0.1,"neg":-128,"t":"2020-09-13T12:26:40.000000Z","b":"0x00ff",)"
        R"("x":[1,-1,null,true],"5":"five","e":{"@type":5,"@data":"0xaa"}})");
    bytesRow("a list of MessagePack", hex("93 01 a161 80"), R"([1,"a",{}])");
    bytesRow(
        "CBOR of Jackson",
        hex("bf 6161 c4 82 21 193039 6162 c2 49010000000000000000 6163 f93e00 6164 fa3dcccccd 6165 7f 626162 6163 ff"
            "6166 d825 5000112233445566778899aabbccddeeff 6167 1b0020000000000001 6168 3bffffffffffffffff 6169 42ff00 616a 0f"
            "616b f6 616c a0 ff"),
        R"({"a":123.45,"b":18446744073709551616,"c":1.5,"d":0.1,"e":"abc","f":"00112233-4455-6677-8899-aabbccddeeff",)"
        R"("g":9007199254740993,"h":-18446744073709551616,"i":"0xff00","j":15,"k":null,"l":{}})");
    bytesRow("a list as a key in CBOR", hex("a1 820102 03"), R"({"[1,2]":3})");
    bytesRow(
        "BSON",
        bson(hex("07 5f696400 5f1d8b3e0a1b2c3d4e5f6071") + hex("09 7400 00e8764817000000")
             + hex("12 6e00 0100000000002000") + hex("10 6900 fbffffff")
             + hex("01 6600 0000000000002440") + hex("02 7300 03000000 686900")
             + hex("05 7500 10000000 04 00112233445566778899aabbccddeeff")
             + hex("05 7600 10000000 03 33221100554477668899aabbccddeeff") + hex("04 6c00")
             + bson(hex("08 3000 01 0a 3100")) + hex("13 6400 01000000000000000000000000003e30")
             + hex("03 6f00") + bson("")),
        R"({"_id":"5f1d8b3e0a1b2c3d4e5f6071","t":"1973-03-03T09:46:40.000000Z","n":9007199254740993,"i":-5,"f":10.0,"s":"hi",)"
        R"("u":"00112233-4455-6677-8899-aabbccddeeff","v":"00112233-4455-6677-8899-aabbccddeeff","l":[true,null],"d":0.1,"o":{}})");
    bytesRow("a list in BSON", bson(hex("10 3000 07000000 10 3100 08000000")), "[7,8]");
    bytesRow(
        "JSONB of SQLite",
        hex("cc25 27 6162 cb0c 01 00 45 312e3530 48 785c2279 17 6e c310 39303037313939323534373430393933"),
        R"({"ab":[true,null,1.50,"x\"y"],"n":9007199254740993})");
    bytesRow("JSON5 in JSONB of SQLite", hex("cb13 44 30783146 26 2e35 a9 69745c2773205c783431"),
             R"([31,0.5,"it's A"])");
    bytesRow("MessagePack in gzip", packedByGzip(hex("81 a161 01")), "{\"a\":1}");
    bytesRow("entries that are no map keep their names",
             "<e><entry><account>a</account><amount>1</amount></entry></e>",
             R"({"entry":{"account":"a","amount":"1"}})");
}

void TestDecoders::eachFormatIsToldByItsBytesAndShownAsJson()
{
    QFETCH(QByteArray, stored);
    QFETCH(QString, json);
    std::optional<Error> damage;
    const Payload payload = decodePayload(stored.toStdString(), {}, damage);
    QVERIFY2(!damage, damage ? damage->message.c_str() : "");
    QCOMPARE(QString::fromStdString(payload.text), json);
    QCOMPARE(payload.kind, Payload::Kind::Json);
    QCOMPARE(QByteArray::fromStdString(payload.rawBytes()), stored);
    QVERIFY(mayBeEncoded(stored.toStdString(), {}));
}

void TestDecoders::whatALibraryEncodesIsReadTheSame_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("unused");
    bytesRow(
        "numbers",
        R"({"list":[0,1,-1,127,128,-128,-129,255,256,32767,-32769,65536,2147483648,-2147483649,9007199254740993,)"
        R"(9223372036854775807,-9223372036854775808,1.5,-0.1,1e300]})",
        {});
    bytesRow(
        "texts",
        R"({"a":"","b":"\u00e4\u20ac\ud83d\ude00","c":"0123456789012345678901234567890123456789",")"
            + repeated("k", 300) + R"(":")" + repeated("v", 70000) + "\"}",
        {});
    bytesRow("nesting",
             R"({"a":{"b":[{},[],[[1]],{"c":null,"d":true,"e":false}]},"f":[)"
                 + repeated("[1],", 400) + "2]}",
             {});
}

void TestDecoders::whatALibraryEncodesIsReadTheSame()
{
    QFETCH(QByteArray, text);
    const auto json = nlohmann::json::parse(text.toStdString());
    for (const auto &bytes : {nlohmann::json::to_msgpack(json), nlohmann::json::to_cbor(json),
                              nlohmann::json::to_bson(json)}) {
        std::optional<Error> damage;
        const Payload payload = decodePayload(std::string(bytes.begin(), bytes.end()), {}, damage);
        QVERIFY2(!damage, damage ? damage->message.c_str() : "");
        QCOMPARE(payload.kind, Payload::Kind::Json);
        QVERIFY(nlohmann::json::parse(payload.text) == json);
    }
}

void TestDecoders::whatCannotBeDecodedStaysAsItIsAndSaysWhy_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QString>("sentence");
    bytesRow("cut PHP", "a:2:{i:0;i:1;i:1;s:3:\"ab", "PHP payload is damaged at byte 20");
    bytesRow("a PHP length that lies", "a:1:{s:1:\"a\";s:900:\"ab\";}",
             "PHP payload is damaged at byte 16");
    bytesRow("a PHP count that lies", "a:99999999999:{i:0;i:1;}", "PHP payload is damaged");
    bytesRow("PHP nested 10,000 deep", repeated("a:1:{i:0;", 10000), "nested more than 512 deep");
    bytesRow("cut MessagePack", hex("82 a2 6964 01 a2"),
             "MessagePack payload is damaged at byte 7");
    bytesRow("a MessagePack count that lies", hex("df ffffffff a2 6964 01"),
             "MessagePack payload is damaged");
    bytesRow("MessagePack nested 10,000 deep", repeated(hex("81 a161"), 10000),
             "nested more than 512 deep");
    bytesRow("MessagePack keys nested 10,000 deep", repeated(hex("81"), 10000),
             "nested more than 512 deep");
    bytesRow("CBOR maps that are keys of maps",
             hex("bf 6161 01") + repeated(hex("a1"), 100) + repeated(hex("40"), 101) + hex("ff"),
             "CBOR payload is damaged");
    bytesRow("MessagePack maps that are keys of maps",
             hex("82 a161 01") + repeated(hex("81"), 100) + repeated(hex("a0"), 102),
             "MessagePack payload is damaged");
    bytesRow("cut CBOR", hex("bf 6161 01"), "CBOR payload is damaged at byte 5");
    bytesRow("a CBOR length that lies", hex("a1 6161 5b7fffffffffffffff 00"),
             "CBOR payload is damaged");
    bytesRow("CBOR nested 10,000 deep", repeated(hex("a16161"), 10000), "CBOR payload is nested");
    bytesRow("CBOR lists nested 10,000 deep", repeated(hex("9f"), 10000),
             "nested more than 512 deep");
    bytesRow("CBOR tags nested 10,000 deep", hex("d9d9f7") + repeated(hex("c1"), 10000),
             "CBOR payload is nested");
    bytesRow("a BSON length that lies", hex("ff000000 10 6900 01000000 00"),
             "says it has 255 bytes, but there are 12");
    bytesRow("a length that lies in BSON", bson(hex("10 6900 01000000 02 7300 ffffff7f 686900")),
             "damaged at its member \"s\"");
    bytesRow("BSON nested 10,000 deep", nestedBson(10000), "nested more than 512 deep");
    bytesRow("JSONB nested 2,000 deep", nestedJsonb(2000), "nested more than 512 deep");
    bytesRow("a damaged gzip", packedByGzip("{\"a\":1.50}").substr(0, 20),
             "compressed but damaged");
    bytesRow("a damaged zstd", packedByZstd("{\"a\":1.50}").substr(0, 15),
             "compressed but damaged");
    bytesRow("a gzip bomb", packedByGzip(std::string(kMostUnpacked + 1, ' ')), "more than 64 MiB");
    bytesRow("a zstd bomb", packedByZstd(std::string(kMostUnpacked + 1, ' ')), "more than 64 MiB");
    bytesRow("a YAML bomb", yamlBomb(), "more than ten times its size");
    bytesRow("YAML that refers to itself", "--- &a [*a]\n", "alias *a");
    bytesRow("YAML nested 10,000 deep", "--- " + repeated("[", 10000), "nested more than 512 deep");
    bytesRow("damaged YAML", "---\na: [1\nb: 2\n", "The YAML is damaged at line 3");
    bytesRow("several YAML documents", "---\na: 1\n---\nb: 2\n", "more than one document");

    bytesRow(
        "XML with an external entity",
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
        "never fetched or expanded");
    bytesRow("an XML bomb",
             "<!-- x --><!DOCTYPE a [<!ENTITY b \"lol\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>",
             "never fetched or expanded");
    bytesRow("XML with an unknown entity", "<a>&what;</a>", "The XML is damaged at line 1");
    bytesRow("cut XML", "<a><b>1</b>", "The XML is damaged at line 1, column 11");
    bytesRow("XML nested 10,000 deep", repeated("<a>", 10000), "nested more than 512 deep");
}

void TestDecoders::whatCannotBeDecodedStaysAsItIsAndSaysWhy()
{
    QFETCH(QByteArray, stored);
    QFETCH(QString, sentence);
    std::optional<Error> damage;
    const Payload payload = decodePayload(stored.toStdString(), {}, damage);
    QVERIFY(damage);
    QVERIFY2(QString::fromStdString(damage->message).contains(sentence), damage->message.c_str());
    QVERIFY(damage->message.ends_with('.'));
    QCOMPARE(QByteArray::fromStdString(payload.text), stored);
    QVERIFY(payload.kind != Payload::Kind::Json);
}

void TestDecoders::whatOnlyBeginsAlikeIsLeftAlone_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QString>("unused");
    bytesRow("a line of dashes", "-----", {});
    bytesRow("a negative number", "-5", {});
    bytesRow("less than", "< 5 > 4", {});
    bytesRow("what Java serializes", hex("aced0005 7372 0003 666f6f"), {});
    bytesRow("bytes that begin as MessagePack does", hex("82 01 02 c1 00"), {});
    bytesRow("bytes that begin as CBOR does", hex("a2 01 02 ff00"), {});
    bytesRow("bytes that begin as JSONB does", hex("3c 17 61 0f"), {});
    bytesRow("bytes that begin as BSON does", hex("0a000000 ff 6900 00 00 00"), {});
    bytesRow("text of the length that JSONB would have", "Lorem", {});
    bytesRow("a key and a value", "a:1: b", {});
    bytesRow("HTML", "<!DOCTYPE html><p>one<p>two", {});
    bytesRow("a JSON string", "\"text\"", {});
    bytesRow("a JSON string of a number", "\"17\"", {});
    bytesRow("a string that only looks like JSON", R"("{no")", {});
}

void TestDecoders::whatOnlyBeginsAlikeIsLeftAlone()
{
    QFETCH(QByteArray, stored);
    std::optional<Error> damage;
    const Payload payload = decodePayload(stored.toStdString(), {}, damage);
    QVERIFY2(!damage, damage ? damage->message.c_str() : "");
    QCOMPARE(QByteArray::fromStdString(payload.text), stored);
}

void TestDecoders::aRowThatCannotBeDecodedLeavesTheOthersAlone()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("s.db"));
    Database database(path);
    database.run(kEventsTable);
    const std::vector<std::string> payloads{"--- {a: 1}", yamlBomb(), "<e><a>2</a></e>", "<e><a>",
                                            "{\"a\":3}"};
    for (const std::string &payload : payloads)
        database.run("INSERT INTO events(stream_id, type, data) VALUES('s', 'T', "
                     + hexBlob(payload) + ")");
    database.close();
    const auto store = openAt(path);
    QVERIFY(store);
    Collector seen(**store);
    QVERIFY((*store)->scan(seen, {}));
    QCOMPARE(seen.events.size(), payloads.size());
    const auto reader = (*store)->reader();
    QVERIFY(reader);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        const auto record = (*reader)->read(seen.events[i].locator);
        QVERIFY(record);
        QCOMPARE(record->damage.has_value(), i == 1 || i == 3);
        QCOMPARE(record->data.rawBytes(), payloads[i]);
        texts.push_back(record->data.text);
    }
    QCOMPARE(texts[0], std::string("{\"a\":1}"));
    QCOMPARE(texts[2], std::string("{\"a\":\"2\"}"));
    QCOMPARE(texts[4], std::string("{\"a\":3}"));
}

void TestDecoders::linksAreFoundInMetadataOfAnyFormat()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("s.db"));
    Database database(path);
    database.run(kEventsTable);
    database.run(
        "INSERT INTO events(stream_id, type, data, metadata) VALUES"
        "('s', 'T', '{}', "
        + hexBlob("---\n:correlation_id: c-1\n")
        + "),"
          "('s', 'T', '{}', "
        + hexBlob("<m><entry><string>correlationId</string><string>c-2</string></entry></m>")
        + ")");
    database.close();
    const auto store = openAt(path);
    QVERIFY(store);
    Collector seen(**store);
    QVERIFY((*store)->scan(seen, {}));
    QCOMPARE(seen.events.size(), std::size_t(2));
    QCOMPARE(seen.events[0].correlation, std::string("c-1"));
    QCOMPARE(seen.events[1].correlation, std::string("c-2"));
}

void TestDecoders::textInADecodedPayloadIsSearched()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("s.db"));
    Database database(path);
    database.run(kEventsTable);
    database.run("INSERT INTO events(stream_id, type, data) VALUES('s', 'T', "
                 + hexBlob("<e><a>B&#228;r &amp; Co</a></e>") + "), ('s', 'T', '{\"a\":1}')");
    database.close();
    const auto store = openAt(path);
    QVERIFY(store);
    Collector seen(**store);
    QVERIFY((*store)->scan(seen, {}));
    const auto reader = (*store)->reader();
    QVERIFY(reader);
    std::vector<std::uint64_t> locators{seen.events.at(0).locator, seen.events.at(1).locator};
    std::vector<std::size_t> found;
    QVERIFY(
        (*reader)->prefilter(locators, "Bär & Co", [&](std::size_t i) { found.push_back(i); }, {}));
    QCOMPARE(found, std::vector<std::size_t>{0});
    std::vector<std::string> texts;
    QVERIFY((*reader)->readMany(locators, false,
                                [&](std::size_t, const RecordReader::View &view) {
                                    texts.emplace_back(view.data);
                                    return true;
                                },
                                {}));
    QCOMPARE(texts, (std::vector<std::string>{"{\"a\":\"Bär & Co\"}", "{\"a\":1}"}));
}

void TestDecoders::payloadsInFilesAreDecodedByTheirContentToo()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("events.jsonl"));
    const auto base64 = [](const std::string &bytes) {
        return QByteArray::fromStdString(bytes).toBase64().toStdString();
    };
    const std::string packed = packedByGzip("{\"a\":1.50}");
    const std::vector<std::string> payloads{R"("data":"{\"a\":1.50}")",
                                            R"("data":"text")",
                                            "\"data_base64\":\"" + base64(hex("81 a161 02")) + '"',
                                            "\"data_base64\":\"" + base64(packed) + '"',
                                            "\"data_base64\":\"" + base64(packed.substr(0, 20))
                                                + '"',
                                            R"("data_base64":"?")"};
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (const std::string &payload : payloads)
        file.write(QByteArray::fromStdString(
            R"({"specversion":"1.0","id":"e","source":"s","type":"T","subject":"x",)" + payload
            + "}\n"));
    file.close();
    const auto store = openAt(path);
    QVERIFY(store);
    Collector seen(**store);
    QVERIFY((*store)->scan(seen, {}));
    QCOMPARE(seen.events.size(), payloads.size());
    const auto reader = (*store)->reader();
    QVERIFY(reader);
    std::vector<std::string> texts;
    std::vector<std::uint64_t> locators;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        const auto record = (*reader)->read(seen.events[i].locator);
        QVERIFY(record);
        QCOMPARE(record->damage.has_value(), i >= 4);
        texts.push_back(record->data.text);
        locators.push_back(seen.events[i].locator);
    }
    QCOMPARE(texts[0], std::string("{\"a\":1.50}"));
    QCOMPARE(texts[1], std::string("\"text\""));
    QCOMPARE(texts[2], std::string("{\"a\":2}"));
    QCOMPARE(texts[3], std::string("{\"a\":1.50}"));
    std::vector<std::string> many;
    QVERIFY((*reader)->readMany(locators, false,
                                [&](std::size_t, const RecordReader::View &view) {
                                    many.emplace_back(view.data);
                                    return true;
                                },
                                {}));
    QCOMPARE(many, texts);
}

QTEST_GUILESS_MAIN(TestDecoders)
#include "tst_decoders.moc"
