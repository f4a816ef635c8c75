// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/screenshot.h"

#include "session/session.h"
#include "session/storefile.h"
#include "shell/mainwindow.h"

#include <QCursor>
#include <QImageWriter>
#include <QPixmap>

#include <utility>

namespace eventscope::ui {

namespace {

// How often is looked whether all answers have come. There is no signal for "nobody has a question any more".
constexpr int kLookEvery = 15; // ms
constexpr int kSmallest = 100;
constexpr int kLargest = 16'384;

} // namespace

Screenshot::Screenshot(MainWindow &window, Session &session, Request request)
    : m_window(window)
    , m_session(session)
    , m_request(std::move(request))
{
    m_look.setInterval(kLookEvery);
    connect(&m_look, &QTimer::timeout, this, &Screenshot::look);
}

std::optional<QSize> Screenshot::parseSize(const QString &text)
{
    const QStringList parts = text.split(u'x');
    if (parts.size() != 2)
        return std::nullopt;
    bool isWidth = false;
    bool isHeight = false;
    const QSize size(parts[0].toInt(&isWidth), parts[1].toInt(&isHeight));
    if (!isWidth || !isHeight || size.width() < kSmallest || size.height() < kSmallest
        || size.width() > kLargest || size.height() > kLargest)
        return std::nullopt;
    return size;
}

void Screenshot::start()
{
    QCursor::setPos(-1, -1); // nothing in the picture is under the mouse
    const qreal ratio = m_window.devicePixelRatioF();
    m_window.setMinimumSize(1, 1);
    m_window.resize(qRound(m_request.size.width() / ratio + 0.49),
                    qRound(m_request.size.height() / ratio + 0.49));
    m_window.show();
    m_look.start();
}

void Screenshot::look()
{
    const Session::Phase phase = m_session.phase();
    if (m_request.withStore) {
        if (phase == Session::Phase::Failed && !m_session.hasLog())
            return end(fail(m_session.error()));
        if (phase != Session::Phase::Ready && phase != Session::Phase::Failed)
            return;
        if (!m_isThere) {
            m_isThere = true;
            if (const auto there = goToStart(m_session, m_request.start); !there)
                return end(there);
            m_window.openPage(m_request.start.page);
            m_window.openPerspective(m_request.start.perspective);
            m_window.openProjection(m_request.start.projection);
            return;
        }
        // Answers are delivered through the event queue: idle twice means that the last one has arrived.
        const bool wasIdle = std::exchange(m_wasIdle, m_window.isSettled());
        if (!m_wasIdle || !wasIdle)
            return;
    }
    // Painting asks for what it shows (the starts of payloads), so the picture counts when it no longer changes.
    const QImage image = m_window.grab().toImage();
    m_wasIdle = false;
    if (image != std::exchange(m_last, image))
        return;
    end(save(image));
}

Result<void> Screenshot::save(const QImage &image) const
{
    const std::string file = m_request.file.toStdString();
    if (isFileOfStore(m_request.file, m_session.location()))
        return fail(ErrorCode::Invalid,
                    file + " is the store itself, which is never written: name another file.");
    const QSize size = m_request.size;
    if (image.width() < size.width() || image.height() < size.height())
        return fail(ErrorCode::Internal, "The window could not be made as large as the picture.");
    // A ratio that does not divide the size leaves part of a pixel over.
    QImage picture = image.copy(0, 0, size.width(), size.height())
                         .convertToFormat(QImage::Format_RGB32);
    picture.setDevicePixelRatio(1);
    QImageWriter writer(m_request.file, "png");
    if (!writer.write(picture))
        return fail(ErrorCode::Unreadable,
                    file + " could not be written: " + writer.errorString().toStdString() + ".");
    return {};
}

void Screenshot::end(const Result<void> &result)
{
    m_look.stop();
    if (result)
        Q_EMIT taken();
    else
        Q_EMIT failed(result.error());
}

} // namespace eventscope::ui
