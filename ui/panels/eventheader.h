// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QToolButton;

namespace eventscope::ui {

class ElidedLabel;
class LinkButton;
class LinkRow;

// What is known of an event beside its payload: type, stream, version, position, time, id, what
// caused it and what it caused. Every line is always there, so that stepping moves nothing.
class EventHeader : public QWidget
{
    Q_OBJECT

public:
    explicit EventHeader(Session &session, QWidget *parent = nullptr);

    // What the columns of the log say; the rest is blank until details come.
    void showRow(Row row);
    void showDetails(const Session::EventDetails &details);
    void clear();
    // Filters its events: the timeline shows a lane for each of their streams. Nothing without one.
    void showCorrelation();
    // " (R)": the key that does so, for what is shown from now on; empty: none.
    void setCorrelationKey(const QString &key) { m_correlationKey = key; }
    Row row() const { return m_row; }

Q_SIGNALS:
    void chainWanted(); // to see causes and effects as a graph

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addLine(int line, const QString &caption, QWidget *value);
    void showLinks(LinkRow &links, const std::vector<Row> &rows, const QString &none);
    void showTime();
    void applyTheme();

    Session &m_session;
    EventTypeStyles m_styles;
    Row m_row = kNoRow;
    QGridLayout *m_grid;
    QList<QLabel *> m_captions;
    ElidedLabel *m_type;
    ElidedLabel *m_schema;
    ElidedLabel *m_position;
    LinkButton *m_stream;
    ElidedLabel *m_version;
    ElidedLabel *m_time;
    ElidedLabel *m_id;
    LinkRow *m_causes;
    LinkRow *m_effects;
    LinkRow *m_correlated;
    QToolButton *m_chain;
    QString m_idText;
    QString m_correlation;
    QString m_correlationKey;
};

} // namespace eventscope::ui
