// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/preferencesdialog.h"

#include "widgets/format.h"
#include "widgets/theme.h"
#include "widgets/timezone.h"

#include <QColorDialog>
#include <QComboBox>
#include <QCompleter>
#include <QDateTime>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kPagesWidth = 120;
constexpr int kFieldWidth = 280;

struct Named {
    const char *name;
    QRgb color;
};
constexpr std::array<Named, 8> kAccents{{{"Blue", 0xff1a6fd4},
                                         {"Indigo", 0xff5a4fcf},
                                         {"Violet", 0xff8a3fc0},
                                         {"Magenta", 0xffb8308f},
                                         {"Red", 0xffc0392b},
                                         {"Orange", 0xffc06010},
                                         {"Green", 0xff2c8a3f},
                                         {"Grey", 0xff69757c}}};

struct LimitText {
    const char *key;
    const char *label;
    const char *unit;
    const char *hint;
};
constexpr std::array<LimitText, 7> kLimitTexts{{
    {"scriptMilliseconds", "Script, time for an event", " ms",
     "A reducer in JavaScript or TypeScript that needs longer for one event is stopped there."},
    {"scriptMegabytes", "Script, memory", " MB",
     "A reducer that holds more is stopped. Several may run at once."},
    {"programSeconds", "Program, time for an answer", " s",
     "A reducer that is a program of your own is stopped when one answer takes longer."},
    {"programMegabytes", "Program, memory", " MB",
     "A program that holds more is stopped; those that it starts are not counted."},
    {"stateMegabytes", "Kept states", " MB",
     "States of a long stream that are kept, so that stepping back in it is quick."},
    {"mostFindings", "Findings of one kind", "",
     "So many are listed and marked; the rest is counted."},
    {"longestWaitSeconds", "Longest wait while playing", " s",
     "With the original timing, longer waits are shortened to this."},
}};

QString fromLatin(const char *text)
{
    return QString::fromLatin1(text);
}

QIcon swatch(const QColor &color)
{
    QPixmap pixmap(16, 16);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(2, 2, 12, 12));
    return QIcon(pixmap);
}

QLabel *note(const QString &text)
{
    auto *label = new QLabel(text);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setMinimumWidth(kFieldWidth);
    return label;
}

QFormLayout *form()
{
    auto *made = new QFormLayout;
    made->setContentsMargins(0, 0, 0, 0);
    made->setHorizontalSpacing(2 * Theme::kGrid);
    made->setVerticalSpacing(Theme::kGrid);
    made->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    made->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    return made;
}

void addLine(QFormLayout *lines, const QString &label, QWidget *field, const QString &name)
{
    auto *caption = new QLabel(label);
    caption->setBuddy(field);
    caption->setToolTip(field->toolTip());
    caption->setMinimumHeight(field->sizeHint().height());
    field->setAccessibleName(label);
    field->setObjectName(name);
    field->setFixedWidth(kFieldWidth);
    lines->addRow(caption, field);
}

QComboBox *choice(const QStringList &texts)
{
    auto *box = new QComboBox;
    box->addItems(texts);
    return box;
}

Time now()
{
    return Time{QDateTime::currentMSecsSinceEpoch() / 1000 * 1'000'000};
}

} // namespace

PreferencesDialog::PreferencesDialog(QWidget *parent)
    : QDialog(parent)
    , m_pages(new QListWidget)
    , m_stack(new QStackedWidget)
    , m_reset(new QPushButton(tr("Reset this page")))
{
    setObjectName(QStringLiteral("preferencesDialog"));
    setWindowTitle(tr("Preferences"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_pages->setObjectName(QStringLiteral("pages"));
    m_pages->setAccessibleName(tr("Pages"));
    m_pages->setFixedWidth(kPagesWidth);
    m_pages->setFrameShape(QFrame::NoFrame);
    addPage(Preferences::Page::Times, tr("Times"), makeTimes());
    addPage(Preferences::Page::Look, tr("Look"), makeLook());
    addPage(Preferences::Page::Fonts, tr("Fonts"), makeFonts());
    addPage(Preferences::Page::Limits, tr("Limits"), makeLimits());

    m_reset->setObjectName(QStringLiteral("reset"));
    m_reset->setAutoDefault(false);
    auto *close = new QPushButton(tr("Close"));
    close->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_reset);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *body = new QHBoxLayout;
    body->setSpacing(3 * Theme::kGrid);
    body->addWidget(m_pages);
    body->addWidget(m_stack, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::kGrid, 2 * Theme::kGrid, 2 * Theme::kGrid,
                               2 * Theme::kGrid);
    layout->setSpacing(2 * Theme::kGrid);
    layout->addLayout(body, 1);
    layout->addLayout(buttons);
    layout->setSizeConstraint(QLayout::SetMinimumSize);

    connect(m_pages, &QListWidget::currentRowChanged, this, [this](int row) {
        m_stack->setCurrentIndex(row);
        if (row == static_cast<int>(Preferences::Page::Fonts))
            fillFamilies();
        showAll();
    });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        Preferences::instance().reset(static_cast<Preferences::Page>(m_pages->currentRow()));
    });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(&Preferences::instance(), &Preferences::changed, this, &PreferencesDialog::showAll);
    showPage(Preferences::Page::Times);
}

void PreferencesDialog::showPage(Preferences::Page page)
{
    m_pages->setCurrentRow(static_cast<int>(page));
}

void PreferencesDialog::addPage(Preferences::Page page, const QString &title, QWidget *content)
{
    Q_ASSERT(m_stack->count() == static_cast<int>(page));
    m_pages->addItem(title);
    m_stack->insertWidget(static_cast<int>(page), content);
}

template<typename Change>
void PreferencesDialog::change(Change change)
{
    Values values = Preferences::instance().values();
    change(values);
    Preferences::instance().set(std::move(values));
}

// --- the pages ---

QWidget *PreferencesDialog::makeTimes()
{
    m_zone = new QComboBox;
    m_zone->setEditable(true);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    m_zone->setMaxVisibleItems(16);
    const auto local = TimeZone::find(QStringLiteral("local"));
    m_zone->addItem(QStringLiteral("UTC"), QStringLiteral("UTC"));
    m_zone->addItem(local ? tr("This computer's (%1)").arg(local->name()) : tr("This computer's"),
                    QStringLiteral("local"));
    for (const QString &name : TimeZone::names().mid(1))
        m_zone->addItem(name, name);
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_zone->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    connect(m_zone, &QComboBox::activated, this,
            [this](int index) { chooseZone(m_zone->itemText(index)); });
    connect(m_zone->lineEdit(), &QLineEdit::editingFinished, this,
            [this] { chooseZone(m_zone->currentText()); });
    m_zoneNote = note({});
    m_zoneNote->setObjectName(QStringLiteral("zoneNote"));

    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    auto *lines = form();
    addLine(lines, tr("Time zone"), m_zone, QStringLiteral("timeZone"));
    lines->addRow(QString(), m_zoneNote);
    column->addLayout(lines);
    column->addSpacing(Theme::kGrid);
    column->addWidget(
        note(tr("Times are shown in this zone, and read in it where you go to a time. Filters read "
                "times in UTC unless a zone follows, so that they mean the same to everyone; what "
                "is copied or saved is in UTC.")));
    column->addStretch(1);
    return page;
}

QWidget *PreferencesDialog::makeLook()
{
    m_theme = choice({tr("The system's"), tr("Light"), tr("Dark"), tr("High contrast"),
                      tr("High contrast, light")});
    m_accent = new QComboBox;
    m_accent->addItem(tr("The theme's"));
    for (const Named &accent : kAccents)
        m_accent->addItem(swatch(QColor(accent.color)), tr(accent.name), QColor(accent.color));
    m_accent->addItem(tr("Another…"));
    m_accent->setToolTip(tr("Of the playhead, the focus and links. It is made lighter or darker "
                            "where it could not be read."));
    m_motion = choice(
        {tr("As the system wants"), tr("Reduced: nothing moves by itself"), tr("Allowed")});
    m_direction = choice({tr("The system's"), tr("Left to right"), tr("Right to left")});
    m_direction->setToolTip(tr("Of panels and texts. Time always runs from left to right."));
    connect(m_theme, &QComboBox::activated, this, [this](int index) {
        change([index](Values &values) { values.theme = static_cast<Theme::Choice>(index); });
    });
    connect(m_accent, &QComboBox::activated, this, &PreferencesDialog::chooseAccent);
    connect(m_motion, &QComboBox::activated, this, [this](int index) {
        change(
            [index](Values &values) { values.motion = static_cast<Preferences::Motion>(index); });
    });
    connect(m_direction, &QComboBox::activated, this, [this](int index) {
        change([index](Values &values) {
            values.direction = static_cast<Preferences::Direction>(index);
        });
    });

    auto *page = new QWidget;
    auto *lines = form();
    addLine(lines, tr("Theme"), m_theme, QStringLiteral("theme"));
    addLine(lines, tr("Accent colour"), m_accent, QStringLiteral("accent"));
    addLine(lines, tr("Motion"), m_motion, QStringLiteral("motion"));
    addLine(lines, tr("Direction"), m_direction, QStringLiteral("direction"));
    page->setLayout(lines);
    return page;
}

QWidget *PreferencesDialog::makeFonts()
{
    m_family = new QComboBox;
    m_fixedFamily = new QComboBox;
    for (QComboBox *box : {m_family, m_fixedFamily}) {
        box->addItem(tr("The system's"));
        box->setMaxVisibleItems(16);
    }
    m_points = new QDoubleSpinBox;
    m_points->setDecimals(1);
    m_points->setSingleStep(0.5);
    // One step below the smallest stands for the system's.
    m_points->setRange(Theme::kSmallestPoints - 0.5, Theme::kLargestPoints);
    m_points->setSuffix(tr(" pt"));
    m_points->setSpecialValueText(tr("The system's"));
    connect(m_family, &QComboBox::activated, this, [this](int index) {
        change([&](Values &values) {
            values.fonts.family = index == 0 ? QString() : m_family->itemText(index);
        });
    });
    connect(m_fixedFamily, &QComboBox::activated, this, [this](int index) {
        change([&](Values &values) {
            values.fonts.fixedFamily = index == 0 ? QString() : m_fixedFamily->itemText(index);
        });
    });
    connect(m_points, &QDoubleSpinBox::valueChanged, this, [this](double points) {
        change([points](Values &values) {
            values.fonts.points = points < Theme::kSmallestPoints ? 0 : points;
        });
    });

    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    auto *lines = form();
    addLine(lines, tr("Texts"), m_family, QStringLiteral("font"));
    addLine(lines, tr("Size"), m_points, QStringLiteral("fontSize"));
    addLine(lines, tr("Payloads and numbers"), m_fixedFamily, QStringLiteral("monospacedFont"));
    column->addLayout(lines);
    column->addSpacing(Theme::kGrid);
    auto *sample = new QLabel(
        QStringLiteral("{\"orderId\": \"A-1042\", \"total\": 40.50, \"at\": \"08:41:12\"}"));
    sample->setTextFormat(Qt::PlainText);
    sample->setFont(Theme::instance().monospace());
    column->addWidget(sample);
    column->addSpacing(Theme::kGrid);
    column->addWidget(note(tr("Larger than %1 pt, lines would not fit their rows: scale the "
                              "display instead.")
                               .arg(Theme::kLargestPoints)));
    column->addStretch(1);
    return page;
}

// When the page is first looked at: a desktop may have a thousand families.
void PreferencesDialog::fillFamilies()
{
    if (m_family->count() > 1)
        return;
    for (const QString &family : QFontDatabase::families(QFontDatabase::Latin)) {
        if (QFontDatabase::isPrivateFamily(family))
            continue;
        m_family->addItem(family);
        if (QFontDatabase::isFixedPitch(family))
            m_fixedFamily->addItem(family);
    }
}

QWidget *PreferencesDialog::makeLimits()
{
    auto *page = new QWidget;
    auto *lines = form();
    for (const LimitText &text : kLimitTexts) {
        const auto &limits = Preferences::limits();
        const auto limit = std::find_if(limits.begin(), limits.end(),
                                        [&](const Preferences::Limit &known) {
                                            return fromLatin(known.key) == fromLatin(text.key);
                                        });
        auto *box = new QSpinBox;
        box->setRange(limit->least, limit->most);
        box->setSingleStep(limit->step);
        box->setSuffix(fromLatin(text.unit));
        box->setGroupSeparatorShown(true);
        box->setKeyboardTracking(false); // 2500 is not 2, 25 and 250 first
        box->setToolTip(tr(text.hint));
        connect(box, &QSpinBox::valueChanged, this, [this, value = limit->value](int number) {
            change([=](Values &values) { values.*value = number; });
        });
        addLine(lines, tr(text.label), box, fromLatin(text.key));
        box->setAccessibleDescription(tr(text.hint));
        m_limits.insert(fromLatin(text.key), box);
    }
    lines->addRow(note(tr("A new limit acts at once: what is shown is replayed with it.")));
    page->setLayout(lines);
    return page;
}

// --- changes ---

void PreferencesDialog::chooseZone(const QString &text)
{
    QString name = text.trimmed();
    if (const int index = m_zone->findText(name, Qt::MatchFixedString); index >= 0)
        name = m_zone->itemData(index).toString();
    if (!TimeZone::find(name)) {
        m_zoneNote->setText(tr("There is no zone \"%1\". Type a part of a city's name.")
                                .arg(oneLine(name.toUtf8().toStdString(), 40)));
        return;
    }
    change([&](Values &values) { values.timeZone = name; });
    showZone();
}

void PreferencesDialog::chooseAccent(int index)
{
    if (index < m_accent->count() - 1) {
        change([&](Values &values) { values.accent = m_accent->itemData(index).value<QColor>(); });
        return;
    }
    showAll(); // nothing is chosen yet
    auto *dialog = new QColorDialog(Theme::instance().tokens().accent, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Accent colour"));
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor &color) {
        change([&](Values &values) { values.accent = color; });
    });
    dialog->open();
}

void PreferencesDialog::showAll()
{
    const Preferences &preferences = Preferences::instance();
    const Values &values = preferences.values();
    m_reset->setEnabled(
        !preferences.isDefault(static_cast<Preferences::Page>(m_pages->currentRow())));
    showZone();
    m_theme->setCurrentIndex(static_cast<int>(values.theme));
    m_motion->setCurrentIndex(static_cast<int>(values.motion));
    m_direction->setCurrentIndex(static_cast<int>(values.direction));
    // Colours of one's own stand before "Another…".
    int accent = values.accent.isValid() ? m_accent->findData(values.accent) : 0;
    if (accent < 0) {
        accent = static_cast<int>(kAccents.size()) + 1;
        if (m_accent->count() > accent + 1)
            m_accent->removeItem(accent);
        m_accent->insertItem(accent, swatch(values.accent), values.accent.name(), values.accent);
    }
    m_accent->setCurrentIndex(accent);
    const auto showFamily = [](QComboBox *box, const QString &family) {
        if (!family.isEmpty() && box->findText(family) < 0)
            box->addItem(family);
        box->setCurrentIndex(family.isEmpty() ? 0 : box->findText(family));
    };
    if (m_pages->currentRow() == static_cast<int>(Preferences::Page::Fonts)) {
        showFamily(m_family, values.fonts.family);
        showFamily(m_fixedFamily, values.fonts.fixedFamily);
    }
    const QSignalBlocker noPoints(m_points);
    m_points->setValue(values.fonts.points > 0 ? values.fonts.points : m_points->minimum());
    for (const Preferences::Limit &limit : Preferences::limits()) {
        QSpinBox *box = m_limits.value(fromLatin(limit.key));
        const QSignalBlocker noNumber(box);
        box->setValue(values.*limit.value);
    }
}

void PreferencesDialog::showZone()
{
    const int index = m_zone->findData(Preferences::instance().values().timeZone);
    if (index >= 0)
        m_zone->setCurrentIndex(index);
    else
        m_zone->setEditText(Preferences::instance().values().timeZone);
    m_zoneNote->setText(tr("It is %1 now.").arg(zonedText(now())));
}

} // namespace eventscope::ui
