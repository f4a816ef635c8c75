// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codeeditor.h"

#include "editor/codefindbar.h"
#include "editor/codeview.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <memory>

using namespace eventscope::ui;
using namespace Qt::StringLiterals;

class TestCodeEditor : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QWidget> m_window;
    CodeEditor *m_editor = nullptr;
    QLineEdit *m_before = nullptr;
    QLineEdit *m_after = nullptr;

    void show(const QString &text, const QString &name = u"a.js"_s)
    {
        m_editor->openNew({.name = {}, .about = {}, .fileName = name, .text = text});
    }
    QWidget *view() const { return &m_editor->view(); }
    void select(int line, int column, int toLine, int toColumn)
    {
        m_editor->view().setSelection(line - 1, column - 1, toLine - 1, toColumn - 1);
    }
    QLineEdit *findEdit() const { return m_editor->findBar().findChildren<QLineEdit *>().first(); }
    QLineEdit *withEdit() const { return m_editor->findBar().findChildren<QLineEdit *>().at(1); }
    long styleAt(int position) const
    {
        return m_editor->view().send(CodeView::SCI_GETSTYLEAT,
                                     static_cast<unsigned long>(position));
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        Theme::instance().setChoice(Theme::Choice::Light);
        m_window = std::make_unique<QWidget>();
        auto *const layout = new QVBoxLayout(m_window.get());
        m_before = new QLineEdit;
        m_editor = new CodeEditor;
        m_after = new QLineEdit;
        layout->addWidget(m_before);
        layout->addWidget(m_editor);
        layout->addWidget(m_after);
        m_window->resize(800, 600);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_editor->setFocus();
        QVERIFY(view()->hasFocus());
    }
    void cleanup() { m_window.reset(); }

    void nothingCanBeWrittenWhereNothingIsOpen()
    {
        QVERIFY(!m_editor->isOpen());
        QTest::keyClicks(view(), u"abc"_s);
        QCOMPARE(m_editor->text(), QString());
        show(u"x"_s);
        QTest::keyClicks(view(), u"abc"_s);
        QCOMPARE(m_editor->text(), u"abcx"_s);
        m_editor->close();
        QVERIFY(!m_editor->isModified());
        QVERIFY(m_editor->isReadOnly());
    }

    void whatIsTypedIsModifiedUntilItIsUndone()
    {
        show(u"one\n"_s);
        QSignalSpy changed(m_editor, &CodeEditor::modificationChanged);
        QVERIFY(!m_editor->isModified());
        QTest::keyClicks(view(), u"x"_s);
        QVERIFY(m_editor->isModified());
        QTest::keyClick(view(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_editor->text(), u"one\n"_s);
        QVERIFY(!m_editor->isModified());
        QTest::keyClick(view(), Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(m_editor->text(), u"xone\n"_s);
        QCOMPARE(changed.size(), 3);
    }

    void aNewLineIsIndentedAsTheOneBefore()
    {
        show(u"when({\n    a() {"_s);
        QTest::keyClick(view(), Qt::Key_End, Qt::ControlModifier);
        QTest::keyClick(view(), Qt::Key_Return);
        QTest::keyClicks(view(), u"b"_s);
        QCOMPARE(m_editor->text(), u"when({\n    a() {\n        b"_s);
    }

    void tabIndentsAsTheTextDoes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("indentation");
        QTest::newRow("two spaces") << u"a {\n  b {\n    c\n  }\n}\n"_s << u"  "_s;
        QTest::newRow("four spaces") << u"a {\n    b\n}\n"_s << u"    "_s;
        QTest::newRow("tabs") << u"a {\n\tb\n}\n"_s << u"\t"_s;
        QTest::newRow("comments say nothing")
            << u"/*\n * a\n * b\n */\na {\n    b\n}\n"_s << u"    "_s;
        QTest::newRow("nothing to go by") << u"abc"_s << u"    "_s;
    }
    void tabIndentsAsTheTextDoes()
    {
        QFETCH(QString, text);
        QFETCH(QString, indentation);
        show(text);
        QTest::keyClick(view(), Qt::Key_Tab);
        QCOMPARE(m_editor->text(), indentation + text);
        QTest::keyClick(view(), Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(m_editor->text(), text);
    }

    void newLinesEndAsTheOthers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("after");
        QTest::newRow("unix") << u"a\nb\n"_s << u"\na\nb\n"_s;
        QTest::newRow("windows") << u"a\r\nb\r\n"_s << u"\r\na\r\nb\r\n"_s;
        QTest::newRow("mixed stays mixed") << u"a\r\nb\nc\r\n"_s << u"\r\na\r\nb\nc\r\n"_s;
    }
    void newLinesEndAsTheOthers()
    {
        QFETCH(QString, text);
        show(text);
        QTest::keyClick(view(), Qt::Key_Return);
        QTEST(m_editor->text(), "after");
    }

    void tabStaysInTheTextAndTwoWaysLeadOut()
    {
        show(u"a"_s);
        QTest::keyClick(view(), Qt::Key_Tab);
        QVERIFY(view()->hasFocus());
        QTest::keyClick(view(), Qt::Key_Tab, Qt::ControlModifier);
        QVERIFY(m_after->hasFocus());
        m_editor->setFocus();
        QTest::keyClick(view(), Qt::Key_Escape);
        QTest::keyClick(view(), Qt::Key_Tab);
        QVERIFY(m_after->hasFocus());
        m_editor->setFocus();
        QTest::keyClick(view(), Qt::Key_Escape);
        QTest::keyClick(view(), Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY(m_before->hasFocus());
        // Esc is for the very next key only.
        m_editor->setFocus();
        const QString before = m_editor->text();
        QTest::keyClick(view(), Qt::Key_Escape);
        QTest::keyClicks(view(), u"x"_s);
        QTest::keyClick(view(), Qt::Key_Tab);
        QVERIFY(view()->hasFocus());
        QVERIFY(m_editor->text() != before);
        QVERIFY(!view()->accessibleName().isEmpty());
        QVERIFY(view()->accessibleDescription().contains(u"Esc"_s));
    }

    void tabLeadsThroughATextThatCannotBeWritten()
    {
        show(u"a"_s);
        m_editor->setReadOnly(true);
        QTest::keyClick(view(), Qt::Key_Tab);
        QVERIFY(m_after->hasFocus());
        QCOMPARE(m_editor->text(), u"a"_s);
    }

    void keysOfTheWindowStayItsOwnButForThoseOfTheEditor()
    {
        show(u"a\n"_s);
        QStringList fired;
        for (const QKeySequence &keys :
             {QKeySequence(Qt::CTRL | Qt::Key_K), QKeySequence(Qt::CTRL | Qt::Key_L),
              QKeySequence(Qt::CTRL | Qt::Key_F), QKeySequence(Qt::CTRL | Qt::Key_G),
              QKeySequence(Qt::Key_F3), QKeySequence(Qt::Key_F5), QKeySequence(Qt::Key_Escape)}) {
            auto *const action = new QAction(m_window.get());
            action->setShortcut(keys);
            connect(action, &QAction::triggered, this,
                    [&fired, keys] { fired += keys.toString(); });
            m_window->addAction(action);
        }
        for (const QKeyCombination keys :
             {QKeyCombination(Qt::CTRL, Qt::Key_K), QKeyCombination(Qt::CTRL, Qt::Key_L),
              QKeyCombination(Qt::CTRL, Qt::Key_F), QKeyCombination(Qt::NoModifier, Qt::Key_F3),
              QKeyCombination(Qt::CTRL, Qt::Key_G), QKeyCombination(Qt::NoModifier, Qt::Key_F5),
              QKeyCombination(Qt::NoModifier, Qt::Key_Escape)}) {
            m_editor->setFocus();
            QTest::keyClick(view(), keys.key(), keys.keyboardModifiers());
        }
        QCOMPARE(fired, (QStringList{u"Ctrl+K"_s, u"Ctrl+L"_s, u"F5"_s}));
        QCOMPARE(m_editor->text(), u"a\n"_s);
    }

    void theNameAndTheWayOutAreTold()
    {
        show(u"a\n"_s, u"orders.js"_s);
        QAccessibleInterface *const seen = QAccessible::queryAccessibleInterface(view());
        QVERIFY(seen);
        QCOMPARE(seen->text(QAccessible::Name), u"Code of orders.js"_s);
        QVERIFY(seen->text(QAccessible::Description).contains(u"Ctrl+Tab"_s));
    }

    void filesAreLeftToTheWindowAndTextsAreNot()
    {
        show(u"a\n"_s);
        const auto isTaken = [this](const QMimeData &data) {
            QDragEnterEvent enter(QPoint(80, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
            QApplication::sendEvent(m_editor->view().viewport(), &enter);
            return enter.isAccepted();
        };
        QMimeData file;
        file.setUrls({QUrl::fromLocalFile(u"/tmp/orders.db"_s)});
        QVERIFY(!isTaken(file));
        QMimeData text;
        text.setText(u"b"_s);
        QVERIFY(isTaken(text));
    }

    void linesBecomeCommentsAndCodeAgain()
    {
        const QString text = u"a {\n    b\n\n    // c\n}\n"_s;
        show(text);
        select(1, 1, 6, 1);
        QTest::keyClick(view(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(m_editor->text(), u"// a {\n//     b\n\n//     // c\n// }\n"_s);
        QTest::keyClick(view(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(m_editor->text(), text);
        // A selection up to the start of a line does not mean that line.
        select(2, 1, 3, 1);
        QTest::keyClick(view(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(m_editor->text(), u"a {\n    // b\n\n    // c\n}\n"_s);
        show(u"a\n"_s, u"a.py"_s);
        QTest::keyClick(view(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(m_editor->text(), u"# a\n"_s);
    }

    void aTextIsFoundForwardAndBackAndOverTheEnd()
    {
        show(u"one two\nTwo one\ntwo\n"_s);
        QTest::keyClick(view(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(findEdit()->hasFocus());
        QTest::keyClicks(findEdit(), u"two"_s);
        QCOMPARE(m_editor->findBar().status(), u"1 of 3"_s);
        QTest::keyClick(findEdit(), Qt::Key_F3);
        QCOMPARE(m_editor->findBar().status(), u"2 of 3"_s);
        QCOMPARE(m_editor->line(), 2);
        QTest::keyClick(findEdit(), Qt::Key_Return);
        QTest::keyClick(findEdit(), Qt::Key_F3);
        QCOMPARE(m_editor->findBar().status(), u"1 of 3"_s);
        QTest::keyClick(findEdit(), Qt::Key_F3, Qt::ShiftModifier);
        QCOMPARE(m_editor->findBar().status(), u"3 of 3"_s);
        QTest::keyClick(findEdit(), Qt::Key_Escape);
        QVERIFY(view()->hasFocus());
        QVERIFY(m_editor->findBar().isHidden());
        // F3 goes on without the bar.
        QTest::keyClick(view(), Qt::Key_F3);
        QCOMPARE(m_editor->line(), 1);
        QTest::keyClick(view(), Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(findEdit(), u"three"_s);
        QVERIFY(m_editor->findBar().status().startsWith(u"Not in"_s));
    }

    void whatIsSelectedIsWhatIsLookedFor()
    {
        show(u"one two one\n"_s);
        select(1, 1, 1, 4);
        QTest::keyClick(view(), Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(findEdit()->text(), u"one"_s);
        QCOMPARE(m_editor->findBar().status(), u"1 of 2"_s);
    }

    void matchesBehindLettersOfSeveralBytesAreSelectedWhole()
    {
        show(u"größe 😀 größe\n"_s);
        QTest::keyClick(view(), Qt::Key_F, Qt::ControlModifier);
        findEdit()->setText(u"größe"_s);
        QTest::keyClick(findEdit(), Qt::Key_F3);
        QCOMPARE(m_editor->view().selectedText(), u"größe"_s);
        QCOMPARE(m_editor->column(), 15);
    }

    void oneMatchAndAllMatchesAreReplaced()
    {
        show(u"a1 a2 a3 a4\n"_s);
        QTest::keyClick(view(), Qt::Key_H, Qt::ControlModifier);
        for (QToolButton *const each : m_editor->findBar().findChildren<QToolButton *>()) {
            if (each->accessibleName() == u"Regular expression"_s)
                each->setChecked(true);
        }
        QTest::keyClicks(findEdit(), u"a(\\d)"_s);
        QTest::keyClicks(withEdit(), u"$1b"_s);
        QTest::keyClick(withEdit(), Qt::Key_Return);
        QCOMPARE(m_editor->text(), u"1b a2 a3 a4\n"_s);
        QCOMPARE(m_editor->view().selectedText(), u"a2"_s);
        m_editor->findBar().replaceAll();
        QCOMPARE(m_editor->text(), u"1b 2b 3b 4b\n"_s);
        QCOMPARE(m_editor->findBar().status(), u"3 matches replaced"_s);
        m_editor->undo();
        QCOMPARE(m_editor->text(), u"1b a2 a3 a4\n"_s);
        findEdit()->setText(u"a("_s);
        QVERIFY(m_editor->findBar().status().startsWith(u"No regular expression"_s));
    }

    void aPatternThatNeverEndsIsGivenUp()
    {
        show(QString(40, u'a') + u"!\n"_s);
        const CodeMatches found = codeMatches(m_editor->text(),
                                              {.pattern = u"^(a+)+$"_s, .isRegex = true});
        QVERIFY(found.list.empty());
    }

    void aLineIsGoneToByItsNumber()
    {
        show(QString(u"abc\n"_s).repeated(500));
        QTest::keyClick(view(), Qt::Key_G, Qt::ControlModifier);
        QTest::keyClicks(findEdit(), u"321:2"_s);
        QTest::keyClick(findEdit(), Qt::Key_Return);
        QCOMPARE(m_editor->line(), 321);
        QCOMPARE(m_editor->column(), 2);
        QVERIFY(view()->hasFocus());
        QVERIFY(m_editor->findBar().isHidden());
        QTest::keyClick(view(), Qt::Key_G, Qt::ControlModifier);
        QTest::keyClicks(findEdit(), u"x"_s);
        QTest::keyClick(findEdit(), Qt::Key_Return);
        QVERIFY(m_editor->findBar().isVisible());
        QVERIFY(m_editor->findBar().status().contains(u"501"_s));
    }

    void diagnosticsMoveWithTheirLines()
    {
        show(u"one\ntwo\nthree\n"_s);
        QSignalSpy changed(m_editor, &CodeEditor::diagnosticsChanged);
        m_editor->setDiagnostics({{.line = 2,
                                   .column = 1,
                                   .severity = CodeDiagnostic::Severity::Error,
                                   .code = u"oops"_s,
                                   .sentence = u"Two is none."_s},
                                  {.line = 99,
                                   .column = 0,
                                   .severity = CodeDiagnostic::Severity::Warning,
                                   .code = {},
                                   .sentence = u"Far away."_s}});
        QCOMPARE(changed.size(), 1);
        QVERIFY(m_editor->view().annotation(1).contains(u"Two is none. [oops]"_s));
        QVERIFY(m_editor->view().annotation(3).contains(u"Far away."_s));
        const auto wave = [this](int position) {
            return m_editor->view().send(CodeView::SCI_INDICATORVALUEAT, CodeView::ErrorWave,
                                         position);
        };
        QVERIFY(wave(4));
        QVERIFY(!wave(1));
        QTest::keyClick(view(), Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(view(), Qt::Key_Return);
        m_editor->goToDiagnostic(0);
        QCOMPARE(m_editor->line(), 3);
        QVERIFY(m_editor->view().annotation(2).contains(u"Two is none."_s));
        QTest::keyClick(view(), Qt::Key_F8);
        QCOMPARE(m_editor->line(), 5);
        QTest::keyClick(view(), Qt::Key_F8);
        QCOMPARE(m_editor->line(), 3);
        QTest::keyClick(view(), Qt::Key_F8, Qt::ShiftModifier);
        QCOMPARE(m_editor->line(), 5);
        m_editor->setDiagnostics({});
        QVERIFY(m_editor->view().annotation(2).isEmpty());
        QVERIFY(!wave(5));
        // They are no change of the text.
        m_editor->undo();
        QVERIFY(!m_editor->isModified());
    }

    void theHandlerThatRanIsBroughtIntoSightAndMarked()
    {
        show(QString(u"abc\n"_s).repeated(500));
        m_editor->setRunningLines(std::pair(300, 302));
        const auto marks = [this](int line) { return m_editor->view().markersAtLine(line - 1); };
        QVERIFY(marks(300) & (1u << CodeView::RunningLine));
        QVERIFY(marks(302) & (1u << CodeView::RunningLine));
        QVERIFY(!(marks(303) & (1u << CodeView::RunningLine)));
        const int top = m_editor->view().firstVisibleLine();
        QVERIFY(top < 300 && top > 200);
        m_editor->clearRunningLines();
        QCOMPARE(marks(300), 0u);
    }

    void aTextHasTheColoursOfTheTheme()
    {
        show(u"// c\nreturn 'text'; fromAll(); 12\n"_s);
        m_editor->view().recolor();
        for (const Theme::Choice choice :
             {Theme::Choice::Light, Theme::Choice::Dark, Theme::Choice::HighContrast}) {
            Theme::instance().setChoice(choice);
            const Tokens &tokens = Theme::instance().tokens();
            const auto inkAt = [this](int position) {
                return m_editor->view().lexer()->color(static_cast<int>(styleAt(position)));
            };
            QCOMPARE(inkAt(0), tokens.textDim);
            QCOMPARE(inkAt(6), tokens.accent);
            QCOMPARE(inkAt(13), tokens.added);
            QCOMPARE(inkAt(21), tokens.accent);
            QCOMPARE(inkAt(32), tokens.changed);
            const QImage image = m_editor->grab().toImage();
            QCOMPARE(image.pixelColor(image.width() - 60, image.height() - 40), tokens.surface);
        }
    }

    void otherLanguagesAndFontsLeaveTheLinesAsHighAsTheFont()
    {
        show(u"a\n"_s);
        const auto height = [this] { return m_editor->view().send(CodeView::SCI_TEXTHEIGHT, 0); };
        const long before = height();
        for (const QString &name : {u"b.py"_s, u"b.js"_s, u"b.txt"_s, u"b.ts"_s}) {
            show(u"a\n"_s, name);
            QCOMPARE(height(), before);
        }
        Theme::Fonts fonts = Theme::instance().fonts();
        fonts.points = 14;
        Theme::instance().setFonts(fonts);
        QVERIFY(height() > before);
        fonts.points = 0;
        Theme::instance().setFonts(fonts);
        QCOMPARE(height(), before);
    }

    void notesStandAtTheRightOfTheirLine()
    {
        show(u"one\ntwo\n"_s);
        const QImage before = m_editor->view().viewport()->grab().toImage();
        m_editor->setLineNotes({{.line = 1,
                                 .text = u"1.2 ms"_s,
                                 .toolTip = u"12 events"_s,
                                 .share = 0.5,
                                 .isHot = true}});
        const QImage after = m_editor->view().viewport()->grab().toImage();
        const int half = before.width() / 2;
        const QRect right(half, 0, before.width() - half, 20);
        QVERIFY(before.copy(right) != after.copy(right));
        QCOMPARE(before.copy(right.translated(0, 60)), after.copy(right.translated(0, 60)));
    }

    void zoomingIsUndoneByOneKey()
    {
        show(u"one\n"_s);
        const long before = m_editor->view().send(CodeView::SCI_TEXTHEIGHT, 0);
        QTest::keyClick(view(), Qt::Key_Plus, Qt::ControlModifier);
        QTest::keyClick(view(), Qt::Key_Equal, Qt::ControlModifier);
        QVERIFY(m_editor->view().send(CodeView::SCI_TEXTHEIGHT, 0) > before);
        QTest::keyClick(view(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(m_editor->view().send(CodeView::SCI_TEXTHEIGHT, 0), before);
        QCOMPARE(m_editor->text(), u"one\n"_s);
    }
};

QTEST_MAIN(TestCodeEditor)
#include "tst_codeeditor.moc"
