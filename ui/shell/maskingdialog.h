// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/session.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace eventscope::ui {

class RawView;

// What is personal in this store: the rules, each with what is shown instead, above the selected event as it is and as it is shown. Every
// change holds at once, stays with the workspace and can be undone.
class MaskingDialog : public QDialog
{
    Q_OBJECT

public:
    explicit MaskingDialog(Session &session, QWidget *parent = nullptr);

private:
    QWidget *makeRules();
    QWidget *makePreview();
    void fill();
    void takeKind();
    void add();
    void removeCurrent();
    void setWith(int rule, int with);
    // With the rule that is being written, if it is one.
    std::vector<MaskRule> rulesToTry() const;
    MaskRule written() const;
    void preview();

    Session &m_session;
    QTableWidget *m_table;
    QComboBox *m_kind;
    QLineEdit *m_text;
    QComboBox *m_with;
    QPushButton *m_add;
    QPushButton *m_remove;
    QLabel *m_hint;
    QCheckBox *m_on;
    QLabel *m_event;
    RawView *m_before;
    RawView *m_after;
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
