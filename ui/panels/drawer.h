// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace eventscope::ui {

class TabLine;

// Pages that are there only while they have something to show, behind tabs in one line, with the controls of the page in front and a
// button that closes it at the right. Without a page it is hidden.
class Drawer : public QWidget
{
    Q_OBJECT

public:
    explicit Drawer(QWidget *parent = nullptr);

    // Hidden at first. Both belong to the drawer from here on.
    void addPage(QWidget *page, QWidget *controls, const QString &title);
    void setTitle(QWidget *page, const QString &title, const QString &toolTip = {});
    void showPage(QWidget *page);  // in front
    void raisePage(QWidget *page); // likewise, if it is there
    void hidePage(QWidget *page);
    bool isShown(QWidget *page) const;
    QWidget *frontPage() const; // null without any
    QStringList titles() const; // of the pages that are there

    QSize sizeHint() const override;

Q_SIGNALS:
    void closeWanted(QWidget *page); // by its button, or Esc

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Page {
        QWidget *page = nullptr;
        QWidget *controls = nullptr;
        QString title;
        QString toolTip;
        bool shown = false;
    };
    Page *find(QWidget *page);
    const Page *find(QWidget *page) const;
    int tabOf(QWidget *page) const;
    void takeTab(int tab);
    void rebuild(QWidget *front);

    QList<Page> m_all;
    TabLine *m_line;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    bool m_rebuilding = false;
};

} // namespace eventscope::ui
