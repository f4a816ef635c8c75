// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/seenfields.h"

#include "base/process.h"
#include "query/fieldpath.h"
#include "session/postto.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kLookAt = 4000;         // events; of each type some in any case
constexpr std::uint32_t kMetadataLookAt = 2000; // events
constexpr std::size_t kMostFields = 5000;

std::string_view kindText(std::size_t kind)
{
    switch (static_cast<ShapeKind>(kind)) {
    case ShapeKind::Null:
        return "null";
    case ShapeKind::Bool:
        return "true or false";
    case ShapeKind::Number:
        return "number";
    case ShapeKind::String:
        return "text";
    case ShapeKind::Array:
        return "list";
    case ShapeKind::Object:
        return "object";
    case ShapeKind::Absent:
    case ShapeKind::Text:
    case ShapeKind::Broken:
        break;
    }
    return {};
}

// Joins the fields of several types and versions by their path.
class Gathering
{
public:
    // `path` has [] for the elements of lists, as shapes do: the first one stands for all of them.
    void add(std::string_view prefix, std::string_view path,
             const std::array<bool, kShapeKinds> &kinds, std::uint64_t events,
             const FieldValues *values)
    {
        std::string text(prefix);
        if (!path.empty() && path.front() != '[')
            text += '.';
        text += path;
        for (std::size_t at = text.find("[]"); at != std::string::npos; at = text.find("[]", at))
            text.insert(at + 1, "0");
        Entry &entry = m_entries[text];
        entry.events += events;
        for (std::size_t i = 0; i < kShapeKinds; ++i)
            entry.kinds[i] = entry.kinds[i] || kinds[i];
        const auto *const distinct = values ? values->distinct() : nullptr;
        if (!distinct) {
            entry.isManifold = true;
            return;
        }
        for (const auto &[json, count] : *distinct) {
            if (const auto value = JsonValue::parse(json))
                entry.values.insert(value->isString() || value->isNumber() ? value->text() : json);
        }
    }

    SeenFieldList fields() const
    {
        SeenFieldList list;
        for (const auto &[path, entry] : m_entries) {
            // What a name in a store makes of it may be no path.
            if (!parseFieldPath(path))
                continue;
            SeenField field;
            field.path = path;
            field.events = entry.events;
            field.isText = entry.kinds[static_cast<std::size_t>(ShapeKind::String)];
            for (std::size_t kind = 0; kind < kShapeKinds; ++kind) {
                const std::string_view name = entry.kinds[kind] ? kindText(kind) : "";
                if (!name.empty())
                    field.kinds += (field.kinds.empty() ? "" : " or ") + std::string(name);
            }
            if (!entry.isManifold && entry.values.size() <= FieldValues::kMostDistinct)
                field.values.assign(entry.values.begin(), entry.values.end());
            list.push_back(std::move(field));
        }
        std::stable_sort(list.begin(), list.end(), [](const SeenField &a, const SeenField &b) {
            return a.events > b.events;
        });
        if (list.size() > kMostFields)
            list.resize(kMostFields);
        return list;
    }

private:
    struct Entry {
        std::uint64_t events = 0;
        std::array<bool, kShapeKinds> kinds{};
        std::set<std::string> values;
        bool isManifold = false;
    };
    std::map<std::string, Entry> m_entries;
};

void addSchemas(Gathering &gathering, const SchemaReport &report)
{
    for (const EventSchema &schema : report.schemas) {
        for (const SchemaField &field : schema.fields) {
            std::array<bool, kShapeKinds> kinds{};
            for (std::size_t i = 0; i < kShapeKinds; ++i)
                kinds[i] = field.kinds[i] > 0;
            if (!field.path.empty())
                gathering.add("data", field.path, kinds, field.events, &field.values);
        }
    }
}

void addMetadata(Gathering &gathering, const EventLog &log, RecordReader &reader,
                 const std::stop_token &stop)
{
    std::vector<Row> rows;
    std::vector<std::uint64_t> locators;
    const std::uint32_t count = log.rowCount();
    const std::uint32_t step = std::max<std::uint32_t>(1, count / kMetadataLookAt);
    for (std::uint64_t row = 0; row < count; row += step) {
        if (const Row each(static_cast<std::uint32_t>(row)); !log.damaged(each)) {
            rows.push_back(each);
            locators.push_back(log.locator(each));
        }
    }
    PayloadShape shape(true);
    PayloadShaper shaper;
    const auto visit = [&](std::size_t index, const RecordReader::View &view) {
        shaper.add(shape, rows[index], view.metadata);
        return !stop.stop_requested();
    };
    // Whatever could be read is good enough to choose from.
    (void)reader.readMany(locators, true, visit, stop);
    for (std::uint32_t i = 1; i < shape.fields().size(); ++i) {
        const PayloadShape::Field &field = shape.fields()[i];
        std::array<bool, kShapeKinds> kinds{};
        for (std::size_t kind = 0; kind < kShapeKinds; ++kind)
            kinds[kind] = field.kinds[kind].values > 0;
        gathering.add("meta", shape.pathOf(i), kinds, field.events, field.values.get());
    }
}

// data.items[3].sku as data.items[0].sku.
std::string withFirstElements(std::string_view path)
{
    auto parsed = parseFieldPath(path);
    if (!parsed)
        return std::string(path);
    for (PathStep &step : parsed->steps) {
        if (step.index && step.key.empty())
            step.index = 0;
    }
    return textOf(*parsed);
}

} // namespace

SeenFields::SeenFields(QObject *parent)
    : QObject(parent)
    , m_fields(std::make_shared<const SeenFieldList>())
{}

SeenFields::~SeenFields() = default;

void SeenFields::open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store)
{
    m_log = std::move(log);
    m_store = std::move(store);
    if (std::exchange(m_isWanted, false))
        want();
}

void SeenFields::close()
{
    ++m_run;
    m_worker.cancel();
    m_log.reset();
    m_store.reset();
    m_isWanted = false;
    m_hasLooked = false;
    m_lookedAtRows = 0;
    m_fields = std::make_shared<const SeenFieldList>();
    Q_EMIT changed();
}

void SeenFields::takeCatalogue(std::shared_ptr<const Catalogue::Contents> contents)
{
    if (m_log && contents)
        look(std::move(contents));
}

void SeenFields::want()
{
    m_isWanted = !m_log;
    // A store that has grown a lot may have other types.
    if (m_log && (!m_hasLooked || m_log->rowCount() / 2 > m_lookedAtRows))
        look(nullptr);
}

void SeenFields::look(std::shared_ptr<const Catalogue::Contents> contents)
{
    m_hasLooked = true;
    m_lookedAtRows = m_log->rowCount();
    m_worker.submit([this, run = ++m_run, log = m_log, store = m_store,
                     contents = std::move(contents)](std::stop_token stop) {
        setHaste(Haste::Gather);
        Gathering gathering;
        if (contents) {
            addSchemas(gathering, contents->schemas);
        } else {
            SchemaOptions options;
            options.sampleAbove = kLookAt;
            const auto schemas = inferSchemas(
                *log, [&] { return store->reader(); }, options, stop);
            if (schemas)
                addSchemas(gathering, *schemas);
        }
        if (auto reader = store->reader())
            addMetadata(gathering, *log, **reader, stop);
        if (stop.stop_requested())
            return;
        auto fields = std::make_shared<const SeenFieldList>(gathering.fields());
        postTo(this, [this, run, fields] {
            if (run != m_run)
                return;
            m_fields = fields;
            Q_EMIT changed();
        });
    });
}

const SeenField *SeenFields::find(std::string_view path) const
{
    const std::string wanted = withFirstElements(path);
    const auto found = std::find_if(m_fields->begin(), m_fields->end(),
                                    [&](const SeenField &field) { return field.path == wanted; });
    return found == m_fields->end() ? nullptr : &*found;
}

} // namespace eventscope
