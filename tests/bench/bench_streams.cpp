// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_streams FILE [--at TEXT]: the list of streams on a store of many, as a hand would use it while the store loads
// and after it: searches that are typed, all orders, sections that close and open, scrolling from end to end, streams
// selected from afar. Prints the longest turn of the GUI thread.
#include "measure.h"
#include "panels/streamspanel.h"
#include "session/session.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QActionGroup>
#include <QApplication>
#include <QEventLoop>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

using namespace eventscope;
using namespace eventscope::bench;
using namespace eventscope::ui;

namespace {

constexpr QSize kPanel(400, 1400);
constexpr double kMostMilliseconds = 50;
constexpr int kKeyEvery = 40;         // ms: a quick typist
constexpr int kSettled = 60;          // ms of rest after which nothing is on its way any more
constexpr int kMostSettling = 60'000; // ms

// Knows how long each event took that the event loop delivered: until then, no other can be answered.
class Application : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_inside)
            return QApplication::notify(receiver, event);
        m_inside = true;
        const Stopwatch watch;
        const bool result = QApplication::notify(receiver, event);
        m_milliseconds.push_back(watch.seconds() * 1'000);
        m_inside = false;
        return result;
    }
    const std::vector<double> &milliseconds() const { return m_milliseconds; }
    double longestSince(std::size_t first) const
    {
        const auto begin = m_milliseconds.begin() + static_cast<std::ptrdiff_t>(first);
        return begin == m_milliseconds.end() ? 0 : *std::max_element(begin, m_milliseconds.end());
    }

private:
    bool m_inside = false;
    std::vector<double> m_milliseconds;
};

class Bench
{
public:
    Bench(Session &session, StreamsPanel &panel, const Application &turns)
        : m_session(session)
        , m_panel(panel)
        , m_turns(turns)
        , m_model(*panel.findChild<StreamsModel *>())
        , m_search(*panel.findChild<QLineEdit *>())
    {
        for (auto *const view : panel.findChildren<QAbstractItemView *>()) {
            if (!m_list)
                m_list = view; // the streams stand first
        }
        m_orders = panel.findChild<QActionGroup *>()->actions();
    }

    void load(const QString &file)
    {
        act([&] { m_session.open(file); });
        // What is open stays so when more comes.
        QObject::connect(&m_model, &StreamsModel::orderChanged, &m_panel,
                         [this] { openAll(true); });
        // Somebody uses the list meanwhile.
        for (int i = 0; m_session.phase() != Session::Phase::Ready; ++i) {
            if (m_session.phase() == Session::Phase::Failed)
                giveUp("bench_streams: " + m_session.error().message);
            wait(kKeyEvery);
            switch (i % 8) {
            case 1:
                act([&] { scrollTo(0.5); });
                break;
            case 3:
                act([&] { m_search.setText(QString::number(i % 100)); });
                break;
            case 5:
                act([&] { m_search.clear(); });
                break;
            case 6:
                act([&] { order(i); });
                break;
            case 7:
                act([&] { press(i % 16 < 8 ? Qt::Key_Left : Qt::Key_Right); });
                break;
            default:
                break;
            }
        }
        m_search.clear();
        settle();
        report("while it loads");
    }

    void use()
    {
        for (const char *const text : {"1", "9999", "-2b", "nothing like it"}) {
            for (const char *c = text; *c; ++c) {
                act([&] { m_search.setText(m_search.text() + QLatin1Char(*c)); });
                wait(kKeyEvery);
            }
            settle();
            act([&] { m_search.clear(); });
            settle();
        }
        report("searches");
        for (int i = 0; i < 2 * static_cast<int>(m_orders.size()); ++i) {
            act([&] { order(i); });
            settle();
            act([&] { scrollTo(i % 3 * 0.5); });
            settle();
        }
        report("orders");
        for (int i = 0; i < 6; ++i) {
            act([&] { press(Qt::Key_Home); });
            act([&] { press(i % 2 == 0 ? Qt::Key_Left : Qt::Key_Right); });
            settle();
        }
        m_model.disconnect(&m_panel);
        act([&] { openAll(false); });
        settle();
        act([&] { openAll(true); });
        settle();
        report("sections");
        for (int i = 0; i <= 100; ++i)
            act([&] { scrollTo(i / 100.0); });
        for (int i = 0; i < 60; ++i)
            act([&] {
                press(i % 20 == 19 ? Qt::Key_End : i % 3 == 0 ? Qt::Key_PageUp : Qt::Key_Up);
            });
        settle();
        report("scrolling");
        std::mt19937 random(20'251'103);
        for (int i = 0; i < 40; ++i) {
            const StreamId stream(static_cast<std::uint32_t>(random())
                                  % m_session.log().streamCount());
            act([&] { m_session.selectStream(stream); });
            settle();
        }
        report("selecting");
    }

    void print(const std::string &at) const
    {
        const double longest = m_turns.longestSince(0);
        bench::print({"streams: longest turn of the GUI thread", at,
                      figure(longest) + " ms of " + std::to_string(m_turns.milliseconds().size())
                          + " turns, p99 " + figure(percentile(m_turns.milliseconds(), 99)) + " ms",
                      "-", "-", "50 ms", longest <= kMostMilliseconds});
    }

private:
    void wait(int milliseconds)
    {
        QEventLoop loop;
        QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
        loop.exec();
    }
    void settle()
    {
        const Stopwatch watch;
        for (int rested = 0; rested < kSettled; rested += 10) {
            wait(10);
            if (!m_panel.isSettled() || !m_session.isIdle()) {
                rested = 0;
                m_longestAnswer = std::max(m_longestAnswer, watch.seconds() * 1'000);
            }
            if (watch.seconds() * 1'000 > kMostSettling)
                giveUp("bench_streams: the list does not come to rest");
        }
    }
    // As a turn of the event loop's own.
    template<typename Action>
    void act(Action action)
    {
        QEventLoop loop;
        QTimer::singleShot(0, &loop, [&] {
            action();
            loop.quit();
        });
        loop.exec();
        wait(1);
    }
    void press(Qt::Key key)
    {
        QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
        QApplication::sendEvent(m_list, &event);
    }
    void scrollTo(double part)
    {
        QScrollBar *const bar = m_list->verticalScrollBar();
        bar->setValue(static_cast<int>(part * bar->maximum()));
    }
    void openAll(bool open)
    {
        for (std::uint32_t type = 0; type < m_session.log().streamTypeCount(); ++type)
            m_model.setOpen(StreamTypeId(type), open);
    }
    void order(int i) { m_orders[i % m_orders.size()]->trigger(); }
    void report(const char *what)
    {
        std::fprintf(stderr,
                     "  %-16s longest %6.1f ms of %zu turns; %d rows, answers within %.0f ms\n",
                     what, m_turns.longestSince(m_reported),
                     m_turns.milliseconds().size() - m_reported, m_model.rowCount(),
                     m_longestAnswer);
        m_longestAnswer = 0;
        m_reported = m_turns.milliseconds().size();
    }

    Session &m_session;
    StreamsPanel &m_panel;
    const Application &m_turns;
    StreamsModel &m_model;
    QLineEdit &m_search;
    QAbstractItemView *m_list = nullptr;
    QList<QAction *> m_orders;
    std::size_t m_reported = 0;
    double m_longestAnswer = 0; // ms
};

} // namespace

int main(int argc, char **argv)
{
    Application application(argc, argv);
    const Arguments arguments = parseArguments(argc, argv);
    if (arguments.files.size() != 1)
        giveUp("usage: bench_streams FILE [--at TEXT]");
    Theme::instance().apply(application, Theme::Choice::Dark);
    const QTemporaryDir folder;
    Session session;
    session.workspace().setFolder(folder.path());
    session.setFollowing(false);
    StreamsPanel panel(session);
    panel.resize(kPanel);
    panel.show();
    Bench bench(session, panel, application);
    bench.load(QString::fromStdString(arguments.files.front()));
    bench.use();
    bench.print(arguments.at);
    return 0;
}
