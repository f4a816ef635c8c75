// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "query/completionplace.h"
#include "query/expression.h"
#include "session/session.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope::ui {

// What can stand at a place of a filter: fields, paths that payloads have, operators, and values that the store holds. Names of streams
// are looked for on a thread of their own; changed() tells when they have come.
class FilterCompletions : public QObject
{
    Q_OBJECT

public:
    struct Completion {
        QString text;        // takes the place of what stands there
        QString title;       // as it is listed
        QString detail;      // what it is
        bool goesOn = false; // something else must follow
        QString plain;       // the text without quotes, as a form takes it
    };
    struct Offer {
        CompletionPlace::Kind kind = CompletionPlace::Kind::Nothing;
        int begin = 0; // characters of the text that it takes the place of
        int end = 0;
        QString typed;
        std::vector<Completion> list;
    };
    static constexpr std::size_t kMost = 200;

    explicit FilterCompletions(Session &session, QObject *parent = nullptr);
    ~FilterCompletions() override;

    void prepare(); // somebody is about to write
    Offer offer(const QString &text, int cursor);
    // Of a field, as the language writes it, with such an operator between.
    std::vector<Completion> values(const QString &field, const QString &op, const QString &typed);
    std::vector<Completion> fields(const QString &typed);
    bool isIdle() const { return m_worker->idle(); }

Q_SIGNALS:
    void changed();

private:
    std::vector<Completion> operators(const QString &field) const;
    std::vector<Completion> joiners(const QString &typed) const;
    void addStreams(std::vector<Completion> &list, Operator op, const QString &typed);
    void addTimes(std::vector<Completion> &list) const;
    void addIds(std::vector<Completion> &list, Field field) const;
    void letGo();

    Session &m_session;
    std::optional<std::string> m_needle; // that the streams are, or will be, of
    bool m_isFound = false;
    std::vector<StreamId> m_streams;
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
