// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schemamodel.h"

#include "widgets/filtertext.h"
#include "widgets/format.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace eventscope::ui {

namespace {

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

// "number", "string, null": the frequent ones first.
QString typesOf(const SchemaField &field)
{
    static const std::array<const char *, kShapeKinds> kNames = {"absent",     "null",
                                                                 "true/false", "number",
                                                                 "string",     "array",
                                                                 "object",     "no JSON",
                                                                 "broken JSON"};
    std::vector<std::size_t> kinds;
    for (std::size_t i = 0; i < kShapeKinds; ++i) {
        if (field.kinds[i] > 0)
            kinds.push_back(i);
    }
    std::stable_sort(kinds.begin(), kinds.end(),
                     [&](std::size_t a, std::size_t b) { return field.kinds[a] > field.kinds[b]; });
    QStringList names;
    for (const std::size_t kind : kinds)
        names << QString::fromUtf8(kNames[kind]);
    return names.join(QStringLiteral(", "));
}

QString shareOf(const SchemaField &field)
{
    if (field.share >= 1)
        return QStringLiteral("all");
    const double percent = field.share * 100;
    if (percent < 1)
        return QStringLiteral("<1 %");
    return QStringLiteral("%1 %").arg(std::min(99, static_cast<int>(std::lround(percent))));
}

QString rangeText(const FieldValues::Range &range)
{
    return range.least == range.most
               ? text(range.least)
               : text(range.least) + QStringLiteral(" \u2026 ") + text(range.most);
}

QString valuesOf(const SchemaField &field)
{
    const FieldValues &values = field.values;
    if (field.isMap)
        return SchemaModel::tr("keys are data");
    // Few values of many are a choice; as many as there are events are only examples.
    const auto *const distinct = values.distinct();
    if (distinct && !distinct->empty()
        && (distinct->size() * 2 <= field.events || distinct->size() == 1)) {
        std::vector<std::pair<std::string, std::uint64_t>> sorted(distinct->begin(),
                                                                  distinct->end());
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto &a, const auto &b) { return a.second > b.second; });
        QStringList parts;
        for (const auto &[json, count] : sorted)
            parts << QStringLiteral("%1 %2").arg(text(json),
                                                 QStringLiteral("\u00d7")
                                                     + withThousands(
                                                         static_cast<std::int64_t>(count)));
        return parts.join(QStringLiteral(", "));
    }
    QStringList parts;
    if (values.numbers())
        parts << rangeText(*values.numbers());
    if (values.times())
        parts << rangeText(*values.times());
    if (parts.isEmpty() && !values.samples().empty()) {
        for (const std::string &sample : values.samples())
            parts << text(sample);
        if (!distinct)
            parts << QStringLiteral("\u2026");
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

SchemaModel::SchemaModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    connect(&session.catalogue(), &Catalogue::changed, this, &SchemaModel::take);
    connect(&session, &Session::closed, this, [this] { setType(std::nullopt); });
    take();
}

void SchemaModel::setType(std::optional<TypeId> type)
{
    if (type == m_type)
        return;
    m_type = type;
    take();
}

void SchemaModel::take()
{
    beginResetModel();
    m_contents = m_session.catalogue().contents();
    m_lines.clear();
    if (m_contents && m_type) {
        std::vector<const EventSchema *> schemas;
        for (const EventSchema &schema : m_contents->schemas.schemas) {
            if (schema.type == *m_type)
                schemas.push_back(&schema);
        }
        for (const EventSchema *schema : schemas) {
            if (schemas.size() > 1 || schema->fields.empty())
                m_lines.push_back({schema, nullptr, nullptr});
            for (const SchemaField &field : schema->fields) {
                const auto drift = std::find_if(schema->drifts.begin(), schema->drifts.end(),
                                                [&](const Drift &each) {
                                                    return each.path == field.path;
                                                });
                m_lines.push_back(
                    {schema, &field, drift == schema->drifts.end() ? nullptr : &*drift});
            }
        }
    }
    endResetModel();
}

QString SchemaModel::headingOf(const EventSchema &schema) const
{
    const EventLog &log = m_session.log();
    const QString version = schema.version.empty()
                                ? tr("No schema version")
                                : tr("Schema version %1").arg(oneLine(schema.version, 80));
    return tr("%1: %2, %3 to %4%5")
        .arg(version, counted(schema.events, tr("event"), tr("events")),
             positionTag(log, schema.first), positionTag(log, schema.last),
             schema.fields.empty() ? tr(", without fields") : QString());
}

QString SchemaModel::changeOf(const Drift &drift) const
{
    const QString place = positionTag(m_session.log(), drift.row);
    switch (drift.kind) {
    case Drift::Kind::Appeared:
        return tr("+ from %1 on").arg(place);
    case Drift::Kind::Vanished:
        return tr("\u2212 from %1 on").arg(place);
    case Drift::Kind::Type:
        return tr("\u25cf %1 from %2 on").arg(text(nameOf(drift.after)), place);
    }
    return {};
}

QString SchemaModel::textAt(const Line &line, int column) const
{
    if (!line.field)
        return column == Field ? headingOf(*line.schema) : QString();
    switch (column) {
    case Field:
        return line.field->path.empty() ? tr("(the payload)") : oneLine(line.field->path);
    case Type:
        return typesOf(*line.field);
    case Share:
        return shareOf(*line.field);
    case Values:
        return oneLine(valuesOf(*line.field).toStdString(), 1000);
    case Change:
        return line.drift ? changeOf(*line.drift) : QString();
    default:
        return {};
    }
}

QString SchemaModel::conditionAt(int row) const
{
    const Line &line = lineAt(row);
    const QString type = QStringLiteral("type = %1")
                             .arg(filterValue(text(m_session.log().typeName(line.schema->type))));
    if (!line.field || line.field->path.empty())
        return type;
    QString path = text(line.field->path);
    path.replace(QStringLiteral("[]"), QStringLiteral("[0]"));
    const QString dot = path.startsWith(u'[') ? QString() : QStringLiteral(".");
    return QStringLiteral("%1 and exists(data%2%3)").arg(type, dot, path);
}

int SchemaModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int SchemaModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant SchemaModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_session.hasLog())
        return {};
    const Line &line = lineAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textAt(line, index.column());
    case Qt::ToolTipRole:
        return line.field && index.column() == Share
                   ? tr("%1 have it, %2 to %3")
                         .arg(counted(line.field->events, tr("event"), tr("events")),
                              positionTag(m_session.log(), line.field->first),
                              positionTag(m_session.log(), line.field->last))
                   : plainToolTip(textAt(line, index.column()));
    case HeadingRole:
        return line.field == nullptr;
    case DepthRole:
        return line.field ? static_cast<int>(
                   std::count(line.field->path.begin(), line.field->path.end(), '.'))
                          : 0;
    case ChangedRole:
        return line.drift != nullptr;
    case Qt::TextAlignmentRole:
        return index.column() == Share ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    default:
        return {};
    }
}

QVariant SchemaModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Share ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Share)
        return tr("How many of the events that could have the field have it");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Field:
        return tr("Field");
    case Type:
        return tr("Type");
    case Share:
        return tr("In");
    case Values:
        return tr("Values");
    case Change:
        return tr("Changed");
    default:
        return {};
    }
}

bool SchemaModel::hasChanges() const
{
    return std::ranges::any_of(m_lines, [](const Line &line) { return line.drift; });
}

QString SchemaModel::asText() const
{
    QString all;
    for (const Line &line : m_lines) {
        QStringList cells;
        for (int column = 0; column < (line.field ? kColumns : 1); ++column)
            cells << textAt(line, column);
        all += cells.join(u'\t') + u'\n';
    }
    return all;
}

} // namespace eventscope::ui
