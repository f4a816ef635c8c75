// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/filtercompletions.h"

#include <QLineEdit>
#include <QStringList>

namespace eventscope::ui {

class CompletionPopup;

// The line that takes a filter: what could stand at the cursor is listed while typing (Ctrl+Space lists it anywhere), Up and Down walk
// through earlier filters, a wavy line marks the place of an error.
class FilterEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterEdit(QWidget *parent = nullptr);

    // 1-based character as in Error::column; 0 for none. Cleared by the next edit.
    void markError(std::int64_t column);
    int errorMark() const { return m_mark; } // index into text(); -1 without

    void setCompletions(FilterCompletions *completions); // outlives the line
    bool isCompleting() const;                           // a list is in sight
    void endCompletion();
    // The list is in sight and wants the key: Esc, Tab, and Enter once something is chosen.
    bool completionTakes(int key) const;

    void remember(const QString &filter); // as the newest one
    QStringList earlier() const { return m_earlier; }
    void setEarlier(const QStringList &filters) { m_earlier = filters; }

protected:
    bool event(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void offerCompletions(bool asked);
    void accept(int row);
    void walk(int step);

    int m_mark = -1;
    QStringList m_earlier; // oldest first
    int m_at = -1;         // in m_earlier, while walking
    QString m_draft;       // what stood there before
    FilterCompletions *m_completions = nullptr;
    FilterCompletions::Offer m_offer; // that the list shows
    bool m_wanted = false; // the list comes, or comes again, when there is more to choose from
    bool m_asked = false;  // by its key
    CompletionPopup *m_popup;
};

} // namespace eventscope::ui
