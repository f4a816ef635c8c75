// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/decoderfiles.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace eventscope;
using namespace Qt::StringLiterals;

// What a decoder consists of, and whether it is still that when it is to be started.
class TestDecoderFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void otherFilesAreFoundOut_data();
    void otherFilesAreFoundOut();
    void theSameContentIsTrustedWhoeverWroteIt_data();
    void theSameContentIsTrustedWhoeverWroteIt();
    void theWayToRunAProgramIsNoOtherProgram();
    void whatCannotBeReadIsNotVouchedFor();

private:
    using Change = std::function<void()>;

    QString path(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &text) const
    {
        QDir(m_folder->path()).mkpath(QFileInfo(name).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(text), text.size());
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }
    void link(const QString &to, const QString &name) const
    {
        QFile::remove(path(name));
        QVERIFY(QFile::link(path(to), path(name)));
    }
    // As the system tells it now.
    void keepTimes(const QString &name, const Change &change) const
    {
        struct stat before {};
        QVERIFY(::stat(QFile::encodeName(path(name)).constData(), &before) == 0);
        change();
        const std::array<timespec, 2> times{before.st_atim, before.st_mtim};
        QVERIFY(::utimensat(AT_FDCWD, QFile::encodeName(path(name)).constData(), times.data(), 0)
                == 0);
    }
    DecoderProgram program(std::vector<std::string> words) const
    {
        return {DecoderProgram::Kind::Lines, std::move(words), m_folder->path().toStdString()};
    }
    std::string in(const QString &name) const { return path(name).toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_path;
};

void TestDecoderFiles::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = qgetenv("PATH");
    qputenv("PATH", QFile::encodeName(path(u"first"_s)) + ':' + QFile::encodeName(path(u"second"_s))
                        + ':' + m_path);
    write(u"decode"_s, "#!/bin/sh\necho 1\n");
    write(u"other"_s, "#!/bin/sh\necho 2\n");
    write(u"schema"_s, "fields\n");
    write(u"second/named"_s, "#!/bin/sh\necho 3\n");
    write(u"decode.js"_s, "import { a } from './lib/a';\nimport { b } from './lib/b';\n");
    write(u"lib/a.js"_s, "export const a = 1;\n");
}

void TestDecoderFiles::cleanup()
{
    qputenv("PATH", m_path);
}

void TestDecoderFiles::otherFilesAreFoundOut_data()
{
    QTest::addColumn<std::vector<std::string>>("words");
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, const std::vector<std::string> &words,
                        const Change &change) { QTest::newRow(name) << words << change; };
    // A folder of its own for each: the words are made of what stands there when the test runs.
    row("the program is another one", {"decode"}, [this] { write(u"decode"_s, "#!/bin/sh\n"); });
    row("of the same size and time", {"decode"},
        [this] { keepTimes(u"decode"_s, [this] { write(u"decode"_s, "#!/bin/sh\necho 9\n"); }); });
    row("a file of an argument", {"decode", "./schema"},
        [this] { write(u"schema"_s, "others\n"); });
    row("a file of an option", {"decode", "--schema=schema"},
        [this] { write(u"schema"_s, "others\n"); });
    row("a file that was not there", {"decode", "later"}, [this] { write(u"later"_s, "more\n"); });
    row("a file that is there no more", {"decode", "schema"},
        [this] { QVERIFY(QFile::remove(path(u"schema"_s))); });
    row("a program in front in $PATH", {"named"},
        [this] { write(u"first/named"_s, "#!/bin/sh\n"); });
    row("the same in front in $PATH", {"named"},
        [this] { write(u"first/named"_s, "#!/bin/sh\necho 3\n"); });
    row("a link that leads elsewhere", {"link"}, [this] { link(u"other"_s, u"link"_s); });
    row("links that have changed places", {"link", "second-link"}, [this] {
        link(u"other"_s, u"link"_s);
        link(u"decode"_s, u"second-link"_s);
    });
    row("a module", {"decode.js"}, [this] { write(u"lib/a.js"_s, "export const a = 2;\n"); });
    row("a module that was not there", {"decode.js"},
        [this] { write(u"lib/b.js"_s, "export const b = 2;\n"); });
    row("a module in front of one", {"decode.js"},
        [this] { write(u"lib/a.ts"_s, "export const a = 1;\n"); });
    row("what a folder was", {"decode", "lib/.."}, [this] {
        QVERIFY(QDir(path(u"lib"_s)).removeRecursively());
        write(u"decode"_s, "#!/bin/sh\n");
    });
}

void TestDecoderFiles::otherFilesAreFoundOut()
{
    QFETCH(const std::vector<std::string>, words);
    QFETCH(const Change, change);
    link(u"decode"_s, u"link"_s);
    link(u"other"_s, u"second-link"_s);
    DecoderProgram what = program(words);
    if (words.front() != "named")
        what.words.front() = in(QString::fromStdString(words.front()));
    if (words.front().ends_with(".js"))
        what.kind = DecoderProgram::Kind::Script;
    const auto files = DecoderFiles::find(what);
    QVERIFY(!files->id().isEmpty());
    QVERIFY(files->check({}));
    change();
    const auto now = files->check({});
    QVERIFY(!now);
    QCOMPARE(now.error().code, ErrorCode::Changed);
    // Whoever is asked is asked about another one.
    QVERIFY(DecoderFiles::find(what)->id() != files->id());
}

void TestDecoderFiles::theSameContentIsTrustedWhoeverWroteIt_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, const Change &change) { QTest::newRow(name) << change; };
    row("written anew", [this] { write(u"decode"_s, "#!/bin/sh\necho 1\n"); });
    row("another file in its place", [this] {
        write(u"new"_s, "#!/bin/sh\necho 1\n");
        QVERIFY(QFile::remove(path(u"decode"_s)));
        QVERIFY(QFile::rename(path(u"new"_s), path(u"decode"_s)));
    });
    row("touched",
        [this] { QVERIFY(::utimensat(AT_FDCWD, in(u"decode"_s).c_str(), nullptr, 0) == 0); });
    row("changed and back", [this] {
        write(u"decode"_s, "#!/bin/sh\n");
        write(u"decode"_s, "#!/bin/sh\necho 1\n");
    });
}

void TestDecoderFiles::theSameContentIsTrustedWhoeverWroteIt()
{
    QFETCH(const Change, change);
    const DecoderProgram what = program({in(u"decode"_s), "schema"});
    const auto files = DecoderFiles::find(what);
    change();
    const auto now = files->check({});
    QVERIFY2(now, now ? "" : now.error().message.c_str());
    QCOMPARE(DecoderFiles::find(what)->id(), files->id());
    // It is still told from others then.
    write(u"decode"_s, "#!/bin/sh\necho 9\n");
    QVERIFY(!files->check({}));
}

void TestDecoderFiles::theWayToRunAProgramIsNoOtherProgram()
{
    DecoderProgram what = program({in(u"decode"_s)});
    const QString lines = DecoderFiles::find(what)->id();
    what.kind = DecoderProgram::Kind::Each;
    QCOMPARE(DecoderFiles::find(what)->id(), lines);
    // A script is one in a sealed place only as long as it is no program.
    what.kind = DecoderProgram::Kind::Script;
    QVERIFY(DecoderFiles::find(what)->id() != lines);
    what.kind = DecoderProgram::Kind::Lines;
    what.words.push_back("--fast");
    QVERIFY(DecoderFiles::find(what)->id() != lines);
}

void TestDecoderFiles::whatCannotBeReadIsNotVouchedFor()
{
    const DecoderProgram what = program({in(u"decode"_s), "schema"});
    const auto files = DecoderFiles::find(what);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(DecoderFiles::find(what, stop.get_token())->id().isEmpty());
    write(u"schema"_s, "fields\n");
    const auto stopped = files->check(stop.get_token());
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(files->check({}));
    QVERIFY(!DecoderFiles::find(program({in(u"decode"_s), "a\nb"}))->id().isEmpty());
    if (::geteuid() == 0)
        QSKIP("the superuser reads everything");
    QVERIFY(QFile::setPermissions(path(u"schema"_s), {}));
    QVERIFY(DecoderFiles::find(what)->id().isEmpty());
    QVERIFY(!files->check({}));
}

QTEST_GUILESS_MAIN(TestDecoderFiles)
#include "tst_decoderfiles.moc"
