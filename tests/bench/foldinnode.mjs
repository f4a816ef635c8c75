// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node foldinnode.mjs EVENTS.jsonl REDUCER.mjs: the seconds in which Node folds every stream, with the file in memory. Of a call a line,
// the text decoded at once, line by line or in blocks, and an array parsed a block, blocks and a call a line is the fastest.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const kBlock = 1 << 16;
const bytes = readFileSync(process.argv[2]);
const { default: reduce, initialState } = await import(pathToFileURL(process.argv[3]));
const began = performance.now();
const states = new Map();
for (let from = 0; from < bytes.length;) {
    let to = Math.min(bytes.length, from + kBlock);
    if (to < bytes.length)
        to = bytes.lastIndexOf(10, to) + 1;
    for (const line of bytes.toString('utf8', from, to).split('\n')) {
        if (line === '')
            continue;
        const event = JSON.parse(line);
        let state = states.get(event.aggregateId);
        if (state === undefined)
            states.set(event.aggregateId, state = structuredClone(initialState));
        const next = reduce(state, event);
        if (next !== undefined)
            states.set(event.aggregateId, next);
    }
    from = to;
}
console.log((performance.now() - began) / 1000, states.size);
