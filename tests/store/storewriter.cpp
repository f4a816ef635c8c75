// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Another program that has the store open, driven by the lines of its standard input. Each is answered with "ok" or what SQLite said.
//   open FILE | sql STATEMENTS | close | crash (ends without closing anything)

#include <sqlite3.h>

#include <iostream>
#include <string>

#include <unistd.h>

int main()
{
    sqlite3 *database = nullptr;
    for (std::string line; std::getline(std::cin, line);) {
        const std::string command = line.substr(0, line.find(' '));
        const std::string argument = command.size() < line.size() ? line.substr(command.size() + 1)
                                                                  : std::string();
        int code = SQLITE_OK;
        if (command == "open") {
            code = sqlite3_open(argument.c_str(), &database);
            sqlite3_busy_timeout(database, 10'000);
        } else if (command == "sql") {
            code = sqlite3_exec(database, argument.c_str(), nullptr, nullptr, nullptr);
        } else if (command == "close") {
            code = sqlite3_close(database);
            database = nullptr;
        } else if (command == "crash") {
            std::cout << "ok" << std::endl;
            _exit(1);
        } else {
            std::cerr << "unknown command " << line << std::endl;
            return 2;
        }
        std::cout << (code == SQLITE_OK ? "ok"
                      : database        ? sqlite3_errmsg(database)
                                        : "failed")
                  << std::endl;
    }
    sqlite3_close(database);
    return 0;
}
