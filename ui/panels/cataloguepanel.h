// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventtypesmodel.h"
#include "models/schemamodel.h"
#include "models/transitionsmodel.h"
#include "session/session.h"

#include <QWidget>

class QLabel;
class QSplitter;
class QToolButton;

namespace eventscope::ui {

class Notice;
class RowTable;

// The event types of the store, and of the chosen one what its payloads look like and what comes before and after it. Choosing a field
// filters by it; choosing what comes before or after goes to an example.
class CataloguePanel : public QWidget
{
    Q_OBJECT

public:
    explicit CataloguePanel(Session &session, QWidget *parent = nullptr);

    QWidget *controls() const { return m_controls; } // for the line above the panel
    // Makes the catalogue if need be, and shows the type of the event under the playhead.
    void begin();
    void showType(TypeId type);
    void focusList();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void takeProgress();
    void takeCurrent(int row);
    void giveRestToValues();
    void applyField(int row);
    void goToExample(int row);
    void copy();

    Session &m_session;
    EventTypesModel *m_typesModel;
    SchemaModel *m_schema;
    TransitionsModel *m_transitions;
    Notice *m_notice;
    QWidget *m_controls;
    QLabel *m_status;
    QToolButton *m_again;
    QSplitter *m_splitter;
    RowTable *m_types;
    RowTable *m_fields;
    RowTable *m_neighbours;
    std::optional<TypeId> m_wanted; // to be current as soon as it is listed
};

} // namespace eventscope::ui
