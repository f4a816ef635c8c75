// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node foldinnode.mjs EVENTS.jsonl REDUCER.mjs: the seconds in which Node folds every stream, with the file in memory.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const bytes = readFileSync(process.argv[2]);
const { default: reduce, initialState } = await import(pathToFileURL(process.argv[3]));
const began = performance.now();
const states = new Map();
let from = 0;
for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    const event = JSON.parse(bytes.toString('utf8', from, end));
    from = end + 1;
    const state = states.get(event.aggregateId) ?? structuredClone(initialState);
    states.set(event.aggregateId, reduce(state, event) ?? state);
}
console.log((performance.now() - began) / 1000, states.size);
