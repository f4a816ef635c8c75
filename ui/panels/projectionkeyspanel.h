// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QByteArray>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace eventscope::ui {

class ProjectionKeysModel;
class RowTable;

// What a projection has made, a row a key, as of the playhead. Choosing one shows its state beside.
class ProjectionKeysPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ProjectionKeysPanel(Session &session, QWidget *parent = nullptr);

    ProjectionKeysModel &keys() { return *m_model; }
    void focusSearch();
    void focusList();
    // Goes on to whichever key the playhead's event is handled by.
    bool followsEvents() const;
    void setFollowsEvents(bool follows);
    bool isSettled() const;

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void followsChanged(bool follows);
    void streamWanted(); // the stream of the selected key, among the events
    void eventsWanted(); // the list of its events

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void takeArranged();
    void takeCurrent(int row);
    void follow();
    void chooseFirst();
    void updateTexts();
    void goTo(Row row);
    void copy();
    void showMenu(const QPoint &place);

    Session &m_session;
    OpenProjection &m_projection;
    ProjectionKeysModel *m_model;
    QLineEdit *m_search;
    QLabel *m_count;
    QToolButton *m_follow;
    RowTable *m_table;
    bool m_taking = false; // the selection follows the session
};

} // namespace eventscope::ui
