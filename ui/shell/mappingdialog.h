// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/mappingpreview.h"
#include "shell/mappingroles.h"

#include <QDialog>

#include <map>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace eventscope::ui {

// Says which column holds what, for stores that no dialect fits. The first events are shown as they would be read, with what is wrong
// beside each role. What was chosen can be opened at once, or saved as a dialect, which is recognised from then on.
class MappingDialog : public QDialog
{
    Q_OBJECT

public:
    // Dialects are saved in `folder`: userDialectFolder(), except in tests.
    MappingDialog(const QString &location, const QString &folder, QWidget *parent);

    // The dialect as chosen so far.
    const Dialect &dialect() const { return m_dialect; }

    // Writes the dialect under that name; Invalid if the name or the mapping is no good, Unreadable if it cannot be written.
    Result<QString> saveAs(const QString &name);

Q_SIGNALS:
    void openWanted(const eventscope::OpenOptions &options);

private:
    struct Line {
        QComboBox *choice = nullptr;
        QLabel *problem = nullptr;
        std::vector<FieldSpec> choices;
    };
    void takeContents(const MappingPreview::Contents &contents);
    void chooseTable(int index);
    void chooseField(Role role, int index);
    void chooseEncoding(int index);
    void readAgain();
    void showEvents(const std::vector<Record> &events);
    void showProblems(const std::vector<Record> &events);
    void say(const QString &text, bool isError);
    void askForName();
    bool isUsable() const;

    QString m_folder;
    MappingPreview *m_preview = nullptr;
    MappingPreview::Contents m_contents;
    Dialect m_guess;
    Dialect m_dialect;
    TableDescription m_table;

    QComboBox *m_tables = nullptr;
    QComboBox *m_encoding = nullptr;
    QLabel *m_said = nullptr;
    std::map<Role, Line> m_lines;
    QTableWidget *m_events = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace eventscope::ui
