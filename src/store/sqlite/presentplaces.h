// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dialect.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/schema.h"

namespace eventscope {

// Of fields that name several places, leaves out those whose column this database does not have, as long as one of them is there: versions
// of a framework name or lack a column. `table` as in RowPlan. A field with a single place stays as it is, and its column has to exist.
void keepPresentPlaces(EventsSpec &events, const SqliteTable *table,
                       const SqliteConnection &connection);

} // namespace eventscope
