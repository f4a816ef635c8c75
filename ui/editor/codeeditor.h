// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editor/codemarks.h"
#include "editor/codetemplates.h"
#include "editor/codewords.h"

#include <QByteArray>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QKeyEvent;

namespace eventscope::ui {

class CodeAssistant;
class CodeFile;
class CodeFindBar;
class CodeView;
class Notice;

// The text of one file: to read, to write, and with what a run of it tells drawn beside its lines.
//
// Files are read and written on a thread; what is open follows the file while nothing in it is unsaved. Tab indents; Ctrl+Tab, or Esc and
// then Tab, leave. While the focus is in it, its own keys (Ctrl+F, F3, Ctrl+G, Ctrl+S, ...) go before those of the window.
class CodeEditor : public QWidget
{
    Q_OBJECT

public:
    explicit CodeEditor(QWidget *parent = nullptr);
    ~CodeEditor() override;

    // Replaces what is open, also if it is unsaved: ask isModified() first. Afterwards opened(), or failed(): then the file is open without its
    // text, which cannot be shown. Nothing can be typed or saved in between.
    void open(const QString &path);
    // A text without a file. Saving it asks for a name, or takes `path`; if that is there by then, the next free name beside it.
    void openNew(const CodeTemplate &start, const QString &path = {});
    void close();             // nothing is open: an empty text that cannot be written
    QString path() const;     // absolute; empty: none yet
    QString fileName() const; // for people; "order-summary.js" of a template too
    QString text() const;
    bool isOpen() const { return m_isOpen; }
    bool isUnshown() const { return !m_unshown.isEmpty(); } // there is a path, and no text of it
    bool isModified() const;                                // there is something that no file holds
    bool isBusy() const;                                    // a file is being read or written

    // Of the store that is open: its files are never written.
    void setStore(const QString &location);
    void setReadOnly(bool readOnly);
    bool isReadOnly() const;

    // Replace what was set before. Lines beyond the end are those of the last line.
    void setDiagnostics(std::vector<CodeDiagnostic> diagnostics);
    const std::vector<CodeDiagnostic> &diagnostics() const;
    void goToDiagnostic(std::size_t index);
    // First and last line of the handler that ran, from 1; nothing: none did. Brought into sight if `reveal`.
    void setRunningLines(std::optional<std::pair<int, int>> lines, bool reveal = true);
    void clearRunningLines() { setRunningLines(std::nullopt); }
    void setLineNotes(std::vector<CodeLineNote> notes);
    void setCompletions(CodeCompletions completions);

    void goTo(int line, int column = 1); // from 1; takes the focus
    int line() const;                    // of the cursor, from 1
    int column() const;
    int lineCount() const;

    CodeView &view() { return *m_view; }
    CodeFindBar &findBar() { return *m_find; }
    CodeAssistant &assistant() { return *m_assistant; }
    QString noticeText() const; // what is said above the text; empty if nothing

public Q_SLOTS:
    void save();   // asks for a name where there is none; afterwards saved() or failed()
    void saveAs(); // asks for a name
    void saveTo(const QString &path);
    void reload(); // what the file holds now; undo brings back what stood here
    void find();
    void replace();
    void findNext();
    void findPrevious();
    void askForLine();
    void goToNextDiagnostic();
    void goToPreviousDiagnostic();
    void toggleComment();
    void complete(); // lists what can stand at the cursor
    void showCallTip();
    void undo();
    void redo();
    void zoomIn();
    void zoomOut();
    void resetZoom();
    void completionsArrived(); // the providers know more than they did

Q_SIGNALS:
    void opened(const QString &path);
    void saved(const QString &path);
    void failed(const QString &sentence); // it stands in a notice too, unless a dialog was closed
    void pathChanged(const QString &path);
    void modificationChanged(bool isModified);
    void textChanged();
    void diagnosticsChanged();
    void placeChanged(int line, int column);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    bool runKey(const QKeyEvent &event, bool isTrial);
    void connectFile();
    void connectView();
    void takeFile(const QString &path, const QByteArray &bytes);
    void takeUnread(const QString &path, const QString &sentence);
    void takeDiskText();
    void takeWritten(const QString &path);
    void showBytes(const QString &name, QByteArray bytes);
    void showNameOf(const QString &path);
    bool mayWrite(); // failed() if not
    void write(const QString &path, bool isProposed = false);
    void sayChanged(bool wasSaving);
    void sayGone();
    void updateModified();
    void updateReadOnly();
    void goToNeighbour(bool forward);

    Notice *m_notice;
    CodeView *m_view;
    CodeFindBar *m_find;
    CodeFile *m_file;
    CodeMarks *m_marks;
    CodeAssistant *m_assistant;
    QString m_store;
    QString m_proposedName; // of what has no file
    QString m_unshown;      // the file that is open without its text
    QString m_shownPath;    // whose language the text is highlighted in
    QByteArray m_disk;      // what the file holds, as last told
    QString m_writeNext;    // a file to write when the one that is being written is done
    bool m_hasMark = false; // the byte order mark that some editors put before UTF-8
    bool m_isOpen = false;
    bool m_isOpening = false;
    bool m_isReadOnly = false; // as asked for
    bool m_isUnwritable
        = false;           // its bytes are no UTF-8, so they would not be written back as they were
    bool m_isGone = false; // the file: all of the text is unsaved
    bool m_wasModified = false;
    int m_revision = 0;      // of the text
    int m_savedRevision = 0; // that is being written
};

} // namespace eventscope::ui
