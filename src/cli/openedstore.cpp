// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openedstore.h"

#include "cli/progressline.h"
#include "event/loader.h"
#include "session/decodedstore.h"

#include <QDir>

#include <cstdio>
#include <cstdlib>

namespace eventscope::cli {

namespace {

// Who writes a decoder on the command line trusts it. Paths are taken from the present folder.
Result<std::shared_ptr<Store>> withDecoders(std::shared_ptr<Store> store,
                                            const std::vector<std::string> &texts)
{
    if (texts.empty())
        return store;
    std::vector<DecoderSet::Decoder> decoders;
    for (const std::string &text : texts) {
        const auto rule = parseDecoderRule(text, QDir::currentPath());
        if (!rule)
            return fail(rule.error());
        decoders.push_back(DecoderSet::decoderOf(*rule, QDir::currentPath(), {}));
    }
    auto shared = std::make_shared<DecoderSwitch>();
    shared->set(std::make_shared<DecoderSet>(std::move(decoders)));
    return decodedStore(std::move(store), std::move(shared));
}

} // namespace

void printError(const Error &error)
{
    std::string line = error.message;
    for (char &c : line) {
        if (c == '\n' || c == '\r')
            c = ' ';
    }
    std::fprintf(stderr, "eventscope-cli: %s\n", line.c_str());
}

void print(std::string_view text)
{
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size())
        return;
    // Such as `| head`: nobody reads on, and nobody wants to be told.
    std::_Exit(kFine);
}

void printLine(std::string_view text)
{
    print(text);
    print("\n");
}

Result<OpenedStore> openAndLoad(const StoreOptions &options, std::stop_token stop)
{
    OpenOptions openOptions;
    openOptions.dialect = options.dialect;
    openOptions.table = options.table;
    const auto store = [&] {
        Progress progress;
        const ProgressLine line("Opening", progress, nullptr);
        return openStore(options.location, openOptions, {stop, &progress});
    }();
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "Interrupted.");
    if (!store)
        return fail(store.error());

    auto decoded = withDecoders(*store, options.decoders);
    if (!decoded)
        return fail(std::move(decoded).error());
    OpenedStore opened;
    opened.store = std::move(*decoded);
    EventLog::Options logOptions;
    logOptions.countVersions = opened.store->info().versionsCounted;
    opened.log = std::make_unique<EventLog>(logOptions);
    LogLoader loader(opened.store, *opened.log);
    loader.start();
    LogLoader::State state;
    {
        const ProgressLine line("Reading", loader.progress(), opened.log.get());
        state = loader.waitUntilLoaded(stop);
    }
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "Interrupted.");
    if (state != LogLoader::State::Loaded) {
        Error error = loader.error().value_or(Error(ErrorCode::Internal, "Reading ended early."));
        if (opened.log->rowCount() == 0)
            return fail(std::move(error));
        printError(error);
        opened.problem = std::move(error);
    }
    return opened;
}

} // namespace eventscope::cli
