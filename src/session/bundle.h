// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "event/log.h"
#include "query/masking.h"
#include "session/workspacefile.h"
#include "store/store.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// A bundle: chosen events with what was settled about them, in one file that opens anywhere like a store.
//
// It is a SQLite database, since that needs no unpacking: payloads are read where they stand, whatever the size, by the reader that other
// stores have, and any tool for SQLite shows what is in it. The tables: bundle_events, bundle_files (name, program, content),
// bundle_about (key, value) with the workspace as JSON.

// A file that goes into a bundle: code of a reducer.
struct BundleFile {
    std::string name; // in the bundle: "reducers/0/order.ts"
    std::string path; // here
    bool isProgram = false;
    bool operator==(const BundleFile &) const = default;
};

struct BundlePlan {
    std::vector<Row> rows;                // ascending
    std::shared_ptr<const Masker> masker; // null: nothing is masked
    WorkspaceContent content;             // what goes along; reducers by their paths here
    WorkspaceView view;
    std::vector<BundleFile> files;
    QString source; // what the store is called
};

inline constexpr std::size_t kMostBundledEvents = 1'000'000;

// By its name: ".esbundle".
bool isBundleFile(const QString &path);

// The files of the reducers; of scripts in `loadable`, with those that they import. Those are loaded for it, so only what may be run.
std::vector<BundleFile> bundleFiles(const EventLog &log, const Store &store,
                                    const WorkspaceContent &content,
                                    const std::vector<std::string> &loadable, std::stop_token stop);

// The file appears when it is whole. `store` gives the payloads as they are. Errors: Unreadable, Cancelled.
Result<void> writeBundle(const QString &file, const EventLog &log, const Store &store,
                         const BundlePlan &plan, Progress &progress, std::stop_token stop);

// Makes the workspace of the bundle in a folder of its own below `folder`, with its reducers beside it, and returns the file. What was
// made of it there before is kept, as long as the bundle is the same. Errors: Unreadable, Damaged.
Result<QString> unpackBundle(const QString &file, const QString &folder);

} // namespace eventscope
