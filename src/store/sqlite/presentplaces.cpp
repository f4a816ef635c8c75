// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/presentplaces.h"

#include <utility>
#include <vector>

namespace eventscope {

void keepPresentPlaces(EventsSpec &events, const SqliteTable *table,
                       const SqliteConnection &connection)
{
    const SqliteTable *const alone = events.from.empty() ? table : nullptr;
    const std::string from = events.from.empty() ? quoteIdentifier(events.table) : events.from;
    for (FieldSpec *const field :
         {&events.position, &events.id, &events.stream, &events.streamType, &events.version,
          &events.type, &events.schemaVersion, &events.time, &events.correlation, &events.causation,
          &events.data, &events.metadata}) {
        if (field->otherwise.empty())
            continue;
        std::vector<FieldSpec> places = std::exchange(field->otherwise, {});
        const auto fallback = std::exchange(field->fallback, std::nullopt);
        places.insert(places.begin(), std::exchange(*field, {}));
        const std::vector<FieldSpec> all = places;
        std::erase_if(places, [&](const FieldSpec &place) {
            return !SqliteStatement::prepare(connection, "SELECT " + sqlColumn(alone, place.column)
                                                             + " FROM " + from + " LIMIT 0")
                        .has_value();
        });
        if (places.empty())
            places = all; // whose first will be reported
        *field = std::move(places.front());
        if (field != &events.data && field != &events.metadata) // which are in one place
            field->otherwise.assign(places.begin() + 1, places.end());
        field->fallback = fallback;
    }
}

} // namespace eventscope
