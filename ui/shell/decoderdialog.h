// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/session.h"

#include <QDialog>

#include <cstdint>
#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace eventscope::ui {

class RawView;

// One decoder: which payloads it reads, and the program or script that reads them. It can be tried on the selected event, whose bytes and
// what became of them stand side by side, before anything of it holds.
class DecoderDialog : public QDialog
{
    Q_OBJECT

public:
    // With a rule that is there already, that one is edited; else a new one, for events of that type at first.
    DecoderDialog(Session &session, const std::optional<DecoderRule> &rule, const QString &type,
                  QWidget *parent = nullptr);
    ~DecoderDialog() override;

Q_SIGNALS:
    void chosen(const eventscope::DecoderRule &rule);

private:
    QWidget *makeForm();
    QWidget *makeTrial();
    void fill(const DecoderRule &rule);
    Result<DecoderRule> written() const;
    bool canTry() const;
    void takeWritten();
    void chooseFile();
    void showStored();
    void tryIt();
    void read(std::optional<DecoderProgram> program);
    void say(const QString &text, bool isProblem);

    Session &m_session;
    QLineEdit *m_types;
    QComboBox *m_payloads;
    QLineEdit *m_command;
    QComboBox *m_mode;
    QLabel *m_hint;
    QLabel *m_event;
    QPushButton *m_try;
    QPushButton *m_accept;
    RawView *m_stored;
    RawView *m_decoded;
    QLabel *m_result;
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
