// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a script finds around it: the language, a console, and nothing that could reach out or wait. Every file of this folder is a
// function of one object, `host`, and adds what the next ones use; the C++ side gave it send, receive, evaluate, typescript and page.
(function (host) {
    'use strict';

    // What scripts are for besides folding and decoding. Each has takes(request), load(request) -> what is told of the script,
    // begin(request, anew) -> a reducer, or null where it handles the batches itself, run(batch, head, stride, careful, types, streams).
    host.purposes = [];
    // By kind of frame, beside those of fold.js.
    host.requests = {};

    // Taken before a script can replace them.
    host.parse = JSON.parse;
    host.stringify = JSON.stringify;
    host.rawJSON = JSON.rawJSON;
    host.isRawJSON = JSON.isRawJSON;

    // The engine finds out where the day begins while it can still open files.
    new Date(0).getTimezoneOffset();

    delete globalThis.WebAssembly;
    delete globalThis.SharedArrayBuffer;
    delete globalThis.Atomics;
    delete globalThis.eval;

    // Lines for the console panel, with the event that was being handled. A reducer that writes at every event of a million fills no memory.
    const kMostLines = 10000;
    const kMostCharacters = 10000;
    let lines = [];
    let written = 0;

    function shown(value, deep) {
        if (typeof value === 'string')
            return deep ? host.stringify(value) : value;
        if (typeof value === 'function')
            return `[function ${value.name}]`;
        if (typeof value !== 'object' || value === null)
            return typeof value === 'bigint' ? `${value}n` : String(value);
        if (value instanceof Error)
            return String(value.stack ? `${value}\n${value.stack}` : value);
        try {
            return host.toJson(value, null);
        } catch (error) {
            return `[${error}]`;
        }
    }

    function log(...values) {
        if (++written > kMostLines)
            return;
        let text = values.map((value) => shown(value, false)).join(' ');
        if (text.length > kMostCharacters)
            text = text.slice(0, kMostCharacters) + '…';
        if (written === kMostLines)
            text += ' (this is the last line that is kept of this run)';
        lines.push([host.page[2], host.page[3], host.loading ? 1 : 0, text]);
    }

    host.takeLines = () => {
        const taken = lines;
        lines = [];
        return taken;
    };
    host.forgetLines = () => {
        lines = [];
        written = 0;
    };

    const console = {};
    for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'])
        console[name] = log;
    for (const name of ['assert', 'group', 'groupEnd', 'groupCollapsed', 'time', 'timeEnd', 'timeLog', 'count', 'clear'])
        console[name] = () => {};
    console.assert = (holds, ...values) => {
        if (!holds)
            log('Assertion failed:', ...values);
    };
    const define = (name, value) =>
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
    define('console', console);
    define('log', (...values) => {
        if (values.length > 0)
            log(...values);
    });
    // Everyday names that reducers use, and that the engine alone does not have.
    define('global', globalThis);
    define('structuredClone', (value) => host.clone(value, false));

    // An error whose message is a whole sentence of ours, without "TypeError:" in front.
    class Complaint extends Error {}
    host.Complaint = Complaint;

    // What was thrown, for the parent: it finds the place in the user's file. A thrown object can lie in every way.
    host.describe = (thrown) => {
        const told = { message: '', stack: '', source: '', line: 0, column: 0 };
        try {
            if (thrown instanceof Error) {
                told.message = thrown instanceof Complaint ? thrown.message : String(thrown);
                told.stack = String(thrown.stack ?? '');
                told.source = String(thrown.sourceURL ?? '');
                told.line = Number(thrown.line) || 0;
                told.column = Number(thrown.column) || 0;
            } else {
                told.message = `threw ${shown(thrown, true).slice(0, 1000)}`;
            }
        } catch {
            told.message = 'threw something that cannot be shown';
        }
        if (told.message.length > 4000)
            told.message = told.message.slice(0, 4000) + '…';
        return told;
    };
})
