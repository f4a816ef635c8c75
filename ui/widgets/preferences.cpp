// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preferences.h"

#include "widgets/systemlook.h"
#include "widgets/timezone.h"

#include <QApplication>
#include <QStringList>
#include <QStyleHints>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace eventscope::ui {

namespace {

using Values = Preferences::Values;

constexpr std::array kThemes{"system", "light", "dark", "contrast", "contrast-light"};
constexpr std::array kMotions{"system", "reduced", "full"};
constexpr std::array kDirections{"system", "ltr", "rtl"};
constexpr int kBlinkMilliseconds = 1000; // Qt's own

template<typename Choice, std::size_t N>
Choice readChoice(const QSettings &settings, const QString &key,
                  const std::array<const char *, N> &names)
{
    const QString said = settings.value(key).toString();
    for (std::size_t i = 0; i < N; ++i) {
        if (said == QLatin1String(names[i]))
            return static_cast<Choice>(i);
    }
    return Choice{};
}

QString key(const char *name)
{
    return QStringLiteral("preferences/") + QLatin1String(name);
}

Values read(const QSettings &settings)
{
    Values values;
    values.timeZone = settings.value(key("timeZone"), values.timeZone).toString();
    values.theme = readChoice<Theme::Choice>(settings, key("theme"), kThemes);
    values.accent = QColor(settings.value(key("accent")).toString());
    values.motion = readChoice<Preferences::Motion>(settings, key("motion"), kMotions);
    values.direction = readChoice<Preferences::Direction>(settings, key("direction"), kDirections);
    values.fonts.family = settings.value(key("font")).toString();
    values.fonts.points = settings.value(key("fontSize"), 0).toDouble();
    values.fonts.fixedFamily = settings.value(key("monospacedFont")).toString();
    for (const Preferences::Limit &limit : Preferences::limits())
        values.*limit.value = settings.value(key(limit.key), values.*limit.value).toInt();
    return values;
}

// What differs from the default is written; the rest follows the default of a later version.
void write(QSettings &settings, const Values &values)
{
    const auto put = [&settings](const char *name, const QVariant &value, bool isDefault) {
        if (isDefault)
            settings.remove(key(name));
        else
            settings.setValue(key(name), value);
    };
    const Values plain;
    const auto choice = [&](const char *name, std::span<const char *const> names, auto value) {
        const auto index = static_cast<std::size_t>(value);
        put(name, QLatin1String(names[index]), index == 0);
    };
    put("timeZone", values.timeZone, values.timeZone == plain.timeZone);
    choice("theme", kThemes, values.theme);
    put("accent", values.accent.name(), !values.accent.isValid());
    choice("motion", kMotions, values.motion);
    choice("direction", kDirections, values.direction);
    put("font", values.fonts.family, values.fonts.family.isEmpty());
    put("fontSize", values.fonts.points, values.fonts.points <= 0);
    put("monospacedFont", values.fonts.fixedFamily, values.fonts.fixedFamily.isEmpty());
    for (const Preferences::Limit &limit : Preferences::limits())
        put(limit.key, values.*limit.value, values.*limit.value == plain.*limit.value);
}

Values valid(Values values)
{
    if (!TimeZone::find(values.timeZone))
        values.timeZone = Values().timeZone;
    if (values.accent.isValid())
        values.accent.setAlpha(255);
    values.fonts = Theme::usableFonts(values.fonts);
    for (const Preferences::Limit &limit : Preferences::limits()) {
        int &number = values.*limit.value;
        number = std::clamp(number, limit.least, limit.most);
    }
    return values;
}

} // namespace

const QList<Preferences::Limit> &Preferences::limits()
{
    static const QList<Limit> all{
        {&Values::scriptMilliseconds, "scriptMilliseconds", 10, 60'000, 50},
        {&Values::scriptMegabytes, "scriptMegabytes", 64, 16'384, 64},
        {&Values::programSeconds, "programSeconds", 1, 600, 1},
        {&Values::programMegabytes, "programMegabytes", 64, 65'536, 256},
        {&Values::stateMegabytes, "stateMegabytes", 8, 4096, 16},
        {&Values::mostFindings, "mostFindings", 100, 100'000, 500},
        {&Values::longestWaitSeconds, "longestWaitSeconds", 1, 60, 1},
    };
    return all;
}

Preferences &Preferences::instance()
{
    static Preferences preferences;
    return preferences;
}

Preferences::Preferences()
{
    connect(&SystemLook::instance(), &SystemLook::changed, this, [this] { applyMotion(); });
}

void Preferences::use(QSettings *settings)
{
    m_settings = settings;
    const Values before = std::exchange(m_values,
                                        valid(settings == nullptr ? Values() : read(*settings)));
    act(before);
}

void Preferences::set(Values values)
{
    const Values before = std::exchange(m_values, valid(std::move(values)));
    if (m_values == before)
        return;
    if (m_settings)
        write(*m_settings, m_values);
    act(before);
}

namespace {

Values withDefaults(Values values, Preferences::Page page)
{
    const Values plain;
    switch (page) {
    case Preferences::Page::Times:
        values.timeZone = plain.timeZone;
        break;
    case Preferences::Page::Look:
        values.theme = plain.theme;
        values.accent = plain.accent;
        values.motion = plain.motion;
        values.direction = plain.direction;
        break;
    case Preferences::Page::Fonts:
        values.fonts = plain.fonts;
        break;
    case Preferences::Page::Limits:
        for (const Preferences::Limit &limit : Preferences::limits())
            values.*limit.value = plain.*limit.value;
        break;
    }
    return values;
}

} // namespace

void Preferences::reset(Page page)
{
    set(withDefaults(m_values, page));
}

bool Preferences::isDefault(Page page) const
{
    return withDefaults(m_values, page) == m_values;
}

bool Preferences::reducesMotion() const
{
    return m_values.motion == Motion::Reduced
           || (m_values.motion == Motion::System && SystemLook::instance().reducesMotion());
}

// Only what is another: a theme given on the command line stays until another one is chosen.
void Preferences::act(const Values &before)
{
    if (m_values.timeZone != before.timeZone)
        TimeZone::use(TimeZone::find(m_values.timeZone));
    Theme &theme = Theme::instance();
    if (m_values.fonts != before.fonts)
        theme.setFonts(m_values.fonts);
    if (m_values.accent != before.accent)
        theme.setAccent(m_values.accent);
    if (m_values.theme != before.theme)
        theme.setChoice(m_values.theme);
    if (m_values.direction != before.direction && qApp != nullptr) {
        QGuiApplication::setLayoutDirection(
            m_values.direction == Direction::System        ? Qt::LayoutDirectionAuto
            : m_values.direction == Direction::RightToLeft ? Qt::RightToLeft
                                                           : Qt::LeftToRight);
    }
    applyMotion();
    if (m_values != before)
        Q_EMIT changed();
}

// The theme and the style move nothing; what is left is what Qt does by itself.
void Preferences::applyMotion()
{
    if (qApp == nullptr)
        return;
    const bool still = reducesMotion();
    if (still != (QGuiApplication::styleHints()->cursorFlashTime() == 0))
        QApplication::setCursorFlashTime(still ? 0 : kBlinkMilliseconds);
    for (const Qt::UIEffect effect :
         {Qt::UI_AnimateMenu, Qt::UI_FadeMenu, Qt::UI_AnimateCombo, Qt::UI_AnimateTooltip,
          Qt::UI_FadeTooltip, Qt::UI_AnimateToolBox}) {
        if (still)
            QApplication::setEffectEnabled(effect, false);
    }
}

} // namespace eventscope::ui
