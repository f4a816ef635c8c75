// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;

namespace {

QByteArray line(int number, const char *stream, int version)
{
    return "{\"id\":\"e" + QByteArray::number(number)
           + "\",\"type\":\"Happened\",\"aggregateId\":\"" + stream
           + "\",\"timestamp\":\"2026-01-01T00:00:"
           + QByteArray::number(number).rightJustified(2, '0')
           + "Z\",\"version\":" + QByteArray::number(version) + ",\"payload\":{\"n\":1}}\n";
}

} // namespace

class TestFindings : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    QString m_path;

    void write(const QByteArray &content, QIODevice::OpenMode mode = QIODevice::WriteOnly)
    {
        QFile file(m_path);
        QVERIFY(file.open(mode));
        file.write(content);
    }
    static std::uint64_t count(const Session &session, FindingCode code)
    {
        return session.findings().report()->counts[static_cast<std::size_t>(code)];
    }

private Q_SLOTS:
    void init()
    {
        m_path = m_dir.filePath(QStringLiteral("events.jsonl"));
        QFile::remove(m_path);
        write(line(1, "a-1", 1) + line(2, "b-1", 1) + line(3, "a-1", 3) + line(4, "b-1", 1));
    }

    void aLoadedStoreIsCheckedByItself()
    {
        Session session;
        QVERIFY(session.findings().report());
        QSignalSpy changed(&session.findings(), &Findings::changed);
        session.open(m_path);
        QTRY_VERIFY(session.findings().isComplete());
        QVERIFY(!changed.isEmpty());
        QCOMPARE(session.findings().report()->events, 4U);
        QCOMPARE(session.findings().report()->total(), 2U);
        QCOMPARE(count(session, FindingCode::VersionGap), 1U);
        QCOMPARE(count(session, FindingCode::DuplicateVersion), 1U);
        QCOMPARE(session.findings().rows(), (std::vector<Row>{Row(2), Row(3)}));
        QVERIFY(!session.findings().isChecking());
        QVERIFY(!session.findings().error());
    }

    // A flag that is masked is null, so that a text in its place would be the first of its kind.
    void maskedValuesAreCheckedAsTheyAreStored()
    {
        write(line(1, "a-1", 1).replace("{\"n\":1}", "{\"n\":true}")
              + line(2, "a-1", 2).replace("{\"n\":1}", "{\"n\":\"yes\"}"));
        Session session;
        session.workspace().setFolder(m_dir.filePath(QStringLiteral("workspaces")));
        const auto look = [&] {
            session.open(m_path);
            QTRY_VERIFY(session.findings().isComplete());
            QCOMPARE(count(session, FindingCode::SchemaDrift), 1U);
        };
        look();
        session.workspace().setMasks({{MaskRule::Kind::Path, "/data/n", MaskRule::With::Dots}});
        WorkspaceView view;
        view.masked = true;
        session.workspace().setView(view);
        look();
        QVERIFY(session.masking().isOn());
    }

    void whatComesLaterIsCheckedToo()
    {
        Session session;
        session.open(m_path);
        QTRY_VERIFY(session.findings().isComplete());
        write(line(5, "a-1", 9), QIODevice::Append);
        QTRY_COMPARE_WITH_TIMEOUT(session.findings().report()->events, 5U, 20'000);
        QCOMPARE(session.findings().rows().size(), 2U);
        QCOMPARE(session.findings().report()->findings.front().count, 2U);
    }

    void anotherStoreHasItsOwnFindings()
    {
        Session session;
        session.open(m_path);
        QTRY_VERIFY(session.findings().isComplete());
        m_path = m_dir.filePath(QStringLiteral("sound.jsonl"));
        write(line(1, "a-1", 1) + line(2, "a-1", 2));
        session.open(m_path);
        QVERIFY(!session.findings().isComplete());
        QCOMPARE(session.findings().report()->total(), 0U);
        QVERIFY(session.findings().rows().empty());
        QTRY_VERIFY(session.findings().isComplete());
        QCOMPARE(session.findings().report()->total(), 0U);
        session.close();
        QVERIFY(!session.findings().isComplete());
    }

    void aCancelledCheckBeginsAgainWhenItIsAskedTo()
    {
        Session session;
        session.open(m_path);
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        session.findings().cancel();
        QVERIFY(!session.findings().isChecking());
        QTRY_VERIFY(session.findings().isIdle());
        session.findings().check();
        QVERIFY(session.findings().isChecking());
        QTRY_VERIFY(session.findings().isComplete());
        QCOMPARE(session.findings().report()->total(), 2U);
    }
};

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
