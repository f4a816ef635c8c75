// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editor/codesearch.h"

#include <QTimer>
#include <QWidget>

class QLineEdit;
class QToolButton;

namespace eventscope::ui {

class CodeView;
class ElidedLabel;
class LinkButton;

// Finds a text in the code and replaces it, and goes to a line. Hidden until it is asked for; Esc hides it again.
class CodeFindBar : public QWidget
{
    Q_OBJECT

public:
    enum class Mode { Find, Replace, Line };

    CodeFindBar(CodeView &view, QWidget *parent);

    void open(Mode mode); // with what is selected in the code, if it is within a line
    Mode mode() const { return m_mode; }
    QString status() const;
    const CodeSearch &search() const { return m_search; }

public Q_SLOTS:
    void findNext(); // opens it, where nothing has been looked for
    void findPrevious();
    void replaceOne();
    void replaceAll();
    void close();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *makeSwitch(const QString &text, const QString &name, const QString &tip);
    void takeSearch(bool move);
    void look();
    void mark();
    void go(bool forward);
    void select(std::size_t match);
    void goToLine();
    void sayPlace();
    void say(const QString &text, bool isError = false);
    bool isSelected(const CodeMatch &match) const;

    CodeView &m_view;
    Mode m_mode = Mode::Find;
    CodeSearch m_search;
    CodeMatches m_matches;
    bool m_isOld = true; // the text is another than the one that was looked through
    long m_from = 0;     // where the cursor stood when the search began
    QTimer m_soon;       // the text has changed
    QLineEdit *m_find;
    QLineEdit *m_with;
    QToolButton *m_case;
    QToolButton *m_word;
    QToolButton *m_regex;
    LinkButton *m_previous;
    LinkButton *m_next;
    LinkButton *m_one;
    LinkButton *m_all;
    LinkButton *m_close;
    ElidedLabel *m_status;
    QWidget *m_replaceLine;
};

} // namespace eventscope::ui
