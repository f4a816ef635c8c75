// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

namespace eventscope::ui {

// A few lines of source text, monospaced, with a caret below the place that is meant. Of lines wider than the panel the part around
// the caret is shown; the tooltip has them whole.
class ExcerptView : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMostLines = 6;

    explicit ExcerptView(QWidget *parent = nullptr);

    // The last line may be the caret's: blanks and a ^.
    void setText(const QString &text);
    QString text() const { return m_lines.join(u'\n'); }
    // The lines as they are painted at a width of so many characters.
    QStringList visibleLines(int characters) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QStringList m_lines;
};

} // namespace eventscope::ui
