// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The frames, and the loop that folds. See script/foldhost.cpp for the other side.
(function (host) {
    'use strict';

    const { page, parse, stringify, Event, blame } = host;
    const kStride = 9; // values of one event in a batch
    const kHead = 4;
    const kMostChanges = 20000;       // leaves in one frame
    const kMostCharacters = 32 << 20; // of a state as text

    const kWaits = '~';

    // What wants to wait for promises sets it: { then() } is called after they have run.
    host.waiting = null;

    class TooLarge extends host.Complaint {}

    let file = '';
    let exported = null;
    let isUsed = false; // by a fold
    let isMerge = false;
    let decoder = null; // of payloads: then there is no fold
    let purpose = null; // what else the script is for: one of host.purposes
    let reducer = null;
    let init = null;
    let step = null;
    let upcast = null;
    let isSingle = false;  // one state, whatever the keys
    let shownOf = null;    // what is shown of a state, if that is not all of it
    let eventFrom = null;  // makes the event out of a batch, if it is another one than reducers get

    let mark = 0;         // stands behind every event of a batch; payloads cannot know it
    let types = [];
    let streams = [];     // by key: [stream, stream type]
    let states = [];      // by key; one alone for projections, whose keys are streams
    let begun = [];
    let ended = [];
    let skipping = false; // a batch could not be read: wait until it comes again

    // What is kept beside the state of key 0.
    let wanted = {};
    let tracks = false;
    let predicate = null;
    let shadow = null;
    let lastText = '';
    let lastValue = undefined;
    let saved = new Map();
    let lastHandle = 0;
    let said = new Set(); // warnings that were given

    let answer = {};
    let leaves = 0; // in it

    const add = (list, item) => {
        const items = answer[list] ??= [];
        items[items.length] = item;
    };
    host.addToAnswer = add;
    // A part of the answer to a batch that has much to say.
    host.sendAnswer = () => {
        leaves = 0;
        host.send('P', stringify(answer));
        answer = {};
    };

    function warn(text) {
        if (said.has(text) || said.size >= 100)
            return;
        said.add(text);
        add('w', text);
    }

    function fail(batch, i, thrown) {
        const key = isSingle ? 0 : batch[i];
        const ordinal = batch[i + 1];
        ended[key] = true;
        add('f', [key, ordinal, host.describe(thrown), batch[i + 3], types[batch[i + 2]]]);
    }

    function valueAtField(state) {
        let value = state;
        for (const { token, keyName, keyValue } of wanted.field) {
            if (value instanceof Map)
                value = Object.fromEntries(value);
            else if (value instanceof Set)
                value = Array.from(value);
            if (typeof value !== 'object' || value === null)
                return undefined;
            if (keyName && Array.isArray(value))
                value = value.find((each) => typeof each === 'object' && each !== null && each[keyName] === keyValue);
            else if (Array.isArray(value) ? /^(0|[1-9]\d*)$/.test(token) && Number(token) < value.length : Object.hasOwn(value, token))
                value = value[token];
            else
                return undefined;
        }
        return value;
    }

    function holds(state, event, ordinal) {
        try {
            const given = predicate(state, event);
            return Boolean(typeof given === 'function' ? given(state, event) : given);
        } catch (error) {
            if (!said.has('predicate')) {
                said.add('predicate');
                const name = event.version == null ? `event ${ordinal + 1} of the stream` : `v${event.version}`;
                warn(`The predicate counts as false at ${name} (${event.type}), where it threw: ${host.describe(error).message}`);
            }
            return false;
        }
    }

    // Before the first event of key 0, or where tracking starts.
    function startTracking(whole) {
        const state = shownOf === null ? whole : shownOf(whole);
        if (wanted.blame || wanted.changes)
            shadow = blame.start(state);
        if (wanted.field) {
            lastValue = valueAtField(state);
            lastText = host.leafText(lastValue);
        }
    }

    function track(whole, event, ordinal) {
        const state = shownOf === null ? whole : shownOf(whole);
        if (shadow !== null) {
            if (wanted.changes) {
                const changed = [];
                blame.update(shadow, state, ordinal, changed);
                if (changed.length > 0)
                    add('c', [ordinal, changed]);
                leaves += changed.length;
            } else {
                blame.update(shadow, state, ordinal, null);
            }
        }
        if (wanted.field) {
            const value = valueAtField(state);
            if (value !== lastValue || (typeof value === 'object' && value !== null)) {
                const text = host.leafText(value);
                if (text !== lastText)
                    add('v', [ordinal, lastText, text]);
                lastText = text;
                lastValue = value;
            }
        }
        if (leaves > kMostChanges)
            host.sendAnswer();
        if (predicate !== null && holds(state, event, ordinal)) {
            add('t', ordinal);
            predicate = null;
            tracks = shadow !== null || Boolean(wanted.field);
        }
    }

    function payloadOf(text) {
        if (text === null)
            return null;
        try {
            return parse(text);
        } catch {
            return text;
        }
    }

    // [[new types], [[key, stream, stream type] of new keys], careful, batch, then for each event: key, ordinal, type, version, id, time,
    // data, metadata, mark]. Careful batches have data and metadata as strings, for where one of them is no JSON.
    function readBatch(text) {
        let batch;
        try {
            batch = parse(text);
        } catch {
            return null;
        }
        if ((batch.length - kHead) % kStride !== 0)
            return null;
        for (let i = kHead + kStride - 1; i < batch.length; i += kStride) {
            if (batch[i] !== mark)
                return null;
        }
        return batch;
    }

    function fold(text) {
        const batch = skipping && !text.startsWith('[1') ? null : readBatch(text);
        if (batch === null) {
            skipping = true;
            return 'Z';
        }
        skipping = false;
        const careful = batch[0] === 1;
        if (batch[1].length > 0)
            types = types.concat(batch[1]);
        for (const [key, stream, streamType] of batch[2])
            streams[key] = [stream, streamType];
        if (purpose !== null && reducer === null) {
            purpose.run(batch, kHead, kStride, careful, types, streams);
            if (host.waiting !== null)
                return kWaits;
        } else {
            for (let from = kHead; from < batch.length;)
                from = foldFrom(batch, from, careful);
        }
        return finish();
    }

    // From that place on until the end or the first event that fails; gives the place to go on at.
    function foldFrom(batch, from, careful) {
        let i = from;
        const count = batch.length;
        try {
            for (; i < count; i += kStride) {
                const key = isSingle ? 0 : batch[i];
                if (ended[key] === true)
                    continue;
                const ordinal = batch[i + 1];
                ++page[1];
                page[2] = key;
                page[3] = ordinal;
                const stream = streams[batch[i]];
                let event;
                if (eventFrom === null) {
                    let data = batch[i + 6];
                    let metadata = batch[i + 7];
                    if (careful) {
                        data = payloadOf(data);
                        metadata = payloadOf(metadata);
                    }
                    event = new Event(batch[i + 4], types[batch[i + 2]], stream[0], stream[1], batch[i + 3], batch[i + 5], data, metadata);
                } else {
                    event = eventFrom(batch, i, types, stream, careful);
                }
                let state = states[key];
                if (begun[key] !== true) {
                    begun[key] = true;
                    state = init(stream[0]);
                    states[key] = state;
                    if (tracks && key === 0)
                        startTracking(state);
                }
                if (upcast !== null)
                    event = upcast(event);
                const next = step(state, event);
                if (next !== state)
                    states[key] = next;
                if (tracks && key === 0)
                    track(next, event, ordinal);
            }
        } catch (error) {
            fail(batch, i, error);
            return i + kStride;
        }
        return count;
    }

    function finish() {
        const lines = host.takeLines();
        if (lines.length > 0)
            answer.l = lines;
        const text = stringify(answer);
        answer = {};
        leaves = 0;
        return text === '{}' ? 'A' : `A${text}`;
    }

    function setTracking(tracking) {
        wanted = tracking;
        for (const each of wanted.field ?? []) {
            if (each.keyName)
                each.keyValue = parse(each.keyValue);
        }
        predicate = null;
        if (wanted.predicate) {
            // Written by the user beside a script of the user's; it runs behind the same walls.
            predicate = host.evaluate(`"use strict"; (function (state, event) { return (${wanted.predicate}\n); })`, 'predicate');
        }
        shadow = null;
        lastText = '';
        lastValue = undefined;
        tracks = Boolean(wanted.blame || wanted.changes || wanted.field || predicate);
    }

    function begin(request) {
        mark = request.mark;
        types = [];
        streams = [[request.tracking.stream, request.tracking.streamType]];
        states = [];
        begun = [];
        ended = [];
        saved = new Map();
        skipping = false;
        said = new Set();
        answer = {};
        // Whatever the script keeps at its top level, every fold of the same events gives the same.
        const isAnew = isUsed && !isMerge;
        isUsed = true;
        if (purpose !== null) {
            reducer = purpose.begin(request, isAnew);
        } else {
            if (isAnew)
                exported = host.loadScript(file);
            reducer = isMerge ? host.mergeReducer() : host.reducerOf(exported);
        }
        host.forgetLines();
        ({ init, step, upcast, view: shownOf = null, event: eventFrom = null } = reducer ?? {});
        isSingle = eventFrom !== null;
        if (reducer === null)
            return;
        setTracking(request.tracking);
    }

    // The state of a key; one without events has its initial one.
    function stateOf(key) {
        if (begun[key] === true)
            return states[key];
        const state = init(streams[key]?.[0] ?? '');
        if (key === 0) {
            begun[0] = true;
            states[0] = state;
            if (tracks)
                startTracking(state);
        }
        return state;
    }

    const requests = {
        // Load.
        L(text) {
            const request = parse(text);
            ({ file } = request);
            isMerge = file === '';
            isUsed = false;
            host.forgetFiles();
            decoder = null;
            host.loadUpcasters(request.upcasters ?? []);
            purpose = host.purposes.find((each) => each.takes(request)) ?? null;
            if (purpose !== null)
                return stringify({ ...purpose.load(request), lines: host.takeLines() });
            exported = isMerge ? null : host.loadScript(file);
            decoder = request.decodes ? host.decoderOf(exported) : null;
            if (decoder !== null)
                return stringify({ lines: host.takeLines() });
            reducer = isMerge ? host.mergeReducer() : host.reducerOf(exported);
            const lines = host.takeLines();
            return stringify({ form: reducer.form, lines });
        },
        // Begin; Track.
        B(text) {
            begin(parse(text));
            return '';
        },
        T(text) {
            setTracking(parse(text));
            if (begun[0] === true && tracks)
                startTracking(states[0]);
            return '';
        },
        // The state of a key as text, behind a line of notes.
        S(text) {
            const notes = [];
            const whole = stateOf(Number(text));
            const json = shownOf === null ? host.toJson(whole, notes) : host.projectionText(shownOf(whole));
            if (json.length > kMostCharacters)
                throw new TooLarge(`the state is ${json.length >> 20} MB of JSON; 32 MB are shown at most`);
            return `${stringify(notes)}\n${json}`;
        },
        // Wait: what came before is done.
        W() {
            return '';
        },
        // Blame.
        G() {
            stateOf(0);
            return stringify(shadow === null ? [] : blame.list(shadow));
        },
        // Keep; Restore; Drop.
        K() {
            const state = host.clone(stateOf(0));
            saved.set(++lastHandle, { state, shadow: shadow === null ? null : blame.snapshot(shadow), lastText, lastValue, predicate,
                                      bytes: host.cloneBytes() });
            return stringify([lastHandle, host.cloneBytes()]);
        },
        R(text) {
            const checkpoint = saved.get(Number(text));
            states[0] = host.clone(checkpoint.state);
            begun[0] = true;
            ended[0] = false;
            ({ lastText, lastValue } = checkpoint);
            shadow = checkpoint.shadow === null ? null : blame.snapshot(checkpoint.shadow);
            return '';
        },
        D(text) {
            saved.delete(Number(text));
            return '';
        },
        // The steps of a pointer, with the members that tell elements apart.
        Q(text) {
            let value = shownOf === null ? stateOf(0) : shownOf(stateOf(0));
            return stringify(parse(text).map((token) => {
                const here = { token, keyName: '', keyValue: '' };
                if (value instanceof Map)
                    value = Object.fromEntries(value);
                else if (value instanceof Set)
                    value = Array.from(value);
                if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) {
                    value = undefined;
                    return here;
                }
                const idName = Array.isArray(value) ? host.idNameOf(value) : null;
                value = value[token];
                if (idName !== null) {
                    here.keyName = idName;
                    here.keyValue = stringify(value[idName]);
                }
                return here;
            }));
        },
        // What a projection makes of its state for the result.
        U() {
            return host.projectionText(reducer.result(stateOf(0)));
        },
        // What the decoder makes of one payload.
        V(text) {
            host.forgetLines();
            const json = host.decodeWith(decoder, text);
            if (json.length > kMostCharacters)
                throw new TooLarge(`the decoded payload is ${json.length >> 20} MB of JSON; 32 MB are shown at most`);
            return json;
        },
        // Another compiler's source; compile.
        C(text) {
            const request = parse(text);
            if (request.compiler !== undefined)
                return host.startCompiler(request.compiler, request.file);
            return stringify(host.compile(request.file, request.text));
        },
    };

    // What the files of other purposes answer.
    Object.assign(requests, host.requests);

    // Goes on after the promises that were resolved meanwhile have run.
    function goOn() {
        const { then, isBatch } = host.waiting;
        host.waiting = null;
        const given = then();
        if (host.waiting !== null) {
            host.waiting.isBatch = isBatch;
            return kWaits;
        }
        return isBatch ? finish() : `O${given ?? ''}`;
    }

    // Gives the answer: a frame, sent once the promises that were resolved meanwhile have run. Or kWaits, to be called again when they have.
    return (kind, text) => {
        if (kind === 'E')
            return fold(text);
        try {
            if (kind === kWaits)
                return goOn();
            const given = requests[kind](text);
            return host.waiting === null ? `O${given}` : kWaits;
        } catch (error) {
            const told = host.describe(error);
            told.unsupported = error instanceof host.CannotCopy;
            told.limit = error instanceof TooLarge;
            told.refused = error instanceof host.Refused;
            return `X${stringify(told)}`;
        }
    };
})
