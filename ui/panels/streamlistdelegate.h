// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventtypesmodel.h"
#include "models/streamsmodel.h"
#include "session/session.h"

#include <QStyledItemDelegate>

namespace eventscope::ui {

// Rows of the stream list: sections with an arrow, streams indented below them, the selected one
// with a bar.
class StreamListDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    StreamListDelegate(const Session &session, const StreamsModel &model, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    bool isChosen(int row) const;

    const Session &m_session;
    const StreamsModel &m_model;
};

// Rows of the list of event types: mark, name, count.
class TypeListDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    TypeListDelegate(const EventTypesModel &model, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    const EventTypesModel &m_model;
};

} // namespace eventscope::ui
