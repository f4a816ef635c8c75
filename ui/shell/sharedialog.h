// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/bundle.h"
#include "session/session.h"

#include <QDialog>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace eventscope::ui {

class RawView;

// Chooses what goes into a bundle, and shows it before anything is written: how many events, which files, what is masked, and the first
// event as it will stand there.
class ShareDialog : public QDialog
{
    Q_OBJECT

public:
    // `view`: where somebody is in the store.
    ShareDialog(Session &session, WorkspaceView view, QWidget *parent = nullptr);
    ~ShareDialog() override;

    // Into that file.
    void write(const QString &file);

Q_SIGNALS:
    void written(const QString &file);

private:
    using Rows = std::function<std::vector<Row>()>; // ascending; asked for in another thread
    struct Choice {
        QString text;
        std::uint32_t count = 0;
        Rows rows;
    };
    void addChoices();
    void addChoice(const QString &what, std::uint32_t count, Rows rows);
    QWidget *makeOptions();
    void preview();
    void ask();
    void finish(const QString &message);
    WorkspaceContent settled() const;
    BundlePlan plan() const; // without rows and files
    static void maskSettled(BundlePlan &plan);
    std::vector<std::string> loadable() const;

    Session &m_session;
    WorkspaceView m_view;
    Masker::Key m_key; // of this bundle alone
    std::vector<Choice> m_choices;
    QComboBox *m_events;
    QCheckBox *m_notes;
    QCheckBox *m_reducers;
    QCheckBox *m_place;
    QCheckBox *m_masked;
    QLabel *m_summary;
    RawView *m_first;
    QPushButton *m_write;
    QLabel *m_message;
    QProgressBar *m_bar;
    QTimer m_tick;
    std::shared_ptr<Progress> m_progress;
    bool m_isWriting = false;
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_previewer; // both read the session's log: gone before that
    std::unique_ptr<NewestOnly> m_writer;
};

} // namespace eventscope::ui
