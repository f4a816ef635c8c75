// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QToolButton>

#include <functional>

namespace eventscope::ui {

class FilterEdit;

// The filters that the user has given names, and those that stood in the line before: a menu to
// apply, save, rename and delete them. They are kept with the store's workspace.
class SavedFiltersButton : public QToolButton
{
    Q_OBJECT

public:
    SavedFiltersButton(Session &session, FilterEdit &edit, QWidget *parent = nullptr);

public Q_SLOTS:
    void openMenu();
    void save(); // asks for the name

private:
    void fill();
    void askName(const QString &title, const QString &name,
                 const std::function<void(const QString &)> &use);
    void apply(const QString &text);
    bool canSave() const;

    Session &m_session;
    FilterEdit &m_edit;
};

} // namespace eventscope::ui
