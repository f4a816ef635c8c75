// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codecompletion.h"
#include "editor/codecontext.h"
#include "editor/codetemplates.h"
#include "editor/codetokens.h"

#include <QTest>

#include <algorithm>

using namespace eventscope::ui;
using namespace Qt::StringLiterals;

using Kind = CodeContext::Kind;

class TestCodeContext : public QObject
{
    Q_OBJECT

private:
    // The place is where the bar stands.
    static CodeContext at(QString text)
    {
        const qsizetype place = text.indexOf(u'|');
        text.remove(place, 1);
        return codeContextAt(text, place);
    }
    static QString pathOf(const CodeContext &context)
    {
        if (!context.eventPath)
            return u"none"_s;
        return u'/' + context.eventPath->join(u'/');
    }
    static CodeCompletions shop()
    {
        CodeCompletions shop = projectionCompletions();
        const auto among = [](const QStringList &names) {
            return [names](const QString &typed, int most) {
                QStringList found;
                for (const QString &name : names) {
                    if (name.contains(typed, Qt::CaseInsensitive) && found.size() < most)
                        found.append(name);
                }
                return found;
            };
        };
        shop.eventTypes = among({u"OrderPlaced"_s, u"OrderPaid"_s, u"com.shop.Refunded"_s});
        shop.streams = among({u"order-1"_s, u"it's"_s});
        shop.categories = among({u"order"_s, u"payment"_s});
        shop.fields = [](const QString &type, const QStringList &path) {
            std::vector<CodeWord> fields;
            const auto add = [&](const QString &name) {
                fields.push_back({.kind = CodeWord::Kind::Field,
                                  .name = name,
                                  .signature = u"string"_s,
                                  .help = {}});
            };
            if (type == u"OrderPlaced" && path.isEmpty()) {
                add(u"customer"_s);
                add(u"unit price"_s);
            } else if (type == u"OrderPlaced" && path == QStringList{u"lines"_s, u"[]"_s}) {
                add(u"sku"_s);
            }
            return fields;
        };
        return shop;
    }
    static QStringList offered(const QString &text, const QStringList &others = {})
    {
        QStringList titles;
        for (const CodeCandidate &each : codeCandidates(at(text), shop(), others))
            titles.append(each.title);
        return titles;
    }
    static CodeCandidate first(const QString &text)
    {
        const auto list = codeCandidates(at(text), shop(), {});
        return list.empty() ? CodeCandidate() : list.front();
    }

private Q_SLOTS:
    void aPlaceIsWhatTheTextBeforeItSays_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QString>("typed");
        QTest::newRow("start") << u"|"_s << Kind::Name << u""_s;
        QTest::newRow("name") << u"fro|"_s << Kind::Name << u"fro"_s;
        QTest::newRow("within a name") << u"fr|omAll"_s << Kind::Name << u"fr"_s;
        QTest::newRow("behind a call") << u"fromAll().wh|"_s << Kind::Member << u"wh"_s;
        QTest::newRow("comment") << u"// fro|"_s << Kind::Nothing << u""_s;
        QTest::newRow("long comment") << u"/* a\n fro|"_s << Kind::Nothing << u""_s;
        QTest::newRow("behind a comment") << u"/* a */ fro|"_s << Kind::Name << u"fro"_s;
        QTest::newRow("number") << u"a = 12|"_s << Kind::Nothing << u""_s;
        QTest::newRow("string") << u"fromStream('ord|"_s << Kind::String << u"ord"_s;
        QTest::newRow("behind a string") << u"f('a') + b|"_s << Kind::Name << u"b"_s;
        QTest::newRow("template") << u"f(`ord|"_s << Kind::String << u"ord"_s;
        QTest::newRow("value of a template") << u"f(`a ${na|"_s << Kind::Name << u"na"_s;
        QTest::newRow("template goes on") << u"f(`a ${n} bc|"_s << Kind::String << u" bc"_s;
        QTest::newRow("regular expression") << u"x = /fro|"_s << Kind::Nothing << u""_s;
        QTest::newRow("division") << u"x = a / fro|"_s << Kind::Name << u"fro"_s;
        QTest::newRow("handler key") << u"x.when({ Or|"_s << Kind::HandlerKey << u"Or"_s;
        QTest::newRow("second key")
            << u"x.when({ A(s, e) { }, Or|"_s << Kind::HandlerKey << u"Or"_s;
        QTest::newRow("key in quotes") << u"x.when({ 'com.s|"_s << Kind::HandlerKey << u"com.s"_s;
        QTest::newRow("value of a key") << u"x.when({ A: fu|"_s << Kind::Name << u"fu"_s;
        QTest::newRow("within a handler") << u"x.when({ A(s, e) { re|"_s << Kind::Name << u"re"_s;
        QTest::newRow("object in a handler")
            << u"x.when({ A(s, e) { s = { a|"_s << Kind::Name << u"a"_s;
        QTest::newRow("a new name") << u"const or|"_s << Kind::Nothing << u"or"_s;
        QTest::newRow("a new parameter") << u"function f(sta|"_s << Kind::Nothing << u"sta"_s;
        QTest::newRow("parameter of a key") << u"x.when({ A(sta|"_s << Kind::Nothing << u"sta"_s;
    }
    void aPlaceIsWhatTheTextBeforeItSays()
    {
        QFETCH(QString, text);
        QFETCH(Kind, kind);
        const CodeContext found = at(text);
        QCOMPARE(found.kind, kind);
        QTEST(found.typed, "typed");
        QCOMPARE(found.begin, text.indexOf(u'|') - found.typed.size());
    }

    void theEventOfAHandlerIsKnown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("path");
        const QString none = u"none"_s;
        QTest::newRow("method") << u"x.when({ A(s, e) { e.|"_s << u"A"_s << u"/"_s;
        QTest::newRow("function") << u"x.when({ A: function (s, e) { e.data.|"_s << u"A"_s
                                  << u"/data"_s;
        QTest::newRow("arrow") << u"x.when({ A: (s, e) => e.body.x.|"_s << u"A"_s << u"/body/x"_s;
        QTest::newRow("async") << u"x.when({ async A(s, e) { e.body.|"_s << u"A"_s << u"/body"_s;
        QTest::newRow("in quotes") << u"x.when({ 'c.A': (s, e) => e.|"_s << u"c.A"_s << u"/"_s;
        QTest::newRow("second") << u"x.when({ A(s, e) { if (e) { } }, B(t, f) { f.|"_s << u"B"_s
                                << u"/"_s;
        QTest::newRow("state") << u"x.when({ A(s, e) { s.|"_s << u"A"_s << none;
        QTest::newRow("any") << u"x.when({ $any(s, e) { e.|"_s << u""_s << u"/"_s;
        QTest::newRow("element") << u"x.when({ A(s, e) { e.data.lines[0].|"_s << u"A"_s
                                 << u"/data/lines/[]"_s;
        QTest::newRow("optional") << u"x.when({ A(s, e) { e?.data?.|"_s << u"A"_s << u"/data"_s;
        QTest::newRow("alias") << u"x.when({ A(s, e) { const d = e.data; d.|"_s << u"A"_s
                               << u"/data"_s;
        QTest::newRow("alias of an alias")
            << u"x.when({ A(s, e) { const d = e.data; let c = d.c; c.|"_s << u"A"_s << u"/data/c"_s;
        QTest::newRow("taken apart")
            << u"x.when({ A(s, e) { const { data: d, id } = e; d.|"_s << u"A"_s << u"/data"_s;
        QTest::newRow("what a call gives")
            << u"x.when({ A(s, e) { const d = e.data.f(); d.|"_s << u"A"_s << none;
        QTest::newRow("loop") << u"x.when({ A(s, e) { for (const l of e.data.lines) { l.|"_s
                              << u"A"_s << u"/data/lines/[]"_s;
        QTest::newRow("forEach") << u"x.when({ A(s, e) { e.data.lines.forEach(l => { l.|"_s
                                 << u"A"_s << u"/data/lines/[]"_s;
        QTest::newRow("forEach with an index")
            << u"x.when({ A(s, e) { e.data.lines.forEach((l, i) => l.|"_s << u"A"_s
            << u"/data/lines/[]"_s;
        QTest::newRow("partitionBy")
            << u"fromAll().partitionBy(e => e.body.|"_s << u""_s << u"/body"_s;
        QTest::newRow("partitionBy, a function")
            << u"fromAll().partitionBy(function (e) { return e.|"_s << u""_s << u"/"_s;
        QTest::newRow("on") << u"on('A', (event, db) => { event.data.|"_s << u"A"_s << u"/data"_s;
        QTest::newRow("on, async")
            << u"on('A', async (event, db) => { event.|"_s << u"A"_s << u"/"_s;
        QTest::newRow("on, one parameter") << u"on('A', event => event.|"_s << u"A"_s << u"/"_s;
        QTest::newRow("on, taken apart")
            << u"on('A', ({ data }, db) => data.|"_s << u"A"_s << u"/data"_s;
        QTest::newRow("on_event") << u"on_event('A', (s, e) => e.|"_s << u"A"_s << u"/"_s;
        QTest::newRow("class") << u"class P { handleA(event) { event.|"_s << u"A"_s << u"/"_s;
        QTest::newRow("class, second method")
            << u"class P { a = 1; x() { } async handleB(ev) { ev.data.|"_s << u"B"_s << u"/data"_s;
        QTest::newRow("reducer") << u"export default { A(state, e) { e.|"_s << u"A"_s << u"/"_s;
        QTest::newRow("elsewhere") << u"event.|"_s << u""_s << none;
    }
    void theEventOfAHandlerIsKnown()
    {
        QFETCH(QString, text);
        const CodeContext found = at(text);
        QCOMPARE(found.kind, Kind::Member);
        QTEST(found.eventType, "type");
        QTEST(pathOf(found), "path");
    }

    void theCallAroundIsKnownWithItsArgument_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("callee");
        QTest::addColumn<int>("argument");
        QTest::newRow("first") << u"emit(|"_s << u"emit"_s << 0;
        QTest::newRow("second") << u"emit('a', '|"_s << u"emit"_s << 1;
        QTest::newRow("in an array") << u"fromStreams(['a', 'b|"_s << u"fromStreams"_s << 0;
        QTest::newRow("in an object") << u"emit('a', 'b', { c: |"_s << u""_s << 0;
        QTest::newRow("inner") << u"emit('a', f(1, |"_s << u"f"_s << 1;
        QTest::newRow("closed") << u"emit('a') + |"_s << u""_s << 0;
        QTest::newRow("commas within") << u"emit(f(1, 2), [3, 4], |"_s << u"emit"_s << 2;
        QTest::newRow("no call") << u"if (|"_s << u""_s << 0;
    }
    void theCallAroundIsKnownWithItsArgument()
    {
        QFETCH(QString, text);
        const CodeContext found = at(text);
        QTEST(found.callee, "callee");
        QTEST(found.argument, "argument");
    }

    // Whatever is being written, in whatever half-finished state.
    void everyBeginningOfEveryTemplateIsRead()
    {
        QVERIFY(codeTemplates().size() >= 5);
        for (const CodeTemplate &each : codeTemplates()) {
            for (qsizetype end = 0; end <= each.text.size(); ++end) {
                const CodeContext found = codeContextAt(each.text, end);
                QVERIFY(found.begin + found.typed.size() == end || found.kind == Kind::Nothing);
            }
        }
        for (const QString &odd : {u")))"_s, u"}}].when({"_s, u"a.b(]})x.|"_s, u"`${`${"_s,
                                   u"'\\"_s, u"/["_s, u"=>"_s, u"of of of = e }"_s, u"} = e"_s})
            QVERIFY(codeContextAt(odd, odd.size()).begin <= odd.size());
    }

    void bracketsOfTheTemplatesBelongTogether()
    {
        for (const CodeTemplate &each : codeTemplates()) {
            QString open;
            for (const CodeToken &token : codeTokens(each.text)) {
                QVERIFY(token.isClosed);
                if (token.is(u"(") || token.is(u"[") || token.is(u"{"))
                    open += token.text;
                else if (token.is(u")") || token.is(u"]") || token.is(u"}"))
                    open.chop(1);
            }
            QCOMPARE(open, QString());
        }
    }

    void theApiIsOfferedWhereItCanStand()
    {
        QCOMPARE(offered(u"fromC|"_s), (QStringList{u"fromCategory"_s, u"fromCategories"_s}));
        QVERIFY(!offered(u"whe|"_s).contains(u"when"_s));
        QCOMPARE(offered(u"fromAll().whe|"_s), QStringList(u"when"_s));
        QVERIFY(offered(u"fromAll().|"_s).contains(u"partitionBy"_s));
        QVERIFY(!offered(u"fromAll().|"_s).contains(u"emit"_s));
        QCOMPARE(offered(u"x.when({ $i|"_s), (QStringList{u"$init"_s, u"$initShared"_s}));
        QCOMPARE(offered(u"on('A', (e, db) => db.g|"_s), QStringList(u"get"_s));
        QVERIFY(offered(u"x.when({ A(s, e) { e.stre|"_s).contains(u"streamId"_s));
        QVERIFY(first(u"fromA|"_s).isCall);
        QVERIFY(!first(u"fromA|"_s).help.isEmpty());
    }

    void whatTheStoreHoldsIsOfferedWhereItBelongs()
    {
        QCOMPARE(offered(u"fromStream('or|"_s), QStringList(u"order-1"_s));
        QCOMPARE(offered(u"fromStreams(['x', 'or|"_s), QStringList(u"order-1"_s));
        QCOMPARE(offered(u"fromCategory('|"_s), (QStringList{u"order"_s, u"payment"_s}));
        QCOMPARE(offered(u"x.when({ OrderP|"_s), (QStringList{u"OrderPlaced"_s, u"OrderPaid"_s}));
        QCOMPARE(offered(u"on('OrderPl|"_s), QStringList(u"OrderPlaced"_s));
        QCOMPARE(offered(u"emit('s', 'OrderPl|"_s), QStringList(u"OrderPlaced"_s));
        QCOMPARE(offered(u"if (e.eventType === 'OrderPl|"_s), QStringList(u"OrderPlaced"_s));
        QCOMPARE(offered(u"on('A', (e, db) => db.run('Order|"_s), QStringList());
        QCOMPARE(offered(u"x.when({ OrderPlaced(s, e) { e.body.|"_s),
                 (QStringList{u"customer"_s, u"unit price"_s}));
        QCOMPARE(offered(u"x.when({ OrderPaid(s, e) { e.body.|"_s), QStringList());
        QCOMPARE(offered(u"x.when({ OrderPlaced(s, e) { e.data.lines[0].s|"_s),
                 QStringList(u"sku"_s));
        QCOMPARE(offered(u"x.when({ OrderPlaced(s, e) { e.metadata.|"_s), QStringList());
    }

    void namesThatAreNoneInJavaScriptAreQuoted()
    {
        QCOMPARE(first(u"x.when({ com|"_s).text, u"'com.shop.Refunded'"_s);
        QCOMPARE(first(u"x.when({ 'com|"_s).text, u"com.shop.Refunded"_s);
        QCOMPARE(first(u"fromStream('it|"_s).text, u"it\\'s"_s);
        QCOMPARE(first(u"fromStream(\"it|"_s).text, u"it's"_s);
        const CodeCandidate field = first(u"x.when({ OrderPlaced(s, e) { e.body.unit|"_s);
        QCOMPARE(field.text, u"['unit price']"_s);
        QVERIFY(field.takesDot);
    }

    void theBestFitStandsFirst()
    {
        const QStringList found = offered(u"or|"_s, {u"factor"_s, u"Order"_s, u"orders"_s});
        QCOMPARE(found.mid(0, 2), (QStringList{u"orders"_s, u"Order"_s}));
        QVERIFY(found.indexOf(u"factor"_s) > 1);
    }

    void aCallTipTellsTheArgumentThatIsWritten()
    {
        const auto tip = codeCallTip(at(u"emit('s', |"_s), shop());
        QVERIFY(tip);
        QVERIFY(tip->text.startsWith(u"emit(streamId, eventType, body, metadata?)\n"_s));
        QCOMPARE(tip->text.mid(tip->begin, tip->end - tip->begin), u"eventType"_s);
        const auto last = codeCallTip(at(u"emit('s', 't', {}, |"_s), shop());
        QCOMPARE(last->text.mid(last->begin, last->end - last->begin), u"metadata?"_s);
        const auto function = codeCallTip(at(u"fromAll().partitionBy(|"_s), shop());
        QCOMPARE(function->text.mid(function->begin, function->end - function->begin),
                 u"(event) => key"_s);
        QVERIFY(!codeCallTip(at(u"partitionBy(|"_s), shop()));
        QVERIFY(!codeCallTip(at(u"somethingElse(|"_s), shop()));
        QVERIFY(!codeCallTip(at(u"emit('s') |"_s), shop()));
    }

    void namesOfATextAreFoundOnce()
    {
        QCOMPARE(codeNames(u"total = total + ab + $x1 + größe"),
                 (QStringList{u"$x1"_s, u"größe"_s, u"total"_s}));
    }
};

QTEST_APPLESS_MAIN(TestCodeContext)
#include "tst_codecontext.moc"
