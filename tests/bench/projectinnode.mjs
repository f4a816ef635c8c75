// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node projectinnode.mjs EVENTS.jsonl HANDLERS.mjs: the seconds in which Node keeps a state for each stream, with the file in memory, as one would
// write it by hand: a line parsed, the handler of its type called with what KurrentDB's handlers see of an event.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const kBlock = 1 << 16;
const bytes = readFileSync(process.argv[2]);
const { default: handlers } = await import(pathToFileURL(process.argv[3]));
const began = performance.now();
const states = new Map();
for (let from = 0; from < bytes.length;) {
    let to = Math.min(bytes.length, from + kBlock);
    if (to < bytes.length)
        to = bytes.lastIndexOf(10, to) + 1;
    for (const line of bytes.toString('utf8', from, to).split('\n')) {
        if (line === '')
            continue;
        const read = JSON.parse(line);
        const event = {
            streamId: read.aggregateId, sequenceNumber: read.version, eventType: read.type, eventId: read.id, created: read.timestamp,
            isJson: true, body: read.data, data: read.data, metadata: read.metadata, category: read.aggregateType, partition: read.aggregateId,
        };
        let state = states.get(event.streamId);
        if (state === undefined)
            states.set(event.streamId, state = handlers.$init());
        const next = (handlers[event.eventType] ?? handlers.$any)(state, event);
        if (next !== undefined)
            states.set(event.streamId, next);
    }
    from = to;
}
console.log((performance.now() - began) / 1000, states.size);
