// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/recordcopier.h"

#include <QObject>

class QMenu;
class QWidget;

namespace eventscope::ui {

class FilterBar;

// What one can do to take the selected events elsewhere, with how it goes on said in the filter bar.
class CopyActions : public QObject
{
    Q_OBJECT

public:
    using Columns = std::function<std::vector<EventColumn>()>; // that the table shows, in order

    CopyActions(Session &session, FilterBar &bar, Columns columns, QWidget *parent);

    void copyAs(EventForm form);
    void copyAsCommand();
    void addTo(QMenu &menu);
    // Asks for the file.
    void saveAs(EventForm form);

private:
    RecordCopier::Form formOf(EventForm form) const;
    // Of the selected events, else of that under the playhead; null if there is none.
    RecordCopier::Rows rows() const;
    void endFileOffer();

    Session &m_session;
    FilterBar &m_bar;
    Columns m_columns;
    QWidget *m_window;
    RecordCopier *m_copier;
    EventForm m_last = EventForm::Json;
    bool m_offersFile = false; // of what is too much for the clipboard
};

} // namespace eventscope::ui
