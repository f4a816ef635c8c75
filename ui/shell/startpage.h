// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QListWidget;

namespace eventscope::ui {

class RecentStores;

// What one sees without a store: ways to open one.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    StartPage(RecentStores &recent, QAction *openFile, QAction *openSample, QAction *tour,
              QWidget *parent = nullptr);

    // What stands in the middle of it.
    QWidget *content() const { return m_content; }

Q_SIGNALS:
    void storeWanted(const QString &location);

private:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void fill();

    RecentStores &m_recent;
    QLabel *m_recentTitle = nullptr;
    QListWidget *m_list = nullptr;
    QWidget *m_content = nullptr;
};

} // namespace eventscope::ui
