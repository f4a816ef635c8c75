// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace eventscope::ui {

class ElidedLabel;
class LinkButton;

// Links side by side in one line, as many as fit, then "+12" for the others.
class LinkRow : public QWidget
{
    Q_OBJECT

public:
    struct Link {
        QString text;
        QString toolTip;
        quint32 target = 0;
    };
    explicit LinkRow(QWidget *parent = nullptr);

    void setLinks(const QList<Link> &links, qsizetype total);
    // Instead of links.
    void setNote(const QString &note);
    QString note() const;
    int shownLinks() const { return m_shown; }
    LinkButton *link(int index) const { return m_buttons.at(index); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activated(quint32 target);
    void moreRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    QList<LinkButton *> m_buttons; // reused
    QList<Link> m_links;
    qsizetype m_total = 0;
    int m_shown = 0;
    LinkButton *m_more;
    ElidedLabel *m_note;
};

} // namespace eventscope::ui
