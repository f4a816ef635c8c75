// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/frameworkchoices.h"

#include "session/postto.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <set>

namespace eventscope::ui {

namespace {

constexpr std::size_t kMost = 8; // more are for the mapping dialog
constexpr int kMostCharacters = 60;

// Each table once: by the best of what recognises it, else by what its columns look like.
std::vector<Candidate> choicesOf(const std::vector<Candidate> &candidates)
{
    const auto isRecognised = [](const Candidate &candidate) {
        return candidate.dialect.name != "generic" && candidate.score >= 1;
    };
    const bool byDialect = std::any_of(candidates.begin(), candidates.end(), isRecognised);
    std::vector<Candidate> choices;
    std::set<std::string> tables;
    for (const Candidate &candidate : candidates) {
        if (byDialect ? isRecognised(candidate) : candidate.complete) {
            if (choices.size() < kMost && tables.insert(candidate.table).second)
                choices.push_back(candidate);
        }
    }
    return choices;
}

} // namespace

FrameworkChoices::FrameworkChoices(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("frameworkChoices"));
    m_column->setContentsMargins(0, Theme::kGrid, 0, 0);
    m_column->setSpacing(Theme::kTight);
    hide();
}

void FrameworkChoices::clear()
{
    ++m_asked;
    m_worker.cancel();
    while (QLayoutItem *const item = m_column->takeAt(0)) {
        // One of them may be what was just clicked.
        item->widget()->deleteLater();
        delete item;
    }
    hide();
}

void FrameworkChoices::ask(const QString &location)
{
    clear();
    m_worker.submit([this, asked = m_asked, path = location.toStdString()](std::stop_token stop) {
        const auto found = std::make_shared<Result<std::vector<Candidate>>>(
            candidates(path, {stop, nullptr}));
        if (stop.stop_requested())
            return;
        postTo(this, [this, asked, found] {
            if (asked == m_asked && *found)
                take(**found);
        });
    });
}

void FrameworkChoices::take(const std::vector<Candidate> &candidates)
{
    for (const Candidate &choice : choicesOf(candidates)) {
        const bool isRecognised = choice.dialect.name != "generic";
        const QString table = oneLine(choice.table, kMostCharacters);
        const QString text = isRecognised
                                 ? tr("%1, table %2")
                                       .arg(oneLine(choice.dialect.title, kMostCharacters), table)
                                 : tr("Table %1").arg(table);
        auto *button = new QPushButton(QString(text).replace(u'&', QStringLiteral("&&")));
        button->setAccessibleName(tr("Open %1").arg(text));
        button->setToolTip(plainToolTip(oneLine(choice.reason, 400)));
        OpenOptions options;
        options.dialect = choice.dialect.name;
        if (!isRecognised)
            options.table = choice.table;
        connect(button, &QPushButton::clicked, this, [this, options] { Q_EMIT chosen(options); });
        m_column->addWidget(button, 0, Qt::AlignLeft);
    }
    if (m_column->isEmpty())
        return;
    show();
    m_column->itemAt(0)->widget()->setFocus();
}

} // namespace eventscope::ui
