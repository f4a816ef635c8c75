// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editor/scintilla.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace eventscope::ui {

class CodeMarks;

// The letters of the CodeEditor: QScintilla in the look of the theme, with the keys that it is to have.
//
// Scintilla counts in bytes of UTF-8 (positions) and lines from 0; whoever is outside counts in UTF-16 and lines from 1.
class CodeView : public QsciScintilla
{
    Q_OBJECT

public:
    // Markers and indicators, by number. What is drawn later covers what is drawn earlier.
    enum Marker { Keeper, RunningLine, RunningBar };
    enum Indicator { FoundText = 8, WarningWave, ErrorWave };
    enum Margin { SignMargin, NumbersMargin, FoldMargin };
    enum Style { ErrorStyle = 200, WarningStyle }; // of what is written below lines

    explicit CodeView(QWidget *parent);
    ~CodeView() override;

    // Highlighting after the name of the file.
    void setLanguageOf(const QString &fileName);
    // Another text: nothing can be undone, the cursor stands at the start, tabs and line endings as it has them.
    void setBytes(const QByteArray &bytes);
    // The same text in a newer version: one step that can be undone; cursor, folds and scroll position stay.
    void takeBytes(const QByteArray &bytes);
    QByteArray bytes() const;
    QByteArrayView bytesBetween(long begin, long end) const; // until the text changes

    long send(unsigned int message, unsigned long first = 0, long second = 0) const
    {
        return SendScintilla(message, first, second);
    }
    long sendText(unsigned int message, unsigned long first, const QByteArray &text) const
    {
        return SendScintilla(message, static_cast<uintptr_t>(first), text.constData());
    }
    long cursor() const { return send(SCI_GETCURRENTPOS); }
    long lineCount() const { return send(SCI_GETLINECOUNT); }
    // Of a line (from 0) and a column (UTF-16, from 0); within the text in any case.
    long positionOf(long line, int column) const;
    int columnOf(long position) const; // UTF-16, from 0
    QPoint pointOf(long position) const;
    void showPlace(long position); // unfolded, in sight with some lines around it
    void replaceBytes(long begin, long end, QByteArrayView text);

    void setMarks(CodeMarks *marks) { m_marks = marks; }
    void toggleComment();

public Q_SLOTS:
    void takeTheme();

Q_SIGNALS:
    void resized();

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void chooseKeys();
    void takeIndentation(QByteArrayView text);
    void takeLineEnds(QByteArrayView text);
    void fitNumbers();

    CodeMarks *m_marks = nullptr;
    QString m_comment;        // that begins a line: "//", "#"
    bool m_isLeaving = false; // Esc was pressed: Tab leads on
};

} // namespace eventscope::ui
