// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspace.h"

#include "session/storefile.h"
#include "session/workspacetrust.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

namespace eventscope {

// Writes views, the newest one only. What waits for the file is written before anything else goes there.
struct Workspace::ViewWriter {
    // Shared with the job, which may outlive a change of the file by a moment.
    struct Turn {
        std::mutex mutex;
        std::uint64_t newest = 0;
    };
    std::shared_ptr<Turn> turn = std::make_shared<Turn>();
    bool isPending = false; // a view that may not be on the disk yet
    NewestOnly thread;

    // No view is written by the thread after this, unless it is submitted anew.
    void recall()
    {
        const std::lock_guard lock(turn->mutex);
        ++turn->newest;
    }
    void submit(WorkspaceWrite write)
    {
        isPending = true;
        std::uint64_t mine = 0;
        {
            const std::lock_guard lock(turn->mutex);
            mine = ++turn->newest;
        }
        thread.submit([turn = turn, mine, write = std::move(write)](std::stop_token) {
            const std::lock_guard lock(turn->mutex);
            // Whether it succeeds is no matter: the place is written again soon.
            if (mine == turn->newest)
                std::ignore = writeWorkspace(write);
        });
    }
};

Workspace::Workspace(QObject *parent)
    : QObject(parent)
    , m_viewWriter(std::make_unique<ViewWriter>())
{
    connect(&m_watch, &FileWatch::changed, this, &Workspace::takeFile);
}

Workspace::~Workspace()
{
    blockSignals(true);
    close();
}

QString Workspace::folder() const
{
    if (!m_folder.isEmpty())
        return m_folder;
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
           + QStringLiteral("/workspaces");
}

void Workspace::open(const WorkspaceStore &store, const QString &file)
{
    close();
    m_store = store;
    m_isNamed = !file.isEmpty();
    m_file = m_isNamed ? file : workspaceFile(folder(), store.location);
    auto read = readWorkspace(m_file);
    std::optional<Error> problem = read ? std::nullopt : std::optional(read.error());
    if (read && read->isNewer)
        problem
            = Error(ErrorCode::Unsupported,
                    "The workspace file " + m_file.toStdString()
                        + " was written by a newer version of Eventscope: what you change holds "
                          "only until the store is closed.");
    else if (!read && read.error().code == ErrorCode::Damaged)
        problem->message
            = "The workspace file " + m_file.toStdString() + " is damaged (" + read.error().detail
              + "), so reducers, pins and bookmarks are not as you left them; the next "
                "choice writes a new one and keeps this one as "
              + QFileInfo(m_file).fileName().toStdString() + ".damaged.";
    m_isReadOnly = m_onlyReads || (read && read->isNewer);
    // A store that was found again, or moved with its workspace.
    const bool isElsewhere = read && m_isNamed && !m_isReadOnly && !(read->store == m_store);
    WorkspaceFile content = read ? std::move(*read) : WorkspaceFile();
    m_base = content.content;
    m_view = std::move(content.view);
    // A folder that is not there cannot be watched; whether it can be made shows when something is written.
    if (!m_isNamed)
        QDir().mkpath(QFileInfo(m_file).absolutePath());
    m_watch.setFiles({m_file});
    setProblem(std::move(problem));
    if (m_isNamed)
        hold(content.content.reducers, content.seal);
    take(std::move(content.content));
    if (!m_held.empty())
        Q_EMIT heldChanged();
    if (isElsewhere)
        save();
}

void Workspace::close()
{
    m_watch.setFiles({});
    m_viewWriter->recall();
    if (std::exchange(m_viewWriter->isPending, false) && !m_file.isEmpty())
        std::ignore = writeWorkspace(written(m_isNamed));
    m_store = {};
    m_file.clear();
    m_isNamed = false;
    m_isReadOnly = false;
    m_view = {};
    m_undo.clear();
    m_redo.clear();
    m_base = {};
    m_foreign.clear();
    const bool held = !std::exchange(m_held, {}).empty();
    m_isHeldByChoice = false;
    take({});
    if (held)
        Q_EMIT heldChanged();
    setProblem(std::nullopt);
    Q_EMIT undoChanged();
}

Result<void> Workspace::saveAs(const QString &file)
{
    if (isFileOfStore(file, m_store.location))
        return fail(ErrorCode::Invalid,
                    "The file " + file.toStdString()
                        + " is the store itself, which is never written: choose another name.");
    WorkspaceWrite write = written(true);
    write.file = file;
    write.base = {};
    // In place of what the file held until now, if anything.
    if (QFile::exists(file) && QFileInfo(file) != QFileInfo(m_file)) {
        const auto there = readWorkspace(file);
        if (there && there->isNewer)
            return fail(
                ErrorCode::Unsupported,
                "The file " + file.toStdString()
                    + " was written by a newer version of Eventscope: choose another name.");
        write.base = there ? there->content : WorkspaceContent();
    } else { // the same file, or a copy of it
        write.base = m_base;
    }
    m_viewWriter->recall();
    // With what this version does not know.
    if (!QFile::exists(file))
        QFile::copy(m_file, file);
    const auto content = writeWorkspace(write);
    if (!content)
        return fail(content.error());
    m_viewWriter->isPending = false;
    m_file = file;
    m_isNamed = true;
    m_isReadOnly = false;
    m_base = asWritten(*content);
    m_watch.setFiles({m_file});
    setProblem(std::nullopt);
    take(*content);
    Q_EMIT fileChanged();
    return {};
}

void Workspace::setView(WorkspaceView view)
{
    if (m_file.isEmpty() || view == m_view)
        return;
    m_view = std::move(view);
    if (!m_isReadOnly)
        m_viewWriter->submit(written(m_isNamed));
}

WorkspaceWrite Workspace::written(bool isNamed) const
{
    // Called by a thread for views: by value, all of it. What somebody else has put into the file is vouched for only by its own seal.
    const auto sealOf = [folder = folder(), own = ownReducers()](const Reducers &reducers,
                                                                 const WorkspaceFile &there) {
        const WorkspaceTrust trust(folder);
        const Reducers &others = there.content.reducers;
        const bool areOthersOwn = trust.isSealed(others, there.seal);
        const auto isIn = [](const Reducers &list, const auto &each) {
            const auto found = list.find(each.first);
            return found != list.end() && found->second == each.second;
        };
        const bool isOwn = std::all_of(reducers.begin(), reducers.end(), [&](const auto &each) {
            return isIn(own, each) || (areOthersOwn && isIn(others, each));
        });
        return isOwn ? trust.sealOf(reducers) : std::string();
    };
    return {m_file,    m_store, m_base,
            m_content, m_view,  isNamed ? sealOf : decltype(WorkspaceWrite::sealOf)()};
}

// Those that are settled here and did not come from elsewhere.
Workspace::Reducers Workspace::ownReducers() const
{
    Reducers own = m_content.reducers;
    std::erase_if(own, [this](const auto &each) {
        const auto found = m_foreign.find(each.first);
        return found != m_foreign.end() && found->second == each.second;
    });
    return own;
}

// Those that the file names and that were not known here are foreign, unless this installation has written it.
void Workspace::hold(const Reducers &reducers, const std::string &seal)
{
    const WorkspaceTrust trust(folder());
    if (trust.isSealed(reducers, seal))
        return;
    Reducers foreign;
    for (const auto &[type, file] : reducers) {
        if (reducer(type) != file)
            foreign[type] = file;
    }
    if (foreign.empty())
        return;
    for (const auto &[type, file] : foreign)
        m_foreign[type] = file;
    const std::optional<bool> choice = trust.choice(m_foreign);
    m_isHeldByChoice = choice.has_value();
    if (choice != std::optional(true))
        m_held.insert(foreign.begin(), foreign.end());
}

Workspace::Reducers Workspace::heldReducers() const
{
    Reducers held;
    for (const auto &[type, file] : m_held) {
        if (reducer(type) == file)
            held[type] = file;
    }
    return held;
}

std::string Workspace::runnableReducer(const std::string &streamType) const
{
    std::string file = reducer(streamType);
    const auto held = m_held.find(streamType);
    return held != m_held.end() && held->second == file ? std::string() : file;
}

void Workspace::trustReducers(bool isTrusted)
{
    if (m_held.empty())
        return;
    WorkspaceTrust(folder()).keep(m_foreign, isTrusted);
    m_isHeldByChoice = !isTrusted;
    const Reducers held = isTrusted ? std::exchange(m_held, {}) : Reducers();
    for (const auto &[type, file] : held) {
        if (reducer(type) == file)
            Q_EMIT reducerChanged(type);
    }
    Q_EMIT heldChanged();
}

void Workspace::change(const QString &what, WorkspaceContent content)
{
    if (content == m_content)
        return;
    m_undo.push_back({what, m_content, content});
    if (m_undo.size() > kMostUndone)
        m_undo.erase(m_undo.begin());
    m_redo.clear();
    take(std::move(content));
    save();
    Q_EMIT undoChanged();
}

void Workspace::remember(WorkspaceContent content)
{
    if (content == m_content)
        return;
    take(std::move(content));
    save();
}

// Others may have changed other things since, which stay.
void Workspace::undo()
{
    if (m_undo.empty())
        return;
    const Edit edit = std::move(m_undo.back());
    m_undo.pop_back();
    m_redo.push_back(edit);
    take(mergedWorkspace(edit.after, m_content, edit.before));
    save();
    Q_EMIT undoChanged();
}

void Workspace::redo()
{
    if (m_redo.empty())
        return;
    const Edit edit = std::move(m_redo.back());
    m_redo.pop_back();
    m_undo.push_back(edit);
    take(mergedWorkspace(edit.before, m_content, edit.after));
    save();
    Q_EMIT undoChanged();
}

void Workspace::save()
{
    if (m_file.isEmpty() || m_isReadOnly)
        return;
    // A view that waits goes with it.
    m_viewWriter->recall();
    m_viewWriter->isPending = false;
    WorkspaceWrite write = written(m_isNamed);
    std::string seal;
    if (write.sealOf) {
        write.sealOf = [&seal, sealOf = std::move(write.sealOf)](const Reducers &reducers,
                                                                 const WorkspaceFile &there) {
            return seal = sealOf(reducers, there);
        };
    }
    const auto content = writeWorkspace(write);
    setProblem(content ? std::nullopt : std::optional(content.error()));
    if (!content)
        return;
    m_base = asWritten(*content);
    // Others may have put something there meanwhile.
    const Reducers held = m_held;
    if (m_isNamed)
        hold(content->reducers, seal);
    take(*content);
    if (m_held != held)
        Q_EMIT heldChanged();
}

void Workspace::takeFile()
{
    if (m_file.isEmpty())
        return;
    // One that is gone, or damaged by whoever writes it in place, is written anew with the next change.
    const auto read = readWorkspace(m_file);
    if (!read || !QFile::exists(m_file) || read->content == m_base)
        return;
    const WorkspaceContent base = std::exchange(m_base, read->content);
    const Reducers held = m_held;
    if (m_isNamed)
        hold(read->content.reducers, read->seal);
    take(mergedWorkspace(base, m_content, read->content));
    if (m_held != held)
        Q_EMIT heldChanged();
}

void Workspace::take(WorkspaceContent content)
{
    const WorkspaceContent before = std::exchange(m_content, std::move(content));
    std::set<std::string> types;
    for (const auto *each : {&before.reducers, &std::as_const(m_content).reducers}) {
        for (const auto &[type, file] : *each)
            types.insert(type);
    }
    for (const std::string &type : types) {
        const auto was = before.reducers.find(type);
        const std::string file = was == before.reducers.end() ? std::string() : was->second;
        if (file != reducer(type))
            Q_EMIT reducerChanged(type);
    }
    if (before.pins != m_content.pins)
        Q_EMIT pinsChanged();
    if (before.pinnedStreams != m_content.pinnedStreams)
        Q_EMIT pinnedStreamsChanged();
    if (before.bookmarks != m_content.bookmarks)
        Q_EMIT bookmarksChanged();
    if (before.filters != m_content.filters)
        Q_EMIT filtersChanged();
    if (before.columns != m_content.columns)
        Q_EMIT columnsChanged();
    if (before.decoders != m_content.decoders)
        Q_EMIT decodersChanged();
    if (before.projections != m_content.projections)
        Q_EMIT projectionsChanged();
    if (before.masks != m_content.masks)
        Q_EMIT masksChanged();
    if (before.types != m_content.types)
        Q_EMIT typesChanged();
    if (before.typeLooks != m_content.typeLooks)
        Q_EMIT typeLooksChanged();
}

void Workspace::setProblem(std::optional<Error> problem)
{
    if (!problem && !m_problem)
        return;
    m_problem = std::move(problem);
    Q_EMIT problemChanged();
}

std::string Workspace::reducer(const std::string &streamType) const
{
    const auto found = m_content.reducers.find(streamType);
    return found == m_content.reducers.end() ? std::string() : found->second;
}

void Workspace::setReducer(const std::string &streamType, const std::string &file)
{
    // Whoever chooses it here trusts it.
    for (Reducers *each : {&m_held, &m_foreign}) {
        const auto found = each->find(streamType);
        if (found == each->end() || found->second != file)
            continue;
        each->erase(found);
        if (each == &m_held && reducer(streamType) == file) {
            Q_EMIT reducerChanged(streamType);
            Q_EMIT heldChanged();
        }
    }
    WorkspaceContent content = m_content;
    if (file.empty())
        content.reducers.erase(streamType);
    else
        content.reducers[streamType] = file;
    change(tr("the choice of the reducer"), std::move(content));
}

std::vector<std::string> Workspace::pins(const std::string &streamType) const
{
    std::vector<std::string> pointers;
    for (const PinnedField &pin : m_content.pins) {
        if (pin.streamType == streamType)
            pointers.push_back(pin.pointer);
    }
    return pointers;
}

bool Workspace::isPinned(const PinnedField &field) const
{
    return std::find(m_content.pins.begin(), m_content.pins.end(), field) != m_content.pins.end();
}

Result<void> Workspace::pin(const PinnedField &field)
{
    if (isPinned(field))
        return {};
    if (pins(field.streamType).size() >= kMostPins)
        return fail(ErrorCode::Limit, std::to_string(kMostPins)
                                          + " fields are pinned, and more have no room on the "
                                            "timeline: unpin one of them first.");
    WorkspaceContent content = m_content;
    content.pins.push_back(field);
    change(tr("pinning %1").arg(QString::fromStdString(field.pointer)), std::move(content));
    return {};
}

void Workspace::unpin(const PinnedField &field)
{
    WorkspaceContent content = m_content;
    std::erase(content.pins, field);
    change(tr("unpinning %1").arg(QString::fromStdString(field.pointer)), std::move(content));
}

void Workspace::unpinAll(const std::string &streamType)
{
    WorkspaceContent content = m_content;
    std::erase_if(content.pins,
                  [&](const PinnedField &pin) { return pin.streamType == streamType; });
    change(tr("unpinning all fields"), std::move(content));
}

bool Workspace::isStreamPinned(std::string_view name) const
{
    return std::find(m_content.pinnedStreams.begin(), m_content.pinnedStreams.end(), name)
           != m_content.pinnedStreams.end();
}

Result<void> Workspace::pinStream(const std::string &name)
{
    if (isStreamPinned(name))
        return {};
    if (m_content.pinnedStreams.size() >= kMostPinnedStreams)
        return fail(ErrorCode::Limit, std::to_string(kMostPinnedStreams)
                                          + " streams are pinned, and more have no room on the "
                                            "timeline: unpin one of them first.");
    WorkspaceContent content = m_content;
    content.pinnedStreams.push_back(name);
    change(tr("pinning %1").arg(QString::fromStdString(name)), std::move(content));
    return {};
}

void Workspace::unpinStream(const std::string &name)
{
    WorkspaceContent content = m_content;
    std::erase(content.pinnedStreams, name);
    change(tr("unpinning %1").arg(QString::fromStdString(name)), std::move(content));
}

bool Workspace::hasColumn(std::string_view path) const
{
    return std::find(m_content.columns.begin(), m_content.columns.end(), path)
           != m_content.columns.end();
}

Result<void> Workspace::addColumn(const std::string &path)
{
    if (hasColumn(path))
        return {};
    if (m_content.columns.size() >= kMostColumns)
        return fail(ErrorCode::Limit, std::to_string(kMostColumns)
                                          + " fields have a column, and more would hide the "
                                            "events: remove one of them first.");
    WorkspaceContent content = m_content;
    content.columns.push_back(path);
    change(tr("the column %1").arg(QString::fromStdString(path)), std::move(content));
    return {};
}

void Workspace::removeColumn(const std::string &path)
{
    WorkspaceContent content = m_content;
    std::erase(content.columns, path);
    change(tr("removing the column %1").arg(QString::fromStdString(path)), std::move(content));
}

void Workspace::setDecoders(std::vector<DecoderRule> decoders)
{
    WorkspaceContent content = m_content;
    content.decoders = std::move(decoders);
    change(tr("the payload decoders"), std::move(content));
}

void Workspace::rememberProjection(const KnownProjection &projection)
{
    WorkspaceContent content = m_content;
    std::erase_if(content.projections,
                  [&](const auto &known) { return known.file == projection.file; });
    content.projections.insert(content.projections.begin(), projection);
    if (content.projections.size() > kMostProjections)
        content.projections.resize(kMostProjections);
    remember(std::move(content));
}

void Workspace::forgetProjection(const std::string &file)
{
    WorkspaceContent content = m_content;
    std::erase_if(content.projections, [&](const auto &known) { return known.file == file; });
    remember(std::move(content));
}

void Workspace::setMasks(std::vector<MaskRule> masks)
{
    WorkspaceContent content = m_content;
    content.masks = std::move(masks);
    change(tr("the masking rules"), std::move(content));
}

void Workspace::saveFilter(const SavedFilter &filter)
{
    WorkspaceContent content = m_content;
    const auto known = std::find_if(content.filters.begin(), content.filters.end(),
                                    [&](const auto &each) { return each.name == filter.name; });
    if (known == content.filters.end())
        content.filters.push_back(filter);
    else
        known->text = filter.text;
    change(tr("saving the filter %1").arg(QString::fromStdString(filter.name)), std::move(content));
}

void Workspace::renameFilter(const std::string &name, const std::string &to)
{
    if (name == to)
        return;
    WorkspaceContent content = m_content;
    std::erase_if(content.filters, [&](const auto &each) { return each.name == to; });
    const auto known = std::find_if(content.filters.begin(), content.filters.end(),
                                    [&](const auto &each) { return each.name == name; });
    if (known == content.filters.end())
        return;
    known->name = to;
    change(tr("renaming the filter %1").arg(QString::fromStdString(name)), std::move(content));
}

void Workspace::removeFilter(const std::string &name)
{
    WorkspaceContent content = m_content;
    std::erase_if(content.filters, [&](const auto &each) { return each.name == name; });
    change(tr("deleting the filter %1").arg(QString::fromStdString(name)), std::move(content));
}

void Workspace::setTypes(const QString &what, TypeChoice types)
{
    WorkspaceContent content = m_content;
    content.types = std::move(types);
    change(what, std::move(content));
}

TypeLook Workspace::typeLook(std::string_view type) const
{
    const auto found = m_content.typeLooks.find(type);
    return found == m_content.typeLooks.end() ? TypeLook() : found->second;
}

void Workspace::setTypeLook(const std::string &type, const TypeLook &look)
{
    WorkspaceContent content = m_content;
    if (look == TypeLook())
        content.typeLooks.erase(type);
    else
        content.typeLooks[type] = look;
    change(tr("the look of %1").arg(QString::fromStdString(type)), std::move(content));
}

void Workspace::setBookmark(const BookmarkedEvent &bookmark)
{
    WorkspaceContent content = m_content;
    const auto known = std::find_if(content.bookmarks.begin(), content.bookmarks.end(),
                                    [&](const auto &each) { return each.names(bookmark); });
    const QString what = QStringLiteral("#") + QString::fromStdString(bookmark.position);
    if (known == content.bookmarks.end()) {
        content.bookmarks.push_back(bookmark);
        change(tr("the bookmark at %1").arg(what), std::move(content));
    } else {
        known->note = bookmark.note;
        change(tr("the note at %1").arg(what), std::move(content));
    }
}

void Workspace::removeBookmark(const BookmarkedEvent &bookmark)
{
    WorkspaceContent content = m_content;
    std::erase_if(content.bookmarks, [&](const auto &each) { return each.names(bookmark); });
    change(tr("taking away the bookmark at #%1").arg(QString::fromStdString(bookmark.position)),
           std::move(content));
}

} // namespace eventscope
