// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gestures of the window itself: preferences, shortcuts, borders, and further windows with what they open.
#include "ui/gesturescript.h"

#include "session/session.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "shell/shortcuts.h"
#include "shell/windows.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QFile>
#include <QKeySequence>
#include <QSplitter>
#include <QSplitterHandle>
#include <QTest>

namespace eventscope::ui {

namespace {

const Preferences::Values &preferred()
{
    return Preferences::instance().values();
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(path));
}

// The session of the window that was opened last.
auto secondOf(Windows &windows)
{
    return [&windows]() -> Session & { return windows.session(windows.count() - 1); };
}

// A store, and a workspace about it that names a script, as somebody would send them.
void writeTheirs(const Hands &hands)
{
    write(hands.file(QStringLiteral("theirs.jsonl")),
          R"({"id":"a","type":"Opened","aggregateId":"cart-1","aggregateType":"cart",)"
          R"("timestamp":"2026-01-01T00:00:00Z","version":1,"payload":{},"metadata":{}})"
          "\n");
    write(hands.file(QStringLiteral("cart.js")), "export default {}\n");
    write(hands.file(QStringLiteral("theirs.eventscope")),
          R"({"store":"theirs.jsonl","reducers":{"cart":"cart.js"}})");
}

} // namespace

void GestureScript::preferring()
{
    Hands &h = hands();
    add("Ctrl+comma opens the preferences", {h.key(Qt::Key_Comma, Qt::ControlModifier)},
        [] { return Hands::isSeen("preferencesDialog"); });
    add("a zone is chosen",
        {Hands::click("Time zone"), h.pasted(QStringLiteral("Asia/Tokyo")),
         [] {
             if (QWidget *const list = QApplication::activePopupWidget())
                 QTest::keyClick(list, Qt::Key_Escape);
         },
         h.key(Qt::Key_Tab)},
        [] { return preferred().timeZone == QLatin1String("Asia/Tokyo"); });
    add("the page is reset", {Hands::click("Reset this page")},
        [] { return preferred().timeZone == QLatin1String("UTC"); });
    const auto page = [&h](int row) {
        return Inputs{Hands::focus("Pages"), h.key(Qt::Key_Home)} + h.keys(row, Qt::Key_Down);
    };
    const auto look = page(1);
    add("Down goes to the next page", look, [] { return Hands::isSeen("Accent colour"); });
    const Theme::Choice before = Theme::instance().choice();
    add("another theme is chosen", {Hands::choose("Theme", "High contrast")},
        [] { return Theme::instance().choice() == Theme::Choice::HighContrast; });
    add("and the one before",
        {Hands::choose("Theme", before == Theme::Choice::Dark ? "Dark" : "Light")},
        [before] { return Theme::instance().choice() == before; });
    add("another accent is chosen", {Hands::choose("Accent colour", "Violet")},
        [] { return preferred().accent.isValid(); });
    add("panels go from right to left", {Hands::choose("Direction", "Right to left")},
        [] { return QGuiApplication::layoutDirection() == Qt::RightToLeft; });
    add("and from left to right", {Hands::choose("Direction", "Left to right")},
        [] { return QGuiApplication::layoutDirection() == Qt::LeftToRight; });
    add("nothing moves by itself", {Hands::choose("Motion", "Reduced")},
        [] { return Preferences::instance().reducesMotion(); });
    add("fonts have a page", page(2), [] { return Hands::isSeen("Payloads and numbers"); });
    add("texts are larger",
        {Hands::focus("Size"), h.pasted(QStringLiteral("12")), h.key(Qt::Key_Tab)},
        [] { return QApplication::font().pointSizeF() == 12; });
    add("and as they were", {Hands::click("Reset this page")},
        [] { return preferred().fonts.points == 0; });
    add("limits have a page", page(3), [] { return Hands::isSeen("Kept states"); });
    add("a limit is changed", {Hands::focus("Kept states"), h.key(Qt::Key_Up)},
        [] { return preferred().stateMegabytes != Preferences::Values().stateMegabytes; });
    add("and reset", {Hands::click("Reset this page")},
        [] { return preferred().stateMegabytes == Preferences::Values().stateMegabytes; });
    add("Escape closes the preferences", {h.key(Qt::Key_Escape)},
        [] { return !Hands::isSeen("preferencesDialog"); });
}

void GestureScript::shortcuts()
{
    Hands &h = hands();
    Session &s = h.session();
    const auto isGiven = [](int key) { return Shortcuts::instance().isGiven(QKeySequence(key)); };
    add("F1 lists the shortcuts", {h.key(Qt::Key_F1)},
        [] { return Hands::isSeen("shortcutsDialog"); });
    add("a command is found by its name, Enter waits for its keys",
        h.typed(QStringLiteral("last event")) + Inputs{h.key(Qt::Key_Down), h.key(Qt::Key_Return)},
        [] { return QApplication::focusWidget()->objectName() == QLatin1String("capture"); });
    add("they are pressed", {h.key(Qt::Key_F4)}, [isGiven] { return isGiven(Qt::Key_F4); });
    add("those of another are swapped",
        {Hands::focus("capture"), h.key(Qt::Key_B, Qt::ControlModifier), Hands::click("Swap")},
        [isGiven] { return isGiven(int(Qt::CTRL) | Qt::Key_B); });
    add("all are as they were", {Hands::click("Reset all")},
        [] { return Shortcuts::instance().isEmpty(); });
    add("the keys are given once more", {Hands::focus("capture"), h.key(Qt::Key_F4)},
        [isGiven] { return isGiven(Qt::Key_F4); });
    add("Escape closes the shortcuts", {Hands::focus("search"), h.key(Qt::Key_Escape)},
        [] { return !Hands::isSeen("shortcutsDialog"); });
    add("they act", {timelineFocus(), h.key(Qt::Key_Home), h.key(Qt::Key_F4)},
        [&s] { return !s.canStep(Session::Step::Next); });
    add("F1 lists them again", {h.key(Qt::Key_F1)},
        [] { return Hands::isSeen("shortcutsDialog"); });
    add("a click on keys takes them away",
        h.typed(QStringLiteral("last event")) + Inputs{Hands::click("Remove F4")},
        [isGiven] { return !isGiven(Qt::Key_F4); });
    add("all are as they were", {Hands::click("Reset all")},
        [] { return Shortcuts::instance().isEmpty(); });
    add("the button closes them", {Hands::click("Close")},
        [] { return !Hands::isSeen("shortcutsDialog"); });
}

void GestureScript::arranging()
{
    Hands &h = hands();
    MainWindow &window = h.window();
    const QSize size = window.size();
    Inputs resize;
    for (int i = 1; i <= 10; ++i)
        resize.push_back(
            [&window, size, i] { window.resize(i == 10 ? size : size - QSize(13 * i, 7 * i)); });
    add("the window is resized", std::move(resize),
        [&window, size] { return window.size() == size; });
    for (QSplitter *splitter : h.page().findChildren<QSplitter *>()) {
        if (!splitter->isVisible() || splitter->count() < 2)
            continue;
        QSplitterHandle &handle = *splitter->handle(1);
        const auto sizes = std::make_shared<QList<int>>();
        const QPoint by = splitter->orientation() == Qt::Horizontal ? QPoint(40, 0) : QPoint(0, 40);
        add("a border between panels is dragged",
            Inputs{[splitter, sizes] { *sizes = splitter->sizes(); }}
                + Hands::drag(handle, Hands::middleOf(handle), by),
            [splitter, sizes] { return splitter->sizes() != *sizes; });
    }
    const auto sizes = std::make_shared<QList<int>>();
    auto *panels = h.page().findChild<QSplitter *>(QStringLiteral("columns"));
    add("a command resets the layout",
        Inputs{[panels, sizes] { *sizes = panels->sizes(); }} + h.palette("reset the layout"),
        [panels, sizes] { return panels->sizes() != *sizes; });
    add("F11 fills the screen", {h.key(Qt::Key_F11)}, [&window] { return window.isFullScreen(); });
    add("F11 gives the window back", {h.key(Qt::Key_F11)},
        [&window, size] { return !window.isFullScreen() && window.size() == size; });
    add("Ctrl+1 goes to Explore", {h.key(Qt::Key_1, Qt::ControlModifier)}, [&h] {
        return h.page().isAncestorOf(QApplication::focusWidget())
               || QApplication::focusWidget() == &h.page();
    });
    add("a command tells what this is", h.palette("about eventscope"),
        [] { return Hands::isSeen("QMessageBox"); });
    add("Escape closes it", {h.key(Qt::Key_Escape)}, [] { return !Hands::isSeen("QMessageBox"); });
}

void GestureScript::touring()
{
    Hands &h = hands();
    Windows &windows = h.windows();
    const auto other = secondOf(windows);
    add("Ctrl+N opens a window", {h.key(Qt::Key_N, Qt::ControlModifier)}, [&windows] {
        return windows.count() == 2 && windows.window(1).isActiveWindow()
               && windows.session(1).phase() == Session::Phase::Empty;
    });
    const auto title = [] {
        const QWidget *const bubble = Hands::seen(QStringLiteral("tourBubble"));
        return bubble ? bubble->accessibleName() : QString();
    };
    add("a button of the start page begins the tour", {Hands::click("Take the tour")},
        [title] { return !title().isEmpty() && Hands::isSeen("tourNext"); });
    const auto before = std::make_shared<QString>();
    for (int step = 2; step <= 5; ++step)
        add("the next step",
            {[before, title] { *before = title(); }, Hands::focus("tourNext"),
             h.key(Qt::Key_Return)},
            [before, title] { return !title().isEmpty() && title() != *before; });
    add("the step before", {[before, title] { *before = title(); }, Hands::click("tourBack")},
        [before, title] { return !title().isEmpty() && title() != *before; });
    add("the last one again", {Hands::click("tourNext")},
        [before, title] { return title() == *before; });
    add("it is done", {Hands::click("tourNext")}, [title] { return title().isEmpty(); });
    add("a command begins it again", h.palette("take the tour"),
        [title] { return !title().isEmpty(); });
    add("Skip ends it", {Hands::click("tourSkip")}, [title] { return title().isEmpty(); });
    add("Ctrl+W closes the store", {h.key(Qt::Key_W, Qt::ControlModifier)}, [other] {
        return other().phase() == Session::Phase::Empty && Hands::isSeen("Recent stores");
    });
    add("Enter opens a recent one",
        {Hands::focus("Recent stores"), h.key(Qt::Key_Home), h.key(Qt::Key_Return)},
        [other] { return other().hasLog() && other().log().rowCount() > 0; });
}

void GestureScript::opening()
{
    Hands &h = hands();
    Windows &windows = h.windows();
    const auto other = secondOf(windows);
    writeTheirs(h);
    const auto isOpen = [other](std::uint32_t rows) {
        return [other, rows] {
            return other().phase() == Session::Phase::Ready && other().log().rowCount() == rows;
        };
    };
    const Inputs ctrlO{h.key(Qt::Key_O, Qt::ControlModifier)};
    open("Ctrl+O opens a bundle", ctrlO, h.file(QStringLiteral("some.esbundle")), isOpen(3));
    open("Ctrl+O opens a workspace from elsewhere, and asks", ctrlO,
         h.file(QStringLiteral("theirs.eventscope")), [isOpen] {
             return isOpen(1)() && Hands::isSeen("Trust and run")
                    && Hands::isSeen("Open without running");
         });
    add("its script is not trusted", {Hands::click("Open without running")}, [other] {
        return !Hands::isSeen("Trust and run") && other().workspace().isHeldByChoice();
    });
    add("a command asks again", h.palette("run the reducers of this workspace"),
        [] { return Hands::isSeen("Trust and run"); });
    add("it is trusted", {Hands::click("Trust and run")},
        [other] { return other().workspace().heldReducers().empty(); });
    open("a command opens a workspace", h.palette("open workspace"),
         h.file(QStringLiteral("theirs.eventscope")),
         [isOpen] { return isOpen(1)() && !Hands::isSeen("Trust and run"); });
    add("F5 reads the store again", {h.key(Qt::Key_F5)}, isOpen(1));
    open("a file that is no store is explained", ctrlO, h.file(QStringLiteral("cart.js")),
         [other] { return other().phase() == Session::Phase::Failed; });
    add("Ctrl+Shift+W closes the window",
        {h.key(Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier)},
        [&windows] { return windows.count() == 1; });
}

void GestureScript::duplicating()
{
    Hands &h = hands();
    Windows &windows = h.windows();
    const auto other = secondOf(windows);
    add("Ctrl+Shift+N opens the store in a window of its own",
        {h.key(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier)}, [other, &windows] {
            return windows.count() == 2 && other().hasLog() && other().log().rowCount() > 0
                   && windows.window(1).windowTitle().endsWith(QLatin1String("window 2"));
        });
    add("Ctrl+Shift+W closes it", {h.key(Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier)},
        [&windows] { return windows.count() == 1; });
}

} // namespace eventscope::ui
