// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/xesreader.h"

#include "base/json.h"
#include "store/file/filebytes.h"
#include "store/file/jsoncursor.h"
#include "store/file/rewriting.h"

#include <QByteArray>
#include <QString>
#include <QXmlStreamReader>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace eventscope {

namespace {

using namespace Qt::StringLiterals;

constexpr std::size_t kChunk = std::size_t(1) << 18; // a few milliseconds
constexpr std::size_t kMostLevels = 200;             // of attributes within attributes

std::string utf8(QStringView text)
{
    return text.toUtf8().toStdString();
}

// Attributes are written as members while they come; each open element is one of these.
struct Open {
    enum class Kind : std::uint8_t { Other, Log, Trace, Event, Attribute, List, Values };
    Kind kind = Kind::Other;
    std::string key;
    std::string value;   // an attribute's own, as JSON
    std::string members; // what is in it, as "key":value,…
};

class XesReader
{
public:
    XesReader(FileBytes &bytes, Rewriting &lines)
        : m_bytes(bytes)
        , m_lines(lines)
    {}

    Result<void> run()
    {
        while (true) {
            const auto token = m_xml.readNext();
            if (token == QXmlStreamReader::Invalid) {
                if (m_xml.error() != QXmlStreamReader::PrematureEndOfDocumentError)
                    return broken();
                const auto fed = feed();
                if (!fed)
                    return fail(fed.error());
                if (!*fed)
                    return broken();
                continue;
            }
            if (token == QXmlStreamReader::EndDocument)
                return {};
            if (token == QXmlStreamReader::DTD && m_xml.text().contains("<!ENTITY"_L1)) {
                return fail(
                    ErrorCode::NotAStore,
                    m_bytes.name()
                        + " declares XML entities, which Eventscope does not expand; save the log without them.");
            }
            if (token == QXmlStreamReader::EntityReference) {
                m_problem = "the XML entity &" + utf8(m_xml.name()) + "; is not known";
                return broken();
            }
            if (token == QXmlStreamReader::StartElement) {
                if (auto begun = start(); !begun)
                    return begun;
                if (!m_problem.empty())
                    return broken();
            } else if (token == QXmlStreamReader::EndElement) {
                if (auto ended = end(); !ended)
                    return ended;
            }
        }
    }

private:
    // The next piece of the text. False at its end. Errors: Cancelled.
    Result<bool> feed()
    {
        if (auto reached = m_bytes.reached(m_fed); !reached)
            return fail(std::move(reached).error());
        if (m_fed >= m_bytes.text().size())
            (void)m_bytes.more(); // an error comes again, and some may have come before it
        const std::string_view text = m_bytes.text();
        if (m_fed >= text.size())
            return false;
        const std::size_t size = std::min(kChunk, text.size() - m_fed);
        m_xml.addData(QByteArray(text.data() + m_fed, static_cast<qsizetype>(size)));
        m_fed += size;
        return true;
    }

    Result<void> start()
    {
        const QStringView element = m_xml.name();
        if (m_open.empty() && element != "log"_L1) {
            return fail(ErrorCode::NotAStore,
                        m_bytes.name()
                            + " is XML but no event log in XES: its outermost element is \""
                            + utf8(element).substr(0, 60) + "\", not \"log\".");
        }
        if (m_open.size() > kMostLevels) {
            m_problem = "attributes are nested deeper than " + std::to_string(kMostLevels)
                        + " levels";
            return {};
        }
        Open open;
        const Open::Kind above = m_open.empty() ? Open::Kind::Other : m_open.back().kind;
        if (m_open.empty())
            open.kind = Open::Kind::Log;
        else if (element == "trace"_L1 && above == Open::Kind::Log)
            open.kind = Open::Kind::Trace;
        else if (element == "event"_L1 && (above == Open::Kind::Log || above == Open::Kind::Trace))
            open.kind = Open::Kind::Event;
        else if (above == Open::Kind::List && element == "values"_L1)
            open.kind = Open::Kind::Values;
        else if (above != Open::Kind::Log && above != Open::Kind::Other)
            attribute(element, open);
        if (open.kind == Open::Kind::Trace) {
            ++m_traces;
            m_case.clear();
        } else if (open.kind == Open::Kind::Event) {
            m_line = m_xml.lineNumber();
            m_column = m_xml.columnNumber();
        }
        m_open.push_back(std::move(open));
        return {};
    }

    void attribute(QStringView element, Open &open) const
    {
        const auto attributes = m_xml.attributes();
        open.key = utf8(attributes.value("key"_L1));
        const bool list = element == "list"_L1 || element == "container"_L1;
        open.kind = list ? Open::Kind::List : Open::Kind::Attribute;
        const std::string text = utf8(attributes.value("value"_L1));
        const bool number = element == "int"_L1 || element == "float"_L1;
        const bool boolean = element == "boolean"_L1 && (text == "true" || text == "false");
        open.value = boolean || (number && isJsonNumber(text)) ? text : jsonQuote(text);
    }

    Result<void> end()
    {
        Open open = std::move(m_open.back());
        m_open.pop_back();
        switch (open.kind) {
        case Open::Kind::Attribute:
            if (m_open.back().kind == Open::Kind::Trace && open.key == "concept:name")
                m_case = open.value;
            if (!open.members.empty())
                open.value = "{\"value\":" + open.value + "," + open.members + "}";
            put(open);
            break;
        case Open::Kind::List:
            open.value = "[" + open.members + "]";
            put(open);
            break;
        case Open::Kind::Values:
            m_open.back().members = std::move(open.members);
            break;
        case Open::Kind::Event:
            return event(open);
        case Open::Kind::Trace:
        case Open::Kind::Log:
        case Open::Kind::Other:
            break;
        }
        return {};
    }

    // Into the element around it. In lists keys may stand more than once: each is an object.
    void put(const Open &open)
    {
        Open &parent = m_open.back();
        const bool inList = parent.kind == Open::Kind::List || parent.kind == Open::Kind::Values;
        if (!parent.members.empty())
            parent.members += ',';
        const std::string member = jsonQuote(open.key) + ":" + open.value;
        parent.members += inList ? "{" + member + "}" : member;
    }

    Result<void> event(const Open &open)
    {
        const Open &parent = m_open.back();
        std::string json = "{";
        if (parent.kind == Open::Kind::Trace) {
            json += "\"xes:case\":";
            json += m_case.empty() ? jsonQuote("trace " + std::to_string(m_traces)) : m_case;
            json += ",\"xes:trace\":{" + parent.members + "},";
        }
        json += "\"xes:attributes\":{" + open.members + "}}";
        return m_lines.add(std::move(json), m_line, m_column);
    }

    // Mended by no one, so what follows is missing; what came before stays.
    Result<void> broken()
    {
        std::string what = m_problem;
        if (what.empty()) {
            what = m_xml.error() == QXmlStreamReader::PrematureEndOfDocumentError
                       ? "the XML ends before everything is closed"
                       : "this is no XML (" + utf8(m_xml.errorString()) + ")";
        }
        const auto line = m_xml.lineNumber();
        const auto column = m_xml.columnNumber();
        const std::string_view text = m_bytes.text();
        return m_lines.addDamage(what + ", so the rest of the log is missing",
                                 text.substr(std::min(offsetOf(text, line), text.size())), line,
                                 column + 1);
    }

    static std::size_t offsetOf(std::string_view text, qint64 line)
    {
        std::size_t at = 0;
        for (qint64 passed = 1; passed < line; ++passed) {
            const std::size_t newline = text.find('\n', at);
            if (newline == std::string_view::npos)
                break;
            at = newline + 1;
        }
        return at;
    }

    FileBytes &m_bytes;
    Rewriting &m_lines;
    QXmlStreamReader m_xml;
    std::size_t m_fed = 0;
    std::vector<Open> m_open;
    std::string m_case; // JSON
    std::string m_problem;
    std::size_t m_traces = 0;
    std::int64_t m_line = 1; // of the event under way
    std::int64_t m_column = 1;
};

} // namespace

Result<void> rewriteXes(FileBytes &bytes, Rewriting &lines)
{
    return XesReader(bytes, lines).run();
}

} // namespace eventscope
