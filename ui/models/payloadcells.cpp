// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/payloadcells.h"

#include "query/payloadtest.h"
#include "session/postto.h"
#include "widgets/format.h"

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kMostCharacters = 400;

PayloadCells::Cell cellOf(const FieldText &value)
{
    if (value.kind == FieldText::Kind::Number)
        return {value.kind, QString::fromStdString(value.text)};
    return {value.kind, oneLine(value.text, kMostCharacters)};
}

} // namespace

struct PayloadCells::ReaderBox {
    std::unique_ptr<RecordReader> reader;
};

PayloadCells::PayloadCells(Session &session, const Sequence &events, QObject *parent, int kept,
                           std::size_t atOnce, std::uint32_t margin)
    : QObject(parent)
    , m_session(session)
    , m_events(events)
    , m_atOnce(atOnce)
    , m_margin(margin)
    , m_cells(kept)
    , m_box(std::make_shared<ReaderBox>())
    , m_worker(std::make_unique<NewestOnly>())
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &PayloadCells::request);
    connect(&session, &Session::closed, this, &PayloadCells::letGo);
}

PayloadCells::~PayloadCells() = default;

void PayloadCells::letGo()
{
    forgetPlaces();
    m_cells.clear();
    m_shapes.assign(m_paths.size(), {});
    m_worker.reset(); // waits
    m_worker = std::make_unique<NewestOnly>();
    m_box = std::make_shared<ReaderBox>();
}

void PayloadCells::forgetPlaces()
{
    ++m_request;
    m_worker->cancel();
    m_wanted.clear();
    m_soon.stop();
}

// What is known of the other columns stays.
void PayloadCells::insert(int column, FieldPath path)
{
    ++m_request;
    m_paths.insert(m_paths.begin() + column, std::move(path));
    m_shapes.insert(m_shapes.begin() + column, Shape());
    for (const std::uint32_t row : m_cells.keys()) {
        Cells *const cells = m_cells.object(row);
        cells->emplace(cells->begin() + column);
    }
    if (!m_wanted.empty())
        m_soon.start(); // the answer that was on its way is for other columns
}

void PayloadCells::remove(int column)
{
    ++m_request;
    m_paths.erase(m_paths.begin() + column);
    m_shapes.erase(m_shapes.begin() + column);
    for (const std::uint32_t row : m_cells.keys()) {
        Cells *const cells = m_cells.object(row);
        cells->erase(cells->begin() + column);
    }
    if (!m_wanted.empty())
        m_soon.start();
}

bool PayloadCells::isKnown(Row row) const
{
    const Cells *const cells = m_cells.object(row.value());
    return cells && std::all_of(cells->begin(), cells->end(), [](const auto &cell) {
               return cell.has_value();
           });
}

const PayloadCells::Cell *PayloadCells::find(int column, std::uint32_t ordinal)
{
    const Cells *const cells = m_cells.object(m_events.row(ordinal).value());
    if (cells && (*cells)[static_cast<std::size_t>(column)])
        return &*(*cells)[static_cast<std::size_t>(column)];
    if (std::find(m_wanted.rbegin(), m_wanted.rend(), ordinal) == m_wanted.rend()) {
        m_wanted.push_back(ordinal);
        if (m_wanted.size() > m_atOnce)
            m_wanted.pop_front();
        m_soon.start();
    }
    return nullptr;
}

void PayloadCells::request()
{
    if (m_wanted.empty() || m_paths.empty() || !m_session.hasLog())
        return;
    std::vector<Row> rows;
    const auto add = [&](std::uint32_t ordinal) {
        if (const Row row = m_events.row(ordinal); !isKnown(row))
            rows.push_back(row);
    };
    for (const std::uint32_t ordinal : m_wanted)
        add(ordinal);
    // Scrolling goes on as it began: what comes next is read with what is in sight.
    const std::uint32_t newest = m_wanted.back();
    const std::uint32_t first = newest - std::min(newest, m_margin);
    const std::uint32_t last = std::min<std::uint32_t>(m_events.size(), newest + m_margin + 1);
    for (std::uint32_t ordinal = first; ordinal < last; ++ordinal)
        add(ordinal);
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    const bool withMetadata = std::any_of(m_paths.begin(), m_paths.end(), [](const auto &path) {
        return path.field == Field::Meta;
    });
    m_worker->submit([this, request = ++m_request, log = &m_session.log(),
                      store = m_session.store(), paths = m_paths, rows = std::move(rows),
                      withMetadata, box = m_box](std::stop_token stop) {
        if (!box->reader) {
            auto reader = store->reader();
            if (!reader)
                return;
            box->reader = std::move(*reader);
        }
        std::vector<Answer> answers;
        std::vector<Row> sound;
        std::vector<std::uint64_t> locators;
        for (const Row row : rows) {
            if (log->damaged(row)) {
                answers.push_back({row, std::vector<Cell>(paths.size())});
                continue;
            }
            sound.push_back(row);
            locators.push_back(log->locator(row));
        }
        const auto visit = [&](std::size_t index, const RecordReader::View &view) {
            PayloadText data(view.data);
            PayloadText metadata(view.metadata);
            Answer answer{sound[index], {}};
            for (const FieldPath &path : paths)
                answer.cells.push_back(cellOf(fieldText(path, data, metadata)));
            answers.push_back(std::move(answer));
            return !stop.stop_requested();
        };
        const auto done = box->reader->readMany(locators, withMetadata, visit, stop);
        if (stop.stop_requested() || (!done && answers.empty()))
            return;
        postTo(this, [this, request, answers = std::move(answers)] {
            if (request == m_request)
                take(answers);
        });
    });
}

void PayloadCells::take(const std::vector<Answer> &answers)
{
    for (const Answer &answer : answers)
        m_cells.insert(answer.row.value(), new Cells(answer.cells.begin(), answer.cells.end()));
    // What was asked for and has no answer will have none; what was looked for since is on its way.
    if (!m_soon.isActive())
        m_wanted.clear();
    else
        std::erase_if(m_wanted, [this](std::uint32_t at) { return isKnown(m_events.row(at)); });
    noteShapes(answers);
    Q_EMIT changed();
}

// The first values decide on which side a column stands, so that it does not jump later.
void PayloadCells::noteShapes(const std::vector<Answer> &answers)
{
    constexpr qsizetype kLongestShown = 24;
    for (std::size_t column = 0; column < m_paths.size(); ++column) {
        std::size_t numbers = 0;
        std::size_t values = 0;
        QString longest;
        for (const Answer &answer : answers) {
            const Cell &cell = answer.cells[column];
            values += cell.kind != FieldText::Kind::Absent ? 1 : 0;
            if (cell.kind != FieldText::Kind::Number)
                continue;
            ++numbers;
            if (cell.text.size() > longest.size() && cell.text.size() <= kLongestShown)
                longest = cell.text;
        }
        Shape &shape = m_shapes[column];
        if (!shape.known && values > 0) {
            shape.known = true;
            shape.numeric = 2 * numbers > values;
            Q_EMIT alignmentChanged(static_cast<int>(column));
        }
        if (longest.size() > shape.longest) {
            shape.longest = longest.size();
            Q_EMIT numberFound(static_cast<int>(column), longest);
        }
    }
}

} // namespace eventscope::ui
