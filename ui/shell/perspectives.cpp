// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/perspectives.h"

#include "panels/transportbar.h"
#include "session/session.h"
#include "shell/explorepage.h"
#include "shell/projectpage.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QPainter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kRailWidth = 40;
constexpr int kButton = 32;

class Rail : public QWidget
{
public:
    explicit Rail(QWidget *parent = nullptr)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_OpaquePaintEvent);
        setFixedWidth(kRailWidth);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &tokens = Theme::instance().tokens();
        QPainter painter(this);
        painter.fillRect(rect(), tokens.raised);
        painter.fillRect(width() - 1, 0, 1, height(), tokens.hairline);
    }
};

struct Named {
    const char *name; // of the command line
    const char *object;
    const char *icon;
};
constexpr std::array<Named, Perspectives::kPerspectives> kNamed{
    {{"explore", "perspectiveExplore", "compass"},
     {"project", "perspectiveProject", "format-text-code"}}};

QString titleOf(std::size_t index)
{
    return index == 0 ? Perspectives::tr("Explore") : Perspectives::tr("Project");
}

QString projectKey()
{
    return QStringLiteral("project");
}

} // namespace

Perspectives::Perspectives(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_transport(new TransportBar(session))
    , m_pages(new QStackedWidget)
    , m_explore(new ExplorePage(session, *m_transport))
{
    setObjectName(QStringLiteral("perspectives"));
    m_pages->addWidget(m_explore);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeRail());
    row->addWidget(m_pages, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row, 1);
    column->addWidget(m_transport);
    connect(m_explore, &ExplorePage::wanted, this, [this] { show(Perspective::Explore); });
}

Perspectives::~Perspectives() = default;

QStringList Perspectives::names()
{
    QStringList names;
    for (const Named &named : kNamed)
        names.append(QLatin1String(named.name));
    return names;
}

QWidget *Perspectives::makeRail()
{
    auto *rail = new Rail;
    auto *column = new QVBoxLayout(rail);
    column->setContentsMargins(0, Theme::kTight, 1, Theme::kTight);
    auto *group = new QButtonGroup(this);
    for (std::size_t i = 0; i < kPerspectives; ++i) {
        auto *button = new QToolButton;
        button->setObjectName(QLatin1String(kNamed[i].object));
        button->setIcon(Theme::instance().icon(QLatin1String(kNamed[i].icon)));
        button->setToolTip(titleOf(i));
        button->setAccessibleName(titleOf(i));
        button->setFixedSize(kButton, kButton);
        button->setCheckable(true);
        button->setChecked(i == 0);
        group->addButton(button);
        const auto perspective = static_cast<Perspective>(i);
        connect(button, &QToolButton::clicked, this, [this, perspective] {
            show(perspective);
            takeFocus();
        });
        column->addWidget(button, 0, Qt::AlignHCenter);
        m_buttons[i] = button;
    }
    column->addStretch();
    for (QWidget *const button : m_explore->railButtons())
        column->addWidget(button, 0, Qt::AlignHCenter);
    return rail;
}

ProjectPage &Perspectives::project()
{
    if (m_project == nullptr) {
        m_project = new ProjectPage(m_session);
        m_pages->addWidget(m_project);
        m_project->restoreLayout(std::exchange(m_projectLayout, {}));
        connect(m_project, &ProjectPage::exploreWanted, this,
                [this] { show(Perspective::Explore); });
        Q_EMIT projectMade();
    }
    return *m_project;
}

QWidget *Perspectives::pageOf(Perspective perspective)
{
    if (perspective == Perspective::Explore)
        return m_explore;
    return &project();
}

void Perspectives::show(Perspective perspective)
{
    m_buttons[static_cast<std::size_t>(perspective)]->setChecked(true);
    if (perspective == m_current)
        return;
    m_pages->setCurrentWidget(pageOf(perspective));
    m_current = perspective;
    Q_EMIT currentChanged();
}

void Perspectives::showNamed(const QString &name)
{
    const auto index = names().indexOf(name);
    if (index >= 0)
        show(static_cast<Perspective>(index));
}

void Perspectives::takeFocus()
{
    pageOf(m_current)->setFocus();
}

bool Perspectives::isSettled() const
{
    return m_explore->isSettled() && (m_project == nullptr || m_project->isSettled());
}

void Perspectives::setKeys(const std::array<QString, kPerspectives> &keys)
{
    for (std::size_t i = 0; i < kPerspectives; ++i)
        m_buttons[i]->setToolTip(titleOf(i) + keys[i]);
}

QVariantMap Perspectives::saveLayout() const
{
    QVariantMap layout = m_explore->saveLayout();
    layout.insert(projectKey(), m_project ? m_project->saveLayout() : m_projectLayout);
    return layout;
}

void Perspectives::restoreLayout(const QVariantMap &layout)
{
    m_explore->restoreLayout(layout);
    const QVariantMap own = layout.value(projectKey()).toMap();
    if (m_project)
        m_project->restoreLayout(own);
    else if (!own.isEmpty())
        m_projectLayout = own;
}

void Perspectives::resetLayout()
{
    m_explore->resetLayout();
    m_projectLayout.clear();
    if (m_project)
        m_project->resetLayout();
}

} // namespace eventscope::ui
