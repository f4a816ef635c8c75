// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/mappingdialog.h"

#include "widgets/format.h"
#include "widgets/theme.h"
#include "widgets/timezone.h"

#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

constexpr std::array kEncodings{TimeEncoding::Iso8601,     TimeEncoding::EpochSeconds,
                                TimeEncoding::EpochMillis, TimeEncoding::EpochMicros,
                                TimeEncoding::EpochNanos,  TimeEncoding::JulianDay,
                                TimeEncoding::DotNetTicks, TimeEncoding::WindowsFileTime,
                                TimeEncoding::OleDate};
// Of a saved dialect: what a user has said goes before what comes with the program.
constexpr int kPriority = 200;

enum Column { Position, Clock, Stream, Version, Type, Data, kColumns };

QString text(const std::string &bytes)
{
    return oneLine(bytes, 200);
}

// "My Store 2" -> "my-store-2": what a dialect is called on the command line, and its file.
QString fileNameOf(const QString &name)
{
    QString plain;
    for (const QChar c : name.trimmed().toLower()) {
        const bool kept = c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'.');
        if (kept)
            plain += c;
        else if (!plain.isEmpty() && !plain.endsWith(u'-'))
            plain += u'-';
    }
    while (plain.endsWith(u'-') || plain.endsWith(u'.'))
        plain.chop(1);
    while (plain.startsWith(u'.'))
        plain.remove(0, 1);
    return plain;
}

} // namespace

MappingDialog::MappingDialog(const QString &location, const QString &folder, QWidget *parent)
    : QDialog(parent)
    , m_folder(folder)
    , m_preview(new MappingPreview(location.toStdString(), this))
    , m_tables(new QComboBox)
    , m_encoding(new QComboBox)
    , m_said(new QLabel)
    , m_events(new QTableWidget(0, kColumns))
    , m_open(new QPushButton(QStringLiteral("Open")))
    , m_save(new QPushButton(QStringLiteral("Save dialect…")))
{
    setObjectName(QStringLiteral("mappingDialog"));
    setWindowTitle(QStringLiteral("Mapping of %1").arg(QFileInfo(location).fileName()));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(1000, 600);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::kGrid);
    grid->setVerticalSpacing(Theme::kTight);
    grid->setColumnMinimumWidth(1, 190);
    grid->setColumnMinimumWidth(2, 110);
    m_tables->setObjectName(QStringLiteral("table"));
    m_tables->setAccessibleName(QStringLiteral("Table"));
    grid->addWidget(new QLabel(QStringLiteral("Table")), 0, 0);
    grid->addWidget(m_tables, 0, 1, 1, 2);
    grid->setRowMinimumHeight(1, Theme::kGrid);
    int row = 2;
    for (const Role role : kRoles) {
        auto *label = new QLabel(roleTitle(role));
        label->setToolTip(roleHint(role));
        Line &line = m_lines[role];
        line.choice = new QComboBox;
        line.choice->setObjectName(QStringLiteral("role%1").arg(static_cast<int>(role)));
        line.choice->setAccessibleName(roleTitle(role));
        line.choice->setToolTip(roleHint(role));
        line.choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        line.choice->setMinimumContentsLength(18);
        line.problem = new QLabel;
        line.problem->setTextFormat(Qt::PlainText);
        grid->addWidget(label, row, 0);
        grid->addWidget(line.choice, row, 1);
        grid->addWidget(line.problem, row, 2);
        ++row;
        connect(line.choice, &QComboBox::activated, this,
                [this, role](int index) { chooseField(role, index); });
        if (role == Role::Time) {
            m_encoding->setObjectName(QStringLiteral("encoding"));
            m_encoding->setAccessibleName(QStringLiteral("Time encoding"));
            m_encoding->addItem(QStringLiteral("told from the values"));
            for (const TimeEncoding encoding : kEncodings) {
                const std::string_view name = timeEncodingName(encoding);
                m_encoding->addItem(
                    QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
            }
            auto *encodingLabel = new QLabel(QStringLiteral("written as"));
            encodingLabel->setForegroundRole(QPalette::PlaceholderText);
            grid->addWidget(encodingLabel, row, 0);
            grid->addWidget(m_encoding, row, 1);
            ++row;
            connect(m_encoding, &QComboBox::activated, this, &MappingDialog::chooseEncoding);
        }
    }
    grid->setRowStretch(row, 1);

    m_events->setObjectName(QStringLiteral("preview"));
    m_events->setAccessibleName(QStringLiteral("The first events as they would be read"));
    m_events->setHorizontalHeaderLabels({QStringLiteral("#"),
                                         QStringLiteral("time (%1)").arg(TimeZone::inUse()->name()),
                                         QStringLiteral("stream"), QStringLiteral("v"),
                                         QStringLiteral("type"), QStringLiteral("data")});
    m_events->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_events->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_events->setShowGrid(false);
    m_events->setWordWrap(false);
    m_events->verticalHeader()->hide();
    m_events->verticalHeader()->setMinimumSectionSize(Theme::kRowHeight);
    m_events->verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
    m_events->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_events->horizontalHeader()->setStretchLastSection(true);
    m_events->setColumnWidth(Position, 56);
    m_events->setColumnWidth(Clock, 150);
    m_events->setColumnWidth(Stream, 130);
    m_events->setColumnWidth(Version, 40);
    m_events->setColumnWidth(Type, 140);

    m_said->setObjectName(QStringLiteral("said"));
    m_said->setTextFormat(Qt::PlainText);
    m_said->setWordWrap(true);
    m_said->setMinimumHeight(2 * m_said->fontMetrics().lineSpacing());
    m_said->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *caption = new QLabel(QStringLiteral("The first events as they would be read"));
    caption->setFont(Theme::instance().heading());
    auto *right = new QVBoxLayout;
    right->setSpacing(Theme::kGrid);
    right->addWidget(caption);
    right->addWidget(m_events, 1);
    right->addWidget(m_said);

    auto *body = new QHBoxLayout;
    body->setSpacing(2 * Theme::kGrid);
    body->addLayout(grid);
    body->addLayout(right, 1);

    auto *cancel = new QPushButton(QStringLiteral("Cancel"));
    m_open->setObjectName(QStringLiteral("openMapped"));
    m_open->setDefault(true);
    m_save->setAutoDefault(false);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::kGrid);
    buttons->addWidget(m_save);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_open);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::kGrid, 2 * Theme::kGrid, 2 * Theme::kGrid,
                               2 * Theme::kGrid);
    layout->setSpacing(2 * Theme::kGrid);
    layout->addLayout(body, 1);
    layout->addLayout(buttons);

    connect(m_tables, &QComboBox::activated, this, &MappingDialog::chooseTable);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &MappingDialog::askForName);
    connect(m_open, &QPushButton::clicked, this, [this] {
        OpenOptions options;
        options.mapping = m_dialect;
        options.table = m_dialect.events.table;
        Q_EMIT openWanted(options);
        accept();
    });
    connect(m_preview, &MappingPreview::contentsReady, this, &MappingDialog::takeContents);
    connect(m_preview, &MappingPreview::contentsFailed, this,
            [this](const Error &error) { say(QString::fromStdString(error.message), true); });
    connect(m_preview, &MappingPreview::eventsReady, this, &MappingDialog::showEvents);
    connect(m_preview, &MappingPreview::eventsFailed, this, [this](const Error &error) {
        m_events->setRowCount(0);
        showProblems({});
        say(QString::fromStdString(error.message), true);
        m_open->setEnabled(false);
    });
    m_open->setEnabled(false);
    m_save->setEnabled(false);
    say(QStringLiteral("Looking into it …"), false);
    m_preview->lookInto();
}

void MappingDialog::takeContents(const MappingPreview::Contents &contents)
{
    m_contents = contents;
    if (m_contents.tables.empty()) {
        say(QStringLiteral("There are no tables or records in it."), true);
        return;
    }
    int best = 0;
    for (std::size_t i = 0; i < m_contents.tables.size(); ++i) {
        const TableDescription &table = m_contents.tables[i];
        m_tables->addItem(table.name.empty() ? QStringLiteral("records of the file")
                                             : text(table.name));
        if (!m_contents.candidates.empty() && m_contents.candidates.front().table == table.name)
            best = static_cast<int>(i);
    }
    m_tables->setEnabled(m_contents.tables.size() > 1);
    m_tables->setCurrentIndex(best);
    chooseTable(best);
}

void MappingDialog::chooseTable(int index)
{
    m_table = m_contents.tables[static_cast<std::size_t>(index)];
    m_guess = startingDialect(m_table, m_contents.candidates, m_contents.kind);
    m_dialect = m_guess;
    for (const Role role : kRoles) {
        Line &line = m_lines[role];
        line.choices = choicesFor(role, m_table, m_guess);
        line.choice->clear();
        for (const FieldSpec &choice : line.choices)
            line.choice->addItem(fieldText(choice));
        line.choice->setCurrentIndex(fieldOf(m_guess.events, role).isSet() ? 1 : 0);
    }
    chooseEncoding(-1);
    readAgain();
}

void MappingDialog::chooseField(Role role, int index)
{
    setField(m_dialect, role, m_lines[role].choices[static_cast<std::size_t>(index)], m_guess);
    if (role == Role::Time)
        chooseEncoding(-1);
    readAgain();
}

// -1: show what the dialect has.
void MappingDialog::chooseEncoding(int index)
{
    std::optional<TimeEncoding> &encoding = m_dialect.events.time.encoding;
    m_encoding->setEnabled(m_dialect.events.time.isSet());
    if (index < 0) {
        const auto found = encoding ? std::find(kEncodings.begin(), kEncodings.end(), *encoding)
                                    : kEncodings.end();
        m_encoding->setCurrentIndex(
            found == kEncodings.end() ? 0 : static_cast<int>(found - kEncodings.begin()) + 1);
        return;
    }
    if (index == 0)
        encoding.reset();
    else
        encoding = kEncodings[static_cast<std::size_t>(index) - 1];
    readAgain();
}

bool MappingDialog::isUsable() const
{
    return m_dialect.events.stream.isSet() && m_dialect.events.type.isSet();
}

void MappingDialog::readAgain()
{
    m_open->setEnabled(false);
    m_save->setEnabled(false);
    if (!isUsable()) {
        m_events->setRowCount(0);
        showProblems({});
        say(QStringLiteral("Choose what holds the stream and the event type."), false);
        return;
    }
    say(QStringLiteral("Reading …"), false);
    m_preview->read(m_dialect);
}

void MappingDialog::showEvents(const std::vector<Record> &events)
{
    m_events->setRowCount(static_cast<int>(events.size()));
    int damaged = 0;
    for (int row = 0; row < m_events->rowCount(); ++row) {
        const Record &record = events[static_cast<std::size_t>(row)];
        const auto put = [&](Column column, const QString &shown) {
            auto *item = new QTableWidgetItem(shown);
            item->setToolTip(plainToolTip(shown));
            m_events->setItem(row, column, item);
        };
        put(Position, text(record.position));
        put(Clock, record.time ? dateTimeText(*record.time) : QStringLiteral("—"));
        put(Stream, text(record.stream));
        put(Version, record.version ? versionText(*record.version).mid(1) : QStringLiteral("—"));
        put(Type, text(record.type));
        put(Data, record.damage ? QString::fromStdString(record.damage->message)
                  : record.data.kind == Payload::Kind::Absent ? QStringLiteral("—")
                                                              : text(record.data.text));
        if (record.damage) {
            ++damaged;
            m_events->item(row, Data)->setForeground(Theme::instance().tokens().error);
        }
    }
    showProblems(events);
    if (events.empty())
        say(QStringLiteral("Nothing could be read this way: the table or file has no records."),
            true);
    else if (damaged > 0)
        say(QStringLiteral("%1 of the first %2 cannot be read whole.")
                .arg(damaged)
                .arg(events.size()),
            true);
    else
        say({}, false);
    m_open->setEnabled(true);
    m_save->setEnabled(true);
}

void MappingDialog::showProblems(const std::vector<Record> &events)
{
    for (const Role role : kRoles) {
        QLabel *label = m_lines[role].problem;
        const QString problem = problemOf(role, m_dialect, events);
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, Theme::instance().tokens().warning);
        label->setPalette(palette);
        label->setText(problem);
    }
}

void MappingDialog::say(const QString &said, bool isError)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPalette palette = m_said->palette();
    palette.setColor(QPalette::WindowText, isError ? tokens.error : tokens.textDim);
    m_said->setPalette(palette);
    m_said->setText(said);
}

void MappingDialog::askForName()
{
    auto *ask = new QInputDialog(this);
    ask->setAttribute(Qt::WA_DeleteOnClose);
    ask->setWindowTitle(QStringLiteral("Save dialect"));
    ask->setLabelText(QStringLiteral(
        "Name of the dialect. Stores like this one are recognised by it from now on."));
    connect(ask, &QInputDialog::textValueSelected, this, [this](const QString &name) {
        const auto saved = saveAs(name);
        if (saved)
            say(QStringLiteral("Saved as %1").arg(*saved), false);
        else
            say(QString::fromStdString(saved.error().message), true);
    });
    ask->open();
}

Result<QString> MappingDialog::saveAs(const QString &name)
{
    const QString plain = fileNameOf(name);
    if (plain.isEmpty())
        return fail(ErrorCode::Invalid, "A dialect needs a name with letters or digits in it.");
    const QString path = QDir(m_folder).filePath(plain + QStringLiteral(".json"));
    if (QFileInfo::exists(path))
        return fail(ErrorCode::Invalid,
                    path.toStdString() + " is there already: take another name.");

    Dialect dialect = m_dialect;
    dialect.name = plain.toStdString();
    dialect.title = name.trimmed().toStdString();
    dialect.path = path.toStdString();
    dialect.priority = kPriority;
    setSignature(dialect, m_table);
    QDir().mkpath(m_folder);
    QSaveFile file(path);
    const QByteArray json = QByteArray::fromStdString(dialect.toJson());
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
        return fail(Error(ErrorCode::Unreadable, path.toStdString() + " could not be written: "
                                                     + file.errorString().toStdString() + ".")
                        .at(path.toStdString()));
    return path;
}

} // namespace eventscope::ui
