// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/payloadshape.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <sstream>

using namespace eventscope;

namespace {

// Every field in a line: path, events, counts by type, runs.
std::string described(const PayloadShape &shape)
{
    std::vector<std::string> lines;
    for (std::uint32_t i = 0; i < shape.fields().size(); ++i) {
        const PayloadShape::Field &field = shape.fields()[i];
        std::ostringstream line;
        line << shape.pathOf(i) << " in " << field.events << " from " << field.first.value()
             << " to " << field.last.value() << " objects " << field.asObject << ':';
        for (const PayloadShape::Kind &kind : field.kinds)
            line << ' ' << kind.values << '@' << kind.first.value();
        for (const PayloadShape::Run &run : field.runs)
            line << (run.present ? " +" : " -") << run.events << '@' << run.first.value();
        line << (field.comesAndGoes ? " comes and goes" : "");
        lines.push_back(line.str());
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string &line : lines)
        text += line + '\n';
    return text;
}

const PayloadShape::Field *fieldAt(const PayloadShape &shape, const std::string &path)
{
    for (std::uint32_t i = 0; i < shape.fields().size(); ++i) {
        if (shape.pathOf(i) == path)
            return &shape.fields()[i];
    }
    return nullptr;
}

} // namespace

class TestPayloadShape : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldHasItsPathAndTypes()
    {
        PayloadShape shape;
        PayloadShaper shaper;
        shaper.add(shape, Row(0), R"({"a":1,"b":{"c d":"x"},"e":[{"f":true},{"f":null}]})");
        shaper.add(shape, Row(7), R"({"a":12345678901234567890123})");
        const auto *const a = fieldAt(shape, "a");
        QVERIFY(a);
        QCOMPARE(a->kinds[static_cast<std::size_t>(ShapeKind::Number)].values, 2U);
        QVERIFY(fieldAt(shape, "b.\"c d\""));
        const auto *const f = fieldAt(shape, "e[].f");
        QVERIFY(f);
        QCOMPARE(f->events, 1U);
        QCOMPARE(f->kinds[static_cast<std::size_t>(ShapeKind::Null)].values, 1U);
        const auto *const b = fieldAt(shape, "b");
        QCOMPARE(b->runs, (std::vector<PayloadShape::Run>{{Row(0), 1, true}, {Row(7), 1, false}}));
    }

    void whatIsNoJsonIsText()
    {
        PayloadShape shape;
        PayloadShaper shaper;
        std::uint32_t row = 0;
        for (const char *text : {"", "  ", "<a/>", "{\"a\":", "[1,", "12", "\"x\"", "null", "true"})
            shaper.add(shape, Row(row++), text);
        const auto count = [&](ShapeKind kind) {
            return shape.fields().front().kinds[static_cast<std::size_t>(kind)].values;
        };
        QCOMPARE(count(ShapeKind::Absent), 2U);
        QCOMPARE(count(ShapeKind::Text), 1U);
        QCOMPARE(count(ShapeKind::Broken), 2U);
        QCOMPARE(count(ShapeKind::Number), 1U);
        QCOMPARE(count(ShapeKind::String), 1U);
        QCOMPARE(count(ShapeKind::Null), 1U);
        QCOMPARE(count(ShapeKind::Bool), 1U);
    }

    void aFieldInSomeElementsOnlyComesAndGoes()
    {
        PayloadShape shape;
        PayloadShaper shaper;
        shaper.add(shape, Row(0), R"([{"a":1},{}])");
        const auto *const a = fieldAt(shape, "[].a");
        QVERIFY(a);
        QVERIFY(a->comesAndGoes);
    }

    void thereIsNoEndToDepthOrKeysButALimit()
    {
        PayloadShape shape;
        PayloadShaper shaper;
        shaper.add(shape, Row(0), std::string(900, '[') + std::string(900, ']'));
        std::string wide = "{";
        for (int i = 0; i < 500; ++i)
            wide += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
        shaper.add(shape, Row(1), wide + "}");
        QVERIFY(shape.fields().size() < 200);
        QVERIFY(shape.fields().front().isMap);
    }

    // However the events are cut into parts, the joined shape is that of all of them at once.
    void joinedPartsAreTheWhole()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 200; ++round) {
            const auto events = static_cast<unsigned>(random() % 30) + 1;
            std::vector<std::string> payloads;
            for (unsigned i = 0; i < events; ++i) {
                const auto value = [&]() -> std::string {
                    switch (random() % 5) {
                    case 0:
                        return "1";
                    case 1:
                        return "\"x\"";
                    case 2:
                        return "null";
                    case 3:
                        return R"([{"q":1},{"q":2,"r":3}])";
                    default:
                        return R"({"in":true})";
                    }
                };
                std::string text = "{";
                for (const char *key : {"a", "b", "c"}) {
                    if (random() % 4 != 0)
                        text += std::string(text.size() > 1 ? "," : "") + '"' + key
                                + "\":" + value();
                }
                payloads.push_back(random() % 10 == 0 ? value() : text + "}");
            }
            PayloadShaper shaper;
            PayloadShape whole;
            PayloadShape joined;
            PayloadShape part;
            for (unsigned i = 0; i < events; ++i) {
                shaper.add(whole, Row(i), payloads[i]);
                shaper.add(part, Row(i), payloads[i]);
                if (random() % 3 == 0) {
                    joined.append(part);
                    part = PayloadShape();
                }
            }
            joined.append(part);
            QCOMPARE(described(joined), described(whole));
        }
    }
};

QTEST_GUILESS_MAIN(TestPayloadShape)
#include "tst_payloadshape.moc"
