// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/savedfiltersbutton.h"

#include "panels/filteredit.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QInputDialog>
#include <QMenu>

namespace eventscope::ui {

namespace {

constexpr int kWidestEntry = 60 * Theme::kGrid;
constexpr qsizetype kMostEarlier = 20;

} // namespace

SavedFiltersButton::SavedFiltersButton(Session &session, FilterEdit &edit, QWidget *parent)
    : QToolButton(parent)
    , m_session(session)
    , m_edit(edit)
{
    setText(tr("Saved"));
    setAccessibleName(tr("Saved and earlier filters"));
    setToolTip(tr("Filters with a name, and those of before"));
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    auto *const menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &SavedFiltersButton::fill);
    const auto update = [this] { setEnabled(m_session.hasLog()); };
    connect(&session, &Session::phaseChanged, this, update);
    update();
}

bool SavedFiltersButton::canSave() const
{
    return m_session.hasLog() && !m_session.filterText().trimmed().isEmpty()
           && !m_session.filterError();
}

void SavedFiltersButton::apply(const QString &text)
{
    m_session.setFilter(text);
    m_edit.remember(text);
}

void SavedFiltersButton::fill()
{
    QMenu &all = *menu();
    all.clear();
    // Names and filters are the user's own words: an ampersand is no mnemonic.
    const auto shown = [&](const QString &text) {
        return all.fontMetrics()
            .elidedText(text, Qt::ElideMiddle, kWidestEntry)
            .replace(u'&', QStringLiteral("&&"));
    };
    Workspace &workspace = m_session.workspace();
    const std::vector<SavedFilter> filters = workspace.filters();
    for (const SavedFilter &filter : filters) {
        const QString text = QString::fromStdString(filter.text);
        QAction *const action = all.addAction(shown(QString::fromStdString(filter.name)), this,
                                              [this, text] { apply(text); });
        action->setToolTip(plainToolTip(text));
        action->setCheckable(true);
        action->setChecked(text == m_session.filterText());
    }
    if (filters.empty())
        all.addAction(tr("No filter has a name yet"))->setEnabled(false);
    all.addSeparator();
    QAction *const save = all.addAction(tr("Save this filter \u2026"), this,
                                        &SavedFiltersButton::save);
    save->setEnabled(canSave());
    QMenu *const rename = all.addMenu(tr("Rename"));
    QMenu *const remove = all.addMenu(tr("Delete"));
    for (const SavedFilter &filter : filters) {
        const QString name = QString::fromStdString(filter.name);
        rename->addAction(shown(name), this, [this, name] {
            askName(tr("Rename the filter"), name, [this, name](const QString &chosen) {
                m_session.workspace().renameFilter(name.toStdString(), chosen.toStdString());
            });
        });
        remove->addAction(shown(name), this,
                          [this, name] { m_session.workspace().removeFilter(name.toStdString()); });
    }
    rename->setEnabled(!filters.empty());
    remove->setEnabled(!filters.empty());
    all.addSeparator();
    QMenu *const earlier = all.addMenu(tr("Earlier filters"));
    const QStringList texts = m_edit.earlier();
    for (qsizetype i = texts.size() - 1; i >= 0 && i >= texts.size() - kMostEarlier; --i)
        earlier->addAction(shown(texts.at(i)), this, [this, text = texts.at(i)] { apply(text); });
    earlier->addSeparator();
    earlier->addAction(tr("Forget them"), this, [this] { m_edit.setEarlier({}); });
    earlier->setEnabled(!texts.isEmpty());
}

void SavedFiltersButton::openMenu()
{
    if (isEnabled())
        menu()->popup(mapToGlobal(QPoint(0, height())));
}

void SavedFiltersButton::save()
{
    if (!canSave())
        return;
    const QString text = m_session.filterText();
    askName(tr("Save the filter"), text.left(40), [this, text](const QString &name) {
        m_session.workspace().saveFilter({name.toStdString(), text.toStdString()});
    });
}

void SavedFiltersButton::askName(const QString &title, const QString &name,
                                 const std::function<void(const QString &)> &use)
{
    auto *const ask = new QInputDialog(window());
    ask->setAttribute(Qt::WA_DeleteOnClose);
    ask->setWindowTitle(title);
    ask->setLabelText(tr("Name (one that exists is replaced)"));
    ask->setTextValue(name);
    connect(ask, &QInputDialog::textValueSelected, this, [this, use](const QString &chosen) {
        if (m_session.hasLog() && !chosen.trimmed().isEmpty())
            use(chosen.trimmed());
    });
    ask->open();
}

} // namespace eventscope::ui
