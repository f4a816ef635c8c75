// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/conditionlist.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QToolButton;

namespace eventscope::ui {

class ChoiceEdit;
class FilterCompletions;

// One condition of a filter as controls: not, field, operator, value, and a button that takes it away.
class ConditionRow : public QWidget
{
    Q_OBJECT

public:
    explicit ConditionRow(FilterCompletions &completions, QWidget *parent = nullptr);

    void setCondition(const ListedCondition &condition);
    // None while something is missing.
    std::optional<ListedCondition> condition() const;
    void setNumber(int number, bool canGo); // for the names of its controls; 1 is the first
    void focusField();
    QList<QWidget *> controls() const; // in the order of the Tab key
    void listAgain();

Q_SIGNALS:
    void changed();
    void entered(); // Enter in one of its lines
    void gone();

private:
    std::optional<ListedCondition> field() const;
    Operator op() const;
    void takeField();
    void fillOperators(std::optional<Field> field);
    void takeOperator();

    FilterCompletions &m_completions;
    QToolButton *m_not;
    ChoiceEdit *m_field;
    QComboBox *m_operator;
    ChoiceEdit *m_value;
    QToolButton *m_remove;
};

} // namespace eventscope::ui
