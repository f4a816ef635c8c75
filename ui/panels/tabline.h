// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QTabBar;

namespace eventscope::ui {

// Tabs with controls at the right end of their line. Where both do not fit the tabs scroll.
class TabLine : public QWidget
{
    Q_OBJECT

public:
    explicit TabLine(const QString &accessibleName, QWidget *parent = nullptr);

    QTabBar &tabs() const { return *m_tabs; }
    void addControl(QWidget *control);
    void insertControl(int index, QWidget *control); // among the controls

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QTabBar *m_tabs;
    QHBoxLayout *m_line;
};

} // namespace eventscope::ui
