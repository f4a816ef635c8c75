// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Handlers with a SQL read model, in the forms in which people write them, and the loop that feeds them.
(function (host) {
    'use strict';

    const { page, parse, stringify, Event, db, sql, isPromise } = host;
    const native = host.database;
    const isFunction = (value) => typeof value === 'function';
    const isObject = (value) => typeof value === 'object' && value !== null;
    const isClass = (value) => isFunction(value) && /^class\b/.test(Function.prototype.toString.call(value));

    // Names of members that are no handlers of a type.
    const kInit = ['$init', 'schema', 'tables', 'createTables', 'createSchema', 'init', 'initialize', 'setup'];
    const kGeneral = ['handle', 'handleEvent', 'project', 'apply', 'when', 'process', '$any'];
    const kOthers = ['constructor', 'upcast', 'db', 'name', 'handlers', 'default'];
    const kPrefixes = ['handle', 'on', 'when', 'apply', 'project'];

    // ---- Names of types

    const canonical = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    // A type's names, the whole one first: com.shop.OrderCreated is OrderCreated, order.created too, shop.order.created as well.
    function namesOf(type) {
        const whole = type.split(',')[0].trim();
        const parts = whole.split(/[.:/+$#\\]/).filter((part) => part !== '' && !/^v?\d+$/i.test(part));
        const names = [canonical(whole), canonical(parts.join(''))];
        for (let count = parts.length - 1; count > 0; --count)
            names.push(canonical(parts.slice(-count).join('')));
        // The last part alone comes before the last two: a type in a namespace is more usual than a type in parts.
        if (parts.length > 1)
            names.splice(2, 0, names.pop());
        return names;
    }

    // ---- The handlers of a script

    // { exact: Map type -> [call], loose: Map canonical name -> [call], each: [call], any: [call], types: [name] }
    // each: of every event; any: of those that no other handler takes.
    let handlers = null;
    let order = 0;

    function noHandlers() {
        order = 0;
        return { exact: new Map(), loose: new Map(), each: [], any: [], types: [], found: new Map() };
    }

    function add(name, call) {
        call.order = ++order;
        if (name === '*') {
            handlers.each.push(call);
            return;
        }
        if (name === '$any') {
            handlers.any.push(call);
            return;
        }
        const into = (map, key) => map.set(key, [...(map.get(key) ?? []), call]);
        if (!handlers.exact.has(name))
            handlers.types.push(name);
        into(handlers.exact, name);
        into(handlers.loose, canonical(name));
    }

    function handlersOf(type) {
        let own = handlers.exact.get(type);
        for (const name of own === undefined ? namesOf(type) : [])
            own ??= handlers.loose.get(name);
        const all = [...(own ?? handlers.any), ...handlers.each].sort((left, right) => left.order - right.order);
        handlers.found.set(type, all);
        if (all.length === 0)
            host.addToAnswer('n', type);
        return all;
    }

    function on(types, handler) {
        if (!host.loading)
            throw new TypeError('on() is called while events are handled; call it at the top of the file');
        if (isObject(types) && !Array.isArray(types)) {
            for (const [type, each] of Object.entries(types))
                on(type, each);
            return globalApi;
        }
        if (!isFunction(handler))
            throw new TypeError(`on(${stringify(types)}) has no handler: give a function (event, db)`);
        for (const type of [types].flat()) {
            if (typeof type !== 'string' || type === '')
                throw new TypeError('on() wants the type of an event, a list of types, or "*"');
            add(type, (event) => handler(event, db));
        }
        return globalApi;
    }

    let declared = []; // init functions given by projection.init(…)
    const globalApi = {
        on,
        when: on,
        handle: on,
        subscribe: on,
        onAny: (handler) => on('*', handler),
        init(how) {
            declared.push({ how, self: undefined });
            return globalApi;
        },
    };
    const readModelGlobals = { on, subscribe: on, db, projection: globalApi };

    // ---- What a file exports

    function* membersOf(object) {
        const seen = new Set();
        for (let each = object; isObject(each) && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
            for (const name of Object.getOwnPropertyNames(each)) {
                if (seen.has(name))
                    continue;
                seen.add(name);
                const described = Object.getOwnPropertyDescriptor(each, name);
                if (described.get === undefined)
                    yield [name, described.value];
            }
        }
    }

    // The type that a method's name speaks of: handleOrderCreated. Null if of none.
    function typeOfMethod(name) {
        for (const prefix of kPrefixes) {
            if (name.startsWith(prefix) && /^[\p{Lu}_$]/u.test(name.slice(prefix.length)))
                return name.slice(prefix.length).replace(/^_/, '');
        }
        return null;
    }

    // Takes the handlers that are members of an object, or of an instance of a class.
    function takeMembers(object, isInstance) {
        let taken = 0;
        const members = [...membersOf(object)].filter(([name, value]) => isFunction(value) && !kInit.includes(name) && !kOthers.includes(name)
            && (isInstance || !isClass(value)));
        const general = members.find(([name]) => kGeneral.includes(name) && name !== '$any');
        // It hands the events out itself.
        if (general !== undefined) {
            add('*', (event) => object[general[0]](event, db));
            return 1;
        }
        const speaks = members.some(([name]) => typeOfMethod(name) !== null);
        for (const [name] of members) {
            const call = (event) => object[name](event, db);
            const type = typeOfMethod(name);
            if (name === '$any' || name === '*')
                add(name, call);
            else if (type !== null)
                add(type, call);
            else if (isInstance && (speaks || !/^\p{Lu}/u.test(name)))
                continue; // a helper
            else
                add(name, call);
            ++taken;
        }
        return taken;
    }

    // Text is run at once, since what comes next may prepare statements; functions wait until all is loaded.
    const inits = new Set();
    const isText = (how) => typeof how === 'string' || (isObject(how) && Object.values(how).every((each) => typeof each === 'string'));
    function takeInits(object) {
        for (const name of kInit) {
            const how = object[name];
            if (how === undefined || how === null || inits.has(how))
                continue;
            inits.add(how);
            if (isText(how))
                declarations(how, object).next();
            else
                declared.push({ how, self: object });
        }
    }

    const kDatabaseParameter = /^(?:async\s+)?(?:function\b[^(]*)?\(?\s*\{?\s*(?:db|database|client|pool|connection|conn|sql)\b/;

    function instanceOf(Class) {
        const made = new Class(db);
        if (made.db === undefined)
            made.db = db;
        return made;
    }

    // Gives how many handlers it found in that.
    function take(given, depth = 0) {
        if (isClass(given) || (isFunction(given) && kGeneral.some((name) => isFunction(given.prototype?.[name])))) {
            const made = instanceOf(given);
            takeInits(made);
            return takeMembers(made, true);
        }
        if (isFunction(given)) {
            if (depth === 0 && given.length === 1 && kDatabaseParameter.test(Function.prototype.toString.call(given))) {
                const made = given(db);
                return isObject(made) || isFunction(made) ? take(made, 1) : 0;
            }
            takeInits(given);
            add('*', (event) => given(event, db));
            return 1;
        }
        if (!isObject(given))
            return 0;
        if (Array.isArray(given))
            return given.reduce((sum, each) => sum + take(each, depth), 0);
        takeInits(given);
        const isPlain = Object.getPrototypeOf(given) === Object.prototype || Object.getPrototypeOf(given) === null;
        let taken = isObject(given.handlers) ? take(given.handlers, depth + 1) : 0;
        if (taken === 0)
            taken = takeMembers(given, !isPlain);
        return taken;
    }

    function takeExports(exported) {
        if (isFunction(exported))
            return take(exported);
        if (!isObject(exported))
            return 0;
        takeInits(exported);
        if (exported.default !== undefined) {
            const taken = take(exported.default);
            if (taken > 0)
                return taken;
        }
        for (const name of ['handlers', 'projection', 'readModel', 'projector']) {
            const taken = exported[name] === undefined || exported[name] === exported.default ? 0 : take(exported[name]);
            if (taken > 0)
                return taken;
        }
        let taken = 0;
        const classes = Object.values(exported).filter((each) => isClass(each) && [...membersOf(each.prototype)]
            .some(([name]) => kGeneral.includes(name) || typeOfMethod(name) !== null));
        for (const each of classes)
            taken += take(each);
        if (taken > 0)
            return taken;
        const objects = Object.values(exported).filter((each) => isObject(each) && !Array.isArray(each) && each !== exported.default
            && [...membersOf(each)].some(([name, value]) => isFunction(value) && (kGeneral.includes(name) || typeOfMethod(name) !== null)));
        for (const each of objects)
            taken += take(each);
        if (taken > 0)
            return taken;
        return takeMembers(exported, false);
    }

    // ---- Loading

    let request = null;
    let file = '';
    let exported = null;
    let upcast = null;
    let isSqlModel = false;

    let current = null; // the event at work

    // In scripts, too, it is the time of the event, and chance follows from it: a run that is repeated gives the same rows.
    const RealDate = Date;
    const realNow = Date.now;
    const eventTime = () => current === null ? 0 : RealDate.parse(current.timestamp) || 0;
    function EventDate(...given) {
        if (new.target === undefined)
            return new RealDate(eventTime()).toString();
        return Reflect.construct(RealDate, given.length > 0 ? given : [eventTime()], new.target === EventDate ? RealDate : new.target);
    }
    Object.defineProperties(EventDate, { ...Object.getOwnPropertyDescriptors(RealDate), now: { value: eventTime, writable: true, configurable: true } });
    let chance = 0;
    // Mulberry32
    function random() {
        chance = chance + 0x6d2b79f5 | 0;
        let number = Math.imul(chance ^ chance >>> 15, 1 | chance);
        number = number + Math.imul(number ^ number >>> 7, 61 | number) ^ number;
        return ((number ^ number >>> 14) >>> 0) / 4294967296;
    }
    const crypto = { randomUUID: () => db.get('SELECT gen_random_uuid() AS id').id };
    function makeRepeatable() {
        chance = 0;
        const define = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
        define(globalThis, 'Date', EventDate);
        define(RealDate.prototype, 'constructor', EventDate);
        define(Math, 'random', random);
        define(globalThis, 'crypto', crypto);
    }

    function load() {
        sql.open(request.limits, () => String(current?.timestamp ?? ''));
        sql.enter(null);
        handlers = noHandlers();
        declared = [];
        inits.clear();
        if (request.schema)
            db.exec(request.schema);
        makeRepeatable();
        for (const [name, value] of Object.entries(readModelGlobals))
            Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
        exported = host.loadScript(file);
        host.loading = true;
        try {
            const called = order > 0;
            if (called && isObject(exported))
                takeInits(exported.default === undefined || !isObject(exported.default) ? exported : { ...exported, ...exported.default });
            isSqlModel = called || takeExports(exported) > 0;
        } finally {
            host.loading = false;
        }
        upcast = host.upcasterOf(exported);
    }

    // Tables that are declared: a text of SQL, a list of them, an object of them by name, or what makes one of these.
    function* declarations(how, self) {
        if (typeof how === 'string') {
            db.exec(how);
        } else if (Array.isArray(how)) {
            for (const each of how)
                yield* declarations(each, self);
        } else if (isFunction(how)) {
            // What it gives back counts if it is SQL; it may also be the db, or an answer.
            const given = yield how.call(self, db);
            if (typeof given === 'string' || (Array.isArray(given) && given.every((each) => typeof each === 'string')))
                yield* declarations(given, self);
        } else if (isObject(how)) {
            for (const [name, each] of Object.entries(how)) {
                if (isFunction(each))
                    yield* declarations(each, how);
                else if (typeof each === 'string')
                    db.exec(/^\s*create\b/i.test(each) ? each : `CREATE TABLE "${name.replaceAll('"', '""')}" (${each})`);
            }
        }
    }

    const pending = (what) => new host.Complaint(`${what} gave back a promise that is still pending: there is nothing to wait for here but the `
        + 'database; take files, timers and the network out of the way');

    // Runs a generator that yields what may be promises; gives undefined at once, or sets host.waiting and goes on later.
    function settle(steps, what, done) {
        let value;
        const advance = (isError) => {
            const next = isError ? steps.throw(value) : steps.next(value);
            if (next.done)
                return done();
            value = next.value;
            if (!isPromise(value))
                return advance(false);
            let state = 0;
            value.then((given) => { state = 1; value = given; }, (error) => { state = 2; value = error; });
            host.waiting = {
                then() {
                    if (state === 0)
                        throw pending(what);
                    return advance(state === 2);
                },
            };
            return undefined;
        };
        return advance(false);
    }

    function* initialise() {
        const list = declared;
        for (const { how, self } of list)
            yield* declarations(how, self);
    }

    const purpose = {
        takes: (asked) => asked.readModel === true,
        load(asked) {
            times.clear();
            request = asked;
            file = asked.file;
            load();
            return { isReadModel: isSqlModel, types: handlers.types, any: handlers.any.length + handlers.each.length > 0 };
        },
        begin(asked, anew) {
            if (anew)
                load();
            place = 0;
            isEnded = false;
            current = null;
            settle(initialise(), 'the declaration of the tables', () => {
                if (!native.begin())
                    throw new host.Complaint(native.unended());
                return '';
            });
            return null;
        },
        run,
    };
    host.purposes.push(purpose);

    // ---- Events

    const times = new Map(); // type -> [calls, milliseconds, longest]
    let since = 0;
    // A clock of milliseconds adds up to the truth over many events.
    function noteTime(type) {
        const now = realNow();
        const took = now - since;
        since = now;
        const time = times.get(type);
        if (time === undefined) {
            times.set(type, [1, took, took]);
            return;
        }
        ++time[0];
        time[1] += took;
        if (took > time[2])
            time[2] = took;
    }

    let place = 0;       // behind the last event that was handled
    let isEnded = false; // by a failure
    let batch = null;
    let at = 0;
    let stride = 0;
    let careful = false;
    let types = [];
    let streams = [];

    function run(events, head, size, isCareful, typeNames, streamNames) {
        batch = events;
        at = head;
        stride = size;
        careful = isCareful;
        types = typeNames;
        streams = streamNames;
        if (isEnded || at >= batch.length)
            return;
        native.beginBatch(batch[at + 1]);
        since = realNow();
        goOn();
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

    function fail(error) {
        isEnded = true;
        place = native.undo();
        sql.endTransactions();
        host.addToAnswer('f', [batch[at], batch[at + 1], host.describe(error), batch[at + 3], types[batch[at + 2]]]);
    }

    // From `at` on, until the end, a failure or an event that has to be waited for.
    function goOn() {
        const count = batch.length;
        try {
            for (; at < count; at += stride) {
                ++page[1];
                page[2] = batch[at];
                page[3] = batch[at + 1];
                const type = types[batch[at + 2]];
                let data = batch[at + 6];
                let metadata = batch[at + 7];
                if (careful) {
                    data = payloadOf(data);
                    metadata = payloadOf(metadata);
                }
                const stream = streams[batch[at]];
                let event = new Event(batch[at + 4], type, stream[0], stream[1], batch[at + 3], batch[at + 5], data, metadata);
                current = event;
                sql.enter(batch[at + 1]);
                chance = batch[at + 1];
                const others = host.upcasters.get(event.aggregateType);
                if (others !== undefined)
                    event = others(event);
                if (upcast !== null)
                    event = upcast(event);
                const calls = handlers.found.get(event.type) ?? handlersOf(event.type);
                if (calls.length === 1) {
                    const given = calls[0](event);
                    if (given !== undefined && isPromise(given)) {
                        wait(given, calls, 1, event);
                        return;
                    }
                } else if (!handAround(calls, 0, event)) {
                    return;
                }
                leave(calls.length > 0);
            }
        } catch (error) {
            fail(error);
        }
        close();
    }

    // False if one of the handlers has to be waited for.
    function handAround(calls, from, event) {
        for (let i = from; i < calls.length; ++i) {
            const given = calls[i](event);
            if (given !== undefined && isPromise(given)) {
                wait(given, calls, i + 1, event);
                return false;
            }
        }
        return true;
    }

    function leave(wasHandled) {
        if (sql.unended())
            throw new host.Complaint(native.unended());
        place = batch[at + 1] + 1;
        if (wasHandled)
            noteTime(types[batch[at + 2]]);
    }

    function wait(promise, calls, next, event) {
        let state = 0;
        let thrown;
        promise.then(() => { state = 1; }, (error) => { state = 2; thrown = error; });
        host.waiting = {
            isBatch: true,
            then() {
                try {
                    if (state === 0)
                        throw pending('the handler');
                    if (state === 2)
                        throw thrown;
                    if (!handAround(calls, next, event))
                        return;
                    leave(true);
                } catch (error) {
                    fail(error);
                    close();
                    return;
                }
                at += stride;
                goOn();
            },
        };
    }

    function close() {
        sql.enter(null);
        current = null;
        if (!native.endBatch(place) && !isEnded) {
            isEnded = true;
            host.addToAnswer('f', [batch[0], place, host.describe(sql.failed('COMMIT')), null, '']);
        }
        host.addToAnswer('o', place);
    }

    // ---- What is asked of it

    const quoted = (name) => `"${String(name).replaceAll('"', '""')}"`;

    function tables() {
        const listed = parse(sql.text("SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') "
            + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", []));
        return listed.map(([name, type]) => {
            const columns = parse(sql.text('SELECT name, type, pk FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid', [name]));
            let rows = 0;
            try {
                [[rows]] = parse(sql.text(`SELECT count(*) FROM ${quoted(name)}`, []));
            } catch {
                rows = -1; // a view over what is gone
            }
            return { name, isView: type === 'view', columns, rows };
        });
    }

    function columnsOf(table) {
        const columns = parse(sql.text('SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid', [table])).map(([name]) => name);
        if (columns.length === 0)
            throw new host.Complaint(`the read model has no table ${table}`);
        return columns;
    }

    // { table, orderBy, descending, search, offset, limit }
    function rows(asked) {
        const columns = columnsOf(asked.table);
        const values = [];
        let where = '';
        if (asked.search) {
            values.push(`%${asked.search.replace(/[\\%_]/g, '\\$&')}%`);
            where = ` WHERE ${columns.map((name) => `CAST(${quoted(name)} AS TEXT) LIKE ?1 ESCAPE '\\'`).join(' OR ')}`;
        }
        const order = columns.includes(asked.orderBy) ? ` ORDER BY ${quoted(asked.orderBy)} ${asked.descending ? 'DESC' : 'ASC'}` : '';
        const from = ` FROM ${quoted(asked.table)}${where}`;
        const [[total]] = parse(sql.text(`SELECT count(*)${from}`, values));
        const text = sql.text(`SELECT ${columns.map(quoted).join()}${from}${order} LIMIT ${Math.trunc(asked.limit)} OFFSET ${Math.trunc(asked.offset)}`, values);
        return `{"columns":${stringify(columns)},"total":${total},"rows":${text}}`;
    }

    const answers = {
        tables: () => stringify(tables()),
        rows,
        go({ place: wanted }) {
            const text = native.go(wanted);
            [place] = parse(text);
            isEnded = false;
            return text;
        },
        changes: ({ most }) => native.changes(most),
        times() {
            const taken = [...times];
            times.clear();
            return stringify(taken);
        },
        blocked: () => stringify(native.wasBlocked()),
    };
    host.requests.J = (text) => {
        const asked = parse(text);
        sql.enter(null);
        return answers[asked.do](asked);
    };
})
