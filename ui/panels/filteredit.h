// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QStringList>

#include <functional>

class QCompleter;
class QStringListModel;

namespace eventscope::ui {

// The line that takes a filter: names of fields and values are completed while typing, Up and Down
// walk through earlier filters, a wavy line marks the place of an error.
class FilterEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterEdit(QWidget *parent = nullptr);

    // 1-based character as in Error::column; 0 for none. Cleared by the next edit.
    void markError(std::int64_t column);
    int errorMark() const { return m_mark; } // index into text(); -1 without

    // Values to choose from behind `field =`.
    using Values = std::function<QStringList(const QString &field)>;
    void setValues(Values values) { m_values = std::move(values); }

    void remember(const QString &filter); // as the newest one
    QStringList earlier() const { return m_earlier; }
    void setEarlier(const QStringList &filters) { m_earlier = filters; }

    // What typing on would complete: the names that begin with what stands before the cursor.
    QStringList completions() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    struct Word {
        int begin = 0;
        QString text;
        QString field; // set if it is the value of that field
    };
    Word wordAtCursor() const;
    void offerCompletions();
    void complete(const QString &name);
    void walk(int step);

    int m_mark = -1;
    QStringList m_earlier; // oldest first
    int m_at = -1;         // in m_earlier, while walking
    QString m_draft;       // what stood there before
    Values m_values;
    QStringListModel *m_names;
    QCompleter *m_completer;
};

} // namespace eventscope::ui
