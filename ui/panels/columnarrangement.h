// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVector>

#include <functional>

class QHeaderView;

namespace eventscope::ui {

// How somebody has ordered, sized and hidden the columns of a table whose columns come and go: each is known by a key, and what is
// settled for one that is not there at the moment waits for it.
class ColumnArrangement
{
public:
    using KeyOf = std::function<QString(int logical)>;

    // `leastWidth`: of the column that takes what is left, whose width is no choice.
    ColumnArrangement(QHeaderView &header, KeyOf keyOf, int leastWidth);

    void note();  // takes down how it is
    void apply(); // makes it so again
    bool knows(int logical) const;

    QByteArray save() const;
    bool restore(const QByteArray &state); // false: it is no such state

private:
    struct Place {
        QString key;
        int width = 0;
        bool hidden = false;
    };
    int find(const QString &key) const; // -1 if it is not known

    QHeaderView &m_header;
    KeyOf m_keyOf;
    int m_leastWidth;
    QVector<Place> m_places; // as they stand, those that are not there behind the one before them
};

} // namespace eventscope::ui
