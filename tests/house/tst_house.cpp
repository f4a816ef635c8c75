// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "housecheck.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QTest>

#include <initializer_list>
#include <tuple>

using namespace eventscope::house;

namespace {

constexpr int kMostLines = 800;

QDir projectFolder()
{
    return QDir(QStringLiteral(EVENTSCOPE_SOURCE_DIR));
}

QByteArray textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The files below those folders whose names match, in the order of their paths.
std::vector<SourceFile> filesBelow(const QStringList &folders, const QStringList &patterns)
{
    QStringList paths;
    for (const QString &folder : folders) {
        QDirIterator files(projectFolder().filePath(folder), patterns, QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            paths.append(files.next());
    }
    paths.sort();
    std::vector<SourceFile> found;
    for (const QString &path : paths)
        found.push_back(
            {projectFolder().relativeFilePath(path).toStdString(), textOf(path).toStdString()});
    return found;
}

const QStringList kCpp{QStringLiteral("*.h"), QStringLiteral("*.cpp")};

std::set<std::string> qtCoreHeaders()
{
    const QDir folder(QLibraryInfo::path(QLibraryInfo::HeadersPath) + QStringLiteral("/QtCore"));
    std::set<std::string> names;
    for (const QString &name : folder.entryList(QDir::Files))
        names.insert(name.toStdString());
    return names;
}

QString listed(const Findings &findings)
{
    QString text;
    for (const std::string &finding : findings)
        text += QLatin1Char('\n') + QString::fromStdString(finding);
    return text;
}

// Checks one made-up file with an include, among headers that stand in every room.
Findings findingsFor(const std::string &path, const std::string &text)
{
    std::vector<SourceFile> files{{path, text}};
    for (const char *header :
         {"src/store/store.h", "src/store/sqlite/reader.h", "ui/panels/panel.h"})
        files.push_back({header, {}});
    return checkIncludes(files, {"QString", "qglobal.h"});
}

} // namespace

#define COMPARE_NOTHING_FOUND(findings) \
    do { \
        const Findings found = (findings); \
        QVERIFY2(found.empty(), qPrintable(listed(found))); \
    } while (false)

class TestHouse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The project itself.
    void everyArrowIsOneOfTheHouse();
    void everySourceFileSaysItsLicence();
    void noFileIsTooLong();
    void theTopFolderHoldsOnlyWhatWasAgreed();
    void theReadmeNamesBothCommands();
    void theReadmeNamesTestsThatAreThere();

    // The checks, on made-up files.
    void anArrowOfTheHouseIsFine_data();
    void anArrowOfTheHouseIsFine();
    void aWrongIncludeIsNamedWithItsLine_data();
    void aWrongIncludeIsNamedWithItsLine();
    void anIncludeInACommentDoesNotCount();
    void aRoomWithoutArrowsIsFound();
    void aFileOutsideTheRoomsIsFound();
    void missingLicenceLinesAreFound();
    void aFileOverTheLimitIsFound();
    void aStrangerInTheTopFolderIsFound();
};

void TestHouse::everyArrowIsOneOfTheHouse()
{
    const auto headers = qtCoreHeaders();
    QVERIFY2(headers.contains("QString"), "the headers of QtCore were not found");
    const auto files = filesBelow({QStringLiteral("src"), QStringLiteral("ui")}, kCpp);
    QVERIFY(!files.empty());
    COMPARE_NOTHING_FOUND(checkIncludes(files, headers));
}

void TestHouse::everySourceFileSaysItsLicence()
{
    const QStringList patterns = kCpp
                                 + QStringList{QStringLiteral("CMakeLists.txt"),
                                               QStringLiteral("*.cmake"), QStringLiteral("*.sh"),
                                               QStringLiteral("run"), QStringLiteral("*.py")};
    auto files = filesBelow({QStringLiteral("src"), QStringLiteral("ui"), QStringLiteral("tests"),
                             QStringLiteral("installer"), QStringLiteral(".ci")},
                            patterns);
    const QString top = projectFolder().filePath(QStringLiteral("CMakeLists.txt"));
    files.push_back({"CMakeLists.txt", textOf(top).toStdString()});
    COMPARE_NOTHING_FOUND(checkLicenceLines(files));
}

void TestHouse::noFileIsTooLong()
{
    const auto files = filesBelow({QStringLiteral("src"), QStringLiteral("ui"),
                                   QStringLiteral("tests")},
                                  kCpp);
    COMPARE_NOTHING_FOUND(checkLength(files, kMostLines));
}

void TestHouse::theTopFolderHoldsOnlyWhatWasAgreed()
{
    std::vector<std::string> names;
    const auto entries = projectFolder().entryList(QDir::AllEntries | QDir::Hidden | QDir::System
                                                   | QDir::NoDotAndDotDot);
    for (const QString &name : entries)
        names.push_back(name.toStdString());
    COMPARE_NOTHING_FOUND(checkTopLevel(names));
}

void TestHouse::theReadmeNamesBothCommands()
{
    const QByteArray readme = textOf(projectFolder().filePath(QStringLiteral("README.md")));
    QVERIFY(readme.contains("installer/run"));
    QVERIFY(readme.contains("tests/run"));
}

// Every row of its table of what opens names a test program and, of it, a function or the rows that open such a store.
void TestHouse::theReadmeNamesTestsThatAreThere()
{
    const QByteArray readme = textOf(projectFolder().filePath(QStringLiteral("README.md")));
    QByteArray sources;
    QDirIterator files(projectFolder().filePath(QStringLiteral("tests")), {QStringLiteral("*.cpp")},
                       QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        sources += textOf(files.next());
    int rows = 0;
    for (const QByteArray &line : readme.split('\n')) {
        if (!line.startsWith("| ") || !line.contains("`tst_"))
            continue;
        ++rows;
        const QByteArray proof = line.split('|').value(4);
        for (const auto &[pattern, before, after] :
             std::initializer_list<std::tuple<const char *, const char *, const char *>>{
                 {"\\*([^*]+)\\*", "\"", "\""},
                 {"`(tst_\\w+)`", "#include \"", ".moc\""},
                 {"`((?!tst_)\\w+)`", "::", "()"}}) {
            QRegularExpressionMatchIterator found = QRegularExpression(QString::fromLatin1(pattern))
                                                        .globalMatch(QString::fromUtf8(proof));
            while (found.hasNext()) {
                const QByteArray name = found.next().captured(1).toUtf8();
                QVERIFY2(sources.contains(before + name + after), line.constData());
            }
        }
    }
    QVERIFY(rows > 50);
}

void TestHouse::anArrowOfTheHouseIsFine_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("include");
    const auto row = [](const char *path, const char *include) {
        QTest::addRow("%s includes %s", path, include)
            << QString::fromLatin1(path) << QString::fromLatin1(include);
    };
    row("src/event/log.h", "\"base/result.h\"");
    row("src/store/open.cpp", "\"event/log.h\"");
    row("src/store/open.cpp", "\"store.h\"");
    row("src/store/open.cpp", "\"sqlite/reader.h\"");
    row("src/store/sqlite/other.cpp", "\"store/sqlite/reader.h\"");
    row("src/store/open.cpp", "<QString>");
    row("src/session/session.h", "<QtCore/QObject>");
    row("src/session/session.h", "\"query/filter.h\"");
    row("src/cli/main.cpp", "\"session/session.h\"");
    row("src/query/filter.h", "<queue>");
    row("src/base/json.cpp", "<simdjson.h>");
    row("ui/models/model.h", "\"session/session.h\"");
    row("ui/models/model.h", "\"widgets/theme.h\"");
    row("ui/panels/other.h", "\"timeline/view.h\"");
    row("ui/panels/other.cpp", "\"other.moc\"");
    row("ui/shell/window.h", "\"panels/panel.h\"");
    row("ui/shell/window.h", "<QMainWindow>");
    row("ui/main.cpp", "\"shell/window.h\"");
}

void TestHouse::anArrowOfTheHouseIsFine()
{
    QFETCH(QString, path);
    QFETCH(QString, include);
    COMPARE_NOTHING_FOUND(
        findingsFor(path.toStdString(), "#include " + include.toStdString() + "\n"));
}

void TestHouse::aWrongIncludeIsNamedWithItsLine_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("include");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *path, const char *include, const char *why) {
        QTest::addRow("%s includes %s", path, include)
            << QString::fromLatin1(path) << QString::fromLatin1(include)
            << QString::fromLatin1(why);
    };
    row("src/base/json.cpp", "\"event/log.h\"", "src/base -> src/event runs backwards");
    row("src/store/open.cpp", "\"session/session.h\"", "src/store -> src/session runs backwards");
    row("src/query/filter.cpp", "\"store/store.h\"", "src/query -> src/store joins siblings");
    row("src/replay/fold.h", "\"query/filter.h\"", "src/replay -> src/query joins siblings");
    row("src/session/session.h", "\"panels/panel.h\"", "the engine knows nothing of the window");
    row("src/session/session.h", "\"cli/main.h\"", "src/session -> src/cli runs backwards");
    row("ui/shell/window.h", "\"cli/main.h\"", "they are siblings");
    row("ui/main.cpp", "\"cli/main.h\"", "they are siblings");
    row("ui/widgets/theme.h", "\"panels/panel.h\"", "ui/widgets -> ui/panels runs backwards");
    row("ui/models/model.h", "\"timeline/view.h\"", "ui/models -> ui/timeline joins siblings");
    row("ui/panels/other.h", "\"shell/window.h\"", "ui/panels -> ui/shell runs backwards");
    row("src/store/open.cpp", "\"../event/log.h\"", "climbs out of its folder");
    row("src/store/open.cpp", "\"nowhere/log.h\"", "names no room");
    row("src/store/open.cpp", "\"absent.h\"", "names no room");
    row("ui/shell/window.h", "<session/session.h>", "include it in quotes");
    row("src/session/session.h", "<QWidget>", "no header of QtCore");
    row("src/session/session.h", "<QtGui/QImage>", "no header of QtCore");
    row("src/session/session.h", "<qimage.h>", "no header of QtCore");
    row("src/query/filter.h", "<QString>", "query is a room without Qt");
    row("src/base/result.h", "<QtCore/QString>", "base is a room without Qt");
}

void TestHouse::aWrongIncludeIsNamedWithItsLine()
{
    QFETCH(QString, path);
    QFETCH(QString, include);
    QFETCH(QString, why);
    const auto found = findingsFor(path.toStdString(),
                                   "// first\n\n  #  include " + include.toStdString() + " // x\n");
    QCOMPARE(found.size(), std::size_t(1));
    const QString finding = QString::fromStdString(found.front());
    QVERIFY2(finding.startsWith(path + QStringLiteral(":3: ")), qPrintable(finding));
    QVERIFY2(finding.contains(why), qPrintable(finding));
}

void TestHouse::anIncludeInACommentDoesNotCount()
{
    const std::string before
        = "// #include \"session/session.h\"\n/* not\n#include \"session/session.h\"\n*/\n";
    COMPARE_NOTHING_FOUND(
        findingsFor("src/base/json.cpp", before + "#include \"base/result.h\"\n"));
    const auto found = findingsFor("src/base/json.cpp",
                                   before + "#include \"session/session.h\"\n");
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(found.front().starts_with("src/base/json.cpp:5: "));
}

void TestHouse::aRoomWithoutArrowsIsFound()
{
    QCOMPARE(findingsFor("src/cellar/wine.h", "#include <vector>\n").size(), std::size_t(1));
    QCOMPARE(findingsFor("ui/cellar/wine.h", "").size(), std::size_t(1));
}

void TestHouse::aFileOutsideTheRoomsIsFound()
{
    QCOMPARE(findingsFor("src/loose.h", "").size(), std::size_t(1));
    QCOMPARE(findingsFor("ui/loose.h", "").size(), std::size_t(1));
}

void TestHouse::missingLicenceLinesAreFound()
{
    const std::string copyright = "SPDX-FileCopyrightText: Eventscope contributors\n";
    const std::string licence = "SPDX-License-Identifier: GPL-3.0-or-later\n";
    const std::string both = "// " + copyright + "// " + licence;
    COMPARE_NOTHING_FOUND(
        checkLicenceLines({{"src/a.h", both + "#pragma once\n"},
                           {"run", "#!/bin/sh\n# " + copyright + "# " + licence}}));
    const auto found = checkLicenceLines({{"src/a.h", "\n" + both},
                                          {"src/b.h", "// " + licence + "// " + copyright},
                                          {"src/c.cpp", ""},
                                          {"src/CMakeLists.txt", "# " + copyright},
                                          {"run", "\n\n\n\n# " + copyright + "# " + licence}});
    QCOMPARE(found.size(), std::size_t(5));
    QVERIFY(found.front().starts_with("src/a.h:1: "));
}

void TestHouse::aFileOverTheLimitIsFound()
{
    COMPARE_NOTHING_FOUND(checkLength({{"src/a.h", "1\n2\n3\n"}}, 3));
    const auto found = checkLength({{"src/a.h", "1\n2\n3\n4"}}, 3);
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(found.front().starts_with("src/a.h:4: "));
}

void TestHouse::aStrangerInTheTopFolderIsFound()
{
    COMPARE_NOTHING_FOUND(
        checkTopLevel({"src", "README.md", ".git", "build", "build-mine", "me.user"}));
    QCOMPARE(checkTopLevel({"src", "notes.txt"}),
             (Findings{"notes.txt: the top folder holds only what was agreed; "
                       "put it into one of the rooms"}));
}

QTEST_GUILESS_MAIN(TestHouse)
#include "tst_house.moc"
