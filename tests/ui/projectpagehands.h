// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editor/codeeditor.h"
#include "editor/codeview.h"
#include "models/projectionkeysmodel.h"
#include "models/readmodelrowsmodel.h"
#include "panels/jsontreeview.h"
#include "panels/notice.h"
#include "panels/projectionbar.h"
#include "panels/projectiondetails.h"
#include "panels/projectionkeypanel.h"
#include "panels/projectionkeyspanel.h"
#include "panels/rowtable.h"
#include "panels/transportbar.h"
#include "shell/perspectives.h"
#include "shell/projectpage.h"
#include "widgets/theme.h"
#include "orderswindow.h"
#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTest>
#include <QThread>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;
using namespace Qt::StringLiterals;

// What tests of the Project perspective do with its window.
class ProjectPageHands : protected OrdersWindow
{
protected:
    ProjectPage &page() { return m_window->findChild<Perspectives *>()->project(); }
    QString write(const QString &name, const QByteArray &text)
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(text);
        return file.fileName();
    }
    void run(const QByteArray &text, const QString &name = QStringLiteral("orders.js"))
    {
        m_window->openProjection(write(name, text));
        QTRY_VERIFY(m_session->projection().phase() != OpenProjection::Phase::Running);
        QTRY_VERIFY(m_window->isSettled());
    }
    RowTable &list(const char *name)
    {
        for (RowTable *const table : page().findChildren<RowTable *>()) {
            if (table->accessibleName() == QLatin1String(name))
                return *table;
        }
        qFatal("There is no list %s", name);
    }
    JsonTreeView &tree(const char *name)
    {
        for (JsonTreeView *const view : page().findChildren<JsonTreeView *>()) {
            if (view->accessibleName() == QLatin1String(name))
                return *view;
        }
        qFatal("There is no tree %s", name);
    }
    // The rows of a table, cells separated by bars.
    static QStringList rowsOf(const QAbstractItemModel &model, int columns)
    {
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < columns; ++column)
                cells << model.index(row, column).data().toString();
            rows << cells.join(u'|');
        }
        return rows;
    }
    QStringList keys() { return rowsOf(page().keys().keys(), 2); }
    QStringList state() { return rowsOf(*tree("State of the key").model(), 2); }
    void goTo(std::uint32_t row)
    {
        m_session->setPlayhead(Row(row));
        QTRY_VERIFY(m_window->isSettled());
    }
    // Of a notice that is to be seen on the page.
    QString noticed()
    {
        for (const Notice *const notice : page().bar().findChildren<Notice *>())
            return notice->sentence();
        return {};
    }
    // Lines of the code that are highlighted.
    QList<int> marked()
    {
        CodeView &view = page().editor().view();
        QList<int> lines;
        for (int line = 0; line < page().editor().lineCount(); ++line) {
            if (view.markersAtLine(line) & (1U << CodeView::RunningLine))
                lines.append(line + 1);
        }
        return lines;
    }
    void answer(QMessageBox::StandardButton button)
    {
        auto *const box = page().findChild<QMessageBox *>();
        QVERIFY(box);
        box->button(button)->click();
        QTRY_VERIFY(!box->isVisible());
        QCoreApplication::sendPostedEvents(box, QEvent::DeferredDelete);
    }
    // A program that leaves a file when it runs.
    QString writeProgram(const QString &name, const QByteArray &more = {})
    {
        const QString file = write(name, "#!/bin/sh\ntouch '" + ran().toUtf8() + "'\n" + more);
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file;
    }
    QString ran() const { return path(QStringLiteral("ran")); }
    QMessageBox *question()
    {
        for (QMessageBox *const box : page().findChildren<QMessageBox *>()) {
            if (box->isVisible())
                return box;
        }
        return nullptr;
    }
    static QAbstractButton *yesOf(const QMessageBox &box)
    {
        for (QAbstractButton *const button : box.buttons()) {
            if (box.buttonRole(button) == QMessageBox::AcceptRole)
                return button;
        }
        return nullptr;
    }
    void pressRun()
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    }
    void clickProjection(int row)
    {
        RowTable &files = list("Projections");
        QTest::mouseClick(files.viewport(), Qt::LeftButton, {},
                          files.visualRect(files.model()->index(row, 0)).center());
        QTRY_VERIFY(m_window->isSettled());
        QTRY_VERIFY(!page().editor().isBusy());
    }
    static QString nameOf(QWidget *widget)
    {
        QAccessibleInterface *const seen = QAccessible::queryAccessibleInterface(widget);
        return seen ? seen->text(QAccessible::Name) : QString();
    }
};
