// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <functional>

class QGridLayout;
class QLabel;

namespace eventscope::ui {

class ExcerptView;
class LinkButton;

// A sentence about something that is wrong, at the top of the panel it concerns: an icon, a bar in
// the error or warning colour, plain text that can be selected, a dim line of detail, an excerpt of
// source text, a link. Hidden while it has nothing to say. A quiet one has neither icon nor colour.
class Notice : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Error, Warning, Quiet };

    explicit Notice(QWidget *parent = nullptr);

    void say(Kind kind, const QString &sentence, const QString &detail = {});
    // After say(), which takes all of them away.
    void setExcerpt(const QString &lines);
    void setLink(const QString &text, const QString &toolTip, std::function<void()> follow);
    // The other thing that one can do, beside it.
    void setOtherLink(const QString &text, const QString &toolTip, std::function<void()> follow);
    void clear();
    QString sentence() const { return m_sentence; }
    QString detail() const;
    QString excerpt() const; // empty without one

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void applyTheme();

    Kind m_kind = Kind::Error;
    QString m_sentence;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_detail;
    ExcerptView *m_excerpt;
    LinkButton *m_link;
    LinkButton *m_otherLink;
    QGridLayout *m_layout;
    std::function<void()> m_follow;
    std::function<void()> m_followOther;
};

} // namespace eventscope::ui
