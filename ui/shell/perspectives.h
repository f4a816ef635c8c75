// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVariantMap>
#include <QWidget>

#include <array>
#include <vector>

class QStackedWidget;
class QToolButton;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class ExplorePage;
class ProjectPage;
class TransportBar;

// What there is of an open store: the perspectives behind their buttons in the rail at the left, one of them shown, and below them the one
// transport, so that all of them show the world at the same playhead.
class Perspectives : public QWidget
{
    Q_OBJECT

public:
    enum class Perspective { Explore, Project };
    static constexpr std::size_t kPerspectives = 2;

    explicit Perspectives(Session &session, QWidget *parent = nullptr);
    ~Perspectives() override;

    // As a command line names them, in their order: "explore".
    static QStringList names();

    Perspective current() const { return m_current; }
    void show(Perspective perspective);
    void showNamed(const QString &name); // nothing for an unknown one
    void takeFocus();                    // into the one that is shown

    ExplorePage &explore() const { return *m_explore; }
    ProjectPage &project();                                // made when it is first asked for
    ProjectPage *madeProject() const { return m_project; } // null before
    TransportBar &transport() const { return *m_transport; }

    // Nothing here will change by itself any more.
    bool isSettled() const;
    // What stands behind the names of the buttons: " (Ctrl+1)".
    void setKeys(const std::array<QString, kPerspectives> &keys);

    // Sizes and columns of all of them, as the settings keep them.
    QVariantMap saveLayout() const;
    void restoreLayout(const QVariantMap &layout);
    void resetLayout();

Q_SIGNALS:
    void currentChanged();
    void projectMade();

private:
    QWidget *makeRail();
    QWidget *pageOf(Perspective perspective);

    Session &m_session;
    Perspective m_current = Perspective::Explore;
    TransportBar *m_transport;
    QStackedWidget *m_pages;
    ExplorePage *m_explore;
    ProjectPage *m_project = nullptr;
    std::array<QToolButton *, kPerspectives> m_buttons{};
    QVariantMap m_projectLayout; // until there is a page that can take it
};

} // namespace eventscope::ui
