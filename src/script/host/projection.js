// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// KurrentDB's projections: the functions that define one, and what happens at each event. The rules and the words of the errors are those of
// the server's two engines; see docs/projections.md. What a projection would write is told, and written nowhere.
(function (host) {
    'use strict';

    const { parse, stringify } = host;
    const isFunction = (value) => typeof value === 'function';
    const isObject = (value) => (typeof value === 'object' && value !== null) || isFunction(value);
    const kMostTextOfHandler = 4000;
    const kLargestTruncation = 9223372036854775807; // as near as a double comes to it

    // The words are the server's.
    const complain = (text) => { throw new host.Complaint(text); };
    const parameter = (text, name) => `${text} (Parameter '${name}')`;

    // Why an event is not handled, by the number that stands for it in an answer.
    const kUnhandled = -1;
    const kNonJson = -2;
    const kNoPartition = -4;
    const kNoDeleteHandler = -5;
    const kWrongStream = -6;

    // As the server writes a state: what its objects hold, without asking them how they want to be written.
    function written(key, value) {
        if (typeof value === 'bigint')
            return String(value);
        const own = this[key];
        return own instanceof Date ? {} : isFunction(own?.toJSON) ? { ...own, toJSON: undefined } : value;
    }
    const toText = (value) => value === undefined || value === null ? 'null' : stringify(value, written) ?? 'null';

    // Whether JSON gives back what was there; a Date or a Map lives on only as long as nobody reads it from its text.
    function survivesText(value) {
        if (typeof value !== 'object' || value === null)
            return typeof value !== 'bigint' && !isFunction(value) && !(typeof value === 'number' && value - value !== 0);
        if (Array.isArray(value))
            return value.every(survivesText);
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
        // As it is stored where it was sent as text, which the parent does for scripts that name one of these.
        get bodyRaw() { return host.rawOf(this, 'data') ?? (this.body === undefined ? null : stringify(this.body)); }
        get metadataRaw() { return host.rawOf(this, 'metadata') ?? (this.metadata === null ? null : stringify(this.metadata)); }
        get linkMetadata() { return undefined; }
        get linkMetadataRaw() { return null; }
    }
    const raws = new WeakMap(); // event -> its texts
    host.rawOf = (event, which) => raws.get(event)?.[which];

    const categoryOf = (stream) => {
        const dash = stream.indexOf('-');
        return dash < 0 ? stream : stream.slice(0, dash);
    };

    // --- definition ---

    const kChains = {
        fromAll: ['when', 'partitionBy', 'outputState', 'foreachStream'],
        fromStream: ['when', 'partitionBy', 'outputState'],
        fromStreams: ['when', 'partitionBy', 'outputState'],
        fromCategory: ['when', 'partitionBy', 'outputState', 'foreachStream'],
        foreachStream: ['when'],
        partitionBy: ['when'],
        when: ['transformBy', 'filterBy', 'outputState', 'outputTo', '$defines_state_transform'],
        outputState: ['transformBy', 'filterBy', 'outputTo'],
        transformBy: ['transformBy', 'filterBy', 'outputState', 'outputTo'],
        filterBy: ['transformBy', 'filterBy', 'outputState', 'outputTo'],
        outputTo: [],
    };
    const kDefinitions = ['options', 'fromStream', 'fromStreams', 'fromCategory', 'fromCategories', 'fromAll', 'on_event', 'on_any'];
    const kExecutions = ['emit', 'linkTo', 'linkStreamTo', 'copyTo'];
    const kOptions = {
        $includelinks: ['includeLinks', 'boolean'],
        reorderevents: ['reorderEvents', 'boolean'],
        processinglag: ['processingLag', 'number'],
        resultstreamname: ['resultStreamName', 'string'],
        bistate: ['biState', 'boolean'],
    };

    class Projection {
        constructor(engine) {
            this.engine = engine;
            this.isV1 = engine === 'v1';
            this.isUsed = false; // some function of the definition was called
            this.all = false;
            this.streams = [];
            this.categories = [];
            this.allEvents = true;
            this.handlers = new Map();
            this.any = null;
            this.init = null;
            this.initShared = null;
            this.created = [];
            this.deleted = null;
            this.byStream = false;
            this.partitionOf = null;
            this.biState = false;
            this.includeLinks = false;
            this.reorderEvents = false;
            this.processingLag = 0;
            this.resultStreamName = '';
            this.partitionResultStream = '';
            this.outputsState = false;
            this.transforms = []; // [is a filter, function]
            this.optionCalls = 0;
            this.warnings = [];
            this.said = new Set();
            this.chain = {};
        }

        // A sentence about the script: `at` is a text of it whose place is told, or the place of a call.
        warn(code, message, { text = '', stack = '' } = {}) {
            if (this.said.has(code))
                return;
            this.said.add(code);
            this.warnings.push([code, message, text, stack]);
        }
        here() { return new Error().stack; }

        goOn(step) {
            const methods = this.methods;
            for (const name of Object.keys(this.chain))
                delete this.chain[name];
            for (const name of kChains[step])
                this.chain[name] = methods[name];
            return this.chain;
        }

        addHandler(name, handler) {
            switch (name) {
            case '$init':
                this.init = handler;
                break;
            case '$initShared':
                this.biState = true;
                this.initShared = handler;
                break;
            case '$any':
                this.any = handler;
                this.allEvents = true;
                break;
            case '$created':
                this.created.push(handler);
                break;
            case '$deleted':
                if (this.biState)
                    complain('Cannot handle deletes in bi-state projections');
                this.deleted = handler;
                break;
            default:
                if (this.handlers.has(name))
                    complain(`An item with the same key has already been added. Key: ${name}`);
                this.allEvents = false;
                this.handlers.set(name, handler);
            }
        }

        get methods() {
            return this.ownMethods ??= {
                when: (handlers) => {
                    if (isObject(handlers)) {
                        for (const [name, handler] of Object.entries(handlers)) {
                            if (isFunction(handler))
                                this.addHandler(name, handler);
                        }
                    }
                    return this.goOn('when');
                },
                partitionBy: (partitionOf) => {
                    if (!isFunction(partitionOf))
                        complain('partitionBy');
                    this.partitionOf = partitionOf;
                    return this.goOn('partitionBy');
                },
                foreachStream: () => {
                    this.byStream = true;
                    return this.goOn('foreachStream');
                },
                outputState: () => {
                    this.outputsState = true;
                    if (!this.isV1)
                        this.warn('outputState-ignored', 'Engine v2 takes no notice of outputState(): the state is the result as it is.', { stack: this.here() });
                    return this.goOn('outputState');
                },
                outputTo: (...names) => {
                    if (names.length !== 1 && names.length !== 2)
                        complain('invalid number of parameters');
                    if (typeof names[0] !== 'string')
                        complain(parameter('expected string value', 'resultStream'));
                    if (names.length === 2 && typeof names[1] !== 'string')
                        complain(parameter('expected string value', 'partitionResultStreamPattern'));
                    [this.resultStreamName, this.partitionResultStream = ''] = names;
                    return this.goOn('outputTo');
                },
                transformBy: (transform) => this.addTransform(false, transform),
                filterBy: (filter) => this.addTransform(true, filter),
                $defines_state_transform: () => {
                    this.outputsState = true;
                },
            };
        }

        addTransform(isFilter, transform) {
            if (!isFunction(transform))
                complain('expected function');
            this.outputsState = true;
            this.transforms.push([isFilter, transform]);
            if (!this.isV1)
                this.warn('transform-ignored', `Engine v2 never calls ${isFilter ? 'filterBy' : 'transformBy'}(): the result is the state as it is.`, { stack: this.here() });
            return this.goOn(isFilter ? 'filterBy' : 'transformBy');
        }

        fromStreamNames(names, what) {
            for (const name of names) {
                if (typeof name !== 'string')
                    complain(what);
                this.streams.push(name);
            }
        }

        setOptions(given) {
            if (++this.optionCalls === 2)
                this.warn('options-accumulate', 'options() is called more than once: the server keeps what each call sets, while Gaffer forgets the calls before the last one.',
                          { stack: this.here() });
            if (!isObject(given))
                return;
            for (const [name, value] of Object.entries(given)) {
                const option = kOptions[name.toLowerCase()];
                if (!option)
                    complain(`Unrecognized option: ${name}`);
                if (typeof value !== option[1])
                    complain('Invalid value');
                if (option[0] !== 'resultStreamName' || value.trim() !== '')
                    this[option[0]] = option[1] === 'number' ? Math.trunc(value) : value;
            }
        }

        get definitions() {
            const used = (make) => (...values) => {
                this.isUsed = true;
                return make(...values);
            };
            return {
                options: used((given) => this.setOptions(given)),
                fromAll: used(() => {
                    this.all = true;
                    return this.goOn('fromAll');
                }),
                fromStream: used((name) => {
                    this.fromStreamNames([name], 'stream');
                    return this.goOn('fromStream');
                }),
                fromStreams: used((...names) => {
                    this.fromStreamNames(Array.isArray(names[0]) ? names[0] : names, 'streams');
                    return this.goOn('fromStreams');
                }),
                fromCategory: used((...names) => this.fromCategories(names)),
                fromCategories: used((...names) => this.fromCategories(names)),
                on_event: used((...given) => {
                    if (given.length !== 2)
                        complain('invalid number of parameters');
                    if (typeof given[0] !== 'string')
                        complain('eventName');
                    if (!isFunction(given[1]))
                        complain('eventHandler');
                    this.addHandler(given[0], given[1]);
                }),
                on_any: used((...given) => {
                    if (given.length !== 1)
                        complain('invalid number of parameters');
                    if (!isFunction(given[0]))
                        complain('eventHandler');
                    this.addHandler('$any', given[0]);
                }),
            };
        }

        // One name is a category; several, or a list, are read as the streams that the server's own projection makes of them.
        fromCategories(names) {
            if (names.length === 0)
                return this.chain;
            if (Array.isArray(names[0]) && names.length === 1) {
                this.fromStreamNames(names[0].map((name) => typeof name === 'string' ? `$ce-${name}` : name), 'categories');
            } else if (names.length > 1) {
                this.fromStreamNames(names.map((name) => typeof name === 'string' ? `$ce-${name}` : name), 'categories');
            } else {
                if (typeof names[0] !== 'string')
                    complain('category');
                this.categories.push(names[0]);
            }
            return this.goOn('fromCategory');
        }

        // What the server refuses, in its words; and what it takes, to the surprise of whoever wrote it.
        check() {
            const { all, streams, categories } = this;
            if (!all && streams.length === 0 && categories.length === 0)
                complain('None of streams and categories are included');
            if (!this.allEvents && this.handlers.size === 0)
                complain('None of events are included');
            if (streams.length > 0 && categories.length > 0)
                complain('Streams and categories cannot be included in a filter at the same time');
            if (all && (streams.length > 0 || categories.length > 0))
                complain('Both FromAll and specific categories/streams cannot be set');
            if (this.isV1 && this.byStream && streams.length > 0)
                complain('foreachStream projections are not supported on stream based sources');
            if (this.deleted && !this.byStream)
                complain('Deleted stream notifications are only supported with foreachStream()');
            if (this.isV1 && this.reorderEvents) {
                if (streams.length < 2)
                    complain('Event reordering is only available in fromStreams([]) projections');
                if (this.processingLag < 50)
                    complain('Event reordering requires processing lag at least of 50ms');
            }
            if (this.any && this.handlers.size > 0 && !this.allEvents)
                this.warn('any-never-called', '$any stands before a handler of an event type, so only the types with a handler are read and $any is never called: write it last for engine v2.',
                          { text: '$any' });
            if (this.any && this.handlers.size > 0 && this.allEvents && this.isV1)
                this.warn('any-refused', 'Engine v1 of the server refuses $any beside handlers of event types ("Both AllEvents and specific event filters cannot be set"); engine v2 takes it, and so it was run.',
                          { text: '$any' });
            if (!this.isV1 && this.reorderEvents)
                this.warn('reorder-ignored', 'Engine v2 takes no notice of reorderEvents.', { text: 'reorderEvents' });
            if (!this.isV1 && this.includeLinks)
                this.warn('links-ignored', 'Engine v2 drops every event whose type begins with $, links too: $includeLinks changes nothing.', { text: '$includeLinks' });
        }
    }

    const define = (name, value) =>
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

    // Runs the definition; the functions of the one phase are gone in the other.
    host.loadProjection = (file, engine) => {
        const projection = new Projection(engine);
        for (const name of kExecutions)
            delete globalThis[name];
        for (const [name, make] of Object.entries(projection.definitions))
            define(name, make);
        projection.exported = host.loadScript(file);
        for (const name of kDefinitions)
            delete globalThis[name];
        for (const name of Object.keys(projection.chain))
            delete projection.chain[name];
        return projection;
    };
    host.allowEmits = (projection, told) => {
        const make = emitters(projection, told);
        for (const name of kExecutions)
            define(name, make[name]);
    };

    const kinds = (projection) => projection.warnings.splice(0);
    host.takeProjectionWarnings = kinds;

    // What it reads and what it has, for the parent.
    host.describeProjection = (projection) => {
        const handlers = [...projection.handlers];
        for (const name of ['init', 'initShared', 'any', 'deleted']) {
            if (projection[name])
                handlers.push([`$${name}`, projection[name]]);
        }
        projection.created.forEach((each) => handlers.push(['$created', each]));
        if (projection.partitionOf)
            handlers.push(['partitionBy', projection.partitionOf]);
        projection.transforms.forEach(([isFilter, each]) => handlers.push([isFilter ? 'filterBy' : 'transformBy', each]));
        return {
            all: projection.all,
            streams: projection.streams,
            categories: projection.categories,
            allEvents: projection.allEvents,
            events: [...projection.handlers.keys()],
            byStream: projection.byStream,
            byPartition: projection.partitionOf !== null,
            biState: projection.biState,
            handlesAny: projection.any !== null,
            handlesDeleted: projection.deleted !== null,
            transforms: projection.isV1 && projection.transforms.length > 0,
            includeLinks: projection.includeLinks,
            resultStreamName: projection.resultStreamName,
            handlers: handlers.map(([name, each]) => [name, Function.prototype.toString.call(each).slice(0, kMostTextOfHandler)]),
            warnings: kinds(projection),
        };
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

    // From what a batch holds: [.., .., .., version, id, time, data, metadata] at i.
    function eventOf(batch, i, types, [stream, streamType], careful) {
        let data = batch[i + 6];
        let metadata = batch[i + 7];
        let isJson = true;
        let texts = null;
        if (careful) {
            texts = { data, metadata };
            try {
                data = data === null ? null : parse(data);
            } catch {
                data = undefined;
                isJson = false;
            }
            try {
                metadata = metadata === null ? null : parse(metadata);
            } catch {
                metadata = undefined;
            }
        }
        // A text alone is no event's body: it stands for a payload that is no JSON.
        if (typeof data === 'string') {
            texts ??= { data, metadata: batch[i + 7] };
            data = undefined;
            isJson = false;
        }
        const event = new ProjectionEvent(stream, batch[i + 3], types[batch[i + 2]], batch[i + 4], batch[i + 5], isJson, data, metadata, streamType || categoryOf(stream));
        if (texts !== null)
            raws.set(event, texts);
        return event;
    }

    // The key of an event's partition; undefined where it belongs to none.
    function keyOf(projection, event) {
        if (projection.partitionOf !== null) {
            const key = projection.partitionOf(event);
            return typeof key === 'string' ? key : typeof key === 'number' ? String(key) : undefined;
        }
        return projection.byStream ? partitionOfStream(event.streamId) : '';
    }

    const firstState = (projection) => projection.init === null ? {} : projection.init();
    const firstShared = (projection) => projection.initShared === null ? {} : projection.initShared();

    function lookAtGiven(projection, given, handler) {
        if (isFunction(given?.then))
            projection.warn('async-handler', 'A handler gave back a promise: nobody waits for it, so the state becomes an empty object. Handlers cannot be async.',
                            { text: Function.prototype.toString.call(handler).slice(0, kMostTextOfHandler) });
        return given;
    }

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
            const given = handler ? handler(state, event) : event.body;
            if (given !== undefined)
                state = typeof given === 'object' && given !== null && isFunction(given.then) ? lookAtGiven(projection, given, handler) : given;
        }
        take(projection, slot, shared, state);
    }

    function take(projection, slot, shared, state) {
        if (!projection.biState) {
            slot.state = state;
        } else if (Array.isArray(state)) {
            [slot.state, shared.state] = state;
        } else {
            projection.warn('bistate-shape', 'A handler of a bi-state projection gave back something else than [state, shared]: it became the state of the partition, and the shared state is lost.');
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
                                        { text: Function.prototype.toString.call(transform).slice(0, kMostTextOfHandler) });
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
            if (type === '$metadata' && !projection.handlers.has(type))
                return projection.isV1 ? kWrongStream : kUnhandled;
            if (projection.isV1 && !event.isJson)
                return kNonJson;
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
        look(state, handlers) {
            const { projection } = this;
            if (projection.isV1 && !survivesText(state))
                projection.warn('state-no-json', 'The state holds what JSON cannot say (a Date, a Map, a number that is none …): the server keeps it between two events of the same partition and reads it back from text otherwise, so that results depend on the order of other partitions\' events.',
                                { text: handlers });
        }
        // [[key, state, result] …] as texts, of partitions from that index on.
        list(from, most) {
            const { projection } = this;
            const lines = [];
            let size = 0;
            for (let i = from; i < this.slots.length && i < from + most && size < 4 << 20; ++i) {
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
    host.ProjectionRun = Run;

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
    let hasFailed = false;

    host.purposes.push({
        takes: (request) => request.engine !== undefined,
        load(request) {
            ({ engine, file } = request);
            projection = host.loadProjection(file, engine);
            if (!projection.isUsed)
                return { isProjection: false };
            projection.check();
            return { isProjection: true, ...host.describeProjection(projection) };
        },
        begin(request, anew) {
            if (anew) {
                projection = host.loadProjection(file, engine);
                projection.check();
            }
            tellsSteps = request.steps === true;
            hasFailed = false;
            const isFocused = request.focus !== undefined;
            host.allowEmits(projection, isFocused ? () => {} : (line) => host.addToAnswer('e', line));
            run = isFocused ? null : new Run(projection);
            return isFocused ? host.projectionReducer(projection, request.focus) : null;
        },
        run(batch, head, stride, careful, types, streams) {
            const { page } = host;
            const outcomes = [];
            run.clock = Date.now();
            for (let i = head; i < batch.length && !hasFailed; i += stride) {
                const stream = streams[batch[i]];
                ++page[1];
                page[3] = batch[i + 1];
                try {
                    const outcome = run.at(batch, i, types, stream[0], batch[i], careful, stream[1]);
                    outcomes.push(outcome);
                    if (tellsSteps && outcome >= 0)
                        host.addToAnswer('s', [batch[i + 1], run.stateText(outcome), run.resultText(outcome), projection.biState ? run.sharedText() : '']);
                } catch (error) {
                    hasFailed = true;
                    host.addToAnswer('f', [0, batch[i + 1], host.describe(error), batch[i + 3], types[batch[i + 2]]]);
                }
            }
            host.addToAnswer('p', outcomes.join(' '));
            for (const key of run.takeNewKeys())
                host.addToAnswer('k', key);
            for (const warning of kinds(projection))
                host.addToAnswer('q', warning);
        },
    });

    const warned = (text) => `${stringify(kinds(projection))}\n${text}`;
    // Items: [[state, result] …] from an index on. Shared state. Times of handlers. One partition's result.
    host.requests.I = (text) => {
        const { from, most } = parse(text);
        return warned(`[${run.list(from, most).map(([state, result]) => `[${state},${result ?? 'null'}]`).join(',')}]`);
    };
    host.requests.H = () => run.sharedText();
    host.requests.Y = () => stringify(run.takeTimes());
})
