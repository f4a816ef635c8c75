// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"
#include "session/session.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "shell/perspectives.h"
#include "shell/screenshot.h"
#include "shell/shortcuts.h"
#include "shell/windows.h"
#include "widgets/preferences.h"
#include "widgets/systemlook.h"
#include "widgets/theme.h"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QIcon>
#include <QSettings>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QTimer>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace {

using namespace eventscope;
using namespace eventscope::ui;

constexpr int kUnusable = 2; // usage, input

struct Options {
    std::string store;
    std::string dialect;
    std::string table;
    bool follow = true;
    std::string stream;
    std::optional<std::int64_t> at;
    std::string where;
    std::string page;
    std::string perspective;
    std::string projection;
    std::string theme;
    std::string screenshot;
    std::string size = "1280x800";
    double ratio = 1;
};

int complain(const std::string &message)
{
    std::fprintf(stderr, "eventscope: %s\n", message.c_str());
    return kUnusable;
}

// The writing end of a pipe: all that a signal handler may touch.
int signalPipe[2] = {-1, -1};

void noteSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[0], &byte, 1);
}

// Ctrl-C in the terminal closes the window, which saves its layout.
void quitOnSignals(QApplication &application)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalPipe) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalPipe[1], QSocketNotifier::Read, &application);
    QObject::connect(notifier, &QSocketNotifier::activated, &application, [notifier] {
        notifier->setEnabled(false);
        QApplication::closeAllWindows();
        QApplication::quit();
    });
    std::signal(SIGINT, noteSignal);
    std::signal(SIGTERM, noteSignal);
    std::signal(SIGHUP, noteSignal);
}

std::optional<Theme::Choice> themeOf(const std::string &name)
{
    if (name == "light")
        return Theme::Choice::Light;
    if (name == "dark")
        return Theme::Choice::Dark;
    if (name == "system")
        return Theme::Choice::System;
    if (name == "contrast")
        return Theme::Choice::HighContrast;
    if (name == "contrast-light")
        return Theme::Choice::HighContrastLight;
    return std::nullopt;
}

// Parses and checks; the status to exit with if the program is not to go on.
std::optional<int> parse(int argc, char **argv, Options &options)
{
    CLI::App app(
        "Shows the history and the state of every aggregate in an event store. Stores are never written.",
        "eventscope");
    app.set_version_flag("--version", std::string("eventscope " EVENTSCOPE_VERSION));
    app.add_option("STORE", options.store,
                   "path or URL: orders.db, events.jsonl, sqlite:///path, incident.eventscope");
    app.add_option("--dialect", options.dialect,
                   "name of a dialect or path of a dialect file (default: detect)");
    app.add_option("--table", options.table, "table that holds the events (default: detect)");
    app.add_flag("--follow,!--no-follow", options.follow,
                 "show new events as they come (default), or not");
    app.add_option("--stream", options.stream, "begin at this stream");
    app.add_option("--at", options.at, "and at this version of it")->needs("--stream");
    app.add_option("--where", options.where, "begin with this filter: type = Order*");
    app.add_option("--page", options.page,
                   "begin with this page open: "
                       + ExplorePage::pages().join(QStringLiteral(", ")).toStdString());
    app.add_option("--perspective", options.perspective,
                   "begin with this one: "
                       + Perspectives::names().join(QStringLiteral(", ")).toStdString());
    app.add_option("--projection", options.projection,
                   "begin with this projection, run over the store");
    app.add_option("--theme", options.theme, "light, dark, contrast, contrast-light or system")
        ->check(CLI::IsMember({"light", "dark", "contrast", "contrast-light", "system"}));
    auto *screenshot
        = app.add_option("--screenshot", options.screenshot,
                         "render the window to this PNG file and exit; needs no display");
    app.add_option("--size", options.size, "of the screenshot, in its pixels")
        ->needs(screenshot)
        ->capture_default_str();
    app.add_option("--ratio", options.ratio,
                   "pixels of the screenshot to a point of the window: 2 for dense displays")
        ->needs(screenshot)
        ->check(CLI::Range(0.5, 8.0))
        ->capture_default_str();
    app.footer("Exit status: 0 fine; 2 bad usage or, for a screenshot, unreadable input.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : kUnusable;
    }
    if (const QStringList names = Perspectives::names();
        !options.perspective.empty()
        && !names.contains(QString::fromStdString(options.perspective)))
        return complain("there is no perspective \"" + options.perspective
                        + "\"; there are: " + names.join(QStringLiteral(", ")).toStdString() + ".");
    if (!Screenshot::parseSize(QString::fromStdString(options.size)))
        return complain("--size " + options.size
                        + " is no size: write it like 1280x800, from 100 to 16384 each.");
    if (options.store.empty()) {
        for (const auto &[name, value] :
             {std::pair("--stream", &options.stream), std::pair("--where", &options.where),
              std::pair("--page", &options.page), std::pair("--projection", &options.projection)}) {
            if (!value->empty())
                return complain(std::string(name) + " needs a store to look in: name one.");
        }
    }
    if (const QStringList pages = ExplorePage::pages();
        !options.page.empty() && !pages.contains(QString::fromStdString(options.page)))
        return complain("there is no page \"" + options.page
                        + "\"; there are: " + pages.join(QStringLiteral(", ")).toStdString() + ".");
    return std::nullopt;
}

void openAsAsked(MainWindow &window, Session &session, const Options &options,
                 const StartPlace &start)
{
    session.setFollowing(options.follow);
    if (options.store.empty())
        return;
    OpenOptions open;
    open.dialect = options.dialect;
    open.table = options.table;
    window.openStore(QString::fromStdString(options.store), open, start);
}

int takeScreenshot(QApplication &application, const Options &options, const StartPlace &start)
{
    // The user's own settings must neither show in the picture nor change by it.
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    QApplication::setCursorFlashTime(0);
    Theme::instance().apply(application, themeOf(options.theme).value_or(Theme::Choice::Light));
    Session session;
    session.workspace().setFolder(folder.filePath(QStringLiteral("workspaces")));
    session.workspace().setOnlyReads(true);
    MainWindow window(session, settings);
    Screenshot screenshot(window, session,
                          {.file = QString::fromStdString(options.screenshot),
                           .size = *Screenshot::parseSize(QString::fromStdString(options.size)),
                           .withStore = !options.store.empty(),
                           .start = start});
    QObject::connect(&screenshot, &Screenshot::taken, &application, &QCoreApplication::quit);
    QObject::connect(&screenshot, &Screenshot::failed, &application,
                     [](const Error &error) { QCoreApplication::exit(complain(error.message)); });
    Options still = options;
    still.follow = false;
    openAsAsked(window, session, still, {});
    screenshot.start();
    return QApplication::exec();
}

int runWindow(QApplication &application, const Options &options, const StartPlace &start)
{
    QSettings settings;
    Preferences &preferences = Preferences::instance();
    Theme::instance().apply(application, Theme::Choice::System);
    preferences.use(&settings);
    Shortcuts::instance().use(&settings);
    if (const auto theme = themeOf(options.theme))
        Theme::instance().setChoice(*theme);
    // Once there is a window: the desktop is asked for its wishes, and may be slow to answer.
    QTimer::singleShot(0, &preferences, [] { SystemLook::instance().watch(); });
    Windows windows(settings);
    MainWindow &window = windows.add();
    window.show();
    openAsAsked(window, windows.session(0), options, start);
    if (options.store.empty())
        window.offerTour();
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    keepHeapsSmall();
    Options options;
    if (const auto status = parse(argc, argv, options))
        return *status;
    const bool picture = !options.screenshot.empty();
    const bool display = qEnvironmentVariableIsSet("DISPLAY")
                         || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    if (picture) {
        // The same picture with or without a display, and nothing that flashes up on one.
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        qputenv("QT_SCALE_FACTOR", QByteArray::number(options.ratio));
    } else if (!display && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        return complain(
            "there is no display to open a window on. Render one with --screenshot FILE, or use eventscope-cli.");
    }

    QApplication application(argc, argv);
    // Qt takes the system's, which texts for machines must not follow. QLocale does not care.
    std::setlocale(LC_NUMERIC, "C");
    QCoreApplication::setOrganizationName(QStringLiteral("eventscope"));
    QCoreApplication::setApplicationName(QStringLiteral("eventscope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(EVENTSCOPE_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Eventscope"));
    QGuiApplication::setDesktopFileName(QStringLiteral("eventscope"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/eventscope.svg")));
    quitOnSignals(application);

    StartPlace start;
    start.stream = QString::fromStdString(options.stream);
    start.version = options.at;
    start.filter = QString::fromStdString(options.where);
    start.page = QString::fromStdString(options.page);
    start.perspective = QString::fromStdString(options.perspective);
    start.projection = QString::fromStdString(options.projection);
    return picture ? takeScreenshot(application, options, start)
                   : runWindow(application, options, start);
}
