// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/session.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <memory>

class QMenu;
class QStackedWidget;
class QTabBar;

namespace eventscope::ui {

class ElidedLabel;
class EventHeader;
class JsonTreeModel;
class JsonTreeView;
class Notice;
class RawView;
struct ShownPayload;

// The event under the playhead, whole: what is known of it, its data and metadata as trees, and the
// bytes as stored. Payloads are parsed on a thread of its own, and everything changes at once when
// they are ready.
class EventPanel : public QWidget
{
    Q_OBJECT

public:
    explicit EventPanel(Session &session, QWidget *parent = nullptr);
    ~EventPanel() override;

    // No payload is on its way but in this thread's event queue.
    bool isSettled() const;

    EventHeader &header() { return *m_header; }

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void chainWanted();    // to see the causes and effects of the event
    void decoderWanted();  // for payloads such as the one that is shown
    void decodersWanted(); // to see how those fare that there are

private:
    struct Shown;
    // One of the two payloads: a tree, or text where it is no JSON.
    struct PayloadPage {
        QStackedWidget *stack = nullptr;
        JsonTreeModel *model = nullptr;
        JsonTreeView *tree = nullptr;
        RawView *text = nullptr;
    };
    PayloadPage makePage(const QString &name, const QString &prefix);
    QWidget *makeRawPage();
    void prepare();
    void take(const Shown &shown);
    void showRaw(RawView &view, const ShownPayload &shown,
                 const std::shared_ptr<const Session::EventDetails> &details,
                 const Payload &payload, const QString &name);
    void showPayload(const PayloadPage &page, const ShownPayload &payload, const QString &absent);
    void offerDecoder(const Shown &shown);
    void showWaiting();
    void letGo(); // of answers under way, too
    void clear();
    void showMenu(JsonTreeView *tree, const QString &prefix, const QModelIndex &index,
                  const QPoint &place);
    void addColumnAction(QMenu &menu, const QString &path);

    Session &m_session;
    EventHeader *m_header;
    Notice *m_notice;
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    PayloadPage m_data;
    PayloadPage m_metadata;
    std::array<ElidedLabel *, 2> m_rawCaptions{};
    std::array<RawView *, 2> m_raws{};
    QTimer m_slow; // runs out when an event takes long enough to say so
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker;
};

} // namespace eventscope::ui
