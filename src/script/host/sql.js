// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The `db` of read models: SQLite as its libraries for JavaScript show it, and PostgreSQL's too. A statement is found by its text; its
// values go through memory that both sides see, since every call from here to there costs more than writing them.
(function (host) {
    'use strict';

    const native = host.database;
    const { execute } = native;
    const { parse, stringify } = host;
    const i32 = new Int32Array(native.memory);
    const u32 = new Uint32Array(native.memory);
    const f64 = new Float64Array(native.memory);
    const i64 = new BigInt64Array(native.memory);
    const u8 = new Uint8Array(native.memory);
    const kMemory = u8.length;
    // Places of Database::Bridge, counted in values of their size; the parameters stand behind it.
    const kStatement = 0, kParameters = 1, kEvent = 2, kUnended = 3, kSpecial = 4, kMode = 5, kChanges = 3, kRowid = 4, kRowidHigh = 9;
    const kFirstSlot = 64, kSlot = 16, kMostParameters = 32766;
    const kAll = 0, kFirst = 1, kPlain = 2;
    const kNull = 0, kInteger = 1, kReal = 2, kText = 3, kBlob = 4, kKept = 5;
    const isArray = Array.isArray;
    const isInteger = Number.isSafeInteger;
    const kNoEvent = 0xffffffff;

    // What SQLite refuses. The message names the statement, `code` is as in better-sqlite3.
    class SqliteError extends host.Complaint {}

    const shortened = (sql) => {
        const text = sql.trim().replace(/\s+/g, ' ');
        return text.length > 200 ? text.slice(0, 200) + '…' : text;
    };
    function refused(message, sql, code = 'SQLITE_ERROR') {
        const error = new SqliteError(sql === undefined ? message : `${message}, in "${shortened(sql)}"`);
        error.code = code;
        return error;
    }
    function failed(sql) {
        const { message, code } = parse(native.failure());
        return refused(message, sql, code);
    }

    class Compiled {
        constructor(sql, id) {
            const { parameters, columns } = parse(native.describe(id));
            this.sql = sql;
            this.id = id;
            this.count = parameters.length;
            // Without their sign; null if values are given in order.
            this.names = parameters.length > 0 && parameters.every((name) => name !== null) ? parameters.map((name) => name.slice(1)) : null;
            this.columns = columns;
        }
    }
    let statements = new Map();

    function compiled(sql) {
        const known = statements.get(sql);
        if (known !== undefined)
            return known;
        if (typeof sql !== 'string')
            throw refused(`the statement is a ${sql === null ? 'null' : typeof sql}; give its text`);
        const id = native.prepare(sql);
        if (id < 0)
            throw failed(sql);
        const made = new Compiled(sql, id);
        statements.set(sql, made);
        return made;
    }

    let end = 0; // of what the memory holds

    function putInteger(at, value) {
        i32[at] = kInteger;
        i32[at + 2] = value;
        i32[at + 3] = value === (value | 0) ? value >> 31 : Math.floor(value / 4294967296);
    }

    function keep(at, value, isBlob) {
        i32[at] = kKept;
        i32[at + 1] = isBlob ? 1 : 0;
        i32[at + 2] = native.keep(value);
        i32[at + 3] = 0;
    }

    function putText(at, text) {
        const length = text.length;
        if (end + 3 * length > kMemory)
            return keep(at, text, false);
        let to = end;
        for (let i = 0; i < length; ++i) {
            let code = text.charCodeAt(i);
            if (code < 0x80) {
                u8[to++] = code;
                continue;
            }
            if (code < 0x800) {
                u8[to++] = 0xc0 | code >> 6;
                u8[to++] = 0x80 | code & 63;
                continue;
            }
            if (code >= 0xd800 && code < 0xe000) {
                const next = code < 0xdc00 && i + 1 < length ? text.charCodeAt(i + 1) : 0;
                if (next >= 0xdc00 && next < 0xe000) {
                    ++i;
                    code = 0x10000 + (code - 0xd800 << 10) + next - 0xdc00;
                    u8[to++] = 0xf0 | code >> 18;
                    u8[to++] = 0x80 | code >> 12 & 63;
                    u8[to++] = 0x80 | code >> 6 & 63;
                    u8[to++] = 0x80 | code & 63;
                    continue;
                }
                code = 0xfffd;
            }
            u8[to++] = 0xe0 | code >> 12;
            u8[to++] = 0x80 | code >> 6 & 63;
            u8[to++] = 0x80 | code & 63;
        }
        i32[at] = kText;
        i32[at + 1] = to - end;
        i32[at + 2] = end;
        i32[at + 3] = 0;
        end = to;
    }

    function put(index, value, statement) {
        const at = (kFirstSlot >> 2) + (index << 2);
        switch (typeof value) {
        case 'string':
            return putText(at, value);
        case 'number':
            if (isInteger(value))
                return putInteger(at, value);
            i32[at] = kReal;
            f64[(at >> 1) + 1] = value;
            return;
        case 'boolean':
            return putInteger(at, value ? 1 : 0);
        case 'undefined':
            i32[at] = kNull;
            return;
        case 'bigint':
            if (BigInt.asIntN(64, value) !== value)
                throw refused(`the value ${value} of parameter ${index + 1} has more than 64 bits`, statement.sql);
            i32[at] = kInteger;
            i64[(at >> 1) + 1] = value;
            return;
        case 'object':
            if (value === null) {
                i32[at] = kNull;
            } else if (end + value.length > kMemory) {
                keep(at, value, true);
            } else {
                u8.set(value, end);
                i32[at] = kBlob;
                i32[at + 1] = value.length;
                i32[at + 2] = end;
                i32[at + 3] = 0;
                end += value.length;
            }
            return;
        default:
            throw refused(`the value of parameter ${index + 1} is a ${typeof value}`, statement.sql);
        }
    }

    // What an object is stored as: bytes as they are, dates as ISO text, all else as JSON.
    function plainOf(value) {
        if (typeof value !== 'object' || value === null)
            return value;
        if (value instanceof Uint8Array)
            return value;
        if (ArrayBuffer.isView(value))
            return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
        if (value instanceof ArrayBuffer)
            return new Uint8Array(value);
        if (value instanceof Date)
            return Number.isNaN(value.getTime()) ? null : value.toISOString();
        if (value instanceof Number || value instanceof String || value instanceof Boolean)
            return value.valueOf();
        return stringify(value, (key, member) => typeof member === 'bigint' ? host.rawJSON(String(member)) : member) ?? null;
    }

    function bind(statement, values) {
        const count = statement.count;
        if (values.length !== count) {
            throw refused(`the statement has ${count === 1 ? '1 parameter' : `${count} parameters`}, and `
                + `${values.length === 1 ? '1 value was' : `${values.length} values were`} given`, statement.sql);
        }
        if (count > kMostParameters)
            throw refused(`the statement has more than ${kMostParameters} parameters`, statement.sql);
        let given = values;
        for (let i = 0; i < count; ++i) {
            const value = values[i];
            // First of all, since what makes text of an object may come here again.
            if (typeof value === 'object' && value !== null) {
                given = Array.from(values, plainOf);
                break;
            }
        }
        end = kFirstSlot + kSlot * count;
        for (let i = 0; i < count; ++i)
            put(i, given[i], statement);
        i32[kParameters] = count;
    }

    function namedValues(statement, object) {
        return statement.names.map((name) => {
            for (const key of [name, `:${name}`, `@${name}`, `$${name}`]) {
                if (object[key] !== undefined || key in object)
                    return object[key];
            }
            throw refused(`the parameter ${name} has no value`, statement.sql);
        });
    }

    const isRecord = (value) => typeof value === 'object' && value !== null && !isArray(value) && !ArrayBuffer.isView(value)
        && !(value instanceof Date) && !(value instanceof ArrayBuffer);

    // The values, given as an array, as an object by name, or one by one.
    function bindGiven(statement, values) {
        if (values.length !== 1)
            return bind(statement, values);
        const [first] = values;
        if (isArray(first))
            return bind(statement, first);
        if (statement.names !== null && isRecord(first))
            return bind(statement, namedValues(statement, first));
        bind(statement, statement.count === 0 && (first === undefined || first === null) ? [] : values);
    }

    function perform(statement, mode) {
        i32[kStatement] = statement.id;
        i32[kMode] = mode;
        const given = execute();
        if (given === false)
            throw failed(statement.sql);
        return given;
    }

    function revived(value) {
        if (typeof value !== 'object' || value === null)
            return value;
        if (value.i !== undefined)
            return BigInt(value.i);
        if (value.r !== undefined)
            return Number(value.r);
        const bytes = new Uint8Array(value.b.length >> 1);
        for (let i = 0; i < bytes.length; ++i)
            bytes[i] = parseInt(value.b.slice(2 * i, 2 * i + 2), 16);
        return bytes;
    }
    function reviveRow(row) {
        for (const name of Object.keys(row))
            row[name] = revived(row[name]);
        return row;
    }

    function lastRowid() {
        const high = i32[kRowidHigh];
        return high < 0x200000 && high >= -0x200000 ? high * 4294967296 + u32[kRowidHigh - 1] : i64[kRowid];
    }

    // Answers can be awaited, or have .then() called, though they are there at once. They are no promises themselves.
    const isOurs = Symbol('answer');
    const kTold = Symbol('told');
    function settle(answer) {
        Object.defineProperty(answer, 'then', { value: undefined });
        return answer;
    }
    const thenable = {
        [isOurs]: true,
        then(onDone, onFailed) { return Promise.resolve(settle(this)).then(onDone, onFailed); },
        catch() { return Promise.resolve(settle(this)); },
        finally(onDone) { return Promise.resolve(settle(this)).finally(onDone); },
    };
    const hide = (target, members) => {
        for (const name of Reflect.ownKeys(members))
            Object.defineProperty(target, name, { ...Object.getOwnPropertyDescriptor(members, name), enumerable: false });
    };

    class Rows extends Array {
        static get [Symbol.species]() { return Array; }
    }
    hide(Rows.prototype, thenable);
    hide(Rows.prototype, {
        get rows() { return this; },
        get changes() { return this[kTold].changes; },
        get affectedRows() { return this[kTold].changes; },
        get rowCount() { return this.length > 0 || this[kTold].columns > 0 ? this.length : this[kTold].changes; },
        get lastInsertRowid() { return this[kTold].lastInsertRowid; },
        get lastID() { return this[kTold].lastInsertRowid; },
        get insertId() { return this[kTold].lastInsertRowid; },
    });
    function rowsOf(text, statement) {
        let rows;
        if (text === undefined) {
            rows = new Rows();
        } else {
            rows = Object.setPrototypeOf(parse(text), Rows.prototype);
            if (i32[kSpecial] !== 0)
                rows.forEach(reviveRow);
        }
        rows[kTold] = { changes: f64[kChanges], lastInsertRowid: lastRowid(), columns: statement.columns.length };
        return rows;
    }

    class Changed {
        constructor(changes, rowid) {
            this.changes = changes;
            this.lastInsertRowid = rowid;
        }
    }
    hide(Changed.prototype, thenable);
    hide(Changed.prototype, {
        get lastID() { return this.lastInsertRowid; },
        get insertId() { return this.lastInsertRowid; },
        get affectedRows() { return this.changes; },
        get rowCount() { return this.changes; },
    });

    const ways = {
        query(statement) {
            return rowsOf(perform(statement, kAll), statement);
        },
        get(statement) {
            const text = perform(statement, kFirst);
            if (text === undefined)
                return undefined;
            const row = parse(text);
            return i32[kSpecial] === 0 ? row : reviveRow(row);
        },
        run(statement) {
            perform(statement, kAll);
            return new Changed(f64[kChanges], lastRowid());
        },
    };

    // With a function at the end, as in sqlite3: it gets the error or null, and the answer.
    function withCallback(way, sql, values) {
        const callback = values.pop();
        let answer;
        try {
            const statement = compiled(sql);
            bindGiven(statement, values);
            answer = ways[way](statement);
        } catch (error) {
            callback.call(undefined, error);
            return db;
        }
        callback.call(way === 'run' ? answer : db, null, way === 'run' ? undefined : answer);
        return db;
    }

    const method = (way) => {
        const perform = ways[way];
        return (sql, ...values) => {
            let statement = statements.get(sql);
            if (statement === undefined) {
                // pg's { text, values }
                if (typeof sql === 'object' && sql !== null && typeof (sql.text ?? sql.sql) === 'string') {
                    const given = sql.values ?? sql.args;
                    if (given !== undefined && !Array.isArray(values[0]))
                        values = [given, ...values];
                    sql = sql.text ?? sql.sql;
                }
            }
            if (values.length > 0 && typeof values[values.length - 1] === 'function')
                return withCallback(way, sql, values);
            statement ??= compiled(sql);
            bindGiven(statement, values);
            return perform(statement);
        };
    };

    class Prepared {
        #statement;
        #shape = (row) => row;
        constructor(statement) { this.#statement = statement; }
        get source() { return this.#statement.sql; }
        get reader() { return this.#statement.columns.length > 0; }
        columns() { return this.#statement.columns.map((name) => ({ name })); }
        pluck(on = true) {
            this.#shape = on ? (row) => Object.values(row)[0] : (row) => row;
            return this;
        }
        raw(on = true) {
            this.#shape = on ? (row) => Object.values(row) : (row) => row;
            return this;
        }
        run(...values) {
            bindGiven(this.#statement, values);
            return ways.run(this.#statement);
        }
        get(...values) {
            bindGiven(this.#statement, values);
            const row = ways.get(this.#statement);
            return row === undefined ? undefined : this.#shape(row);
        }
        all(...values) {
            bindGiven(this.#statement, values);
            const rows = ways.query(this.#statement);
            for (let i = 0; i < rows.length; ++i)
                rows[i] = this.#shape(rows[i]);
            return rows;
        }
        iterate(...values) { return this.all(...values)[Symbol.iterator](); }
        each(...values) { this.all(...values.slice(0, -1)).forEach((row) => values.at(-1)(row)); }
        finalize() {}
    }

    // better-sqlite3 gives a function that runs in a transaction; others run it at once, with the connection as its parameter.
    let depth = 0;
    function transaction(body, ...given) {
        if (typeof body !== 'function')
            throw refused('transaction() wants a function');
        const inside = (self, values) => {
            const name = depth === 0 ? null : `"level ${depth}"`;
            const say = (plain, nested) => db.exec(name === null ? plain : nested);
            say('BEGIN', `SAVEPOINT ${name}`);
            ++depth;
            const done = () => {
                --depth;
                say('COMMIT', `RELEASE ${name}`);
            };
            const undone = (error) => {
                --depth;
                say('ROLLBACK', `ROLLBACK TO ${name}; RELEASE ${name}`);
                throw error;
            };
            let answer;
            try {
                answer = body.apply(self, values);
            } catch (error) {
                undone(error);
            }
            if (host.isPromise(answer))
                return answer.then((value) => { done(); return value; }, undone);
            done();
            return answer;
        };
        const text = Function.prototype.toString.call(body);
        if (/^async\b/.test(text) || /^(?:function\b[^(]*)?\(?\s*(?:tx|trx|t|transaction|client|conn|connection|db)\b/.test(text))
            return inside(undefined, [db, ...given]);
        const run = function (...values) { return inside(this, values); };
        return Object.assign(run, { default: run, deferred: run, immediate: run, exclusive: run });
    }

    const query = method('query');
    const db = {
        query,
        all: query,
        execute: query,
        any: query,
        many: query,
        manyOrNone: query,
        get: method('get'),
        run: method('run'),
        none: method('run'),
        one(...given) {
            const row = db.get(...given);
            if (row === undefined)
                throw refused('the query gave no row', typeof given[0] === 'string' ? given[0] : undefined);
            return row;
        },
        oneOrNone: (...given) => db.get(...given) ?? null,
        exec(sql) {
            const statement = compiled(sql);
            bind(statement, []);
            perform(statement, kAll);
            return db;
        },
        each(sql, ...given) {
            const told = given.pop();
            const rows = query(sql, ...given);
            rows.forEach((row) => told(null, row));
            return rows.length;
        },
        prepare: (sql) => new Prepared(compiled(sql)),
        transaction,
        tx: transaction,
        serialize: (body) => body?.(),
        pragma: (text) => db.exec(`PRAGMA ${text}`),
        loadExtension() {
            throw refused('loadExtension() is refused: the database of a read model is private and reaches no file', undefined, 'SQLITE_AUTH');
        },
        connect: () => db,
        acquire: () => db,
        release() {},
        close() {},
        end() {},
    };
    // A constructor gets it as (db), ({ db }), ({ pool }) …
    for (const name of ['db', 'database', 'client', 'pool', 'connection', 'conn', 'readModel', 'readDb', 'sqlite', 'pg'])
        Object.defineProperty(db, name, { value: db });
    host.db = db;

    host.isPromise = (value) => typeof value === 'object' && value !== null && value[isOurs] !== true && typeof value.then === 'function';

    let timeOf = () => '';
    host.sql = {
        // Another, empty database.
        open(limits, clock) {
            timeOf = clock;
            statements = new Map();
            depth = 0;
            if (!native.open(() => timeOf(), limits.database, limits.journal, limits.images))
                throw new host.Complaint('the database of the read model could not be made');
        },
        enter(event) { u32[kEvent] = event ?? kNoEvent; },
        unended: () => i32[kUnended] !== 0,
        endTransactions() { depth = 0; },
        // Rows as arrays, as JSON text with every digit.
        text(sql, values) {
            const statement = compiled(sql);
            bind(statement, values);
            return perform(statement, kPlain) ?? '[]';
        },
        failed,
    };
})
