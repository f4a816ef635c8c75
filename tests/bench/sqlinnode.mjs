// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node sqlinnode.mjs EVENTS.jsonl HANDLERS.mjs FOLDER: the seconds in which better-sqlite3, installed in that folder, takes every event, with
// the file and the database in memory. One transaction around all of them, which is faster than none.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , file, handlers, folder] = process.argv;
const Database = createRequire(pathToFileURL(`${folder}/`))('better-sqlite3');
const kBlock = 1 << 16;
const bytes = readFileSync(file);
const { schema, default: make } = await import(pathToFileURL(handlers));
const began = performance.now();
const db = new Database(':memory:');
db.exec(schema);
const { handle } = make(db);
db.exec('BEGIN');
for (let from = 0; from < bytes.length;) {
    let to = Math.min(bytes.length, from + kBlock);
    if (to < bytes.length)
        to = bytes.lastIndexOf(10, to) + 1;
    for (const line of bytes.toString('utf8', from, to).split('\n')) {
        if (line !== '')
            handle(JSON.parse(line));
    }
    from = to;
}
db.exec('COMMIT');
console.log((performance.now() - began) / 1000);
