// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statetreemodel.h"

#include "handmadelog.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

JsonValue parsed(const char *text)
{
    return JsonValue::parse(text).value();
}

Difference changeAt(const JsonTreeModel &model, const char *pointer)
{
    return static_cast<Difference>(model.indexOf(pointer).data(ChangeRole).toInt());
}

} // namespace

class TestStateTreeModel : public QObject
{
    Q_OBJECT

private:
    HandmadeLog m_made;
    ShownState m_shown;

private Q_SLOTS:
    void initTestCase()
    {
        for (int i = 0; i < 3; ++i) {
            m_made.add("order-1", i == 0 ? "Placed" : "Changed", 1000 * i);
            m_made.add("other-1", "Noise", 1000 * i + 1);
        }
        auto state = std::make_shared<StateAt>();
        state->ordinal = 2;
        state->before = parsed(
            R"({"status":"placed","total":40.50,"gone":{"deep":1},"items":[{"qty":1},{"qty":9}],"same":1})");
        state->state = parsed(
            R"({"status":"paid","total":40.50,"items":[{"qty":1}],"same":1,"new":{"by":"anna"}})");
        state->changes = changedLeaves(state->before, state->state);
        state->blame = {{"/status", 2},
                        {"/total", 0},
                        {"/items/0/qty", 0},
                        {"/same", 1},
                        {"/new/by", 2}};
        m_shown.state = state;
        m_shown.log = &m_made.log();
        m_shown.sequence = Sequence::of(
            m_shown.log->streamRows(*m_shown.log->findStream("order-1")));
    }

    void theTreeIsWellBehavedThroughStepsAndClearing()
    {
        StateTreeModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setState(m_shown);
        model.setState(m_shown);
        QCOMPARE(model.columnCount(), 3);
        model.clearState();
        QCOMPARE(model.rowCount(), 0);
    }

    void leavesAreMarkedWithWhatTheEventDid()
    {
        StateTreeModel model;
        model.setState(m_shown);
        QCOMPARE(changeAt(model, "/status"), Difference::Changed);
        QCOMPARE(model.indexOf("/status").data(BeforeRole).toString(), QStringLiteral("placed"));
        QCOMPARE(changeAt(model, "/total"), Difference::None);
        QCOMPARE(changeAt(model, "/new/by"), Difference::Added);
        QCOMPARE(changeAt(model, "/new"), Difference::Added);
        QCOMPARE(changeAt(model, "/items"), Difference::Inside);
        QCOMPARE(changeAt(model, "/same"), Difference::None);
    }

    void whatWentWithAContainerHangsBelowWhatIsStillThere()
    {
        StateTreeModel model;
        model.setState(m_shown);
        QCOMPARE(changeAt(model, "/gone"), Difference::Removed);
        QCOMPARE(changeAt(model, "/gone/deep"), Difference::Removed);
        QCOMPARE(changeAt(model, "/items/1"), Difference::Removed);
        QCOMPARE(model.rowCount(model.indexOf("/items")), 2);
        QCOMPARE(model.rowCount(), 6);
    }

    void everyLeafSaysWhoSetIt()
    {
        StateTreeModel model;
        model.setState(m_shown);
        const QModelIndex total = model.indexOf("/total").siblingAtColumn(StateTreeModel::SetBy);
        // The log has no versions here: the position stands for it.
        QCOMPARE(total.data().toString(), QStringLiteral("#1"));
        QCOMPARE(total.data(SetByRowRole).toUInt(), 0U);
        QCOMPARE(model.indexOf("/status").data(SetByRowRole).toUInt(), 4U);
        QCOMPARE(model.indexOf("/gone").data(SetByRowRole).toUInt(), 4U);
        QVERIFY(!model.indexOf("/items").data(SetByRowRole).isValid());
        QVERIFY(total.data(Qt::ToolTipRole).toString().contains(QStringLiteral("Placed")));
    }

    void theChangesAloneStandInOrderWithBeforeAndAfter()
    {
        ChangesModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setState(m_shown);
        QCOMPARE(model.rowCount(), static_cast<int>(m_shown.state->changes.size()));
        QStringList fields;
        for (int row = 0; row < model.rowCount(); ++row)
            fields << model.index(row, ChangesModel::Field).data().toString();
        QVERIFY(fields.contains(QStringLiteral("status")));
        QVERIFY(fields.contains(QStringLiteral("items[1].qty")));
        QVERIFY(fields.contains(QStringLiteral("new.by")));
        const int status = static_cast<int>(fields.indexOf(QStringLiteral("status")));
        QCOMPARE(model.index(status, ChangesModel::Value).data().toString(),
                 QStringLiteral("paid"));
        QCOMPARE(model.index(status, ChangesModel::Value).data(BeforeRole).toString(),
                 QStringLiteral("placed"));
        model.setState({});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(TestStateTreeModel)
#include "tst_statetreemodel.moc"
