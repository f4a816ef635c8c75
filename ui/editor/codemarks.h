// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

class QPainter;

namespace eventscope::ui {

class CodeView;

// Something wrong in a text. Lines and columns count from 1, columns in UTF-16 units, as JavaScript engines count.
struct CodeDiagnostic {
    enum class Severity : std::uint8_t { Error, Warning };

    int line = 0;   // 0: the text as a whole
    int column = 0; // 0: the line as a whole
    Severity severity = Severity::Error;
    QString code; // such as "any-beside-types"; may be empty
    QString sentence;
    bool operator==(const CodeDiagnostic &) const = default;
};

// A few characters at the right end of a line, such as the time that was spent in a handler.
struct CodeLineNote {
    int line = 0; // from 1
    QString text; // "1.2 ms"
    QString toolTip;
    double share = 0;   // of the whole, 0 to 1: drawn as a bar
    bool isHot = false; // too much: in the colour of warnings
    bool operator==(const CodeLineNote &) const = default;
};

// What is drawn into a text beside its letters. All of it moves with the lines when the text is edited.
class CodeMarks : public QObject
{
    Q_OBJECT

public:
    explicit CodeMarks(CodeView &view);

    void setDiagnostics(std::vector<CodeDiagnostic> diagnostics);
    const std::vector<CodeDiagnostic> &diagnostics() const { return m_diagnostics; }
    int lineOf(std::size_t diagnostic) const; // where it stands now, from 1
    // Of both, from 1; nothing: no line is marked.
    void setRunningLines(std::optional<std::pair<int, int>> lines);
    std::optional<std::pair<int, int>> runningLines() const;
    void setNotes(std::vector<CodeLineNote> notes);

    QString toolTipAt(const QPoint &place) const; // in the viewport; plain text
    void paint(QPainter &painter) const;          // over the text
    void takeTheme();
    void wrap();   // the sentences below the lines, to the width of the view
    void forget(); // all of it: another text comes

private:
    struct Placed {
        int handle = -1; // of the marker that keeps the line; -1: none does
        int line = 0;
    };
    int lineOfHandle(const Placed &placed) const;
    Placed place(int line, int marker);
    void lift(std::vector<Placed> &places);
    void annotate();
    void underline(const CodeDiagnostic &diagnostic);

    CodeView &m_view;
    std::vector<CodeDiagnostic> m_diagnostics;
    std::vector<Placed> m_places; // of the diagnostics
    std::vector<CodeLineNote> m_notes;
    std::vector<Placed> m_notePlaces;
    std::vector<Placed> m_running;
    int m_columns = 0; // that the sentences were wrapped to
};

} // namespace eventscope::ui
