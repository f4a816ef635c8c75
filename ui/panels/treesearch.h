// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QPersistentModelIndex>
#include <QTimer>
#include <QWidget>

#include <vector>

class QLineEdit;
class QToolButton;

namespace eventscope::ui {

class ElidedLabel;
class JsonTreeModel;
class JsonTreeView;

// Finds fields of a tree by a part of their name or value. Hidden until it is asked for. It looks at the tree a slice at a time, so that
// neither a large value nor fast typing keeps the window waiting, and again when another value comes.
class TreeSearch : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMostMatches = 10'000;

    // `what` is found, as in "Find in the state".
    TreeSearch(JsonTreeView &view, const QString &what, QWidget *parent = nullptr);

    void open(); // with the focus in it
    void leave();
    bool isSearching() const { return m_timer.isActive(); }
    int matchCount() const { return static_cast<int>(m_matches.size()); }
    void goToNext(bool forward);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    struct Place {
        QPersistentModelIndex parent;
        int row = 0;
    };
    void restart();
    void searchOn();
    bool matches(const QModelIndex &index) const;
    void updateLabel();
    JsonTreeModel *tree() const;

    JsonTreeView &m_view;
    QLineEdit *m_edit;
    ElidedLabel *m_label;
    QToolButton *m_previous;
    QToolButton *m_next;
    QTimer m_timer;
    std::vector<Place> m_open;         // the way to where the search is
    std::vector<QByteArray> m_matches; // pointers, in the order of the tree
    int m_current = -1;                // of the matches
    bool m_full = false;               // there are more
    bool m_jumps = false;              // to the first match, when it is found
};

} // namespace eventscope::ui
