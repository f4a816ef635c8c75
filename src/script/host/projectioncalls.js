// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// KurrentDB's projections: the event as their handlers see it, what handlers call, and what happens at an event. The rules and the words of the
// errors are those of the server's two engines; see docs/projections.md. What a projection would write is told, and written nowhere.
(function (host) {
    'use strict';

    const { parse, stringify } = host;
    const kMostTextOfHandler = 4000;
    const kLargestTruncation = 9223372036854775807; // as near as a double comes to it

    const isFunction = (value) => typeof value === 'function';
    const isObject = (value) => (typeof value === 'object' && value !== null) || isFunction(value);
    const textOfFunction = (value) => Function.prototype.toString.call(value).slice(0, kMostTextOfHandler);

    // The words are the server's.
    const complain = (text) => { throw new host.Complaint(text); };
    const parameter = (text, name) => `${text} (Parameter '${name}')`;

    // As the server writes a state: what its objects hold, without asking them how they want to be written.
    function written(key, value) {
        if (typeof value === 'bigint')
            return String(value);
        const own = this[key];
        if (own instanceof ProjectionEvent)
            return own.members();
        return own instanceof Date ? {} : isFunction(own?.toJSON) ? { ...own, toJSON: undefined } : value;
    }
    function toText(value) {
        if (value === undefined || value === null)
            return 'null';
        try {
            return stringify(value, written) ?? 'null';
        } catch (error) {
            host.toJson(value, null); // says where a cycle is
            throw error;
        }
    }

    // Whether JSON gives back what was there; a Date or a Map lives on only as long as nobody reads it from its text.
    function survivesText(value) {
        if (typeof value !== 'object' || value === null)
            return typeof value !== 'bigint' && !isFunction(value) && !(typeof value === 'number' && value - value !== 0);
        if (Array.isArray(value))
            return value.every(survivesText);
        if (value instanceof ProjectionEvent)
            return Object.values(value.members()).every(survivesText);
        const prototype = Object.getPrototypeOf(value);
        return (prototype === Object.prototype || prototype === null) && Object.values(value).every(survivesText);
    }

    // The event as handlers see it. Its fields are its own, so that {...event} takes them along, and cannot be changed.
    class ProjectionEvent {
        constructor(streamId, sequenceNumber, eventType, eventId, created, isJson, body, metadata, category) {
            this.streamId = streamId;
            this.sequenceNumber = sequenceNumber;
            this.eventType = eventType;
            this.eventId = eventId;
            this.created = created;
            this.isJson = isJson;
            this.body = body;
            this.data = body;
            this.metadata = metadata;
            this.category = category;
            this.partition = '';
        }
        members() { return { ...this }; }
    }
    // Of events that were not sent as texts, as the parent does for scripts that name one of these: the texts are made when they are wanted.
    class ParsedEvent extends ProjectionEvent {
        get bodyRaw() { return textOf(this.body); }
        get metadataRaw() { return textOf(this.metadata); }
        get linkMetadata() { return undefined; }
        get linkMetadataRaw() { return null; }
        members() { return { ...this, bodyRaw: this.bodyRaw, metadataRaw: this.metadataRaw, linkMetadataRaw: null }; }
    }
    const textOf = (value) => value === null || value === undefined ? null : stringify(value);

    const categoryOf = (stream) => {
        const dash = stream.indexOf('-');
        return dash < 0 ? stream : stream.slice(0, dash);
    };
    // --- what handlers call ---

    function nameFrom(value, name) {
        if (typeof value === 'string' && value.trim() !== '')
            return value;
        return complain(value === undefined || value === null || typeof value === 'string' ? parameter('Value cannot be null.', name)
                                                                                         : parameter('string expected', name));
    }
    function objectFrom(value, name) {
        if (value === undefined || value === null)
            complain(parameter('Value cannot be null.', name));
        return isObject(value) ? value : complain(parameter('object expected', name));
    }
    const metadataText = (metadata) => toText(Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined)));

    function emitters(projection, told) {
        const write = (stream, type, data, isJson, metadata) => told([host.page[3], stream, type, data, isJson, metadata]);
        return {
            emit: (...given) => {
                if (given.length < 3)
                    complain('invalid number of parameters');
                const stream = nameFrom(given[0], 'streamId');
                const type = nameFrom(given[1], 'eventName');
                const body = objectFrom(given[2], 'eventBody');
                if (given.length === 4 && !isObject(given[3]))
                    complain(parameter('object expected', 'metadata'));
                write(stream, type, toText(body), true, given.length === 4 ? metadataText(given[3]) : null);
            },
            linkTo: (...given) => {
                if (given.length !== 2 && given.length !== 3)
                    complain('wrong number of parameters');
                const stream = nameFrom(given[0], 'streamId');
                const event = objectFrom(given[1], 'event');
                const { sequenceNumber, streamId } = event;
                if (typeof sequenceNumber !== 'number' || typeof streamId !== 'string')
                    complain(`Invalid link to event ${sequenceNumber}@${streamId}`);
                write(stream, '$>', `${Math.trunc(sequenceNumber)}@${streamId}`, false, given.length === 3 ? metadataText(objectFrom(given[2], 'metaData')) : null);
            },
            linkStreamTo: (...given) => {
                const stream = nameFrom(given[0], 'streamId');
                const linked = nameFrom(given[1], 'linkedStreamId');
                if (given.length === 3)
                    projection.warn('linkStreamTo-metadata', 'linkStreamTo() with metadata fails in the server, which looks for it in the wrong place: leave the third argument out.', { text: 'linkStreamTo' });
                write(stream, '$@', linked, false, null);
            },
            copyTo: () => {},
        };
    }

    // --- what happens at an event ---

    const isDeletion = (type, stream, body) => type === '$streamDeleted'
        || (type === '$metadata' && stream.startsWith('$$') && isObject(body) && body.$tb === kLargestTruncation);
    const partitionOfStream = (stream) => stream.startsWith('$$') ? stream.slice(2) : stream;

    function parsed(text) {
        try {
            return text === null ? null : parse(text);
        } catch {
            return undefined;
        }
    }
    const textIn = (stored) => stored === null || stored === 'null' ? null : stored;

    // From what a batch holds: [.., .., .., version, id, time, data, metadata] at i.
    function eventOf(batch, i, types, [stream, streamType], careful) {
        let data = batch[i + 6];
        let metadata = batch[i + 7];
        let texts = null;
        if (careful) {
            texts = { data: textIn(data), metadata: textIn(metadata) };
            data = parsed(data);
            metadata = parsed(metadata);
        }
        // A text alone is no event's body: it stands for a payload that is no JSON.
        const isJson = data !== undefined && (typeof data !== 'string' || data.trim() === '');
        if (typeof data === 'string' && data.trim() === '') {
            data = null; // no payload at all
            texts = { data, metadata: texts === null ? textOf(metadata) : texts.metadata };
        } else if (typeof data === 'string') {
            texts = { data, metadata: texts === null ? textOf(metadata) : texts.metadata };
            data = undefined;
        }
        const upcast = host.upcasters.get(streamType);
        let type = types[batch[i + 2]];
        if (upcast !== undefined && isJson && data !== null) {
            const made = upcast(new host.Event(batch[i + 4], type, stream, streamType, batch[i + 3], batch[i + 5], data, metadata));
            ({ type, data, metadata } = made);
            texts = null; // what is stored is another event's
        }
        const Kind = texts === null ? ParsedEvent : ProjectionEvent;
        const event = new Kind(stream, batch[i + 3], type, batch[i + 4], batch[i + 5], isJson, data, metadata, streamType || categoryOf(stream));
        if (texts !== null) {
            event.bodyRaw = texts.data;
            event.metadataRaw = texts.metadata;
            event.linkMetadata = undefined;
            event.linkMetadataRaw = null;
        }
        return event;
    }

    const isPromise = (value) => typeof value === 'object' && value !== null && isFunction(value.then);
    function warnOfPromise(projection, handler) {
        projection.warn('async-handler', 'A handler gave back a promise: nobody waits for it, so the state becomes an empty object. Handlers cannot be async.',
                        { text: textOfFunction(handler) });
    }

    // The key of an event's partition; undefined where it belongs to none.
    function keyOf(projection, event) {
        if (projection.partitionOf !== null) {
            const key = projection.partitionOf(event);
            if (typeof key === 'string')
                return key;
            if (typeof key === 'number')
                return String(key);
            if (key !== undefined && key !== null)
                projection.warn('partitionBy-type', `partitionBy() gave back ${Array.isArray(key) ? 'an array' : isPromise(key) ? 'a promise' : isObject(key) ? 'an object' : `a ${typeof key}`}: only a string or a number is a key, so the event is skipped.`,
                                { text: textOfFunction(projection.partitionOf) });
            return undefined;
        }
        return projection.byStream ? partitionOfStream(event.streamId) : '';
    }

    function stateFrom(projection, init) {
        if (init === null)
            return {};
        const state = init();
        if (isPromise(state))
            warnOfPromise(projection, init);
        return state;
    }
    const firstState = (projection) => stateFrom(projection, projection.init);
    const firstShared = (projection) => stateFrom(projection, projection.initShared);

    // After the handler; state is [partition's, shared] in bi-state projections.
    function handle(projection, slot, shared, event) {
        const { isV1, biState } = projection;
        const isNew = slot.isNew;
        if (isNew || (isV1 && (slot.state === null || slot.state === undefined)))
            slot.state = firstState(projection);
        slot.isNew = false;
        if (biState && !shared.isThere) {
            shared.state = firstShared(projection);
            shared.isThere = true;
        }
        let state = biState ? [slot.state, shared.state] : slot.state;
        if (isNew) {
            for (const created of projection.created)
                created(state, event);
        }
        // The server calls nobody for an event without a body.
        if (event.isJson && event.body === null) {
            projection.warn('no-body', 'The server calls no handler for an event that has no payload, so none was called.');
        } else {
            const handler = projection.handlers.get(event.eventType) ?? projection.any;
            const given = handler ? handler(state, event) : event.isJson ? event.body : event.bodyRaw;
            if (handler && isPromise(given))
                warnOfPromise(projection, handler);
            if (given !== undefined)
                state = given;
        }
        take(projection, slot, shared, state, event);
    }

    function take(projection, slot, shared, state, event) {
        if (!projection.biState) {
            slot.state = state;
        } else if (Array.isArray(state)) {
            [slot.state, shared.state] = state;
        } else {
            projection.warn('bistate-shape', 'A handler of a bi-state projection gave back something else than [state, shared]: it became the state of the partition, and the shared state is lost.',
                            { text: textOfFunction(projection.handlers.get(event.eventType) ?? projection.any ?? (() => {})) });
            slot.state = state;
            shared.state = null;
        }
    }

    function handleDeleted(projection, slot, shared, key) {
        if (slot.isNew || (projection.isV1 && (slot.state === null || slot.state === undefined)))
            slot.state = firstState(projection);
        slot.isNew = false;
        projection.deleted(slot.state, null, key, false);
    }

    // What v1 makes of a state for its result. Null: there is none.
    function resultOf(projection, state) {
        if (!projection.isV1)
            return state;
        for (const [isFilter, transform] of projection.transforms) {
            const given = transform(state);
            if (isFilter) {
                if (given !== true) {
                    if (given)
                        projection.warn('filterBy-truthy', 'filterBy() gave back something that counts as true but is not true: the server keeps a result only for true itself.',
                                        { text: textOfFunction(transform) });
                    return null;
                }
            } else {
                state = given;
            }
            if (state === null || state === undefined)
                return null;
        }
        return state;
    }


    host.projections = { isFunction, isObject, textOfFunction, complain, parameter, toText, survivesText, isDeletion, partitionOfStream, eventOf,
                         keyOf, firstState, handle, handleDeleted, resultOf, emitters };
})
