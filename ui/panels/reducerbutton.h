// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QToolButton>

class QActionGroup;
class QMenu;

namespace eventscope::ui {

// Says what folds the streams of the selected type, a file's name or "No reducer", and opens a menu to choose another: a
// script beside the store, or any file.
class ReducerButton : public QToolButton
{
    Q_OBJECT

public:
    explicit ReducerButton(Session &session, QWidget *parent = nullptr);

    // Whether there is a stream, and a file, that the slots below can do something with.
    bool canChoose() const;
    bool hasFile() const;
    // "order streams", "streams without a type"
    static QString streamsName(const std::string &type);
    // Ties the file to the type of the selected stream, or says what is wrong with it.
    void use(const QString &file);
    // Of the name, which is elided to it.
    void setRoom(int width);

public Q_SLOTS:
    void choose();       // with a dialog
    void openInEditor(); // the one that the system has for such files
    void runAgain();     // loaded anew; what failed is tried once more
    void mergePayloads();

Q_SIGNALS:
    void refused(const QString &sentence);
    void menuAboutToShow(QMenu *menu); // may be added to

private:
    void takeReducer();
    void fillMenu();

    Session &m_session;
    QMenu *m_menu;
    QActionGroup *m_choices = nullptr; // of the menu, as it was filled last
    int m_room;
};

} // namespace eventscope::ui
