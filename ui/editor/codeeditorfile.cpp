// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the text comes from and goes to: the part of CodeEditor that deals with its file.
#include "editor/codeeditor.h"

#include "editor/codeassistant.h"
#include "editor/codefile.h"
#include "editor/codefindbar.h"
#include "editor/codeview.h"
#include "panels/notice.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QStringDecoder>

#include <utility>

namespace eventscope::ui {

namespace {

const QByteArray kByteOrderMark("\xef\xbb\xbf");

bool isUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return !decoder.hasError();
}

} // namespace

void CodeEditor::connectFile()
{
    connect(m_file, &CodeFile::readDone, this, &CodeEditor::takeFile);
    connect(m_file, &CodeFile::readFailed, this, &CodeEditor::takeUnread);
    connect(m_file, &CodeFile::writeDone, this, &CodeEditor::takeWritten);
    connect(m_file, &CodeFile::writeFailed, this, [this](const QString &, const QString &sentence) {
        m_writeNext.clear();
        m_notice->say(Notice::Kind::Error, sentence,
                      tr("What stands here is kept until it is saved or closed."));
        m_notice->setLink(tr("Save as\u2026"), tr("Save it under another name"),
                          [this] { saveAs(); });
        Q_EMIT failed(sentence);
    });
    connect(m_file, &CodeFile::foundOther, this, [this](const QByteArray &bytes) {
        m_writeNext.clear();
        m_disk = bytes;
        sayChanged(true);
        Q_EMIT failed(m_notice->sentence());
    });
    connect(m_file, &CodeFile::changed, this, [this](const QByteArray &bytes) {
        m_disk = bytes;
        const bool isUnsaved = isModified();
        if (std::exchange(m_isGone, false))
            m_notice->clear();
        if (!isUnsaved || m_disk == (m_hasMark ? kByteOrderMark : QByteArray()) + m_view->bytes())
            takeDiskText();
        else
            sayChanged(false);
        updateModified();
    });
    connect(m_file, &CodeFile::gone, this, &CodeEditor::sayGone);
}

QString CodeEditor::path() const
{
    return isUnshown() ? m_unshown : m_file->path();
}

QString CodeEditor::fileName() const
{
    return QFileInfo(path().isEmpty() ? m_proposedName : path()).fileName();
}

bool CodeEditor::isBusy() const
{
    return m_file->isBusy();
}

void CodeEditor::setStore(const QString &location)
{
    m_store = location;
}

void CodeEditor::open(const QString &path)
{
    m_writeNext.clear();
    m_isOpening = true;
    updateReadOnly();
    m_file->read(path);
}

void CodeEditor::takeFile(const QString &path, const QByteArray &bytes)
{
    m_disk = bytes;
    m_proposedName.clear();
    m_unshown.clear();
    m_isUnwritable = !isUtf8(bytes);
    showBytes(path, bytes);
    if (m_isUnwritable)
        m_notice->say(Notice::Kind::Warning,
                      tr("%1 is no UTF-8 text, so it can be read here and not changed. Convert it "
                         "to UTF-8 to edit it.")
                          .arg(fileName()));
    Q_EMIT pathChanged(path);
    Q_EMIT opened(path);
}

// What stood here is of another file than the one that was asked for.
void CodeEditor::takeUnread(const QString &path, const QString &sentence)
{
    close();
    m_unshown = path;
    showNameOf(path);
    m_notice->say(Notice::Kind::Error, sentence);
    Q_EMIT pathChanged(path);
    Q_EMIT failed(sentence);
}

void CodeEditor::openNew(const CodeTemplate &start, const QString &path)
{
    m_file->forget();
    m_unshown.clear();
    m_disk.clear();
    m_isUnwritable = false;
    m_proposedName = path.isEmpty() ? start.fileName : path;
    showBytes(m_proposedName, start.text.toUtf8());
    Q_EMIT pathChanged({});
}

void CodeEditor::close()
{
    m_file->forget();
    m_unshown.clear();
    m_disk.clear();
    m_isOpening = false;
    m_proposedName.clear();
    m_isUnwritable = false;
    showBytes({}, {});
    m_isOpen = false;
    updateReadOnly();
    updateModified();
    Q_EMIT pathChanged({});
}

void CodeEditor::showBytes(const QString &name, QByteArray bytes)
{
    m_assistant->close();
    m_notice->clear();
    m_marks->forget();
    m_writeNext.clear();
    m_isGone = false;
    m_isOpen = true;
    m_isOpening = false;
    m_hasMark = bytes.startsWith(kByteOrderMark);
    if (m_hasMark)
        bytes.remove(0, kByteOrderMark.size());
    showNameOf(name);
    m_view->setBytes(m_isUnwritable ? QString::fromUtf8(bytes).toUtf8() : bytes);
    updateReadOnly();
    updateModified();
    Q_EMIT diagnosticsChanged();
}

void CodeEditor::showNameOf(const QString &path)
{
    m_shownPath = path;
    m_view->setLanguageOf(path);
    m_view->setAccessibleName(path.isEmpty() ? tr("Code")
                                             : tr("Code of %1").arg(QFileInfo(path).fileName()));
}

void CodeEditor::takeDiskText()
{
    QByteArray bytes = m_disk;
    m_hasMark = bytes.startsWith(kByteOrderMark);
    if (m_hasMark)
        bytes.remove(0, kByteOrderMark.size());
    m_isUnwritable = !isUtf8(bytes);
    if (m_isUnwritable)
        bytes = QString::fromUtf8(bytes).toUtf8();
    m_notice->clear();
    m_view->takeBytes(bytes);
    updateReadOnly();
    updateModified();
}

void CodeEditor::reload()
{
    if (isUnshown())
        return open(m_unshown);
    if (!path().isEmpty() && !m_isGone)
        takeDiskText();
}

bool CodeEditor::mayWrite()
{
    if (!m_isOpen)
        return false;
    QString sentence;
    if (m_isOpening)
        sentence = tr("Another file is being read: save what stands in it when it is there.");
    else if (m_isUnwritable)
        sentence = tr("%1 is no UTF-8 text, so it can be read here and not written. Convert it to "
                      "UTF-8 to edit it.")
                       .arg(fileName());
    if (sentence.isEmpty())
        return true;
    m_notice->say(Notice::Kind::Warning, sentence);
    Q_EMIT failed(sentence);
    return false;
}

void CodeEditor::save()
{
    if (!mayWrite())
        return;
    if (!path().isEmpty())
        write(path());
    else if (QFileInfo(m_proposedName).isAbsolute())
        write(m_proposedName, true);
    else
        saveAs();
}

void CodeEditor::saveTo(const QString &path)
{
    if (mayWrite())
        write(QFileInfo(path).absoluteFilePath());
}

void CodeEditor::saveAs()
{
    if (!mayWrite())
        return;
    auto *const dialog = new QFileDialog(window(), tr("Save the code"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // asks before it takes a file that is there
    dialog->setNameFilters({tr("Scripts (*.js *.mjs *.cjs *.ts)"), tr("All files (*)")});
    dialog->setDefaultSuffix(QFileInfo(fileName()).suffix());
    dialog->selectFile(path().isEmpty() ? m_proposedName : path());
    connect(dialog, &QFileDialog::fileSelected, this, &CodeEditor::saveTo);
    connect(dialog, &QFileDialog::rejected, this,
            [this] { Q_EMIT failed(tr("Nothing was saved, as no name was given.")); });
    dialog->open();
}

void CodeEditor::write(const QString &path, bool isProposed)
{
    if (m_file->isWriting()) {
        m_writeNext = path;
        return;
    }
    m_savedRevision = m_revision;
    m_disk = (m_hasMark ? kByteOrderMark : QByteArray()) + m_view->bytes();
    // Nobody was asked whether what is there may be replaced.
    if (isProposed)
        m_file->writeNew(path, m_disk, m_store);
    else
        m_file->write(path, m_disk, m_store);
}

void CodeEditor::takeWritten(const QString &path)
{
    const bool isOther = path != m_shownPath;
    m_isGone = false;
    m_notice->clear();
    const QString proposed = std::exchange(m_proposedName, {});
    if (m_savedRevision == m_revision)
        m_view->setModified(false);
    if (isOther)
        showNameOf(path);
    updateModified();
    if (isOther)
        Q_EMIT pathChanged(path);
    // Before anyone is told, so that isBusy() says that there is more to come.
    if (const QString next = std::exchange(m_writeNext, {}); !next.isEmpty())
        write(next == proposed ? path : next);
    Q_EMIT saved(path);
}

void CodeEditor::sayChanged(bool wasSaving)
{
    m_notice->say(Notice::Kind::Warning,
                  wasSaving
                      ? tr("%1 was changed by another program, so it was not written over.")
                            .arg(fileName())
                      : tr("%1 was changed by another program, and what stands here is not saved.")
                            .arg(fileName()),
                  tr("Reload what the file holds (undo brings yours back), or keep yours: saving "
                     "then replaces what the file holds."));
    m_notice->setLink(tr("Reload"), tr("Show what the file holds now"), [this] { reload(); });
    m_notice->setOtherLink(tr("Keep mine"), tr("Keep what stands here"), [this, wasSaving] {
        m_notice->clear();
        if (wasSaving)
            save();
    });
}

void CodeEditor::sayGone()
{
    m_isGone = true;
    m_notice->say(Notice::Kind::Warning, tr("%1 is no longer there.").arg(path()),
                  tr("Its text stands here still: saving writes the file anew."));
    m_notice->setLink(tr("Save"), tr("Write the file anew (Ctrl+S)"), [this] { save(); });
    updateModified();
}

} // namespace eventscope::ui
