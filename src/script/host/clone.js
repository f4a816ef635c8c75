// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Copies of states: for checkpoints, for initial values, and for structuredClone.
(function (host) {
    'use strict';

    const { getPrototypeOf, getOwnPropertySymbols, isExtensible, isFrozen, isSealed, freeze, seal, preventExtensions,
            getOwnPropertyDescriptor, keys, create, defineProperty } = Object;
    const isArray = Array.isArray;
    const objectPrototype = Object.prototype;
    const arrayPrototype = Array.prototype;
    const functionText = Function.prototype.toString;
    const isPrivate = /#[\p{ID_Start}$_]/u;
    const privateByPrototype = new Map();

    class CannotCopy extends host.Complaint {}
    host.CannotCopy = CannotCopy;

    // True if an object of that prototype may have #private fields, which nobody outside can read.
    function hasPrivate(prototype) {
        let found = privateByPrototype.get(prototype);
        if (found === undefined) {
            const constructor = getOwnPropertyDescriptor(prototype, 'constructor')?.value;
            const parent = getPrototypeOf(prototype);
            found = (typeof constructor === 'function' && isPrivate.test(functionText.call(constructor)))
                || (parent !== null && parent !== objectPrototype && hasPrivate(parent));
            privateByPrototype.set(prototype, found);
        }
        return found;
    }

    let copies = null; // of objects met before, in this copy
    let nodes = 0;
    let characters = 0;
    let exact = true;  // false: functions and private fields are no reason to stop (structuredClone of data)

    function copyOf(value) {
        if (typeof value !== 'object' || value === null) {
            if (typeof value === 'string')
                characters += value.length;
            else if (typeof value === 'function')
                throw new CannotCopy('the state cannot be copied: it holds a function');
            return value;
        }
        const before = copies.get(value);
        if (before !== undefined)
            return before;
        ++nodes;
        const prototype = getPrototypeOf(value);
        let copy;
        if (prototype === objectPrototype) {
            // Spread keeps the engine's layout of the object; a large one that is built key by key becomes a slow hash table, and
            // so would everything that a reducer spreads from it.
            copy = { ...value };
            copies.set(value, copy);
            copyMembers(value, copy, keys(copy));
            return sealedLike(value, copy);
        } else if (isArray(value)) {
            copy = value.slice();
            if (prototype !== arrayPrototype)
                Object.setPrototypeOf(copy, prototype);
            copies.set(value, copy);
            nodes += value.length >> 2;
            for (let i = 0; i < copy.length; ++i) {
                const member = copy[i];
                if (typeof member === 'object' || typeof member === 'function')
                    copy[i] = copyOf(member);
                else if (typeof member === 'string')
                    characters += member.length;
            }
            return sealedLike(value, copy);
        } else if (value instanceof Date) {
            copy = new Date(value.getTime());
        } else if (value instanceof Map) {
            copy = new Map();
            copies.set(value, copy);
            for (const [key, member] of value)
                copy.set(copyOf(key), copyOf(member));
        } else if (value instanceof Set) {
            copy = new Set();
            copies.set(value, copy);
            for (const member of value)
                copy.add(copyOf(member));
        } else if (value instanceof RegExp) {
            copy = new RegExp(value.source, value.flags);
            copy.lastIndex = value.lastIndex;
        } else if (ArrayBuffer.isView(value)) {
            copy = value instanceof DataView ? new DataView(value.buffer.slice(0), value.byteOffset, value.byteLength) : value.slice();
            copies.set(value, copy);
            nodes += value.byteLength >> 5;
            return copy;
        } else if (value instanceof ArrayBuffer) {
            copy = value.slice(0);
            nodes += value.byteLength >> 5;
        } else if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
            throw new CannotCopy(`the state cannot be copied: it holds a ${value.constructor?.name}`);
        } else {
            if (exact && prototype !== null && hasPrivate(prototype))
                throw new CannotCopy('the state cannot be copied: its class has #private fields');
            copy = create(prototype);
        }
        if (copy instanceof Date || copy instanceof Map || copy instanceof Set) {
            if (exact && prototype !== Date.prototype && prototype !== Map.prototype && prototype !== Set.prototype) {
                if (hasPrivate(prototype))
                    throw new CannotCopy('the state cannot be copied: its class has #private fields');
                Object.setPrototypeOf(copy, prototype);
            }
        }
        copies.set(value, copy);
        for (const key of keys(value)) {
            const member = value[key];
            if (typeof member === 'object' || key === '__proto__') {
                const descriptor = getOwnPropertyDescriptor(value, key);
                if (descriptor.get)
                    throw new CannotCopy(`the state cannot be copied: its member ${key} is computed`);
                defineProperty(copy, key, { ...descriptor, value: copyOf(member) });
            } else {
                copy[key] = typeof member === 'function' && !exact ? member : copyOf(member);
            }
            ++nodes;
        }
        for (const symbol of getOwnPropertySymbols(value))
            copy[symbol] = copyOf(value[symbol]);
        return sealedLike(value, copy);
    }

    // Of a copy that has the members of the original: those that are objects become copies too.
    function copyMembers(value, copy, names) {
        nodes += names.length;
        for (const name of names) {
            const member = copy[name];
            if (typeof member === 'string') {
                characters += member.length;
            } else if (typeof member === 'object' && member !== null) {
                if (getOwnPropertyDescriptor(value, name).get)
                    throw new CannotCopy(`the state cannot be copied: its member ${name} is computed`);
                copy[name] = copyOf(member);
            } else if (typeof member === 'function' && exact) {
                throw new CannotCopy('the state cannot be copied: it holds a function');
            }
        }
    }

    function sealedLike(value, copy) {
        if (isExtensible(value))
            return copy;
        return isFrozen(value) ? freeze(copy) : isSealed(value) ? seal(copy) : preventExtensions(copy);
    }

    host.clone = (value, strictly = true) => {
        copies = new Map();
        nodes = 0;
        characters = 0;
        exact = strictly;
        try {
            return copyOf(value);
        } finally {
            copies = null;
        }
    };
    // A large object that was built key by key is a hash table to the engine, and so is every object that is spread from it; one that
    // is written as a literal is not. Gives a fresh state with its large objects as if they had been written out: a reducer that copies a map
    // of a hundred keys at every event runs three times as fast.
    const kFewestKeys = 50;
    const kMostKeys = 500;
    const literals = new Map(); // names as text -> makes an object of them
    function literalOf(names) {
        const text = host.stringify(names);
        let make = literals.get(text);
        if (make === undefined) {
            make = host.evaluate(`(() => ({${names.map((name) => `${host.stringify(name)}:0`).join()}}))`, 'eventscope:literal');
            if (literals.size < 100)
                literals.set(text, make);
        }
        return make();
    }
    host.relaid = (value, depth = 0) => {
        if (typeof value !== 'object' || value === null || getPrototypeOf(value) !== objectPrototype || !isExtensible(value))
            return value;
        const names = keys(value);
        if (depth < 4) {
            for (const name of names) {
                const member = value[name];
                if (typeof member === 'object' && member !== null) {
                    const better = host.relaid(member, depth + 1);
                    if (better !== member)
                        Reflect.set(value, name, better); // a read-only one stays
                }
            }
        }
        if (names.length < kFewestKeys || names.length > kMostKeys || names.includes('__proto__')
            || getOwnPropertySymbols(value).length > 0)
            return value;
        return Object.assign(literalOf(names), value);
    };

    // About what the last copy takes, in bytes.
    host.cloneBytes = () => 48 * nodes + characters + 64;
})
