// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace eventscope {

// The sample store as the test reads it: with SQLite and a JSON library alone, so that neither the
// generator nor the engine has a part in the judgement.

struct SampleEvent {
    qint64 position = 0;
    std::string id;
    std::string stream;
    std::string streamType;
    qint64 version = 0;
    std::string type;
    qint64 schemaVersion = 0;
    std::string dataText;
    std::string created;
    nlohmann::json data;     // discarded when it is no JSON
    nlohmann::json metadata; // likewise

    std::string cause() const;
};

// One row of the read model.
struct SampleSummary {
    std::string customer;
    std::string status;
    qint64 items = 0;
    double total = 0;
    qint64 lastPosition = 0;

    // The columns in which the other differs.
    QStringList differences(const SampleSummary &other) const;
};

// One value: its storage class and its bytes as text.
struct SampleValue {
    int storage = 0;
    std::string text;

    qint64 integer() const { return std::stoll(text); }
    bool operator==(const SampleValue &) const = default;
};

using SampleRows = std::vector<std::vector<SampleValue>>;

// No rows when the file cannot be read.
SampleRows querySample(const QString &path, const char *sql);
std::vector<SampleEvent> sampleEvents(const QString &path);

// The read model as a projection of the test's own has it after the events up to `position`.
std::map<std::string, SampleSummary> projectSample(const std::vector<SampleEvent> &events,
                                                   qint64 position);

} // namespace eventscope
