// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/streamsmodel.h"
#include "session/session.h"

#include <QPersistentModelIndex>
#include <QWidget>

class QActionGroup;
class QLineEdit;
class QSplitter;
class QToolButton;

namespace eventscope::ui {

class PanelHeader;
class RowTable;
class TypesPanel;

// The streams of the store below their types, with a search, over the event types. Choosing a
// stream selects it in the session; its type, the lanes of the timeline.
class StreamsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit StreamsPanel(Session &session, QWidget *parent = nullptr);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

    // Nothing here will change by itself any more.
    bool isSettled() const;

public Q_SLOTS:
    void focusSearch();

Q_SIGNALS:
    void idleTimeWanted(eventscope::StreamId stream);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeStreams();
    void setSort(StreamSort sort);
    void followSelection();
    void reveal(StreamId stream);
    void choose(int row, bool toggle);
    void showStreamMenu(const QPoint &at);
    void togglePinned(StreamId stream);
    void rememberPlace();
    void restorePlace();
    void updateTexts();
    void fitColumns();

    Session &m_session;
    StreamsModel *m_streams;
    TypesPanel *m_types;
    QSplitter *m_splitter = nullptr;
    PanelHeader *m_streamsHeader = nullptr;
    QLineEdit *m_search = nullptr;
    RowTable *m_streamList = nullptr;
    QToolButton *m_sortButton = nullptr;
    QActionGroup *m_sorts = nullptr;
    bool m_following = false; // the list moves to the session's selection, not the other way round
    // First visible row while the order changes; invalid at the very top.
    QPersistentModelIndex m_topStream;
};

} // namespace eventscope::ui
