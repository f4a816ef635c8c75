// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/decoderdialog.h"

#include "base/commandwords.h"
#include "panels/payloadtext.h"
#include "panels/rawview.h"
#include "session/postto.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace eventscope::ui {

namespace {

constexpr QSize kSize(760, 600);
constexpr int kMostTypeCharacters = 60;

// As a pattern that stands for just that type.
QString patternOf(const QString &type)
{
    return QString(type).replace(u'*', QStringLiteral("\\*"));
}

struct Trial {
    QString decoded;
    QString problem;
};

// Runs the decoder, in a thread of its own.
Trial runTrial(const DecodeRequest &request, const DecoderProgram &program,
               const DecoderLimits &limits, const std::stop_token &stop)
{
    const auto why = [](const Error &error) {
        return Trial{{},
                     QString::fromStdString(error.detail.empty()
                                                ? error.message
                                                : error.message + "\n\n" + error.detail)};
    };
    const auto decoder = PayloadDecoder::open(program, limits, stop);
    if (!decoder)
        return why(decoder.error());
    PayloadDecoder::Answers answers;
    const auto done = (*decoder)->decode(std::span(&request, 1), answers, stop);
    if (!done)
        return why(done.error());
    if (!answers.front())
        return why(answers.front().error());
    const auto value = JsonValue::parse(answers.front()->data);
    return {QString::fromStdString(value ? value->dump(2) : answers.front()->data), {}};
}

} // namespace

DecoderDialog::DecoderDialog(Session &session, const std::optional<DecoderRule> &rule,
                             const QString &type, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_types(new QLineEdit)
    , m_payloads(new QComboBox)
    , m_command(new QLineEdit)
    , m_mode(new QComboBox)
    , m_hint(new QLabel)
    , m_event(new QLabel)
    , m_try(new QPushButton(tr("Try it")))
    , m_accept(nullptr)
    , m_stored(new RawView)
    , m_decoded(new RawView)
    , m_result(new QLabel)
    , m_worker(std::make_unique<NewestOnly>())
{
    setObjectName(QStringLiteral("decoderDialog"));
    setWindowTitle(rule ? tr("Edit decoder") : tr("Decode with a program or script"));
    resize(kSize);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_accept = buttons->button(QDialogButtonBox::Ok);
    m_accept->setText(rule ? tr("Save") : tr("Use this decoder"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        const auto made = written();
        if (!made)
            return;
        Q_EMIT chosen(*made);
        accept();
    });
    auto *column = new QVBoxLayout(this);
    column->setSpacing(Theme::kGrid);
    column->addWidget(makeForm());
    column->addWidget(makeTrial(), 1);
    column->addWidget(buttons);
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);

    m_types->setText(type.isEmpty() ? QStringLiteral("*") : patternOf(type));
    if (rule)
        fill(*rule);
    takeWritten();
    showStored();
    connect(&session, &Session::playheadChanged, this, &DecoderDialog::showStored);
    m_command->setFocus();
}

DecoderDialog::~DecoderDialog() = default;

QWidget *DecoderDialog::makeForm()
{
    m_types->setAccessibleName(tr("Event types"));
    m_types->setToolTip(tr("* stands for any text; * alone for all types"));
    m_payloads->addItems({tr("that cannot be read otherwise"), tr("all, also those that can be")});
    m_payloads->setAccessibleName(tr("Which of their payloads"));
    m_command->setAccessibleName(tr("Command or script"));
    m_command->setFont(Theme::instance().monospace());
    m_command->setPlaceholderText(tr("decode.py, or protoc --decode=Order order.proto"));
    m_mode->addItems({tr("started once: a line of JSON in and out for every payload"),
                      tr("started for every payload: bytes in, JSON out")});
    m_mode->setAccessibleName(tr("How the program reads"));
    m_hint->setWordWrap(true);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    auto *choose = new QPushButton(tr("Choose…"));
    choose->setAccessibleName(tr("Choose a program or script"));
    connect(choose, &QPushButton::clicked, this, &DecoderDialog::chooseFile);
    for (QLineEdit *edit : {m_types, m_command})
        connect(edit, &QLineEdit::textChanged, this, &DecoderDialog::takeWritten);
    for (QComboBox *choice : {m_payloads, m_mode})
        connect(choice, &QComboBox::currentIndexChanged, this, &DecoderDialog::takeWritten);
    connect(m_command, &QLineEdit::returnPressed, this, &DecoderDialog::tryIt);

    auto *line = new QHBoxLayout;
    line->addWidget(m_command, 1);
    line->addWidget(choose);
    auto *form = new QWidget;
    auto *rows = new QFormLayout(form);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->addRow(tr("Event types"), m_types);
    rows->addRow(tr("Payloads"), m_payloads);
    rows->addRow(tr("Command or script"), line);
    rows->addRow(tr("Program"), m_mode);
    rows->addRow(QString(), m_hint);
    return form;
}

QWidget *DecoderDialog::makeTrial()
{
    m_event->setTextFormat(Qt::PlainText);
    m_event->setFont(Theme::instance().heading());
    m_stored->setAccessibleName(tr("The selected payload as it is stored"));
    m_decoded->setAccessibleName(tr("What the decoder makes of it"));
    m_result->setTextFormat(Qt::PlainText);
    m_result->setForegroundRole(QPalette::PlaceholderText);
    connect(m_try, &QPushButton::clicked, this, &DecoderDialog::tryIt);

    auto *line = new QHBoxLayout;
    line->addWidget(m_event, 1);
    line->addWidget(m_result);
    line->addWidget(m_try);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(line);
    column->addWidget(m_stored, 2);
    column->addWidget(m_decoded, 3);
    return page;
}

void DecoderDialog::fill(const DecoderRule &rule)
{
    m_types->setText(QString::fromStdString(rule.types));
    m_payloads->setCurrentIndex(rule.readsAll ? 1 : 0);
    m_command->setText(QString::fromStdString(commandOf(rule)));
    m_mode->setCurrentIndex(rule.kind == DecoderProgram::Kind::Each ? 1 : 0);
}

Result<DecoderRule> DecoderDialog::written() const
{
    return makeDecoderRule(m_types->text().trimmed().toStdString(), m_command->text().toStdString(),
                           m_mode->currentIndex() == 1, m_payloads->currentIndex() == 1,
                           m_session.decoders().folder());
}

// What is stored is not shown while it is to be masked.
bool DecoderDialog::canTry() const
{
    return m_session.hasLog() && m_session.playhead() != kNoRow && m_session.decoders().undecoded()
           && !m_session.masking().isOn();
}

void DecoderDialog::takeWritten()
{
    const auto rule = written();
    const bool isScript = rule && rule->kind == DecoderProgram::Kind::Script;
    m_mode->setEnabled(!isScript);
    m_accept->setEnabled(rule.has_value());
    m_try->setEnabled(rule.has_value() && canTry());
    if (isScript)
        m_hint->setText(tr("A sealed script, which reaches no files and no network: "
                           "export function decode(bytes, event) that gives back an object."));
    else if (rule)
        m_hint->setText(
            tr("Runs as you, not sealed, whenever payloads of this store are read. When one of its "
               "files changes, you are asked whether you still trust it."));
    else if (m_command->text().trimmed().isEmpty())
        m_hint->setText(tr("A program in any language, with its arguments, or a script (.js, .ts). "
                           "No shell takes part."));
    else
        m_hint->setText(QString::fromStdString(rule.error().message));
}

void DecoderDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a program or script"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setDirectory(m_session.decoders().folder());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_command->setText(QString::fromStdString(joinCommand({path.toStdString()})));
    });
    dialog->open();
}

void DecoderDialog::say(const QString &text, bool isProblem)
{
    m_result->setText(isProblem ? tr("It could not be decoded") : text);
    m_decoded->setText(isProblem ? text : QString());
}

void DecoderDialog::showStored()
{
    const Row row = m_session.playhead();
    ++m_request;
    m_worker->cancel();
    m_stored->setText({}); // nobody is to take the bytes of one event for those of another
    say({}, false);
    takeWritten();
    if (!canTry()) {
        m_event->setText(m_session.masking().isOn()
                             ? tr("Payloads are masked; a decoder can be tried when they are not.")
                             : tr("Select an event to try a decoder on its payload."));
        return;
    }
    const EventLog &log = m_session.log();
    m_event->setText(tr("%1 %2").arg(positionTag(log, row),
                                     oneLine(log.typeName(log.type(row)), kMostTypeCharacters)));
    read(std::nullopt);
}

void DecoderDialog::tryIt()
{
    const auto rule = written();
    if (!rule || !canTry())
        return;
    say(tr("Decoding …"), false);
    read(programOf(*rule, m_session.decoders().folder()));
}

// Shows what a decoder gets, and what that program makes of it.
void DecoderDialog::read(std::optional<DecoderProgram> program)
{
    const Decoders &decoders = m_session.decoders();
    m_worker->submit([this, request = ++m_request, store = decoders.undecoded(),
                      locator = m_session.log().locator(m_session.playhead()),
                      program = std::move(program),
                      limits = decoders.limits()](std::stop_token stop) {
        const auto show = [&](auto answer) {
            if (stop.stop_requested())
                return;
            postTo(this, [this, request, answer = std::move(answer)] {
                if (request == m_request)
                    answer();
            });
        };
        auto reader = store->reader();
        const auto record = reader ? (*reader)->read(locator, stop)
                                   : Result<Record>(fail(std::move(reader).error()));
        if (!record) {
            show([this, why = QString::fromStdString(record.error().message)] {
                say({}, false);
                m_stored->setText(why);
            });
            return;
        }
        const DecodeRequest wanted = decodeRequestOf(*record,
                                                     PayloadRules::of(store->dialect().events));
        show([this, text = ShownPayload::of({Payload::Kind::Binary, wanted.bytes, {}}).raw] {
            m_stored->setText(text, RawView::Language::Plain);
        });
        if (!program)
            return;
        show([this, trial = runTrial(wanted, *program, limits, stop)] {
            say(trial.problem.isEmpty() ? tr("Decoded") : trial.problem, !trial.problem.isEmpty());
            if (trial.problem.isEmpty())
                m_decoded->setText(trial.decoded, RawView::Language::Json);
        });
    });
}

} // namespace eventscope::ui
