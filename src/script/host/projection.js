// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// KurrentDB's projections: the functions that define one.
(function (host) {
    'use strict';

    const { isFunction, isObject, textOfFunction, complain, parameter, emitters } = host.projections;

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
            if (this.isV1)
                this.checkForV1();
            else
                this.checkForV2();
            if (this.deleted && !this.byStream)
                complain('Deleted stream notifications are only supported with foreachStream()');
            if (this.any && this.handlers.size > 0 && !this.allEvents)
                this.warn('any-never-called', '$any stands before a handler of an event type, so only the types with a handler are read and $any is never called: write it last for engine v2.',
                          { text: '$any' });
        }

        checkForV1() {
            const { all, streams, categories } = this;
            if (!all && streams.length === 0 && categories.length === 0)
                complain('None of streams and categories are included');
            if (!this.allEvents && this.handlers.size === 0)
                complain('None of events are included');
            if (streams.length > 0 && categories.length > 0)
                complain('Streams and categories cannot be included in a filter at the same time');
            if (all && (streams.length > 0 || categories.length > 0))
                complain('Both FromAll and specific categories/streams cannot be set');
            if (this.byStream && streams.length > 0)
                complain('foreachStream projections are not supported on stream based sources');
            if (this.reorderEvents) {
                if (streams.length < 2)
                    complain('Event reordering is only available in fromStreams([]) projections');
                if (this.processingLag < 50)
                    complain('Event reordering requires processing lag at least of 50ms');
            }
            if (this.any && this.handlers.size > 0 && this.allEvents)
                this.warn('any-refused', 'Engine v1 of the server refuses $any beside handlers of event types ("Both AllEvents and specific event filters cannot be set"); engine v2 takes it, and so it was run.',
                          { text: '$any' });
        }

        // It looks for one kind of source after the other, and takes the first.
        checkForV2() {
            const { all, streams, categories } = this;
            if (!all && streams.length === 0 && categories.length === 0)
                complain('Unsupported query source combination: must specify AllStreams, Streams, or Categories.');
            if (all ? streams.length + categories.length > 0 : streams.length > 0 && categories.length > 0) {
                this.warn('source-combined', `Engine v2 reads ${all ? 'all streams and takes no notice of the streams and categories that are named too' : 'the streams that are named and takes no notice of the categories'}; engine v1 refuses this.`);
                if (all)
                    streams.length = 0;
                categories.length = 0;
            }
            if (this.reorderEvents)
                this.warn('reorder-ignored', 'Engine v2 takes no notice of reorderEvents.', { text: 'reorderEvents' });
            if (this.includeLinks)
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
            upcasts: [...host.upcasters.keys()],
            resultStreamName: projection.resultStreamName,
            handlers: handlers.map(([name, each]) => [name, textOfFunction(each)]),
            warnings: kinds(projection),
        };
    };
})
