// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "store/store.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace eventscope::ui {

class FrameworkChoices;

// In place of the store that could not be opened: what is wrong and where, and what one can do now.
class ErrorPage : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorPage(QWidget *parent = nullptr);

    void setError(const QString &location, const Error &error);

    // "events.jsonl, line 12, character 7"; empty if the error has no place.
    static QString placeOf(const Error &error);
    // What the message does not say yet: one more sentence for a kind of error; may be empty.
    static QString adviceFor(ErrorCode code);

Q_SIGNALS:
    void chosen(const eventscope::OpenOptions &options); // one of several that fit
    void mappingWanted();
    void otherWanted();
    void retryWanted();

private:
    QLabel *m_icon = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_message = nullptr;
    QLabel *m_place = nullptr;
    QLabel *m_advice = nullptr;
    FrameworkChoices *m_choices = nullptr;
    QToolButton *m_more = nullptr;
    QPlainTextEdit *m_detail = nullptr;
    QPushButton *m_mapping = nullptr;
};

} // namespace eventscope::ui
