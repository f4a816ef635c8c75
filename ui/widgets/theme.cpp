// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include "widgets/instrumentstyle.h"
#include "widgets/svgiconengine.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QPixmapCache>
#include <QStyle>

namespace eventscope::ui {

namespace {

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

QFont plainFont()
{
    return usable(QFontDatabase::systemFont(QFontDatabase::GeneralFont),
                  {QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans"),
                   QStringLiteral("Liberation Sans"), QStringLiteral("Cantarell")},
                  false);
}

QFont fixedFont()
{
    QFont font = usable(QFontDatabase::systemFont(QFontDatabase::FixedFont),
                        {QStringLiteral("Noto Sans Mono"), QStringLiteral("DejaVu Sans Mono"),
                         QStringLiteral("Liberation Mono")},
                        true);
    font.setStyleHint(QFont::Monospace);
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

Theme::Theme() = default;

Theme &Theme::instance()
{
    static Theme theme;
    return theme;
}

void Theme::apply(QApplication &application, Choice choice)
{
    // The desktop's own palette, before ours covers it: Qt 6.4 has no other word for a dark desktop.
    m_systemIsDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    application.setStyle(new InstrumentStyle);
    application.setFont(plainFont());
    setChoice(choice);
}

void Theme::setChoice(Choice choice)
{
    m_choice = choice;
    m_dark = choice == Choice::Dark || (choice == Choice::System && m_systemIsDark);
    if (qApp != nullptr)
        QApplication::setPalette(paletteOf(tokens()));
    QPixmapCache::clear();
    Q_EMIT changed();
}

const Tokens &Theme::tokens() const
{
    return m_dark ? darkTokens() : lightTokens();
}

QFont Theme::monospace() const
{
    static const QFont fixed = fixedFont();
    QFont font = fixed;
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
