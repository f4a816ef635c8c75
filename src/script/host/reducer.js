// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finds the reducer in what a file exports, in any of the forms in which people write one.
(function (host) {
    'use strict';

    const isFunction = (value) => typeof value === 'function';
    const isObject = (value) => typeof value === 'object' && value !== null;
    const kFunctionNames = ['evolve', 'reducer', 'reduce', 'apply'];
    const kInitialNames = ['initialState', 'initial', '$init'];

    // A class counts by its text, or by its apply(): compiled code has functions for classes.
    const isClass = (value) => isFunction(value)
        && (/^class\b/.test(Function.prototype.toString.call(value)) || isFunction(value.prototype?.apply));

    function asyncRefused(what) {
        return new host.Complaint(`${what} gave back a promise; reducers cannot be async: give back the state itself`);
    }

    // What a reducer gave back, as the next state.
    function nextState(given, state, what) {
        if (given === undefined || given === state)
            return state;
        if (typeof given === 'object' && given !== null) {
            if (isFunction(given.then))
                throw asyncRefused(what);
        } else if (typeof given === 'function' || typeof given === 'symbol') {
            throw new host.Complaint(`${what} gave back a ${typeof given}; give back the state, or nothing if it was changed in place`);
        }
        return given;
    }

    function initialOf(...holders) {
        for (const holder of holders) {
            for (const name of kInitialNames) {
                if (holder && name in holder && holder[name] !== undefined) {
                    const initial = holder[name];
                    return isFunction(initial) ? () => host.relaid(initial.call(holder))
                                               : () => host.relaid(host.clone(initial, false));
                }
            }
        }
        return null;
    }

    // A reducer is { form, init(aggregateId) -> state, step(state, event) -> state }.
    function ofFunction(reduce, initial) {
        // With a default value for its first parameter a function has no length: then it makes its first state itself.
        const init = initial ?? (reduce.length === 0 ? () => undefined : () => ({}));
        const step = (state, event) => {
            const given = reduce(state, event);
            return given === undefined ? state : nextState(given, state, 'the reducer');
        };
        return { form: 'function', init, step };
    }

    function ofHandlers(handlers, initial) {
        const found = new Map();
        const any = isFunction(handlers.$any) ? handlers.$any : null;
        const handlerOf = (type) => {
            const own = type in handlers && type !== '$init' && handlers[type] !== Object.prototype[type] ? handlers[type] : null;
            const handler = isFunction(own) ? own : any;
            found.set(type, handler);
            return handler;
        };
        const step = (state, event) => {
            const type = event.type;
            let handler = found.get(type);
            if (handler === undefined)
                handler = handlerOf(type);
            if (handler === null)
                return state;
            const given = handler.call(handlers, state, event);
            return given === undefined ? state : nextState(given, state, `the handler of ${type}`);
        };
        return { form: 'handlers', init: initial ?? (() => ({})), step };
    }

    function ofClass(Class) {
        const init = (aggregateId) => {
            const made = new Class(aggregateId);
            if (!isFunction(made.apply))
                throw new host.Complaint(`class ${Class.name} has no apply(event)`);
            return made;
        };
        const step = (state, event) => {
            const given = state.apply(event);
            if (given !== undefined && given !== null && isFunction(given.then))
                throw asyncRefused('apply()');
            return state;
        };
        return { form: 'class', init, step };
    }

    function find(exported) {
        const given = isObject(exported) && 'default' in exported ? exported.default : isFunction(exported) ? exported : undefined;
        if (isClass(given))
            return ofClass(given);
        if (isFunction(given))
            return ofFunction(given, initialOf(isFunction(exported) ? null : exported, given));
        if (isObject(given)) {
            for (const name of kFunctionNames) {
                if (isFunction(given[name]))
                    return ofFunction((state, event) => given[name](state, event), initialOf(exported, given) ?? (() => ({})));
            }
            return ofHandlers(given, initialOf(given, exported));
        }
        if (!isObject(exported) || given !== undefined)
            return null;
        for (const name of kFunctionNames) {
            if (isFunction(exported[name]) && !isClass(exported[name]))
                return ofFunction(exported[name], initialOf(exported));
        }
        const classes = Object.values(exported).filter(isClass);
        const folding = classes.filter((each) => isFunction(each.prototype?.apply));
        if (folding.length === 1 || classes.length === 1)
            return ofClass(folding[0] ?? classes[0]);
        const others = Object.keys(exported).filter((name) => isFunction(exported[name]) && !['initialState', 'upcast'].includes(name));
        if ('$init' in exported || (host.isCommonJs(exported) && others.length > 0))
            return ofHandlers(exported, initialOf(exported));
        return null;
    }

    function upcasterOf(exported) {
        const found = exported?.upcast ?? exported?.default?.upcast;
        if (found === undefined || found === null)
            return null;
        const chain = Array.isArray(found) ? found : [found];
        if (!chain.every(isFunction))
            throw new host.Complaint('upcast is neither a function nor an array of functions');
        return (event) => {
            for (const upcast of chain)
                event = host.eventFrom(upcast(event), event);
            return event;
        };
    }

    host.upcasterOf = upcasterOf;

    // By stream type: what is done first to events that go into projections and read models.
    host.upcasters = new Map();
    host.loadUpcasters = (files) => {
        host.upcasters = new Map();
        for (const [streamType, file] of files) {
            const upcast = upcasterOf(host.loadScript(file));
            if (upcast !== null)
                host.upcasters.set(streamType, upcast);
        }
    };

    // Throws a sentence if there is none.
    host.reducerOf = (exported) => {
        const reducer = find(exported);
        if (!reducer)
            throw new host.Complaint('it exports no reducer; export a function (state, event), an object of handlers by event type, '
                + 'or a class with apply(event) as the default');
        reducer.upcast = upcasterOf(exported);
        return reducer;
    };

    // RFC 7396, section 2: what a state without a reducer is made by.
    const isMap = (value) => isObject(value) && !Array.isArray(value);
    function mergePatch(target, patch) {
        if (!isMap(patch))
            return patch;
        const merged = isMap(target) ? target : {};
        for (const name of Object.keys(patch)) {
            const value = patch[name];
            if (value === null)
                delete merged[name];
            else
                Object.defineProperty(merged, name, { value: mergePatch(Object.hasOwn(merged, name) ? merged[name] : undefined, value),
                                                      enumerable: true, configurable: true, writable: true });
        }
        return merged;
    }
    host.mergeReducer = () => ({
        form: 'merge',
        init: () => ({}),
        step: (state, event) => isMap(event.data) ? mergePatch(state, event.data) : state,
        upcast: null,
    });
})
