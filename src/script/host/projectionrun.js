// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// KurrentDB's projections: a whole run over all events, the fold of one partition, and the frames of both.
(function (host) {
    'use strict';

    const { parse, stringify } = host;
    const { toText, survivesText, isDeletion, partitionOfStream, eventOf, keyOf, firstState, handle, handleDeleted, resultOf } = host.projections;

    // Why an event is not handled, by the number that stands for it in an answer.
    const kUnhandled = -1;
    const kNonJson = -2;
    const kNoPartition = -4;
    const kNoDeleteHandler = -5;
    const kWrongStream = -6;

    // A whole run: every partition with its state.
    class Run {
        constructor(projection) {
            this.projection = projection;
            this.keys = new Map(); // key -> index
            this.slots = [];
            this.shared = { state: null, isThere: false };
            this.byStreamKey = []; // index of the partition, by key of the stream
            this.times = new Map(); // handler -> [calls, milliseconds, longest]
            this.newKeys = [];
            this.clock = 0;
        }
        slotOf(key) {
            let index = this.keys.get(key);
            if (index === undefined) {
                index = this.slots.length;
                this.keys.set(key, index);
                this.slots.push({ state: null, isNew: true });
                this.newKeys.push(key);
            }
            return index;
        }
        // The index of its partition, or why it has none.
        at(batch, i, types, stream, streamKey, careful, category) {
            const { projection } = this;
            const event = eventOf(batch, i, types, [stream, category], careful);
            const type = event.eventType;
            if (type.charCodeAt(0) === 36 && isDeletion(type, stream, event.body)) {
                if (projection.deleted === null)
                    return kNoDeleteHandler;
                const key = partitionOfStream(stream);
                const index = this.slotOf(key);
                handleDeleted(projection, this.slots[index], this.shared, key);
                this.lap('$deleted');
                return index;
            }
            // The parent sends these because they may tell of a deletion.
            if (type === '$metadata' && !projection.isV1)
                return kUnhandled;
            if (type === '$metadata' && !projection.streams.includes(stream))
                return kWrongStream;
            if (type === '$metadata' && !projection.allEvents && !projection.handlers.has(type))
                return kUnhandled;
            if (projection.isV1 && !event.isJson)
                return kNonJson;
            // The parent looks only at the types that are stored.
            if (host.upcasters.size > 0 && !projection.allEvents && !projection.handlers.has(type))
                return kUnhandled;
            let index;
            if (projection.partitionOf === null) {
                index = projection.byStream ? this.byStreamKey[streamKey] : 0;
                if (index === undefined || this.slots.length === 0) {
                    const key = keyOf(projection, event);
                    index = this.slotOf(key);
                    this.byStreamKey[streamKey] = index;
                }
                if (projection.byStream)
                    event.partition = partitionOfStream(stream);
            } else {
                const key = keyOf(projection, event);
                if (key === undefined)
                    return kNoPartition;
                index = this.slotOf(key);
                event.partition = key;
            }
            Object.freeze(event);
            handle(projection, this.slots[index], this.shared, event);
            this.lap(projection.handlers.has(type) ? type : '$any');
            return index;
        }
        // A clock of milliseconds adds up to the truth over many events.
        lap(handler) {
            const now = Date.now();
            const took = now - this.clock;
            this.clock = now;
            const time = this.times.get(handler);
            if (time === undefined) {
                this.times.set(handler, [1, took, took]);
            } else {
                ++time[0];
                time[1] += took;
                if (took > time[2])
                    time[2] = took;
            }
        }
        takeNewKeys() {
            const taken = this.newKeys;
            this.newKeys = [];
            return taken;
        }
        takeTimes() {
            const taken = [...this.times];
            this.times = new Map();
            return taken;
        }
        // The same without telling them: throws where one cannot be told.
        check() {
            for (let index = 0; index < this.slots.length; ++index) {
                ++host.page[1]; // each has a time limit of its own
                this.checkOne(index);
            }
        }
        checkOne(index) {
            toText(this.slots[index].state);
            if (this.projection.isV1 && this.projection.transforms.length > 0)
                this.resultText(index);
            if (this.projection.biState)
                this.sharedText();
        }
        look(state, handlers) {
            const { projection } = this;
            if (projection.isV1 && !projection.said.has('async-handler') && !survivesText(state))
                projection.warn('state-no-json', 'The state holds what JSON cannot say (a Date, a Map, a number that is none …): the server keeps it between two events of the same partition and reads it back from text otherwise, so that results depend on the order of other partitions\' events.',
                                { text: handlers });
        }
        // [[key, state, result] …] as texts, of partitions from that index on.
        list(from, most) {
            const { projection } = this;
            const lines = [];
            let size = 0;
            for (let i = from; i < this.slots.length && i < from + most && size < 4 << 20; ++i) {
                ++host.page[1];
                const state = this.slots[i].state;
                this.look(state, '$init');
                const text = toText(state);
                if (text.length > 16 << 20)
                    projection.warn('state-too-large', 'A state is larger than 16 MB: the server stops such a projection.');
                else if (text.length > 8 << 20)
                    projection.warn('state-large', 'A state is larger than 8 MB; the server stops at 16 MB.');
                const hasResult = projection.isV1 && projection.transforms.length > 0;
                const result = hasResult ? toText(resultOf(projection, projection.biState ? [state, this.shared.state] : state)) : null;
                lines.push([text, result]);
                size += text.length + (result?.length ?? 0);
            }
            return lines;
        }
        sharedText() { return toText(this.shared.state); }
        stateText(index) { return index < this.slots.length ? toText(this.slots[index].state) : 'null'; }
        resultText(index) {
            const { projection } = this;
            if (index >= this.slots.length)
                return 'null';
            const { state } = this.slots[index];
            return projection.isV1 && projection.transforms.length > 0 ? toText(resultOf(projection, projection.biState ? [state, this.shared.state] : state)) : toText(state);
        }
    }

    // The fold of one partition over its own events, for checkpoints, blame and history. In bi-state projections it is fed all events, and shows
    // [state, shared] of that partition.
    host.projectionReducer = (projection, focus) => {
        const init = () => projection.biState ? { slots: new Map(), shared: { state: null, isThere: false } } : { state: firstState(projection), isNew: true };
        const slotIn = (all, key) => {
            if (!all.slots.has(key))
                all.slots.set(key, { state: null, isNew: true });
            return all.slots.get(key);
        };
        // Rows are those that the run handled.
        const step = (all, event) => {
            const deletes = isDeletion(event.eventType, event.streamId, event.body);
            const key = projection.biState ? (deletes ? partitionOfStream(event.streamId) : keyOf(projection, event)) : focus;
            if (key === undefined)
                return all;
            const slot = projection.biState ? slotIn(all, key) : all;
            const shared = projection.biState ? all.shared : null;
            event.partition = projection.byStream || projection.partitionOf !== null ? key : '';
            Object.freeze(event);
            if (deletes)
                handleDeleted(projection, slot, shared, key);
            else
                handle(projection, slot, shared, event);
            return all;
        };
        const view = (all) => projection.biState ? [all.slots.get(focus)?.state, all.shared.state] : all.state;
        return { form: 'projection', init, step, view, event: eventOf, result: (all) => resultOf(projection, view(all)), upcast: null };
    };
    host.projectionText = toText;
    // --- frames ---

    let engine = 'v1';
    let file = '';
    let projection = null;
    let run = null;
    let tellsSteps = false;
    let checksSteps = false; // that each state can be told
    let hasFailed = false;

    const kMostCharacters = 4 << 20; // of what is told before a batch is done
    let emittedCharacters = 0;

    // What an event left; gives about what that weighs.
    function tell(ordinal, index) {
        const state = run.stateText(index);
        const result = projection.isV1 && projection.transforms.length > 0 ? run.resultText(index) : '';
        const shared = projection.biState ? run.sharedText() : '';
        host.addToAnswer('s', [ordinal, state, result, shared]);
        return state.length + result.length + shared.length;
    }

    host.purposes.push({
        takes: (request) => request.engine !== undefined,
        load(request) {
            ({ engine, file } = request);
            projection = host.loadProjection(file, engine);
            if (!projection.isUsed)
                return { isProjection: false };
            projection.check();
            // Made out of parsed payloads these would not be what is stored, digit by digit: the parent sends texts then.
            return { isProjection: true, wantsTexts: host.scriptSays(/\b(body|metadata)Raw\b/), ...host.describeProjection(projection) };
        },
        begin(request, anew) {
            if (anew) {
                projection = host.loadProjection(file, engine);
                projection.check();
            }
            tellsSteps = request.steps === true;
            checksSteps = request.checks === true;
            hasFailed = false;
            const isFocused = request.focus !== undefined;
            host.allowEmits(projection, isFocused ? () => {} : (line) => {
                emittedCharacters += line[3].length + 64;
                host.addToAnswer('e', line);
            });
            run = isFocused ? null : new Run(projection);
            return isFocused ? host.projectionReducer(projection, request.focus) : null;
        },
        run(batch, head, stride, careful, types, streams) {
            const { page } = host;
            // Made without the methods of the language's own objects, which a script can replace.
            let outcomes = '';
            let weight = 0;
            run.clock = Date.now();
            for (let i = head; i < batch.length && !hasFailed; i += stride) {
                const stream = streams[batch[i]];
                ++page[1];
                page[2] = batch[i];
                page[3] = batch[i + 1];
                try {
                    const outcome = run.at(batch, i, types, stream[0], batch[i], careful, stream[1]);
                    outcomes += outcomes === '' ? outcome : ` ${outcome}`;
                    if (checksSteps && outcome >= 0)
                        run.checkOne(outcome);
                    if (tellsSteps && outcome >= 0)
                        weight += tell(batch[i + 1], outcome);
                } catch (error) {
                    hasFailed = true;
                    host.addToAnswer('f', [0, batch[i + 1], host.describe(error), batch[i + 3], types[batch[i + 2]]]);
                }
                weight += emittedCharacters;
                emittedCharacters = 0;
                if (weight > kMostCharacters) {
                    weight = 0;
                    host.sendAnswer();
                }
            }
            host.addToAnswer('p', outcomes);
            for (const key of run.takeNewKeys())
                host.addToAnswer('k', key);
            for (const warning of host.takeProjectionWarnings(projection))
                host.addToAnswer('q', warning);
        },
    });

    const warned = (text) => `${stringify(host.takeProjectionWarnings(projection))}\n${text}`;
    // Items: [[state, result] …] from an index on. Whether all can be told. Shared state. Times of handlers.
    host.requests.I = (text) => {
        const { from, most } = parse(text);
        return warned(`[${run.list(from, most).map(([state, result]) => `[${state},${result ?? 'null'}]`).join(',')}]`);
    };
    host.requests.c = () => {
        run.check();
        return '';
    };
    host.requests.H = () => run.sharedText();
    host.requests.Y = () => stringify(run.takeTimes());
})