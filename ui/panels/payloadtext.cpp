// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/payloadtext.h"

#include "widgets/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr std::size_t kDumpWidth = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("ShownPayload", text);
}

QString sizeText(std::size_t bytes)
{
    return counted(static_cast<std::int64_t>(bytes), tr("byte"), tr("bytes"));
}

std::string_view cutAtCharacter(std::string_view bytes, std::size_t most)
{
    if (bytes.size() <= most)
        return bytes;
    std::size_t end = most;
    while (end > 0 && most - end < 4 && (static_cast<unsigned char>(bytes[end]) & 0xc0) == 0x80)
        --end;
    return bytes.substr(0, end);
}

// The text, or a dump of what is no text, of no more than that many bytes; says so if there are
// more.
QString bounded(std::string_view bytes, bool binary, std::size_t most)
{
    const std::string_view shown = cutAtCharacter(bytes, most);
    QString text = binary || !isUtf8(shown)
                       ? hexDump(shown)
                       : QString::fromUtf8(shown.data(), static_cast<qsizetype>(shown.size()));
    if (shown.size() < bytes.size())
        text += QStringLiteral("\n\u2026 ")
                + tr("the first %1 of %2")
                      .arg(withThousands(static_cast<std::int64_t>(shown.size())),
                           sizeText(bytes.size()));
    return text;
}

QString kindText(Payload::Kind kind)
{
    switch (kind) {
    case Payload::Kind::Absent:
        return tr("absent");
    case Payload::Kind::Json:
        return tr("JSON");
    case Payload::Kind::Text:
        return tr("text that is not JSON");
    case Payload::Kind::Binary:
        return tr("binary");
    }
    return {};
}

} // namespace

QString visibleText(QString text)
{
    for (QChar &c : text) {
        const char16_t unit = c.unicode();
        if (unit < 0x20 && unit != u'\n' && unit != u'\t')
            c = QChar(0x2400 + unit);
        else if (unit == 0x7f)
            c = QChar(0x2421);
    }
    return text;
}

QString hexDump(std::string_view bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve((bytes.size() / kDumpWidth + 1) * 80);
    for (std::size_t line = 0; line < bytes.size(); line += kDumpWidth) {
        if (line > 0)
            out += '\n';
        for (int shift = 28; shift >= 0; shift -= 4)
            out += kDigits[line >> shift & 15];
        out += "  ";
        std::string text;
        for (std::size_t i = 0; i < kDumpWidth; ++i) {
            if (i == kDumpWidth / 2)
                out += ' ';
            if (line + i >= bytes.size()) {
                out += "   ";
                continue;
            }
            const auto byte = static_cast<unsigned char>(bytes[line + i]);
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
            out += ' ';
            text += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
        }
        out += ' ';
        out += text;
    }
    return QString::fromLatin1(out.data(), static_cast<qsizetype>(out.size()));
}

ShownPayload ShownPayload::of(const Payload &payload, std::size_t mostBytes)
{
    ShownPayload shown;
    shown.kind = payload.kind;
    shown.caption = kindText(payload.kind);
    if (payload.kind == Payload::Kind::Absent)
        return shown;
    const std::string &stored = payload.rawBytes();
    shown.caption += QStringLiteral(", ") + sizeText(stored.size());
    const bool decoded = !payload.raw.empty();
    if (decoded)
        shown.caption += QStringLiteral(" (") + tr("decoded: %1").arg(sizeText(payload.text.size()))
                         + u')';
    const bool binary = payload.kind == Payload::Kind::Binary;
    shown.raw = bounded(stored, !decoded && binary, mostBytes);
    shown.rawIsJson = payload.kind == Payload::Kind::Json && !decoded;
    if (payload.kind == Payload::Kind::Json) {
        auto json = JsonValue::parse(payload.text);
        if (json) {
            shown.json = std::move(*json);
            return shown;
        }
        shown.problem = QString::fromStdString(json.error().message);
    }
    shown.text = decoded ? bounded(payload.text, binary, mostBytes) : shown.raw;
    return shown;
}

} // namespace eventscope::ui
