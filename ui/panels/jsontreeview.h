// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSet>
#include <QTreeView>

class QMenu;

namespace eventscope::ui {

// A tree of JSON fields. What the user has opened and closed, the current field and the scroll
// position belong to JSON pointers, so they outlive the value: stepping from event to event leaves
// the eye where it is. At first as much is open as fits a screen.
class JsonTreeView : public QTreeView
{
    Q_OBJECT

public:
    explicit JsonTreeView(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    void setEmptyText(const QString &text);
    QString emptyText() const { return m_emptyText; }
    QModelIndex hovered() const { return m_hovered; }
    // Whose cells lead somewhere; -1 for none.
    void setLinkColumn(int column) { m_linkColumn = column; }

    // Opens what lies above that depth (1: the top rows) and closes what lies below, as far as some thousand rows go.
    void openTo(int depth);

    // Of the current row.
    void copyValue();
    void copyPath();
    // How paths that are copied begin, such as "data".
    void setPathPrefix(const QString &prefix) { m_prefix = prefix; }
    QString pathOf(const QModelIndex &index) const;
    // Fills a menu for the row with what can be copied and opened.
    void addActions(QMenu &menu, const QModelIndex &index);

Q_SIGNALS:
    void menuRequested(const QModelIndex &index, const QPoint &globalPlace);

protected:
    void paintEvent(QPaintEvent *event) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void remember();
    void restore();
    void openSome();
    void noteOpened(const QModelIndex &index, bool open);
    void hover(const QModelIndex &index);

    QSet<QByteArray> m_opened; // pointers of what the user has opened and closed
    QSet<QByteArray> m_closed;
    bool m_restoring = false;
    QByteArray m_current;
    int m_scroll = 0;
    QModelIndex m_hovered; // cleared before every reset
    int m_linkColumn = -1;
    QString m_emptyText;
    QString m_prefix;
};

} // namespace eventscope::ui
