// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editor/codecompletion.h"
#include "editor/codecontext.h"
#include "editor/codewords.h"

#include <QObject>
#include <QTimer>

#include <vector>

class QKeyEvent;

namespace eventscope::ui {

class CodeView;
class CompletionPopup;

// Helps who writes: a list of what can stand at the cursor, and what the call around takes. The list opens by itself behind two letters, a
// dot, or a quote where the store has names; the text keeps the focus.
class CodeAssistant : public QObject
{
    Q_OBJECT

public:
    explicit CodeAssistant(CodeView &view);

    void setCompletions(CodeCompletions completions);
    const CodeCompletions &completions() const { return m_completions; }
    bool isOpen() const;
    const std::vector<CodeCandidate> &candidates() const { return m_candidates; } // that are listed
    int current() const;                                                          // -1: none
    QString callTip() const { return m_tip; } // empty: none is shown

public Q_SLOTS:
    void complete(); // whatever can stand here
    void refresh();  // the list, if it is open
    void showCallTip();
    void close();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void takeLetter(int letter);
    void act();
    void offer(bool isAsked);
    void accept(int row);
    bool takeKey(const QKeyEvent &event, bool isTrial);
    void updateTip();
    void endTip();
    // The text before the cursor that is looked at, and the byte it begins at.
    QString textBefore(long &base) const;
    CodeContext context(QString &text, long &base) const;

    CodeView &m_view;
    CompletionPopup *m_popup;
    CodeCompletions m_completions = projectionCompletions();
    CodeContext m_context; // that the list is for
    long m_begin = 0;      // where what is typed begins, in bytes
    std::vector<CodeCandidate> m_candidates;
    QString m_tip;
    QTimer m_soon; // when the key is done with
    bool m_wantsList = false;
    bool m_wantsTip = false;
};

} // namespace eventscope::ui
