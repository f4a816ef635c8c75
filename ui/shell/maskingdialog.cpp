// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/maskingdialog.h"

#include "panels/rawview.h"
#include "session/maskedstore.h"
#include "session/postto.h"
#include "session/recordjson.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTableWidget>
#include <QVBoxLayout>

#include <utility>

namespace eventscope::ui {

namespace {

constexpr QSize kSize(760, 620);

QString kindText(MaskRule::Kind kind)
{
    switch (kind) {
    case MaskRule::Kind::Path:
        return MaskingDialog::tr("Path");
    case MaskRule::Kind::Pattern:
        return MaskingDialog::tr("Regular expression");
    case MaskRule::Kind::Email:
        return MaskingDialog::tr("E-mail addresses");
    case MaskRule::Kind::Card:
        return MaskingDialog::tr("Card numbers");
    case MaskRule::Kind::Phone:
        return MaskingDialog::tr("Phone numbers");
    }
    return {};
}

QStringList withTexts()
{
    return {MaskingDialog::tr("a token, equal for equal values"),
            MaskingDialog::tr("dots; numbers are 0"), MaskingDialog::tr("null")};
}

bool hasText(MaskRule::Kind kind)
{
    return kind == MaskRule::Kind::Path || kind == MaskRule::Kind::Pattern;
}

QComboBox *withChoice(const QString &name)
{
    auto *choice = new QComboBox;
    choice->addItems(withTexts());
    choice->setAccessibleName(name);
    return choice;
}

// Both payloads of the event, indented.
QString textOf(const Record &record)
{
    JsonValue event = JsonValue::object();
    const auto put = [&event](const char *name, const Payload &payload) {
        if (payload.kind == Payload::Kind::Absent)
            return;
        auto value = JsonValue::parse(payloadToJson(payload));
        event.member(name) = value ? std::move(*value) : JsonValue::string(payload.text);
    };
    put("data", record.data);
    put("metadata", record.metadata);
    return QString::fromStdString(event.dump(2));
}

} // namespace

MaskingDialog::MaskingDialog(Session &session, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_table(new QTableWidget)
    , m_kind(new QComboBox)
    , m_text(new QLineEdit)
    , m_with(withChoice(tr("Shown instead, of the new rule")))
    , m_add(new QPushButton(tr("Add")))
    , m_remove(new QPushButton(tr("Remove")))
    , m_hint(new QLabel)
    , m_on(new QCheckBox(tr("Mask personal data: in all panels, copies, exports and pictures")))
    , m_event(new QLabel)
    , m_before(new RawView)
    , m_after(new RawView)
    , m_worker(std::make_unique<NewestOnly>())
{
    setObjectName(QStringLiteral("maskingDialog"));
    setWindowTitle(tr("Masking rules"));
    resize(kSize);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(Theme::kGrid);
    column->addWidget(m_on);
    column->addWidget(makeRules(), 2);
    column->addWidget(makePreview(), 3);
    column->addWidget(buttons);
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);

    m_on->setChecked(session.masking().isOn());
    connect(m_on, &QCheckBox::toggled, this, [this](bool on) { m_session.masking().setOn(on); });
    connect(&session.masking(), &Masking::changed, this,
            [this] { m_on->setChecked(m_session.masking().isOn()); });
    connect(&session.workspace(), &Workspace::masksChanged, this, &MaskingDialog::fill);
    connect(&session, &Session::playheadChanged, this, &MaskingDialog::preview);
    takeKind();
    fill();
    m_text->setFocus();
}

QWidget *MaskingDialog::makeRules()
{
    m_table->setColumnCount(2);
    m_table->setHorizontalHeaderLabels({tr("What is personal"), tr("Shown instead")});
    m_table->setAccessibleName(tr("Masking rules"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto *removing = new QShortcut(QKeySequence(Qt::Key_Delete), m_table);
    removing->setContext(Qt::WidgetShortcut);
    connect(removing, &QShortcut::activated, this, &MaskingDialog::removeCurrent);
    connect(m_remove, &QPushButton::clicked, this, &MaskingDialog::removeCurrent);
    connect(m_table, &QTableWidget::itemSelectionChanged, this,
            [this] { m_remove->setEnabled(!m_table->selectedItems().isEmpty()); });

    for (const auto kind : {MaskRule::Kind::Path, MaskRule::Kind::Pattern, MaskRule::Kind::Email,
                            MaskRule::Kind::Card, MaskRule::Kind::Phone})
        m_kind->addItem(kindText(kind), static_cast<int>(kind));
    m_kind->setAccessibleName(tr("Kind of the new rule"));
    m_text->setAccessibleName(tr("Path or expression of the new rule"));
    m_text->setFont(Theme::instance().monospace());
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &MaskingDialog::takeKind);
    connect(m_with, &QComboBox::currentIndexChanged, this, &MaskingDialog::preview);
    connect(m_text, &QLineEdit::textChanged, this, &MaskingDialog::takeKind);
    connect(m_text, &QLineEdit::returnPressed, this, &MaskingDialog::add);
    connect(m_add, &QPushButton::clicked, this, &MaskingDialog::add);

    auto *line = new QHBoxLayout;
    line->addWidget(m_kind);
    line->addWidget(m_text, 1);
    line->addWidget(m_with);
    line->addWidget(m_add);
    line->addWidget(m_remove);
    auto *rules = new QWidget;
    auto *column = new QVBoxLayout(rules);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table, 1);
    column->addLayout(line);
    column->addWidget(m_hint);
    return rules;
}

QWidget *MaskingDialog::makePreview()
{
    m_event->setTextFormat(Qt::PlainText);
    m_event->setFont(Theme::instance().heading());
    m_before->setAccessibleName(tr("The selected event as it is"));
    m_after->setAccessibleName(tr("The selected event as it is shown"));
    auto *views = new QHBoxLayout;
    views->addWidget(m_before);
    views->addWidget(m_after);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_event);
    column->addLayout(views, 1);
    return page;
}

void MaskingDialog::fill()
{
    const std::vector<MaskRule> &rules = m_session.workspace().masks();
    const int current = m_table->currentRow();
    m_table->setRowCount(0);
    m_table->setRowCount(static_cast<int>(rules.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const MaskRule &rule = rules[static_cast<std::size_t>(row)];
        const QString what = rule.kind == MaskRule::Kind::Path ? oneLine(rule.text)
                             : hasText(rule.kind) ? tr("Text like %1").arg(oneLine(rule.text))
                                                  : kindText(rule.kind);
        auto *item = new QTableWidgetItem(what);
        item->setToolTip(plainToolTip(what));
        m_table->setItem(row, 0, item);
        QComboBox *with = withChoice(tr("Shown instead of %1").arg(what));
        with->setCurrentIndex(static_cast<int>(rule.with));
        connect(with, &QComboBox::activated, this, [this, row](int index) { setWith(row, index); });
        m_table->setCellWidget(row, 1, with);
    }
    m_table->selectRow(std::min(current, m_table->rowCount() - 1));
    m_remove->setEnabled(!m_table->selectedItems().isEmpty());
    preview();
}

MaskRule MaskingDialog::written() const
{
    const auto kind = static_cast<MaskRule::Kind>(m_kind->currentData().toInt());
    return {kind, hasText(kind) ? m_text->text().trimmed().toStdString() : std::string(),
            static_cast<MaskRule::With>(m_with->currentIndex())};
}

void MaskingDialog::takeKind()
{
    const MaskRule rule = written();
    m_text->setEnabled(hasText(rule.kind));
    m_text->setPlaceholderText(rule.kind == MaskRule::Kind::Path      ? tr("/data/**/email")
                               : rule.kind == MaskRule::Kind::Pattern ? tr("DE\\d{20}")
                                                                      : QString());
    const auto sound = checkMaskRule(rule);
    m_add->setEnabled(sound.has_value());
    QString hint = rule.kind == MaskRule::Kind::Path
                       ? tr(
                           "* stands for any name or element, ** for any number of them. All below "
                           "the path is masked.")
                       : tr("Masks what it matches in any text of data and metadata.");
    if (!sound && !rule.text.empty())
        hint = QString::fromStdString(sound.error().message);
    m_hint->setText(hint);
    preview();
}

void MaskingDialog::add()
{
    const MaskRule rule = written();
    if (!checkMaskRule(rule))
        return;
    std::vector<MaskRule> rules = m_session.workspace().masks();
    rules.push_back(rule);
    m_text->clear();
    m_session.workspace().setMasks(std::move(rules));
}

void MaskingDialog::removeCurrent()
{
    std::vector<MaskRule> rules = m_session.workspace().masks();
    const int row = m_table->currentRow();
    if (row < 0 || row >= static_cast<int>(rules.size()))
        return;
    rules.erase(rules.begin() + row);
    m_session.workspace().setMasks(std::move(rules));
}

void MaskingDialog::setWith(int rule, int with)
{
    std::vector<MaskRule> rules = m_session.workspace().masks();
    rules[static_cast<std::size_t>(rule)].with = static_cast<MaskRule::With>(with);
    // The box that was chosen in is made anew.
    QMetaObject::invokeMethod(
        this, [this, rules = std::move(rules)] { m_session.workspace().setMasks(rules); },
        Qt::QueuedConnection);
}

std::vector<MaskRule> MaskingDialog::rulesToTry() const
{
    std::vector<MaskRule> rules = m_session.workspace().masks();
    if (const MaskRule rule = written(); hasText(rule.kind) && checkMaskRule(rule))
        rules.push_back(rule);
    return rules;
}

void MaskingDialog::preview()
{
    const Row row = m_session.playhead();
    if (!m_session.hasLog() || row == kNoRow) {
        m_event->setText(tr("Select an event to see what becomes of it."));
        return;
    }
    const EventLog &log = m_session.log();
    m_event->setText(tr("%1 %2: as it is, and as it is shown")
                         .arg(positionTag(log, row), oneLine(log.typeName(log.type(row)), 60)));
    m_worker->submit([this, request = ++m_request, store = m_session.storedUnmasked(),
                      locator = log.locator(row),
                      masker = m_session.masking().maskerOf(rulesToTry())](std::stop_token stop) {
        auto reader = store->reader();
        auto record = reader ? (*reader)->read(locator, stop)
                             : Result<Record>(fail(std::move(reader).error()));
        if (stop.stop_requested())
            return;
        QString before;
        QString after;
        if (record) {
            before = textOf(*record);
            maskRecord(*record, *masker);
            after = textOf(*record);
        } else {
            before = QString::fromStdString(record.error().message);
        }
        postTo(this, [this, request, before, after] {
            if (request != m_request)
                return;
            m_before->setText(before, RawView::Language::Json);
            m_after->setText(after, RawView::Language::Json);
        });
    });
}

} // namespace eventscope::ui
