// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/findbar.h"

#include "panels/elidedlabel.h"
#include "panels/linkbutton.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

namespace eventscope::ui {

namespace {

constexpr int kQuietSearch = 200; // ms
constexpr int kMostCharacters = 1'000;

} // namespace

FindBar::FindBar(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_finder(session)
    , m_edit(new QLineEdit(this))
    , m_status(new ElidedLabel(ElidedLabel::Ink::Dim, this))
    , m_previous(new LinkButton(tr("Previous"), this))
    , m_next(new LinkButton(tr("Next"), this))
    , m_close(new LinkButton(tr("Close"), this))
{
    m_edit->setPlaceholderText(tr("Find in the events that are shown"));
    m_edit->setAccessibleName(tr("Find in the shown events"));
    m_edit->setMaxLength(kMostCharacters);
    m_edit->setClearButtonEnabled(true);
    m_edit->installEventFilter(this);
    m_previous->setObjectName(QStringLiteral("findPrevious"));
    m_previous->setToolTip(tr("The match before the playhead"));
    m_next->setObjectName(QStringLiteral("findNext"));
    m_next->setToolTip(tr("The next match after the playhead"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_status->setFont(Theme::instance().small());
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::kGrid, Theme::kTight + 1, Theme::kGrid, Theme::kTight);
    layout->setSpacing(Theme::kGrid);
    layout->addWidget(m_edit, 2);
    layout->addWidget(m_previous);
    layout->addWidget(m_next);
    layout->addWidget(m_status, 3);
    layout->addWidget(m_close);

    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietSearch);
    connect(&m_quiet, &QTimer::timeout, this, [this] { say(tr("Searching \u2026")); });
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        m_finder.cancel();
        m_quiet.stop();
        say(m_edit->text().isEmpty() ? QString()
                                     : tr("Enter finds the next one, Shift+Enter the one before."));
        Q_EMIT textChanged();
    });
    connect(m_previous, &LinkButton::clicked, this, [this] { find(false); });
    connect(m_next, &LinkButton::clicked, this, [this] { find(true); });
    connect(m_close, &LinkButton::clicked, this, &FindBar::leave);
    connect(&m_finder, &TextFinder::found, this, [this](Row row, bool wrapped) {
        m_quiet.stop();
        const QString tag = positionTag(m_session.log(), row);
        say(wrapped ? tr("%1, over the end of what is shown").arg(tag) : tag);
        m_session.goToEvent(row);
    });
    connect(&m_finder, &TextFinder::missing, this, [this] {
        m_quiet.stop();
        say(tr("No event that is shown holds this text as it is written."), true);
    });
    connect(&m_finder, &TextFinder::failed, this, [this](const Error &error) {
        m_quiet.stop();
        say(QString::fromStdString(error.message), true);
    });
    connect(&session, &Session::closed, this, [this] {
        m_quiet.stop();
        say({});
    });
    hide();
}

QString FindBar::text() const
{
    return isHidden() ? QString() : m_edit->text();
}

QString FindBar::status() const
{
    return m_status->text();
}

void FindBar::say(const QString &text, bool error)
{
    m_status->setInk(error ? ElidedLabel::Ink::Error : ElidedLabel::Ink::Dim);
    m_status->setText(text);
}

void FindBar::open()
{
    show();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
    Q_EMIT textChanged();
}

void FindBar::findNext()
{
    find(true);
}

void FindBar::findPrevious()
{
    find(false);
}

void FindBar::find(bool forward)
{
    if (isHidden() || m_edit->text().isEmpty())
        return open();
    m_quiet.start();
    m_finder.find(m_edit->text(), forward);
}

void FindBar::leave()
{
    m_finder.cancel();
    m_quiet.stop();
    say({});
    hide();
    Q_EMIT textChanged();
    Q_EMIT left();
}

// Esc is its own, from its buttons too, before it is the window's.
bool FindBar::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        leave();
    else
        QWidget::keyPressEvent(event);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(!key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.fillRect(0, 0, width(), 1, tokens.hairline);
}

} // namespace eventscope::ui
