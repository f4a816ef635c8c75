// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include "widgets/contrast.h"
#include "widgets/instrumentstyle.h"
#include "widgets/svgiconengine.h"
#include "widgets/systemlook.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QPixmapCache>
#include <QStyle>
#include <QWidget>

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

constexpr double kTextContrast = 4.5;
constexpr double kHighTextContrast = 7;

const Tokens &lightTokens()
{
    static const Tokens tokens{
        .background = QColor(0xe6eaec),
        .surface = QColor(0xfbfcfc),
        .raised = QColor(0xf0f3f4),
        .hairline = QColor(0xd3d9dc),
        .text = QColor(0x1a2226),
        .textDim = QColor(0x4f5c64),
        .accent = QColor(0x00697a),
        .selection = QColor(0xcde5ea),
        .added = QColor(0x1d7044),
        .removed = QColor(0xb3362b),
        .changed = QColor(0x865600),
        .error = QColor(0xb3261e),
        .warning = QColor(0x865600),
    };
    return tokens;
}

const Tokens &darkTokens()
{
    static const Tokens tokens{
        .background = QColor(0x101518),
        .surface = QColor(0x161c20),
        .raised = QColor(0x1d252a),
        .hairline = QColor(0x2d383e),
        .text = QColor(0xdbe3e6),
        .textDim = QColor(0x9aa8b0),
        .accent = QColor(0x4fc4d4),
        .selection = QColor(0x1d4049),
        .added = QColor(0x63c58d),
        .removed = QColor(0xf28b7d),
        .changed = QColor(0xe3b34f),
        .error = QColor(0xff8a80),
        .warning = QColor(0xe3b34f),
    };
    return tokens;
}

// Lines as strong as marks take the place of shades.
const Tokens &blackTokens()
{
    static const Tokens tokens{
        .background = QColor(Qt::black),
        .surface = QColor(Qt::black),
        .raised = QColor(0x121212),
        .hairline = QColor(0x8c8c8c),
        .text = QColor(0xffffff),
        .textDim = QColor(0xd6d6d6),
        .accent = QColor(0x6fe9fa),
        .selection = QColor(0x003a4a),
        .added = QColor(0x7dffb0),
        .removed = QColor(0xffbbb1),
        .changed = QColor(0xffdd70),
        .error = QColor(0xffb9b2),
        .warning = QColor(0xffdd70),
    };
    return tokens;
}

const Tokens &whiteTokens()
{
    static const Tokens tokens{
        .background = QColor(0xffffff),
        .surface = QColor(0xffffff),
        .raised = QColor(0xf2f2f2),
        .hairline = QColor(0x5e5e5e),
        .text = QColor(Qt::black),
        .textDim = QColor(0x2e2e2e),
        .accent = QColor(0x004257),
        .selection = QColor(0xc9e8f5),
        .added = QColor(0x004722),
        .removed = QColor(0x780f08),
        .changed = QColor(0x523300),
        .error = QColor(0x780b05),
        .warning = QColor(0x523300),
    };
    return tokens;
}

QPalette paletteOf(const Tokens &tokens)
{
    QPalette palette;
    palette.setColor(QPalette::Window, tokens.background);
    palette.setColor(QPalette::WindowText, tokens.text);
    palette.setColor(QPalette::Base, tokens.surface);
    palette.setColor(QPalette::AlternateBase, tokens.raised);
    palette.setColor(QPalette::Text, tokens.text);
    palette.setColor(QPalette::PlaceholderText, tokens.textDim);
    palette.setColor(QPalette::Button, tokens.raised);
    palette.setColor(QPalette::ButtonText, tokens.text);
    palette.setColor(QPalette::BrightText, tokens.error);
    palette.setColor(QPalette::ToolTipBase, tokens.raised);
    palette.setColor(QPalette::ToolTipText, tokens.text);
    palette.setColor(QPalette::Highlight, tokens.selection);
    palette.setColor(QPalette::HighlightedText, tokens.text);
    palette.setColor(QPalette::Link, tokens.accent);
    palette.setColor(QPalette::LinkVisited, tokens.accent);
    palette.setColor(QPalette::Light, tokens.surface);
    palette.setColor(QPalette::Midlight, tokens.raised);
    palette.setColor(QPalette::Mid, tokens.hairline);
    palette.setColor(QPalette::Dark, tokens.hairline);
    palette.setColor(QPalette::Shadow, tokens.hairline);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, tokens.textDim);
    return palette;
}

bool hasLatin(const QString &family)
{
    return QFontDatabase::writingSystems(family).contains(QFontDatabase::Latin);
}

// The wished font, unless the system has nothing for it that can write Latin letters (fontconfig then hands out whatever comes first).
QFont usable(QFont wished, const QStringList &others, bool fixedPitch)
{
    const QFontInfo found(wished);
    if (hasLatin(found.family()) && (!fixedPitch || found.fixedPitch()))
        return wished;
    QStringList families = others + QFontDatabase::families(QFontDatabase::Latin);
    for (const QString &family : families) {
        if (QFontDatabase::hasFamily(family) && hasLatin(family)
            && !QFontDatabase::isPrivateFamily(family)
            && (!fixedPitch || QFontDatabase::isFixedPitch(family))) {
            wished.setFamilies({family});
            return wished;
        }
    }
    return wished;
}

QFont plainFont(const Theme::Fonts &fonts)
{
    QFont font = usable(QFontDatabase::systemFont(QFontDatabase::GeneralFont),
                        {QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans"),
                         QStringLiteral("Liberation Sans"), QStringLiteral("Cantarell")},
                        false);
    if (!fonts.family.isEmpty())
        font.setFamilies({fonts.family});
    if (fonts.points > 0)
        font.setPointSizeF(fonts.points);
    return font;
}

QFont fixedFont(const Theme::Fonts &fonts)
{
    QFont font = usable(QFontDatabase::systemFont(QFontDatabase::FixedFont),
                        {QStringLiteral("Noto Sans Mono"), QStringLiteral("DejaVu Sans Mono"),
                         QStringLiteral("Liberation Mono")},
                        true);
    font.setStyleHint(QFont::Monospace);
    if (!fonts.fixedFamily.isEmpty())
        font.setFamilies({fonts.fixedFamily});
    return font;
}

// Half a size up or down, whether the system counts in points or pixels.
QFont resized(QFont font, double factor)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(qRound(font.pixelSize() * factor));
    return font;
}

} // namespace

Theme::Theme()
    : m_tokens(lightTokens())
{
    connect(&SystemLook::instance(), &SystemLook::changed, this, [this] {
        if (m_choice == Choice::System)
            update();
    });
}

Theme &Theme::instance()
{
    static Theme theme;
    return theme;
}

void Theme::apply(QApplication &application, Choice choice)
{
    // The desktop's own palette, before ours covers it: the only word for a dark desktop where no portal says more.
    m_paletteIsDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    application.setStyle(new InstrumentStyle);
    application.setFont(plainFont(m_fonts));
    setChoice(choice);
}

void Theme::setChoice(Choice choice)
{
    m_choice = choice;
    update();
}

void Theme::setAccent(const QColor &accent)
{
    m_accent = accent;
    update();
}

void Theme::update()
{
    const SystemLook &system = SystemLook::instance();
    const bool follows = m_choice == Choice::System;
    m_contrast = follows
                     ? system.wantsContrast()
                     : m_choice == Choice::HighContrast || m_choice == Choice::HighContrastLight;
    m_dark = follows ? system.isDark().value_or(m_paletteIsDark)
                     : m_choice == Choice::Dark || m_choice == Choice::HighContrast;
    m_tokens = m_contrast ? (m_dark ? blackTokens() : whiteTokens())
                          : (m_dark ? darkTokens() : lightTokens());
    if (m_accent.isValid()) {
        m_tokens.selection = tintedLike(m_accent, m_tokens.selection);
        m_tokens.accent = readableOn(m_accent,
                                     {m_tokens.background, m_tokens.surface, m_tokens.raised,
                                      m_tokens.selection},
                                     m_contrast ? kHighTextContrast : kTextContrast);
    }
    if (qApp != nullptr)
        QApplication::setPalette(paletteOf(m_tokens));
    QPixmapCache::clear();
    Q_EMIT changed();
}

Theme::Fonts Theme::usableFonts(const Fonts &fonts)
{
    Fonts usable = fonts;
    if (!QFontDatabase::hasFamily(fonts.family) || !hasLatin(fonts.family))
        usable.family.clear();
    if (!QFontDatabase::hasFamily(fonts.fixedFamily)
        || !QFontDatabase::isFixedPitch(fonts.fixedFamily))
        usable.fixedFamily.clear();
    usable.points = fonts.points > 0 ? std::clamp(fonts.points, kSmallestPoints, kLargestPoints)
                                     : 0;
    return usable;
}

void Theme::setFonts(const Fonts &fonts)
{
    if (qApp == nullptr) {
        m_fonts = fonts;
        m_fixed.reset();
        return;
    }
    // Whoever was given one of these gets the new one in its place; all others follow the application.
    const std::array before{monospace(), small(), heading()};
    std::array<QList<QWidget *>, 3> wearers;
    for (QWidget *widget : QApplication::allWidgets()) {
        if (!widget->testAttribute(Qt::WA_SetFont))
            continue;
        const auto worn = std::find(before.begin(), before.end(), widget->font());
        if (worn != before.end())
            wearers[static_cast<std::size_t>(worn - before.begin())].append(widget);
    }
    m_fonts = fonts;
    m_fixed.reset();
    QApplication::setFont(plainFont(m_fonts));
    const std::array after{monospace(), small(), heading()};
    for (std::size_t i = 0; i < after.size(); ++i) {
        for (QWidget *widget : wearers[i])
            widget->setFont(after[i]);
    }
    Q_EMIT changed();
}

QFont Theme::monospace() const
{
    // Looked up once: tables ask for it with every cell.
    if (!m_fixed)
        m_fixed = fixedFont(m_fonts);
    QFont font = *m_fixed;
    const QFont plain = QApplication::font();
    if (plain.pointSizeF() > 0)
        font.setPointSizeF(plain.pointSizeF());
    else
        font.setPixelSize(plain.pixelSize());
    return font;
}

QFont Theme::small() const
{
    return resized(QApplication::font(), 0.89);
}

QFont Theme::heading() const
{
    QFont font = QApplication::font();
    font.setWeight(QFont::DemiBold);
    return font;
}

QIcon Theme::icon(const QString &name) const
{
    return QIcon(new SvgIconEngine(name));
}

} // namespace eventscope::ui
