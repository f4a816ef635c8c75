// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/filtercompletions.h"

#include <QLineEdit>

#include <functional>

namespace eventscope::ui {

class CompletionPopup;

// A line for one word, with a list of what it could be: Down and the arrow at its right list all, typing on what fits. What is chosen
// takes the place of the text. Anything else can be written as well.
class ChoiceEdit : public QLineEdit
{
    Q_OBJECT

public:
    using Choices = std::function<std::vector<FilterCompletions::Completion>(const QString &typed)>;

    explicit ChoiceEdit(Choices choices, QWidget *parent = nullptr);

    bool isChoosing() const; // the list is in sight
    void listAgain();        // there is more to choose from

Q_SIGNALS:
    void entered(); // Enter, with nothing chosen

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void list(bool all);
    void accept(int row);

    Choices m_choices;
    std::vector<FilterCompletions::Completion> m_list;
    bool m_isWanted = false;
    bool m_all = false;
    CompletionPopup *m_popup;
};

} // namespace eventscope::ui
