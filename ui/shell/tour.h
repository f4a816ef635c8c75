// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <vector>

class QSettings;

namespace eventscope::ui {

class TourBubble;
class TourFrame;

// Five steps through the window, on the sample shop. Asks first, on the start page; once it was taken or skipped it never comes by itself
// again. Blocks nothing: whoever goes on working has it beside them.
class Tour : public QObject
{
    Q_OBJECT

public:
    struct Step {
        QString title;
        QString text;
        QWidget *part = nullptr; // what it is about
    };

    // What asks stands beside `start`. The settings must outlive the tour.
    Tour(QWidget *window, QSettings &settings, QWidget *start, std::vector<Step> steps);
    ~Tour() override;

    bool wasTaken() const;
    bool isShown() const;
    void ask();   // unless it was taken
    void begin(); // the sample shop is open
    void skip();
    // The store, or whether there is one, has changed: it stays only where it is at home.
    void leave();

Q_SIGNALS:
    void sampleWanted(); // then begin()

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showStep(int step);
    void place();
    void end();

    QWidget *m_window;
    QSettings &m_settings;
    QWidget *m_start;
    std::vector<Step> m_steps;
    int m_step = -1; // before the first: asks
    TourBubble *m_bubble;
    TourFrame *m_frame;
    QPointer<QWidget> m_before; // had the focus
    QTimer m_placeSoon;
};

} // namespace eventscope::ui
