// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/chainpicture.h"
#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QMenu;
class QToolButton;

namespace eventscope::ui {

class ChainCanvas;
class Notice;

// What caused the event at the playhead and what it caused, as a graph over all streams. Works only while it is to be seen. The graph
// stays while the playhead goes about in it; elsewhere another one takes its place.
class ChainPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ChainPanel(Session &session, QWidget *parent = nullptr);
    ~ChainPanel() override;

    QWidget *controls() const { return m_controls; } // for the line above the panel
    ChainCanvas &canvas() { return *m_canvas; }
    QString status() const;
    QString note() const;   // that it is no chain of causes; empty if it is
    bool isSettled() const; // nothing is on its way
    void focusGraph();

    // As dot for a name that ends with .dot or .gv, as vectors for .svg, else as pixels. Written on a thread.
    void writeFile(const QString &file);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

public Q_SLOTS:
    void showMore(); // events than now, if there are more
    void setFamily(bool family);
    void setDirection(eventscope::ui::GraphToLayOut::Direction direction);
    void saveAs(); // asks where
    void copyMermaid();
    void copyDot();

Q_SIGNALS:
    void fileWritten(const QString &file);
    void fileFailed(const QString &why);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeControls();
    void takeTheme();
    void takePlayhead();
    void takeAnswer();
    void layOutAnswer(const std::shared_ptr<const CauseChains::Answer> &answer);
    void takeLayout(const std::shared_ptr<const CauseChains::Answer> &answer,
                    GraphToLayOut::Direction direction, const Result<GraphLayout> &layout);
    void ask(std::uint32_t nodes);
    void clear();
    void updateControls();
    bool isShowing(Row row) const; // its node would be where it is

    Session &m_session;
    EventTypeStyles m_styles;
    Notice *m_notice;
    ChainCanvas *m_canvas;
    QWidget *m_controls;
    QLabel *m_status;
    QToolButton *m_more;
    QToolButton *m_family;
    QToolButton *m_direction;
    QToolButton *m_zoomOut;
    QToolButton *m_zoomIn;
    QToolButton *m_fit;
    QToolButton *m_give;
    QMenu *m_menu;
    bool m_isFamily = true;
    GraphToLayOut::Direction m_wanted = GraphToLayOut::Direction::Right;
    std::uint32_t m_nodes;         // at most
    std::uint32_t m_rowsAsked = 0; // rows of the log then
    std::shared_ptr<const CauseChains::Answer> m_answer;
    QTimer m_again; // the log has grown
    QTimer m_slow;  // runs out when it takes long enough to say so
    std::uint64_t m_request = 0;
    bool m_isLayingOut = false;
    std::unique_ptr<NewestOnly> m_worker; // from the first layout on
    std::unique_ptr<NewestOnly> m_writer; // from the first file on
};

} // namespace eventscope::ui
