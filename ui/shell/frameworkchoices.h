// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "store/store.h"

#include <QWidget>

#include <cstdint>
#include <vector>

class QVBoxLayout;

namespace eventscope::ui {

// A button for each way in which a store can be read where several fit: the frameworks that share a database, or else the tables that
// could hold events. They are found on a thread of its own. Hidden while there are none.
class FrameworkChoices : public QWidget
{
    Q_OBJECT

public:
    explicit FrameworkChoices(QWidget *parent = nullptr);

    void ask(const QString &location);
    void clear();

Q_SIGNALS:
    void chosen(const eventscope::OpenOptions &options);

private:
    void take(const std::vector<Candidate> &candidates);

    QVBoxLayout *m_column;
    std::uint64_t m_asked = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope::ui
