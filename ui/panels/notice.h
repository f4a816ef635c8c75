// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QLabel;

namespace eventscope::ui {

// A sentence about something that is wrong, at the top of the panel it concerns: an icon, a bar in
// the error or warning colour, plain text that can be selected, a dim line of detail. Hidden while
// it has nothing to say.
class Notice : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Error, Warning };

    explicit Notice(QWidget *parent = nullptr);

    void say(Kind kind, const QString &sentence, const QString &detail = {});
    void clear();
    QString sentence() const { return m_sentence; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void applyTheme();

    Kind m_kind = Kind::Error;
    QString m_sentence;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_detail;
};

} // namespace eventscope::ui
