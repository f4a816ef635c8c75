// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "models/projectionlistmodel.h"
#include "session/session.h"

#include <QWidget>

#include <array>
#include <optional>

class QStackedWidget;
class QTabBar;

namespace eventscope::ui {

class EventListModel;
class RowTable;
class TabLine;

// What a run has told beside its states, a tab each: what would be emitted, what was skipped and why, its log, what surprises in it, and the
// time in its handlers. A click goes to the event, or to the line.
class ProjectionDetails : public QWidget
{
    Q_OBJECT

public:
    using Kind = ProjectionListModel::Kind;
    static constexpr std::size_t kTabs = 5;

    explicit ProjectionDetails(Session &session, QWidget *parent = nullptr);
    ~ProjectionDetails() override;

    void showKind(Kind kind);
    Kind shownKind() const;
    bool isSettled() const { return m_worker.idle(); }

Q_SIGNALS:
    void lineWanted(int line); // of the projection's file, from 1

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Page {
        ProjectionListModel *model = nullptr;
        RowTable *table = nullptr;
        QWidget *page = nullptr;
    };
    Page makePage(Kind kind);
    void makeSkipped(Page &page);
    void addMenu(RowTable &table);
    void take();
    void follow();
    void goTo(const Page &page, int row);
    void listSkipped(std::optional<SkipReason> reason);
    QString emptyText(Kind kind) const;
    void copy();

    Session &m_session;
    OpenProjection &m_projection;
    TabLine *m_line;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    std::array<Page, kTabs> m_pages;
    EventListModel *m_skipped;
    RowTable *m_skippedTable = nullptr;
    std::optional<SkipReason> m_reason; // whose events are listed
    std::uint64_t m_request = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope::ui
