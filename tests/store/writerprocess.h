// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>

#include <string>

#if defined(__SANITIZE_THREAD__)
// ThreadSanitizer takes the fork behind QProcess for one of this process, and would end it at the next thread.
extern "C" const char *__tsan_default_options();
extern "C" __attribute__((used)) const char *__tsan_default_options()
{
    return "die_after_fork=0";
}
#endif

namespace eventscope::test {

// storewriter, run as a child. Every call waits for the answer and ends the test program if it is not "ok".
class WriterProcess
{
public:
    explicit WriterProcess(const QString &database)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(STOREWRITER), QStringList());
        if (!m_process.waitForStarted())
            qFatal("storewriter does not start");
        send("open " + database.toStdString());
    }
    ~WriterProcess()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }
    WriterProcess(const WriterProcess &) = delete;
    WriterProcess &operator=(const WriterProcess &) = delete;

    void sql(const std::string &statements) { send("sql " + statements); }
    void close() { send("close"); }
    void crash()
    {
        send("crash");
        m_process.waitForFinished();
    }

private:
    void send(const std::string &line)
    {
        m_process.write((line + '\n').c_str());
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(30'000))
                qFatal("storewriter does not answer to %s", line.c_str());
        }
        const QByteArray answer = m_process.readLine().trimmed();
        if (answer != "ok")
            qFatal("storewriter: %s: %s", line.c_str(), answer.constData());
    }

    QProcess m_process;
};

} // namespace eventscope::test
