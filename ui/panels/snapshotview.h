// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/statetreemodel.h"
#include "session/session.h"

#include <QWidget>

class QStackedWidget;

namespace eventscope::ui {

class JsonTreeView;
class Notice;
class RawView;

// The snapshot at the playhead: all of it, with what differs from the folded state marked, or only what differs. What came of the
// comparison is a sentence of its own, which is to be seen whatever else the panel shows.
class SnapshotView : public QWidget
{
    Q_OBJECT

public:
    explicit SnapshotView(Session &session, QWidget *parent = nullptr);

    Notice &notice() { return *m_notice; } // to be placed where it is always seen
    // Whether the view itself is to be seen, beside the notice.
    void setCurrent(bool isCurrent);
    bool showsOnlyDifferences() const { return m_onlyDifferences; }
    bool canCopy() const;
    void copy() const; // all of the snapshot

Q_SIGNALS:
    void wanted();  // the view, by the link of the notice
    void changed(); // what there is to copy

private:
    JsonTreeView *makeView(const QString &name);
    void take();
    void say();
    void saySnapshot(const SnapshotComparison::Answer &answer);
    QString emptyText() const;
    void showPart();

    Session &m_session;
    Notice *m_notice;
    QStackedWidget *m_stack;
    StateTreeModel *m_model;
    ChangesModel *m_changes;
    JsonTreeView *m_tree;
    JsonTreeView *m_list;
    RawView *m_raw;
    bool m_isCurrent = false;
    bool m_onlyDifferences = false;
};

} // namespace eventscope::ui
