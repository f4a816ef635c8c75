// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/timelinescene.h"
#include "widgets/eventtypestyle.h"

#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QString>

#include <functional>
#include <vector>

class QPainter;

namespace eventscope::ui {

// A timeline to give away: a title, the lanes with their axis, and below them what the marks mean.
struct TimelinePicture {
    struct Type {
        EventTypeStyle style;
        QString name;
    };
    QString title;
    QString note; // what is in view
    QSize lanes;
    std::function<void(QPainter &)> paintLanes; // at the origin
    std::vector<Type> legend;

    QSize size() const;
    void paint(QPainter &painter) const;
    QByteArray svg() const;
    QImage image(qreal ratio) const;
};

// The types of the marks and bars in view, those of the most events first; at most `most`.
std::vector<TypeId> typesInView(const TimelineScene &scene, std::size_t most);

} // namespace eventscope::ui
