// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/errorpage.h"

#include "shell/frameworkchoices.h"
#include "widgets/theme.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace eventscope::ui {

namespace {
constexpr int kWidth = 600;
}

ErrorPage::ErrorPage(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel)
    , m_title(new QLabel)
    , m_message(new QLabel)
    , m_place(new QLabel)
    , m_advice(new QLabel)
    , m_choices(new FrameworkChoices)
    , m_more(new QToolButton)
    , m_detail(new QPlainTextEdit)
    , m_mapping(new QPushButton(QStringLiteral("Choose mapping…")))
{
    setObjectName(QStringLiteral("errorPage"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    for (QLabel *label : {m_title, m_message, m_place, m_advice}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    QFont large = Theme::instance().heading();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    m_title->setFont(large);
    m_message->setObjectName(QStringLiteral("errorMessage"));
    m_place->setFont(Theme::instance().monospace());
    m_place->setForegroundRole(QPalette::PlaceholderText);
    m_advice->setForegroundRole(QPalette::PlaceholderText);
    m_more->setText(QStringLiteral("Details"));
    m_more->setCheckable(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setArrowType(Qt::RightArrow);
    m_detail->setReadOnly(true);
    m_detail->setFont(Theme::instance().monospace());
    m_detail->setFixedHeight(140);
    m_detail->hide();
    m_mapping->setObjectName(QStringLiteral("chooseMapping"));

    auto *retry = new QPushButton(QStringLiteral("Retry"));
    auto *other = new QPushButton(QStringLiteral("Open another…"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::kGrid);
    buttons->addWidget(m_mapping);
    buttons->addWidget(other);
    buttons->addWidget(retry);
    buttons->addStretch();

    auto *heading = new QHBoxLayout;
    heading->setSpacing(Theme::kGrid + Theme::kTight);
    heading->addWidget(m_icon, 0, Qt::AlignTop);
    heading->addWidget(m_title, 1);

    auto *column = new QVBoxLayout;
    column->setSpacing(Theme::kGrid);
    column->addStretch(2);
    column->addLayout(heading);
    column->addSpacing(Theme::kGrid);
    column->addWidget(m_message);
    column->addWidget(m_place);
    column->addWidget(m_choices);
    column->addWidget(m_advice);
    column->addSpacing(Theme::kGrid);
    column->addLayout(buttons);
    column->addWidget(m_more, 0, Qt::AlignLeft);
    column->addWidget(m_detail);
    column->addStretch(3);
    auto *middle = new QWidget;
    middle->setLayout(column);
    middle->setMaximumWidth(kWidth);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(3 * Theme::kGrid, 0, 3 * Theme::kGrid, 0);
    row->addStretch(1);
    row->addWidget(middle, 100);
    row->addStretch(1);

    connect(m_choices, &FrameworkChoices::chosen, this, &ErrorPage::chosen);
    connect(m_mapping, &QPushButton::clicked, this, &ErrorPage::mappingWanted);
    connect(other, &QPushButton::clicked, this, &ErrorPage::otherWanted);
    connect(retry, &QPushButton::clicked, this, &ErrorPage::retryWanted);
    connect(m_more, &QToolButton::toggled, this, [this](bool open) {
        m_more->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
        m_detail->setVisible(open);
    });
}

void ErrorPage::setError(const QString &location, const Error &error)
{
    m_icon->setPixmap(Theme::instance().icon(QStringLiteral("dialog-warning")).pixmap(24, 24));
    m_title->setText(QStringLiteral("%1 could not be opened").arg(QFileInfo(location).fileName()));
    m_message->setText(QString::fromStdString(error.message));
    const QString place = placeOf(error);
    m_place->setText(place.isEmpty() ? location : place);
    if (error.code == ErrorCode::Ambiguous) {
        // Nothing is wrong: there is something to choose, and here it is no option of the command line.
        m_title->setText(QStringLiteral("Which events of %1?").arg(QFileInfo(location).fileName()));
        m_message->setText(QStringLiteral("It has events in several places. Choose one; the "
                                          "choice is remembered for this store."));
        m_choices->ask(location);
    } else {
        m_choices->clear();
    }
    const QString advice = adviceFor(error.code);
    m_advice->setText(advice);
    m_advice->setVisible(!advice.isEmpty());
    QString detail = QString::fromStdString(error.detail);
    if (error.code == ErrorCode::Ambiguous)
        detail.prepend(QString::fromStdString(error.message) + u'\n');
    m_detail->setPlainText(detail);
    m_more->setChecked(false);
    m_more->setVisible(!detail.isEmpty());
    // A mapping helps where there is something to map.
    m_mapping->setVisible(error.code == ErrorCode::NotAStore || error.code == ErrorCode::Ambiguous
                          || error.code == ErrorCode::Invalid);
}

QString ErrorPage::placeOf(const Error &error)
{
    QString place = QString::fromStdString(error.path);
    if (error.line > 0)
        place += QStringLiteral(", line %1").arg(error.line);
    if (error.column > 0)
        place += QStringLiteral(", character %1").arg(error.column);
    return place;
}

QString ErrorPage::adviceFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Ambiguous:
        return QStringLiteral(
            "If it is none of these, choose the table and say which columns hold what.");
    case ErrorCode::NotAStore:
        return QStringLiteral(
            "If there are events in it, choose the table and say which columns hold what; the choice can be "
            "saved as a dialect, and is recognised from then on.");
    case ErrorCode::Locked:
        return QStringLiteral("Retry when the other program has let go of it.");
    case ErrorCode::Encrypted:
        return QStringLiteral(
            "Eventscope reads plain SQLite databases and text files: decrypt a copy, and open that.");
    default:
        return {};
    }
}

} // namespace eventscope::ui
