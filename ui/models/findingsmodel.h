// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace eventscope::ui {

// What is probably wrong with the store, in order of position; all of it, or what has one code.
class FindingsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Position, Kind, Stream, Message };
    static constexpr int kColumns = Message + 1;
    enum Role {
        SeverityRole = Qt::UserRole + 1, // int of Severity
    };

    explicit FindingsModel(Session &session, QObject *parent = nullptr);

    void setCode(std::optional<FindingCode> code); // none: all
    std::optional<FindingCode> code() const { return m_code; }
    const Finding &findingAt(int row) const;
    Row rowAt(int row) const { return findingAt(row).row; }
    // A line a finding, tab-separated: position, severity, code, stream, message.
    QString asText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take();

    Session &m_session;
    std::optional<FindingCode> m_code;
    std::shared_ptr<const CheckReport> m_report;
    std::vector<std::uint32_t> m_shown; // indices in the report
};

// "Version gap".
QString titleOf(FindingCode code);

} // namespace eventscope::ui
