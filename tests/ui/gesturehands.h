// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <functional>
#include <vector>

class QAbstractItemView;
class QLineEdit;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class ExplorePage;
class MainWindow;
class TimelineCanvas;
class TimelineScene;
class Windows;

using Input = std::function<void()>;
using Inputs = std::vector<Input>;

Inputs operator+(Inputs left, Inputs right);

// The parts of the windows that hands reach for, and the inputs they give. Most functions give an input: nothing happens, and nothing is
// looked for, before it is run. What is not there when it is reached for ends the program.
class Hands
{
public:
    // The first of the windows; further ones come and go.
    Hands(Windows &windows, const QString &folder);

    Windows &windows() const { return m_windows; }
    MainWindow &window() const;
    Session &session() const;
    ExplorePage &page() const;
    TimelineCanvas &canvas() const;
    TimelineScene &scene() const;
    QWidget &track() const; // of the timeline
    QString file(const QString &name) const { return m_folder + u'/' + name; }

    // Of the first window, seen or not.
    QWidget *widget(const char *name) const;
    QAbstractItemView *list(const char *name) const;
    QLineEdit *line(const char *name) const;
    // What is seen and has that accessible name, object name, or text, or is a dialog of that class; in the active window if it is there. Null: nothing. A star at
    // the end stands for any more.
    static QWidget *seen(const QString &name);
    static bool isSeen(const char *name) { return seen(QLatin1String(name)) != nullptr; }
    // The open menu offers it.
    static bool isOffered(const QString &text);

    // Whoever is in front: a dialog before the newest window. Without a window manager nobody gives the focus back when one closes.
    void toFront() const;

    Input key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;
    Inputs keys(int count, int which, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;
    Inputs typed(const QString &text) const;
    Input pasted(const QString &text) const; // in place of what the line holds
    Inputs palette(const char *title) const; // Ctrl+K, its words, Enter
    // Into the dialog that asks for a file; a separate gesture, since the dialog comes a turn after what opens it.
    Inputs fileNamed(const QString &path) const;

    static Input focus(QWidget &widget);
    static Input focus(const char *name);
    static Input click(QWidget &widget, std::function<QPoint()> where,
                       Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    static Input click(const char *name); // in its middle
    // By arrow keys, in the menu that is open then; each opens the next one.
    static Input pick(const QStringList &texts);
    // Of the menu of a button. Qt's buttons wait for their menus in an event loop of their own.
    static Input pickFrom(const char *button, const QStringList &texts);
    static Input contextMenu(QWidget &widget, std::function<QPoint()> where);
    // By arrow keys, of a combo box that is seen then.
    static Input choose(const char *name, const char *text);
    // `row` of those in view, from 0.
    Input clickRow(const char *name, int row,
                   Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;
    std::function<QPoint()> inRow(const char *name, int row) const; // a place in it
    static void moveMouse(QWidget &widget, const QPoint &to, Qt::MouseButtons held);
    // In ten moves.
    static Inputs drag(QWidget &widget, std::function<QPoint()> from, const QPoint &by,
                       Qt::MouseButton button = Qt::LeftButton,
                       Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    static Input wheel(QWidget &widget, std::function<QPoint()> where, int up,
                       Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    // In the lanes, by shares of their width and height.
    std::function<QPoint()> inLanes(double x, double y) const;
    static std::function<QPoint()> middleOf(const QWidget &widget, double x = 0.5);

private:
    Windows &m_windows;
    QString m_folder;
};

} // namespace eventscope::ui
