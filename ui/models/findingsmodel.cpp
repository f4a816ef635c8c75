// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/findingsmodel.h"

#include "widgets/format.h"

namespace eventscope::ui {

QString titleOf(FindingCode code)
{
    const std::string_view name = nameOf(code);
    QString title = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    title.replace(u'-', u' ');
    return title.left(1).toUpper() + title.mid(1);
}

FindingsModel::FindingsModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
    , m_report(session.findings().report())
{
    connect(&session.findings(), &Findings::changed, this, &FindingsModel::take);
    take();
}

void FindingsModel::setCode(std::optional<FindingCode> code)
{
    if (code == m_code)
        return;
    m_code = code;
    take();
}

void FindingsModel::take()
{
    beginResetModel();
    m_report = m_session.findings().report();
    m_shown.clear();
    for (std::uint32_t i = 0; i < m_report->findings.size(); ++i) {
        if (!m_code || m_report->findings[i].code == *m_code)
            m_shown.push_back(i);
    }
    endResetModel();
}

const Finding &FindingsModel::findingAt(int row) const
{
    return m_report->findings[m_shown[static_cast<std::size_t>(row)]];
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int FindingsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_session.hasLog())
        return {};
    const EventLog &log = m_session.log();
    const Finding &finding = findingAt(index.row());
    const auto streamName = [&](int most) {
        return finding.stream == kNoStream ? QString()
                                           : oneLine(log.streamName(finding.stream), most);
    };
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Position:
            return positionTag(log, finding.row);
        case Kind:
            return titleOf(finding.code);
        case Stream:
            return streamName(400);
        case Message:
            return oneLine(finding.message, 2000);
        }
        return {};
    case Qt::ToolTipRole:
        return index.column() == Message  ? plainToolTip(oneLine(finding.message, 4000))
               : index.column() == Stream ? plainToolTip(streamName(2000))
                                          : QString();
    case Qt::AccessibleTextRole:
        return index.column() == Kind
                   ? tr("%1, %2").arg(titleOf(finding.code),
                                      QString::fromUtf8(nameOf(finding.severity).data()))
                   : data(index, Qt::DisplayRole);
    case Qt::TextAlignmentRole:
        return index.column() == Position ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                          : QVariant();
    case SeverityRole:
        return static_cast<int>(finding.severity);
    default:
        return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Position ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Position:
        return QStringLiteral("#");
    case Kind:
        return tr("Finding");
    case Stream:
        return tr("Stream");
    case Message:
        return tr("What it is");
    default:
        return {};
    }
}

QString FindingsModel::asText() const
{
    QString text;
    for (int row = 0; row < rowCount(); ++row) {
        const Finding &finding = findingAt(row);
        const auto utf8 = [](std::string_view bytes) {
            return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
        };
        text += utf8(m_session.log().positionLabel(finding.row)) + u'\t'
                + utf8(nameOf(finding.severity)) + u'\t' + utf8(nameOf(finding.code)) + u'\t'
                + data(index(row, Stream)).toString() + u'\t' + oneLine(finding.message, 4000)
                + u'\n';
    }
    return text;
}

} // namespace eventscope::ui
