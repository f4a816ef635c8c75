// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/preferences.h"

#include <QDialog>
#include <QHash>

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QListWidget;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace eventscope::ui {

// Everything that can be preferred, in pages. What is changed acts at once, in every window; nothing waits for an OK.
class PreferencesDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PreferencesDialog(QWidget *parent);
    void showPage(Preferences::Page page);

private:
    using Values = Preferences::Values;

    void addPage(Preferences::Page page, const QString &title, QWidget *content);
    QWidget *makeTimes();
    QWidget *makeLook();
    QWidget *makeFonts();
    QWidget *makeLimits();
    void fillFamilies();

    template<typename Change>
    void change(Change change);
    void chooseZone(const QString &text);
    void chooseAccent(int index);
    void showAll();
    void showZone();

    QListWidget *m_pages;
    QStackedWidget *m_stack;
    QPushButton *m_reset;
    QComboBox *m_zone = nullptr;
    QLabel *m_zoneNote = nullptr;
    QComboBox *m_theme = nullptr;
    QComboBox *m_accent = nullptr;
    QComboBox *m_motion = nullptr;
    QComboBox *m_direction = nullptr;
    QComboBox *m_family = nullptr;
    QDoubleSpinBox *m_points = nullptr;
    QComboBox *m_fixedFamily = nullptr;
    QHash<QString, QSpinBox *> m_limits; // by key
};

} // namespace eventscope::ui
