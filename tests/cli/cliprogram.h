// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QStringList>

// The built command line, run as a script runs it.
namespace eventscope::test {

struct Run {
    int status = -1;
    QByteArray out;
    QByteArray err;

    QList<QByteArray> lines() const
    {
        QList<QByteArray> all = out.split('\n');
        all.removeAll({});
        return all;
    }
    QJsonObject object(int index = 0) const
    {
        return QJsonDocument::fromJson(lines().value(index)).object();
    }
};

inline Run cli(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(EVENTSCOPE_CLI), arguments);
    Run run;
    if (process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit)
        run.status = process.exitCode();
    run.out = process.readAllStandardOutput();
    run.err = process.readAllStandardError();
    return run;
}

inline QString sample()
{
    return QStringLiteral(EVENTSCOPE_SAMPLE);
}

} // namespace eventscope::test
