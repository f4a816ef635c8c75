// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// States as JSON text.
(function (host) {
    'use strict';

    const { stringify, rawJSON, isRawJSON } = host;
    const isArray = Array.isArray;
    const keys = Object.keys;

    const escape = (token) => String(token).replaceAll('~', '~0').replaceAll('/', '~1');
    host.pointerOf = (path) => path.map((token) => '/' + escape(token)).join('');

    let path = [];
    let ancestors = [];
    let notes = null; // sentences about what JSON cannot say; null: nobody wants them

    const place = () => host.pointerOf(path) || 'the root';
    function note(what) {
        if (notes && notes.length < 20)
            notes.push(`${what} at ${place()}`);
    }

    const nameOfKey = (key) => typeof key === 'object' && key !== null ? host.stringify(key) ?? String(key) : String(key);
    host.nameOfKey = nameOfKey;

    // The value as JSON.stringify should see it: itself, or a copy where something in it is no JSON. Undefined is left out.
    function plain(value) {
        switch (typeof value) {
        case 'string':
        case 'boolean':
            return value;
        case 'number':
            if (value - value === 0)
                return value;
            note(`${value} is shown as null`);
            return null;
        case 'bigint':
            note('a BigInt is shown as a number');
            return rawJSON(String(value));
        case 'object':
            return value === null ? null : plainObject(value);
        default:
            return undefined;
        }
    }

    function plainObject(value) {
        if (typeof value.toJSON === 'function') {
            const said = value.toJSON(path.length > 0 ? String(path[path.length - 1]) : '');
            return said === value ? members(value) : plain(said);
        }
        if (isRawJSON(value) || value instanceof Number || value instanceof String || value instanceof Boolean)
            return value;
        if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
            note(`a ${value.constructor.name} is shown as an array`);
            return plain(Array.from(value));
        }
        return members(value);
    }

    function members(value) {
        if (ancestors.includes(value))
            throw new host.Complaint(`the state has a cycle: ${place()} is ${ancestors[0] === value ? 'the state itself' : 'one of the objects that it stands in'}`);
        ancestors.push(value);
        let copy = value;
        if (isArray(value)) {
            const length = value.length;
            for (let i = 0; i < length; ++i) {
                const member = value[i];
                if (typeof member === 'string')
                    continue;
                path.push(i);
                const shown = plain(member);
                path.pop();
                if (shown !== member) {
                    if (copy === value)
                        copy = value.slice();
                    copy[i] = shown;
                }
            }
        } else if (value instanceof Map) {
            note('a Map is shown as an object');
            copy = Object.create(null);
            for (const [key, member] of value)
                take(copy, nameOfKey(key), member);
        } else if (value instanceof Set) {
            note('a Set is shown as an array');
            copy = [];
            for (const member of value) {
                path.push(copy.length);
                copy.push(plain(member) ?? null);
                path.pop();
            }
        } else {
            for (const key of keys(value)) {
                path.push(key);
                const member = read(value, key);
                const shown = plain(member);
                path.pop();
                // A getter may give something else every time, so that what it gave now is what counts.
                if (shown !== member || Object.getOwnPropertyDescriptor(value, key)?.get) {
                    if (copy === value)
                        copy = safeCopy(value);
                    Object.defineProperty(copy, key, { value: shown, enumerable: true, configurable: true, writable: true });
                }
            }
        }
        ancestors.pop();
        return copy;
    }

    function take(copy, key, member) {
        path.push(key);
        const shown = plain(member);
        path.pop();
        if (shown !== undefined)
            Object.defineProperty(copy, key, { value: shown, enumerable: true, configurable: true, writable: true });
    }

    // Members as they are, getters not called again.
    function safeCopy(value) {
        const copy = Object.create(null);
        for (const key of keys(value)) {
            const descriptor = Object.getOwnPropertyDescriptor(value, key);
            Object.defineProperty(copy, key, { value: descriptor.get ? null : descriptor.value, enumerable: true, configurable: true, writable: true });
        }
        return copy;
    }

    function read(value, key) {
        try {
            return value[key];
        } catch (error) {
            const told = new host.Complaint(`the state cannot be read at ${place()}: ${host.describe(error).message}`);
            if (error instanceof Error)
                told.stack = error.stack; // the place is the getter's
            throw told;
        }
    }

    // JSON text of a state; "null" for undefined. Throws for cycles and what throws itself. `said` gets sentences.
    host.toJson = (value, said) => {
        path = [];
        ancestors = [];
        notes = said;
        return stringify(plain(value)) ?? 'null';
    };
    // The same of a value inside of a state; the empty text for what JSON leaves out.
    host.leafText = (value) => {
        if (value === undefined)
            return '';
        if (typeof value !== 'object' || value === null)
            return typeof value === 'bigint' ? String(value) : stringify(value) ?? '';
        path = [];
        ancestors = [];
        notes = null;
        return stringify(plain(value)) ?? '';
    };
})
