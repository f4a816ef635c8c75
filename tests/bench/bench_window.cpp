// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_window STORE [--sample STORE] [--at TEXT] [--details]: opens the store in the window, looks around while it loads, and does every gesture of the
// window afterwards. Prints how long frames took, and the longest that the GUI thread was deaf.
//
// A turn is one input, or one pass of the event loop: whatever comes meanwhile waits for it. A frame is an input and the passes up to
// the one that painted, without the time in which the thread waited; and each pass that painted later, with what threads had found.
//
// The window has the size of a screen of 2560x1440 pixels at two pixels to a point.
#include "measure.h"

#include "base/process.h"
#include "panels/filteredit.h"
#include "session/session.h"
#include "shell/mainwindow.h"
#include "shell/windows.h"
#include "ui/gestures.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace eventscope;
using namespace eventscope::bench;
using namespace eventscope::ui;

namespace {

constexpr QSize kPixels(2560, 1440);
constexpr int kRatio = 2;
constexpr double kFrameMost = 16;   // ms, of 99 in a hundred
constexpr double kTurnMost = 50;    // ms, of each
constexpr double kKeyMost = 100;    // ms
constexpr double kReadyMost = 400;  // ms
constexpr double kMemoryMost = 150; // MB
constexpr double kPatience = 60;    // s, for what a gesture is to reach

struct Options {
    std::string store;
    std::string sample;
    std::string at = "-";
    bool details = false;
};

constexpr const char *kUsage = "usage: bench_window STORE [--sample STORE] [--at TEXT] [--details]";

Options parse(int argc, char **argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--details")
            options.details = true;
        else if (option == "--at" && i + 1 < argc)
            options.at = argv[++i];
        else if (option == "--sample" && i + 1 < argc)
            options.sample = argv[++i];
        else if (options.store.empty() && !option.starts_with('-'))
            options.store = option;
        else
            giveUp(kUsage);
    }
    if (options.store.empty())
        giveUp(kUsage);
    return options;
}

// Counts what is painted: the top-level window's request to bring everything up to date.
class PaintCounter : public QObject
{
public:
    explicit PaintCounter(QObject *parent)
        : QObject(parent)
    {
        qApp->installEventFilter(this);
    }
    std::size_t paints = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::UpdateRequest)
            ++paints;
        return false;
    }
};

// Gives inputs to the window and runs its event loop, and times both.
class Stage
{
public:
    explicit Stage(bool details)
        : m_details(details)
        , m_counter(qApp)
    {}

    // Waits for what it paints, but no longer than somebody would before the next input.
    void input(const QString &name, const std::function<void()> &act)
    {
        m_name = name;
        const std::size_t paints = m_counter.paints;
        double frame = timed(act);
        const Stopwatch since;
        while (m_counter.paints == paints && since.seconds() < 0.05)
            frame += turn();
        m_frames.push_back(frame);
        // What threads answer within the time between two inputs of a hand.
        rest(0.01);
        ++m_inputs;
    }
    void rest(double seconds)
    {
        const Stopwatch since;
        do
            turnAndFrame();
        while (since.seconds() < seconds);
    }
    void until(const QString &name, const std::function<bool()> &reached)
    {
        m_name = name;
        const Stopwatch since;
        while (!reached()) {
            turnAndFrame();
            if (since.seconds() > kPatience)
                giveUp("bench_window: \"" + name.toStdString() + "\" did not come about");
        }
    }
    void perform(const Gesture &gesture)
    {
        for (const auto &act : gesture.inputs)
            input(gesture.name, act);
        until(gesture.name, gesture.reached);
    }
    std::size_t inputs() const { return m_inputs; }
    std::size_t paints() const { return m_counter.paints; }

    struct Figures {
        std::vector<double> frames; // ms
        double longestTurn = 0;     // ms
        QString longestIn;
    };
    // Since the last call.
    Figures take()
    {
        return {std::exchange(m_frames, {}), std::exchange(m_longest, 0), m_longestIn};
    }

private:
    double timed(const std::function<void()> &act)
    {
        const Stopwatch watch;
        act();
        const double took = watch.seconds() * 1'000;
        if (m_details && took > kFrameMost)
            std::fprintf(stderr, "%7.1f ms  %s\n", took, qPrintable(m_name));
        if (took > m_longest) {
            m_longest = took;
            m_longestIn = m_name;
        }
        return took;
    }
    double turn()
    {
        const double took = timed([] { QCoreApplication::processEvents(); });
        if (took < 0.05)
            QThread::usleep(200); // as the event loop would, when there is nothing
        return took;
    }
    void turnAndFrame()
    {
        const std::size_t paints = m_counter.paints;
        const double took = turn();
        if (m_counter.paints != paints)
            m_frames.push_back(took);
    }

    bool m_details;
    PaintCounter m_counter;
    QString m_name;
    std::vector<double> m_frames;
    double m_longest = 0;
    QString m_longestIn;
    std::size_t m_inputs = 0;
};

std::string milliseconds(double value)
{
    return figure(value) + " ms";
}

void printFrames(const std::string &what, const std::string &at, const std::vector<double> &frames)
{
    const double p99 = percentile(frames, 99);
    const double most = percentile(frames, 100);
    print({what, at,
           "p50 " + milliseconds(percentile(frames, 50)) + ", p99 " + milliseconds(p99) + ", max "
               + milliseconds(most) + " (" + std::to_string(frames.size()) + " frames)",
           "-", "-", "p99 16 ms, max 50 ms", p99 <= kFrameMost && most <= kTurnMost});
}

void printTurn(const std::string &what, const std::string &at, const Stage::Figures &figures)
{
    print({what, at,
           milliseconds(figures.longestTurn) + " (" + figures.longestIn.toStdString() + ")", "-",
           "-", "50 ms", figures.longestTurn <= kTurnMost});
}

// From each key to the first events it finds on the screen, of filters that columns answer.
double slowestKey(Stage &stage, MainWindow &window, Session &session)
{
    auto *edit = window.findChild<FilterEdit *>();
    const std::string type(session.log().typeName(session.log().type(Row(0))));
    double slowest = 0;
    // What stands there already, and what is typed then: a word that is not finished would be searched for in the payloads.
    const std::pair<std::string, std::string> filters[] = {{"type = ", type},
                                                           {"version > 20 and type != ", type},
                                                           {"version > ", "20"},
                                                           {"position < ", "500000"}};
    for (const auto &[before, typed] : filters) {
        edit->setFocus();
        edit->clear();
        session.setFilter({});
        stage.until(QStringLiteral("no filter"),
                    [&] { return session.shownEvents().size() == session.log().rowCount(); });
        edit->setText(QString::fromStdString(before));
        for (const char letter : typed) {
            bool found = false;
            const auto connection = QObject::connect(&session, &Session::shownEventsChanged,
                                                     [&found] { found = true; });
            const Stopwatch watch;
            stage.input(QStringLiteral("a key in the filter"),
                        [&] { QTest::keyClick(edit, letter); });
            stage.until(QStringLiteral("a key in the filter finds events"),
                        [&] { return found || !session.isFiltering() || session.filterError(); });
            const std::size_t paints = stage.paints();
            if (found) {
                const Stopwatch patience;
                stage.until(QStringLiteral("what a key finds is painted"),
                            [&] { return stage.paints() > paints || patience.seconds() > 0.02; });
                slowest = std::max(slowest, watch.seconds() * 1'000);
            }
            QObject::disconnect(connection);
            stage.rest(0.05); // a quick typist
        }
    }
    session.setFilter({});
    return slowest;
}

// The whole life of the program that takes a screenshot of the store: from its start until everything is on the screen, and the
// picture's compressing too. The fastest of some, since the first ones warm the caches.
double windowReady(const std::string &store)
{
    const QTemporaryDir folder;
    double fastest = 1e9;
    for (int i = 0; i < 7; ++i) {
        QProcess program;
        program.setProgram(QStringLiteral(EVENTSCOPE_BINARY));
        program.setArguments({QString::fromStdString(store), QStringLiteral("--screenshot"),
                              folder.filePath(QStringLiteral("window.png"))});
        const Stopwatch watch;
        program.start();
        if (!program.waitForFinished() || program.exitCode() != 0)
            giveUp("bench_window: no screenshot of " + store);
        fastest = std::min(fastest, watch.seconds() * 1'000);
    }
    return fastest;
}

} // namespace

int main(int argc, char **argv)
{
    keepHeapsSmall();
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", std::to_string(kRatio).c_str());
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    const Options options = parse(argc, argv);
    Theme::instance().apply(application, Theme::Choice::Dark);
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    keepToFolder(folder.path(), settings);
    Preferences::Values preferred;
    preferred.theme = Theme::Choice::Dark;
    Preferences::instance().set(preferred);
    Windows windows(settings);
    MainWindow &window = windows.add();
    Session &session = windows.session(0);
    window.resize(kPixels / kRatio);
    window.show();
    Stage stage(options.details);
    stage.until(QStringLiteral("the start page"), [&] { return window.isActiveWindow(); });
    stage.rest(0.5);
    stage.take();

    window.openStore(QString::fromStdString(options.store));
    stage.until(QStringLiteral("the first events"),
                [&] { return session.hasLog() && session.log().rowCount() > 0; });
    while (session.phase() != Session::Phase::Ready) {
        for (const Gesture &gesture : lookingAround(windows))
            stage.perform(gesture);
        if (session.phase() == Session::Phase::Failed)
            giveUp("bench_window: " + session.error().message);
    }
    const std::size_t whileLoading = stage.inputs();
    const Stage::Figures loading = stage.take();

    // The catalogue and the findings are gathered meanwhile.
    for (const Gesture &gesture : everyGesture(windows, folder.path()))
        stage.perform(gesture);
    const Stage::Figures loaded = stage.take();
    const double key = slowestKey(stage, window, session);
    const Stage::Figures typing = stage.take();
    stage.until(QStringLiteral("everything is there"), [&] { return window.isSettled(); });
    stage.rest(2); // as long as it takes to be tidied up
    const EventLog::Memory log = session.log().memory();
    const double memory = (static_cast<double>(anonymousMemory())
                           - static_cast<double>(log.columns + log.indexes + log.names))
                          / 1e6;

    printFrames("frame of the window while loading, 2560x1440 at 2", options.at, loading.frames);
    printTurn("longest turn of the GUI thread while loading, " + std::to_string(whileLoading)
                  + " inputs",
              options.at, loading);
    printFrames("frame of the window, every gesture", options.at, loaded.frames);
    printTurn("longest turn of the GUI thread, every gesture, "
                  + std::to_string(stage.inputs() - whileLoading) + " inputs",
              options.at, loaded.longestTurn > typing.longestTurn ? loaded : typing);
    print({"key in the filter to the first events on screen", options.at, milliseconds(key), "-",
           "-", "100 ms", key <= kKeyMost});
    if (!options.sample.empty()) {
        const double ready = windowReady(options.sample);
        print({"window ready, from the start of the program", "sample", milliseconds(ready), "-",
               "-", "400 ms", ready <= kReadyMost});
    }
    print({"memory of the window beyond the log", options.at, figure(memory) + " MB", "-", "-",
           "150 MB", memory <= kMemoryMost});
    return 0;
}
