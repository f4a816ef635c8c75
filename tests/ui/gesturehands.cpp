// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gesturehands.h"

#include "session/session.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "shell/windows.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDialog>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QTest>
#include <QTimer>
#include <QWheelEvent>

#include <iterator>
#include <memory>
#include <utility>

namespace eventscope::ui {

namespace {

QWidget *focused()
{
    QWidget *widget = QApplication::activePopupWidget();
    if (!widget)
        widget = QApplication::focusWidget();
    if (widget && widget->focusProxy())
        widget = widget->focusProxy();
    return widget ? widget : QApplication::activeWindow();
}

void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    if (QWidget *const widget = focused())
        QTest::keyClick(widget, static_cast<Qt::Key>(key), modifiers);
    else
        qFatal("nothing takes a key");
}

bool isNamed(const QString &known, const QString &name)
{
    return name.endsWith(u'*') ? known.startsWith(name.chopped(1)) : known == name;
}

QString plain(QString text)
{
    return text.remove(u'&');
}

QMenu *openMenu()
{
    return qobject_cast<QMenu *>(QApplication::activePopupWidget());
}

QAction *actionOf(const QMenu &menu, const QString &text)
{
    for (QAction *const action : menu.actions()) {
        if (plain(action->text()).startsWith(text) && action->isEnabled())
            return action;
    }
    return nullptr;
}

} // namespace

Inputs operator+(Inputs left, Inputs right)
{
    left.insert(left.end(), std::make_move_iterator(right.begin()),
                std::make_move_iterator(right.end()));
    return left;
}

Hands::Hands(Windows &windows, const QString &folder)
    : m_windows(windows)
    , m_folder(folder)
{}

MainWindow &Hands::window() const
{
    return m_windows.window(0);
}

Session &Hands::session() const
{
    return m_windows.session(0);
}

ExplorePage &Hands::page() const
{
    return *window().findChild<ExplorePage *>();
}

TimelineCanvas &Hands::canvas() const
{
    return page().timeline().canvas();
}

TimelineScene &Hands::scene() const
{
    return canvas().scene();
}

QWidget &Hands::track() const
{
    return *canvas().viewport();
}

QWidget *Hands::widget(const char *name) const
{
    for (QWidget *const widget : window().findChildren<QWidget *>()) {
        if (widget->accessibleName() == QLatin1String(name))
            return widget;
    }
    qFatal("nothing is named \"%s\"", name);
}

QAbstractItemView *Hands::list(const char *name) const
{
    for (auto *const view : window().findChildren<QAbstractItemView *>()) {
        if (view->accessibleName() == QLatin1String(name))
            return view;
    }
    qFatal("no list is named \"%s\"", name);
}

QLineEdit *Hands::line(const char *name) const
{
    for (auto *const line : window().findChildren<QLineEdit *>()) {
        if (line->accessibleName() == QLatin1String(name))
            return line;
    }
    qFatal("no line is named \"%s\"", name);
}

QWidget *Hands::seen(const QString &name)
{
    QWidget *found = nullptr;
    for (QWidget *const widget : QApplication::allWidgets()) {
        if (!widget->isVisible())
            continue;
        const auto *const button = qobject_cast<QAbstractButton *>(widget);
        const bool isDialog = widget->isWindow()
                              && QLatin1String(widget->metaObject()->className()) == name;
        if (!isDialog && !isNamed(widget->accessibleName(), name)
            && !isNamed(widget->objectName(), name)
            && !(button && isNamed(plain(button->text()), name)))
            continue;
        if (widget->window() == QApplication::activeWindow())
            return widget;
        found = widget;
    }
    return found;
}

bool Hands::isOffered(const QString &text)
{
    const QMenu *const menu = openMenu();
    return menu && actionOf(*menu, text);
}

void Hands::toFront() const
{
    if (QApplication::activePopupWidget())
        return;
    QWidget *front = &m_windows.window(m_windows.count() - 1);
    for (QWidget *const widget : QApplication::topLevelWidgets()) {
        if (widget->isVisible() && qobject_cast<QDialog *>(widget)
            && (!qobject_cast<QDialog *>(front) || widget->isModal()))
            front = widget;
    }
    if (QApplication::activeWindow() != front)
        QApplication::setActiveWindow(front);
}

Input Hands::key(int key, Qt::KeyboardModifiers modifiers) const
{
    return [key, modifiers] { press(key, modifiers); };
}

Inputs Hands::keys(int count, int which, Qt::KeyboardModifiers modifiers) const
{
    return Inputs(static_cast<std::size_t>(count), key(which, modifiers));
}

Inputs Hands::typed(const QString &text) const
{
    Inputs inputs;
    for (const QChar letter : text)
        inputs.push_back([letter] { QTest::keyClick(focused(), letter.toLatin1()); });
    return inputs;
}

Input Hands::pasted(const QString &text) const
{
    return [text] {
        QApplication::clipboard()->setText(text);
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_V, Qt::ControlModifier);
    };
}

Inputs Hands::palette(const char *title) const
{
    return Inputs{key(Qt::Key_K, Qt::ControlModifier)} + typed(QLatin1String(title))
           + Inputs{key(Qt::Key_Return)};
}

Inputs Hands::fileNamed(const QString &path) const
{
    const auto line = [] {
        for (QWidget *const widget : QApplication::topLevelWidgets()) {
            if (widget->isVisible() && qobject_cast<QFileDialog *>(widget))
                return widget->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"));
        }
        qFatal("nobody asks for a file");
    };
    return {[line, path] {
                QApplication::clipboard()->setText(path);
                line()->setFocus();
                QTest::keyClick(line(), Qt::Key_A, Qt::ControlModifier);
                QTest::keyClick(line(), Qt::Key_V, Qt::ControlModifier);
            },
            [line] {
                // Its list of files would take the key.
                if (QWidget *const list = QApplication::activePopupWidget())
                    QTest::keyClick(list, Qt::Key_Escape);
                QTest::keyClick(line(), Qt::Key_Return);
            }};
}

Input Hands::focus(QWidget &widget)
{
    return [&widget] { widget.setFocus(Qt::OtherFocusReason); };
}

Input Hands::focus(const char *name)
{
    return [name = QLatin1String(name)] {
        if (QWidget *const widget = seen(name))
            widget->setFocus(Qt::OtherFocusReason);
        else
            qFatal("nothing is seen of \"%s\"", name.data());
    };
}

Input Hands::click(QWidget &widget, std::function<QPoint()> where, Qt::KeyboardModifiers modifiers)
{
    return [&widget, where = std::move(where), modifiers] {
        QTest::mouseClick(&widget, Qt::LeftButton, modifiers, where());
    };
}

Input Hands::click(const char *name)
{
    return [name = QLatin1String(name)] {
        QWidget *const widget = seen(name);
        if (!widget)
            qFatal("nothing is seen of \"%s\"", name.data());
        // A box has its label at its left, and nothing at its right.
        QTest::mouseClick(widget, Qt::LeftButton, {},
                          QPoint(std::min(widget->width() / 2, 24), widget->height() / 2));
    };
}

Input Hands::pick(const QStringList &texts)
{
    return [texts] {
        for (const QString &text : texts) {
            QMenu *const menu = openMenu();
            QAction *const wanted = menu ? actionOf(*menu, text) : nullptr;
            if (!wanted)
                qFatal("no open menu offers \"%s\"", qPrintable(text));
            for (qsizetype i = 0; menu->activeAction() != wanted && i <= menu->actions().size();
                 ++i)
                QTest::keyClick(menu, Qt::Key_Down);
            QTest::keyClick(menu, wanted->menu() ? Qt::Key_Right : Qt::Key_Return);
        }
    };
}

Input Hands::pickFrom(const char *button, const QStringList &texts)
{
    return [open = click(button), choose = pick(texts)] {
        QTimer::singleShot(0, qApp, choose);
        open();
    };
}

Input Hands::contextMenu(QWidget &widget, std::function<QPoint()> where)
{
    return [&widget, where = std::move(where)] {
        const QPoint point = where();
        QContextMenuEvent event(QContextMenuEvent::Mouse, point, widget.mapToGlobal(point));
        QApplication::sendEvent(&widget, &event);
    };
}

Input Hands::choose(const char *name, const char *text)
{
    return [name = QLatin1String(name), text = QLatin1String(text)] {
        auto *const box = qobject_cast<QComboBox *>(seen(name));
        if (!box)
            qFatal("no box is seen of \"%s\"", name.data());
        box->setFocus(Qt::OtherFocusReason);
        for (int i = box->currentIndex(); i > 0; --i)
            QTest::keyClick(box, Qt::Key_Up);
        for (int i = 0; i < box->count() && !box->currentText().startsWith(text); ++i)
            QTest::keyClick(box, Qt::Key_Down);
    };
}

std::function<QPoint()> Hands::inRow(const char *name, int row) const
{
    return [this, name, row] {
        QAbstractItemView *const view = list(name);
        const QModelIndex first = view->indexAt(QPoint(4, 4));
        const QModelIndex index = view->model()->index(std::max(first.row(), 0) + row, 0);
        return view->visualRect(index).center();
    };
}

Input Hands::clickRow(const char *name, int row, Qt::KeyboardModifiers modifiers) const
{
    return [this, name, where = inRow(name, row), modifiers] {
        QTest::mouseClick(list(name)->viewport(), Qt::LeftButton, modifiers, where());
    };
}

void Hands::moveMouse(QWidget &widget, const QPoint &to, Qt::MouseButtons held)
{
    QMouseEvent event(QEvent::MouseMove, to, widget.mapToGlobal(to), Qt::NoButton, held,
                      Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
}

Inputs Hands::drag(QWidget &widget, std::function<QPoint()> from, const QPoint &by,
                   Qt::MouseButton button, Qt::KeyboardModifiers modifiers)
{
    constexpr int kMoves = 10;
    const auto start = std::make_shared<QPoint>();
    Inputs inputs;
    inputs.push_back([&widget, start, from = std::move(from), button, modifiers] {
        *start = from();
        QTest::mousePress(&widget, button, modifiers, *start);
    });
    for (int i = 1; i <= kMoves; ++i)
        inputs.push_back([&widget, start, by, button, i] {
            moveMouse(widget, *start + by * i / kMoves, button);
        });
    inputs.push_back([&widget, start, by, button, modifiers] {
        QTest::mouseRelease(&widget, button, modifiers, *start + by);
    });
    return inputs;
}

Input Hands::wheel(QWidget &widget, std::function<QPoint()> where, int up,
                   Qt::KeyboardModifiers modifiers)
{
    return [&widget, where = std::move(where), up, modifiers] {
        const QPoint point = where();
        QWheelEvent event(point, widget.mapToGlobal(point), QPoint(), QPoint(0, up), Qt::NoButton,
                          modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&widget, &event);
    };
}

std::function<QPoint()> Hands::inLanes(double x, double y) const
{
    return [this, x, y] {
        const QRect lanes = scene().lanesRect();
        return QPoint(lanes.left() + static_cast<int>(x * lanes.width()),
                      lanes.top() + static_cast<int>(y * lanes.height()));
    };
}

std::function<QPoint()> Hands::middleOf(const QWidget &widget, double x)
{
    return
        [&widget, x] { return QPoint(static_cast<int>(widget.width() * x), widget.height() / 2); };
}

} // namespace eventscope::ui
