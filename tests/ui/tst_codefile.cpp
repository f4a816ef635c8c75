// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codeeditor.h"

#include "editor/codeview.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace eventscope::ui;
using namespace Qt::StringLiterals;

class TestCodeFile : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<CodeEditor> m_editor;

    QString path(const QString &name = u"a.js"_s) const { return m_folder->filePath(name); }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    // As most editors save.
    void renameOver(const QByteArray &bytes)
    {
        write(path(u"a.tmp"_s), bytes);
        QFile::remove(path());
        QVERIFY(QFile::rename(path(u"a.tmp"_s), path()));
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
    }
    void open(const QByteArray &bytes)
    {
        write(path(), bytes);
        QSignalSpy opened(m_editor.get(), &CodeEditor::opened);
        m_editor->open(path());
        QTRY_COMPARE(opened.size(), 1);
    }
    void type(const QString &text) { QTest::keyClicks(&m_editor->view(), text); }
    void save()
    {
        QSignalSpy saved(m_editor.get(), &CodeEditor::saved);
        QTest::keyClick(&m_editor->view(), Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(saved.size(), 1);
    }
    void follow(const QString &link)
    {
        for (QAbstractButton *const each : m_editor->findChildren<QAbstractButton *>()) {
            if (each->text() == link && each->isVisible()) {
                each->click();
                return;
            }
        }
        QFAIL("there is no such link");
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_editor = std::make_unique<CodeEditor>();
        m_editor->resize(700, 400);
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowActive(m_editor.get()));
        m_editor->setFocus();
    }
    void cleanup()
    {
        m_editor.reset();
        m_folder.reset();
    }

    void aFileIsWrittenAsItWasReadButForWhatWasTyped_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("plain") << QByteArray("a\nb\n");
        QTest::newRow("no last line end") << QByteArray("a\nb");
        QTest::newRow("windows") << QByteArray("a\r\nb\r\n");
        QTest::newRow("mixed") << QByteArray("a\r\nb\nc\rd");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                       "a\n");
        QTest::newRow("several bytes a letter") << QByteArray("gr\xc3\xb6\xc3\x9f"
                                                              "e \xf0\x9f\x98\x80\n");
        QTest::newRow("nothing") << QByteArray();
    }
    void aFileIsWrittenAsItWasReadButForWhatWasTyped()
    {
        QFETCH(QByteArray, bytes);
        open(bytes);
        QVERIFY(!m_editor->isModified());
        QVERIFY(!m_editor->text().startsWith(QChar(0xfeff)));
        type(u"xy"_s);
        QVERIFY(m_editor->isModified());
        save();
        QVERIFY(!m_editor->isModified());
        const qsizetype start = bytes.startsWith("\xef\xbb\xbf") ? 3 : 0;
        QCOMPARE(read(path()), bytes.first(start) + "xy" + bytes.sliced(start));
    }

    void savingKeepsWhoMayReadAndRunTheFile()
    {
        write(path(), "a\n");
        const QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner
                                               | QFile::ExeOwner | QFile::ReadGroup;
        QVERIFY(QFile::setPermissions(path(), permissions));
        const QFile::Permissions before = QFile::permissions(path());
        QSignalSpy opened(m_editor.get(), &CodeEditor::opened);
        m_editor->open(path());
        QTRY_COMPARE(opened.size(), 1);
        type(u"x"_s);
        save();
        QCOMPARE(QFile::permissions(path()), before);
    }

    void aLinkStaysALink()
    {
        write(path(u"real.js"_s), "a\n");
        QVERIFY(QFile::link(path(u"real.js"_s), path()));
        QSignalSpy opened(m_editor.get(), &CodeEditor::opened);
        m_editor->open(path());
        QTRY_COMPARE(opened.size(), 1);
        type(u"x"_s);
        save();
        QVERIFY(QFileInfo(path()).isSymLink());
        QCOMPARE(read(path(u"real.js"_s)), "xa\n");
    }

    void whatAnotherProgramWritesIsShownWhereNothingIsUnsaved()
    {
        QByteArray lines = QByteArray("line\n").repeated(200);
        open(lines);
        m_editor->goTo(120, 3);
        const int top = m_editor->view().firstVisibleLine();
        lines.insert(5 * 150, "new\n");
        renameOver(lines);
        QTRY_COMPARE(m_editor->text().toUtf8(), lines);
        QCOMPARE(m_editor->line(), 120);
        QCOMPARE(m_editor->column(), 3);
        QCOMPARE(m_editor->view().firstVisibleLine(), top);
        QVERIFY(!m_editor->isModified());
        QVERIFY(m_editor->noticeText().isEmpty());
        // And once more, written in place.
        write(path(), "short\n");
        QTRY_COMPARE(m_editor->text(), u"short\n"_s);
        m_editor->undo();
        QCOMPARE(m_editor->text().toUtf8(), lines);
    }

    void unsavedTextIsNotReplacedUnlessAsked()
    {
        open("a\n");
        type(u"mine "_s);
        renameOver("theirs\n");
        QTRY_VERIFY(m_editor->noticeText().contains(u"changed by another program"_s));
        QCOMPARE(m_editor->text(), u"mine a\n"_s);
        follow(u"Reload"_s);
        QCOMPARE(m_editor->text(), u"theirs\n"_s);
        QVERIFY(!m_editor->isModified());
        QVERIFY(m_editor->noticeText().isEmpty());
        m_editor->undo();
        QCOMPARE(m_editor->text(), u"mine a\n"_s);
        QVERIFY(m_editor->isModified());
    }

    void whatIsKeptReplacesTheOtherWhenItIsSaved()
    {
        open("a\n");
        type(u"mine "_s);
        renameOver("theirs\n");
        QTRY_VERIFY(!m_editor->noticeText().isEmpty());
        follow(u"Keep mine"_s);
        QVERIFY(m_editor->noticeText().isEmpty());
        QVERIFY(m_editor->isModified());
        save();
        QCOMPARE(read(path()), "mine a\n");
    }

    // The disk says so a moment later; the file itself knows at once.
    void aFileThatChangedAMomentAgoIsNotWrittenOver()
    {
        open("a\n");
        type(u"mine "_s);
        QSignalSpy failed(m_editor.get(), &CodeEditor::failed);
        write(path(), "theirs\n");
        m_editor->save();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(read(path()), "theirs\n");
        QVERIFY(m_editor->noticeText().contains(u"not written over"_s));
        QSignalSpy saved(m_editor.get(), &CodeEditor::saved);
        follow(u"Keep mine"_s);
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(read(path()), "mine a\n");
    }

    void aFileThatIsGoneCanBeWrittenAnew()
    {
        open("a\n");
        QVERIFY(QFile::remove(path()));
        QTRY_VERIFY(m_editor->noticeText().contains(u"no longer there"_s));
        QCOMPARE(m_editor->text(), u"a\n"_s);
        QVERIFY(m_editor->isModified());
        save();
        QCOMPARE(read(path()), "a\n");
        QVERIFY(!m_editor->isModified());
        QVERIFY(m_editor->noticeText().isEmpty());
    }

    void aFileThatComesBackIsNoLongerMissed()
    {
        open("a\n");
        QVERIFY(QFile::remove(path()));
        QTRY_VERIFY(m_editor->isModified());
        write(path(), "a\n");
        QTRY_VERIFY(m_editor->noticeText().isEmpty());
        QVERIFY(!m_editor->isModified());
    }

    void aFileThatCannotBeWrittenSaysSoAndKeepsTheText()
    {
        open("a\n");
        type(u"x"_s);
        QSignalSpy failed(m_editor.get(), &CodeEditor::failed);
        m_editor->saveTo(path(u"no/such/folder/a.js"_s));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(m_editor->noticeText().contains(u"could not be written"_s));
        QVERIFY(m_editor->isModified());
        QCOMPARE(m_editor->text(), u"xa\n"_s);
        QCOMPARE(m_editor->path(), path());
    }

    void theStoreIsNeverWritten()
    {
        write(path(u"store.db"_s), "store");
        m_editor->setStore(path(u"store.db"_s));
        open("a\n");
        QSignalSpy failed(m_editor.get(), &CodeEditor::failed);
        m_editor->saveTo(path(u"store.db"_s));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(read(path(u"store.db"_s)), "store");
    }

    void whatCannotBeShownSaysWhyAndShowsNoTextOfAnotherFile_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        QTest::newRow("missing") << QByteArray() << u"is not there"_s;
        QTest::newRow("no text") << QByteArray("\0\1\2", 3) << u"holds no text"_s;
        QTest::newRow("too large") << QByteArray(3 << 20, 'a') << u"larger than"_s;
    }
    void whatCannotBeShownSaysWhyAndShowsNoTextOfAnotherFile()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        open("a\n");
        if (!bytes.isEmpty())
            write(path(u"b.js"_s), bytes);
        QSignalSpy failed(m_editor.get(), &CodeEditor::failed);
        m_editor->open(path(u"b.js"_s));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(m_editor->noticeText().contains(why));
        QVERIFY(m_editor->isUnshown());
        QCOMPARE(m_editor->text(), QString());
        QCOMPARE(m_editor->path(), path(u"b.js"_s));
        QVERIFY(m_editor->isReadOnly() && !m_editor->isModified());
        // It is written by nobody, and the next one is open as ever.
        m_editor->save();
        QVERIFY(!m_editor->isBusy());
        QSignalSpy opened(m_editor.get(), &CodeEditor::opened);
        m_editor->open(path());
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(m_editor->text(), u"a\n"_s);
        QVERIFY(!m_editor->isUnshown() && !m_editor->isReadOnly());
    }

    void otherEncodingsAreReadAndNotWritten()
    {
        open("caf\xe9\n");
        QVERIFY(m_editor->isReadOnly());
        QVERIFY(m_editor->noticeText().contains(u"UTF-8"_s));
        type(u"x"_s);
        m_editor->save();
        QVERIFY(!m_editor->isModified());
        QCOMPARE(read(path()), "caf\xe9\n");
        renameOver("cafe\n");
        QTRY_COMPARE(m_editor->text(), u"cafe\n"_s);
        QVERIFY(!m_editor->isReadOnly());
    }

    void aNewFileAsksForItsName()
    {
        m_editor->openNew(codeTemplates().front());
        QVERIFY(m_editor->path().isEmpty());
        QCOMPARE(m_editor->text(), codeTemplates().front().text);
        QVERIFY(!m_editor->isModified());
        type(u"//"_s);
        QVERIFY(m_editor->isModified());
        QTest::keyClick(&m_editor->view(), Qt::Key_S, Qt::ControlModifier);
        auto *const dialog = m_editor->findChild<QFileDialog *>();
        QVERIFY(dialog);
        dialog->close();
        QSignalSpy saved(m_editor.get(), &CodeEditor::saved);
        QSignalSpy named(m_editor.get(), &CodeEditor::pathChanged);
        m_editor->saveTo(path(u"new.js"_s));
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(named.size(), 1);
        QCOMPARE(m_editor->path(), path(u"new.js"_s));
        QCOMPARE(read(path(u"new.js"_s)), "//" + codeTemplates().front().text.toUtf8());
        // From now on it is a file as any other.
        write(path(u"new.js"_s), "b\n");
        QTRY_COMPARE(m_editor->text(), u"b\n"_s);
    }

    void aNewFileWithANameIsWrittenThere()
    {
        m_editor->openNew(codeTemplates().front(), path(u"named.js"_s));
        QCOMPARE(m_editor->fileName(), u"named.js"_s);
        save();
        QCOMPARE(read(path(u"named.js"_s)), codeTemplates().front().text.toUtf8());
    }

    void aNameThatNobodyChoseReplacesNothing()
    {
        m_editor->openNew(codeTemplates().front(), path(u"named.js"_s));
        CodeEditor other;
        other.openNew({.name = {}, .about = {}, .fileName = {}, .text = u"theirs"_s},
                      path(u"named.js"_s));
        QSignalSpy saved(m_editor.get(), &CodeEditor::saved);
        QSignalSpy theirs(&other, &CodeEditor::saved);
        m_editor->save();
        other.save();
        QTRY_COMPARE(saved.size(), 1);
        QTRY_COMPARE(theirs.size(), 1);
        QCOMPARE((QSet<QString>{m_editor->path(), other.path()}),
                 (QSet<QString>{path(u"named.js"_s), path(u"named-2.js"_s)}));
        QCOMPARE(read(m_editor->path()), codeTemplates().front().text.toUtf8());
        QCOMPARE(read(other.path()), "theirs");
        QCOMPARE(m_editor->fileName(), QFileInfo(m_editor->path()).fileName());
        // A second time while the first is under way, it is the same file.
        m_editor->openNew(codeTemplates().front(), path(u"named.js"_s));
        m_editor->save();
        type(u"//"_s);
        m_editor->save();
        QTRY_COMPARE(saved.size(), 3);
        QCOMPARE(m_editor->path(), path(u"named-3.js"_s));
        QCOMPARE(read(m_editor->path()), "//" + codeTemplates().front().text.toUtf8());
        QVERIFY(!QFileInfo::exists(path(u"named-4.js"_s)));
        QCOMPARE(read(other.path()), "theirs");
    }

    void aNameThatNobodyChoseSaysWhyItCannotBeWritten()
    {
        m_editor->openNew(codeTemplates().front(), path(u"no/such/folder/named.js"_s));
        QSignalSpy failed(m_editor.get(), &CodeEditor::failed);
        m_editor->save();
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(m_editor->noticeText().contains(u"could not be written"_s));
    }

    void nothingIsTypedOrSavedWhileAnotherFileIsRead()
    {
        open("a\n");
        type(u"x"_s);
        write(path(u"b.js"_s), "b\n");
        QSignalSpy opened(m_editor.get(), &CodeEditor::opened);
        QSignalSpy failed(m_editor.get(), &CodeEditor::failed);
        m_editor->open(path(u"b.js"_s));
        QVERIFY(m_editor->isReadOnly());
        type(u"y"_s);
        QCOMPARE(m_editor->text(), u"xa\n"_s);
        m_editor->save();
        QCOMPARE(failed.size(), 1);
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(m_editor->text(), u"b\n"_s);
        QVERIFY(!m_editor->isReadOnly());
        QVERIFY(m_editor->noticeText().isEmpty());
        QCOMPARE(read(path()), "a\n");
        // What cannot be read takes its place by name.
        m_editor->open(path(u"missing.js"_s));
        QTRY_COMPARE(failed.size(), 2);
        QCOMPARE(m_editor->path(), path(u"missing.js"_s));
    }

    void whoeverWaitsForASaveHearsThatThereIsNone()
    {
        QSignalSpy failed(m_editor.get(), &CodeEditor::failed);
        open("caf\xe9\n");
        m_editor->save();
        QCOMPARE(failed.size(), 1);
        m_editor->openNew(codeTemplates().front());
        m_editor->save();
        auto *const dialog = m_editor->findChild<QFileDialog *>();
        QVERIFY(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(failed.size(), 2);
    }

    void whatIsTypedWhileAFileIsWrittenStaysUnsaved()
    {
        open("a\n");
        type(u"x"_s);
        QSignalSpy saved(m_editor.get(), &CodeEditor::saved);
        m_editor->save();
        type(u"y"_s);
        QTRY_COMPARE(saved.size(), 1);
        QVERIFY(m_editor->isModified());
        m_editor->save();
        type(u"z"_s);
        m_editor->save(); // while the other one is being written
        QTRY_COMPARE(saved.size(), 3);
        QVERIFY(!m_editor->isModified());
        QCOMPARE(read(path()), "xyza\n");
        QVERIFY(m_editor->noticeText().isEmpty());
    }
};

QTEST_MAIN(TestCodeFile)
#include "tst_codefile.moc"
