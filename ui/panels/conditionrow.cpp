// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/conditionrow.h"

#include "panels/choiceedit.h"
#include "panels/filtercompletions.h"
#include "query/fieldnames.h"
#include "query/fieldpath.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

#include <array>

namespace eventscope::ui {

namespace {

struct Choice {
    Operator op;
    const char *name;
};

constexpr std::array<Choice, 9> kOperators{{
    {Operator::Equal, QT_TRANSLATE_NOOP("ConditionRow", "is")},
    {Operator::NotEqual, QT_TRANSLATE_NOOP("ConditionRow", "is not")},
    {Operator::Contains, QT_TRANSLATE_NOOP("ConditionRow", "contains")},
    {Operator::Less, QT_TRANSLATE_NOOP("ConditionRow", "less than")},
    {Operator::LessEqual, QT_TRANSLATE_NOOP("ConditionRow", "at most")},
    {Operator::Greater, QT_TRANSLATE_NOOP("ConditionRow", "more than")},
    {Operator::GreaterEqual, QT_TRANSLATE_NOOP("ConditionRow", "at least")},
    {Operator::Matches, QT_TRANSLATE_NOOP("ConditionRow", "matches")},
    {Operator::Exists, QT_TRANSLATE_NOOP("ConditionRow", "is there")},
}};

QString fieldText(const ListedCondition &condition)
{
    const std::string_view name = nameOf(condition.field);
    return QString::fromStdString(std::string(name) + textOf(condition.path));
}

} // namespace

ConditionRow::ConditionRow(FilterCompletions &completions, QWidget *parent)
    : QWidget(parent)
    , m_completions(completions)
    , m_not(new QToolButton(this))
    , m_field(new ChoiceEdit([this](const QString &typed) { return m_completions.fields(typed); },
                             this))
    , m_operator(new QComboBox(this))
    , m_value(new ChoiceEdit(
          [this](const QString &typed) {
              return m_completions.values(m_field->text().trimmed(),
                                          QString::fromLatin1(nameOf(op()).data()), typed);
          },
          this))
    , m_remove(new QToolButton(this))
{
    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::kTight);
    layout->addWidget(m_not);
    layout->addWidget(m_field, 3);
    layout->addWidget(m_operator);
    layout->addWidget(m_value, 4);
    layout->addWidget(m_remove);
    m_not->setText(tr("not"));
    m_not->setCheckable(true);
    m_not->setAutoRaise(true);
    m_not->setFocusPolicy(Qt::StrongFocus);
    m_not->setToolTip(tr("Events of which this does not hold"));
    m_field->setPlaceholderText(tr("field"));
    m_value->setPlaceholderText(tr("value"));
    m_operator->setMaxVisibleItems(static_cast<int>(kOperators.size()));
    m_remove->setIcon(Theme::instance().icon(QStringLiteral("list-remove")));
    m_remove->setAutoRaise(true);
    m_remove->setFocusPolicy(Qt::StrongFocus);
    m_remove->setToolTip(tr("Remove this condition"));
    fillOperators(Field::Type);
    connect(m_not, &QToolButton::toggled, this, &ConditionRow::changed);
    connect(m_field, &QLineEdit::textEdited, this, &ConditionRow::takeField);
    connect(m_operator, &QComboBox::currentIndexChanged, this, [this] {
        takeOperator();
        Q_EMIT changed();
    });
    connect(m_value, &QLineEdit::textEdited, this, &ConditionRow::changed);
    connect(m_field, &ChoiceEdit::entered, m_operator, qOverload<>(&QWidget::setFocus));
    connect(m_value, &ChoiceEdit::entered, this, &ConditionRow::entered);
    connect(m_remove, &QToolButton::clicked, this, &ConditionRow::gone);
}

void ConditionRow::setNumber(int number, bool canGo)
{
    m_not->setAccessibleName(tr("Not, condition %1").arg(number));
    m_field->setAccessibleName(tr("Field of condition %1").arg(number));
    m_operator->setAccessibleName(tr("Operator of condition %1").arg(number));
    m_value->setAccessibleName(tr("Value of condition %1").arg(number));
    m_remove->setAccessibleName(tr("Remove condition %1").arg(number));
    m_remove->setEnabled(canGo);
}

QList<QWidget *> ConditionRow::controls() const
{
    return {m_not, m_field, m_operator, m_value, m_remove};
}

void ConditionRow::focusField()
{
    m_field->setFocus(Qt::OtherFocusReason);
}

void ConditionRow::listAgain()
{
    m_field->listAgain();
    m_value->listAgain();
}

void ConditionRow::setCondition(const ListedCondition &condition)
{
    const QSignalBlocker first(m_not);
    const QSignalBlocker second(m_operator);
    m_not->setChecked(condition.isNegated);
    m_field->setText(fieldText(condition));
    fillOperators(condition.field);
    m_operator->setCurrentIndex(m_operator->findData(static_cast<int>(condition.op)));
    m_value->setText(QString::fromStdString(condition.value));
    takeOperator();
}

// The field alone, as the language reads it.
std::optional<ListedCondition> ConditionRow::field() const
{
    const std::string text = m_field->text().trimmed().toStdString();
    const auto list = text.empty() ? ConditionList() : conditionsOf("exists(" + text + ')');
    if (!list || list->conditions.size() != 1 || list->conditions.front().op != Operator::Exists)
        return std::nullopt;
    return list->conditions.front();
}

Operator ConditionRow::op() const
{
    return static_cast<Operator>(m_operator->currentData().toInt());
}

std::optional<ListedCondition> ConditionRow::condition() const
{
    auto condition = field();
    if (!condition)
        return std::nullopt;
    condition->op = op();
    condition->isNegated = m_not->isChecked();
    if (condition->op == Operator::Exists)
        return condition;
    condition->value = m_value->text().toStdString();
    if (condition->value.empty())
        return std::nullopt;
    return condition;
}

void ConditionRow::takeField()
{
    const auto known = field();
    if (known)
        fillOperators(known->field);
    Q_EMIT changed();
}

// Only those that the field has; what was chosen stays where it can.
void ConditionRow::fillOperators(std::optional<Field> field)
{
    const QSignalBlocker blocker(m_operator);
    const QVariant before = m_operator->currentData();
    m_operator->clear();
    for (const Choice &choice : kOperators) {
        if (field && !hasOperator(*field, choice.op))
            continue;
        m_operator->addItem(tr(choice.name), static_cast<int>(choice.op));
        const auto sign = nameOf(choice.op);
        m_operator->setItemData(m_operator->count() - 1,
                                QString::fromLatin1(sign.data(),
                                                    static_cast<qsizetype>(sign.size())),
                                Qt::ToolTipRole);
    }
    m_operator->setCurrentIndex(std::max(0, m_operator->findData(before)));
    takeOperator();
}

void ConditionRow::takeOperator()
{
    m_value->setEnabled(op() != Operator::Exists);
}

} // namespace eventscope::ui
