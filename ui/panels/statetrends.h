// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/numbertrends.h"

#include <QObject>
#include <QTimer>

namespace eventscope::ui {

class JsonTreeView;
class StateTreeModel;

// Asks for the trends of those numbers of a state that are in sight, and shows them when they come.
class StateTrends : public QObject
{
    Q_OBJECT

public:
    StateTrends(NumberTrends &trends, JsonTreeView &view, StateTreeModel &model, QObject *parent);

    bool isOn() const { return m_isOn; }
    void setOn(bool on);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void look();

    NumberTrends &m_trends;
    JsonTreeView &m_view;
    StateTreeModel &m_model;
    bool m_isOn = true;
    QTimer m_soon; // other rows are in sight
};

} // namespace eventscope::ui
