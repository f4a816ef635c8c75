// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/jsonspans.h"

#include <QAbstractScrollArea>
#include <QString>
#include <QTextLayout>

#include <memory>
#include <string>
#include <vector>

namespace eventscope::ui {

// Read-only text of any shape in a monospaced font: one line of a million characters costs what of
// it is in sight. Lines are broken at the width of the view and nowhere else; what is copied has no
// such breaks. Control characters are drawn as their pictures, and copied as they are. Text can be selected with the mouse or all at once.
class RawView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit RawView(QWidget *parent = nullptr);

    enum class Language { Plain, Json };

    void setText(const QString &text, Language language = Language::Plain);
    // What "Copy all" and "Save as" take where the text is only a part or a dump of it. Null: the text itself.
    void setStored(std::shared_ptr<const std::string> bytes, const QString &fileName,
                   const QString &store);
    QString text() const { return m_text; }
    QString selectedText() const;
    void selectAll();
    void copy() const;
    bool canCopyAll() const; // false: it is no text, or too much for a clipboard
    void copyAll() const;
    void saveAs();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Line {
        qsizetype begin = 0;
        qsizetype size = 0;
    };
    void breakLines();
    int lineHeight() const;
    int firstLine() const;
    qsizetype positionAt(const QPoint &point) const;
    QString lineText(const Line &line) const;
    QList<QTextLayout::FormatRange> colors(const Line &line) const;

    QString m_text;
    std::vector<JsonSpan> m_spans;
    std::shared_ptr<const std::string> m_stored;
    QString m_fileName;
    QString m_store; // its location
    std::vector<Line> m_lines;
    int m_columns = 0;      // characters a line
    qsizetype m_anchor = 0; // the selection is what lies between the two
    qsizetype m_cursor = 0;
};

} // namespace eventscope::ui
