// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/svgiconengine.h"

#include "widgets/theme.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QRegularExpression>
#include <QSvgRenderer>

#include <utility>

// Outside any namespace, as Q_INIT_RESOURCE wants it: the linker drops the resources of a static library that nobody names.
static void initIcons()
{
    Q_INIT_RESOURCE(eventscope_icons);
}

namespace eventscope::ui {

namespace {

QString fileOf(const QString &name)
{
    static const bool ready = [] {
        initIcons();
        return true;
    }();
    Q_UNUSED(ready)
    return QStringLiteral(":/icons/%1.svg").arg(name);
}

} // namespace

SvgIconEngine::SvgIconEngine(QString name)
    : m_name(std::move(name))
{
    Q_ASSERT_X(QFile::exists(fileOf(m_name)), "Theme::icon",
               qPrintable(m_name + QStringLiteral(" is not in ui/widgets/CMakeLists.txt")));
}

void SvgIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode,
                          QIcon::State state)
{
    const qreal ratio = painter->device() != nullptr ? painter->device()->devicePixelRatioF() : 1;
    painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
}

QPixmap SvgIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1);
}

QPixmap SvgIconEngine::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                                    qreal scale)
{
    const Tokens &tokens = Theme::instance().tokens();
    const QColor color = mode == QIcon::Disabled ? tokens.textDim
                         : state == QIcon::On    ? tokens.accent
                                                 : tokens.text;
    const QString key = QStringLiteral("eventscope/%1/%2x%3/%4/%5@%6")
                            .arg(m_name)
                            .arg(size.width())
                            .arg(size.height())
                            .arg(color.name())
                            .arg(static_cast<int>(mode))
                            .arg(scale);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;

    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QFile file(fileOf(m_name));
    if (file.open(QIODevice::ReadOnly)) {
        QSvgRenderer renderer(recoloured(file.readAll(), color));
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        if (mode == QIcon::Disabled)
            painter.setOpacity(0.55);
        renderer.render(&painter);
    }
    pixmap.setDevicePixelRatio(scale);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIconEngine *SvgIconEngine::clone() const
{
    return new SvgIconEngine(m_name);
}

bool SvgIconEngine::isNull()
{
    return false;
}

QByteArray SvgIconEngine::recoloured(const QByteArray &svg, const QColor &color)
{
    static const QRegularExpression colors(QStringLiteral("color\\s*:\\s*#[0-9a-fA-F]{3,8}"));
    QString text = QString::fromUtf8(svg);
    const qsizetype end = text.indexOf(QStringLiteral("</style>"));
    if (end < 0)
        return svg;
    QString sheet = text.left(end);
    sheet.replace(colors, QStringLiteral("color:") + color.name());
    return (sheet + text.mid(end)).toUtf8();
}

} // namespace eventscope::ui
