// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queuemodel.h"
#include "session/session.h"

#include <QWidget>

class QPlainTextEdit;
class QStackedLayout;
class QToolButton;

namespace eventscope::ui {

class ElidedLabel;
class RowTable;

// All of one consumer's checkpoint, its gaps and its error as they are stored; or what waits in one queue.
class LagDetails : public QWidget
{
    Q_OBJECT

public:
    explicit LagDetails(Session &session, QWidget *parent = nullptr);

    void show(const Consumer &consumer);
    void show(const Queue &queue);
    void showNothing();
    void copy(); // the error, or the messages

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setTitle(const QString &title);
    QString describe(const Consumer &consumer) const;

    Session &m_session;
    QueueModel *m_queue;
    ElidedLabel *m_title;
    QToolButton *m_copy;
    QStackedLayout *m_pages;
    QPlainTextEdit *m_text;
    RowTable *m_messages;
    std::string m_error; // of the consumer that is shown
    QString m_described; // what m_text was given, which tells line ends and spaces of its own
};

} // namespace eventscope::ui
