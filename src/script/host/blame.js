// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which event changed each leaf of a state last.
//
// A shadow tree stands beside the state. After every event both are walked side by side; what differs is written into the shadow with
// the event's ordinal. A snapshot costs nothing: it makes all nodes that exist at that moment read-only, and later changes copy the nodes on
// their path. Leaves are scalars and empty containers, as JSON shows them; undefined and functions are absent.
(function (host) {
    'use strict';

    const isArray = Array.isArray;
    const { getPrototypeOf, hasOwn, is } = Object;
    const objectPrototype = Object.prototype;
    const arrayPrototype = Array.prototype;
    const kNobody = -1;       // the ordinal of leaves that no event has set
    const kFew = 16; // elements that are found faster one by one than in a set
    const kIdNames = ['id', 'key', 'uuid', 'sku', 'code'];

    class Node {
        constructor(array, owner, ordinal) {
            this.array = array;
            this.owner = owner;     // the epoch that may write to it
            this.ordinal = ordinal; // when it became empty, or was made
            this.names = array ? null : [];
            this.values = [];       // scalars and Nodes
            this.ordinals = [];     // of the scalars
            this.idName = null;     // of an array: the member that tells its elements apart
            this.ids = null;
        }
    }

    let epoch = 0;
    let ordinal = kNobody;
    let changes = null; // [pointer, before, after] with JSON texts, or null where nobody asks for them
    let path = [];            // in the state as it is now
    let former = [];          // in the state before: elements may have moved

    const isPlain = (prototype) => prototype === objectPrototype || prototype === arrayPrototype;

    // A value as JSON has it: a scalar, an array or an object; undefined where JSON leaves it out.
    function seen(value) {
        switch (typeof value) {
        case 'object':
            if (value === null)
                return null;
            if (isPlain(getPrototypeOf(value)) && value.toJSON === undefined)
                return value;
            if (typeof value.toJSON === 'function') {
                const said = value.toJSON('');
                return said === value ? value : seen(said);
            }
            if (value instanceof Map)
                return mapAsObject(value);
            if (value instanceof Set)
                return Array.from(value);
            if (ArrayBuffer.isView(value) && !(value instanceof DataView))
                return Array.from(value);
            return value;
        case 'number':
            return value - value === 0 ? value : null;
        case 'function':
        case 'symbol':
            return undefined;
        default:
            return value;
        }
    }

    function mapAsObject(map) {
        const object = Object.create(null);
        for (const [key, value] of map)
            object[host.nameOfKey(key)] = value;
        return object;
    }

    // The member by which the elements of an array are told apart: the first of the list, then the first element's members whose names end
    // with Id, that every element has as a string or number, no two alike. Null if there is none.
    function idNameOf(array) {
        const first = array[0];
        if (typeof first !== 'object' || first === null || isArray(first))
            return null;
        for (const name of kIdNames) {
            if (tellsApart(array, name))
                return name;
        }
        for (const name of Object.keys(first)) {
            if (name.length > 2 && name.endsWith('Id') && tellsApart(array, name))
                return name;
        }
        return null;
    }
    host.idNameOf = (array) => array.length > 0 ? idNameOf(array) : null;

    function tellsApart(array, name) {
        if (array.length === 1)
            return isId(array[0], name);
        for (let i = 0; i < array.length; ++i) {
            if (!isId(array[i], name))
                return false;
        }
        return areUnlike(array, name);
    }

    function areUnlike(array, name) {
        if (array.length > kFew)
            return new Set(array.map((element) => element[name])).size === array.length;
        for (let i = 1; i < array.length; ++i) {
            const id = array[i][name];
            for (let j = 0; j < i; ++j) {
                if (array[j][name] === id)
                    return false;
            }
        }
        return true;
    }

    function isId(element, name) {
        if (typeof element !== 'object' || element === null || isArray(element) || !hasOwn(element, name))
            return false;
        const id = element[name];
        return typeof id === 'string' || (typeof id === 'number' && id - id === 0);
    }

    function writable(node) {
        if (node.owner === epoch)
            return node;
        const copy = new Node(node.array, epoch, node.ordinal);
        copy.names = node.names === null ? null : node.names.slice();
        copy.values = node.values.slice();
        copy.ordinals = node.ordinals.slice();
        copy.idName = node.idName;
        copy.ids = node.ids;
        return copy;
    }

    const textOf = (scalar) => typeof scalar === 'bigint' ? String(scalar) : host.stringify(scalar);

    function note(before, after) {
        changes.push([host.pointerOf(after === '' ? former : path), before, after]);
    }

    // The text of a shadow that is a leaf; null if it is none.
    function leafText(shadow) {
        if (!(shadow instanceof Node))
            return textOf(shadow);
        return shadow.values.length > 0 ? null : shadow.array ? '[]' : '{}';
    }

    // Every leaf below, as gone.
    function noteRemoved(shadow) {
        const text = leafText(shadow);
        if (text !== null) {
            note(text, '');
            return;
        }
        for (let i = 0; i < shadow.values.length; ++i) {
            former.push(shadow.array ? i : shadow.names[i]);
            noteRemoved(shadow.values[i]);
            former.pop();
        }
    }

    // The shadow of a value that was not there; `value` is as seen() gives it.
    function made(value) {
        if (typeof value !== 'object' || value === null) {
            if (changes !== null)
                note('', textOf(value));
            return value;
        }
        const array = isArray(value);
        const node = new Node(array, epoch, ordinal);
        if (array) {
            for (let i = 0; i < value.length; ++i) {
                const member = seen(value[i]);
                add(node, i, member === undefined ? null : member);
            }
            remember(node, value, host.idNameOf(value));
        } else {
            for (const name of Object.keys(value)) {
                const member = seen(value[name]);
                if (member !== undefined) {
                    node.names.push(name);
                    add(node, name, member);
                }
            }
        }
        if (changes !== null && node.values.length === 0)
            note('', array ? '[]' : '{}');
        return node;
    }

    function add(node, token, member) {
        if (changes === null) {
            node.values.push(made(member));
        } else {
            path.push(token);
            node.values.push(made(member));
            path.pop();
        }
        node.ordinals.push(ordinal);
    }

    function remember(node, array, idName) {
        node.idName = idName;
        node.ids = null;
        if (idName !== null) {
            node.ids = new Array(array.length);
            for (let i = 0; i < array.length; ++i)
                node.ids[i] = array[i][idName];
        }
    }

    // The shadow at place i of a node that may be replaced by a copy; gives the node to go on with. `was` is its token in the state before.
    function put(node, i, token, value, was = token) {
        const old = node.values[i];
        if (typeof value !== 'object' || value === null) {
            if (old === value)
                return node;
            if (changes !== null) {
                path.push(token);
                former.push(was);
                const text = leafText(old);
                if (text === null)
                    noteRemoved(old);
                note(text ?? '', textOf(value));
                former.pop();
                path.pop();
            }
            node = writable(node);
            node.values[i] = value;
            node.ordinals[i] = ordinal;
            return node;
        }
        if (changes !== null) {
            path.push(token);
            former.push(was);
        }
        const shadow = replaced(old, value);
        if (changes !== null) {
            former.pop();
            path.pop();
        }
        if (shadow !== old) {
            node = writable(node);
            node.values[i] = shadow;
        }
        return node;
    }

    // The shadow of a container that stands where `old` stood.
    function replaced(old, value) {
        if (old instanceof Node && old.array === isArray(value))
            return old.array ? updatedArray(old, value) : updatedObject(old, value);
        if (changes === null)
            return made(value);
        const node = made(value);
        const text = leafText(old);
        if (text !== null && node.values.length === 0)
            changes[changes.length - 1][1] = text; // still one leaf
        else
            noteRemoved(old);
        return node;
    }

    function updatedObject(node, object) {
        const prototype = getPrototypeOf(object);
        return prototype !== objectPrototype && prototype !== null ? updatedInstance(node, object) : updatedPlain(node, object);
    }

    function updatedPlain(node, object) {
        const names = node.names;
        const values = node.values;
        const count = names.length;
        let own = node;
        let i = 0;
        for (const name in object) {
            const raw = object[name];
            if (i < count && name === names[i]) {
                const old = values[i];
                if (is(raw, old)) {
                    ++i;
                    continue;
                }
                if (typeof raw === 'object' && raw !== null && typeof old === 'object' && old !== null && old.array === false && changes === null && raw.toJSON === undefined && getPrototypeOf(raw) === objectPrototype) {
                    const shadow = updatedPlain(old, raw);
                    if (shadow !== old) {
                        own = writable(own);
                        own.values[i] = shadow;
                    }
                    ++i;
                    continue;
                }
            }
            const value = typeof raw === 'string' || typeof raw === 'boolean' ? raw : seen(raw);
            if (value === undefined)
                continue;
            if (i === count || names[i] !== name)
                return reshaped(own, object);
            own = put(own, i++, name, value);
        }
        return i === count ? own : reshaped(own, object);
    }

    // Not a plain object: what its prototype has does not count.
    function updatedInstance(node, object) {
        let own = node;
        let i = 0;
        for (const name of Object.keys(object)) {
            const value = seen(object[name]);
            if (value === undefined)
                continue;
            if (i === node.names.length || node.names[i] !== name)
                return reshaped(own, object);
            own = put(own, i++, name, value);
        }
        return i === node.names.length ? own : reshaped(own, object);
    }

    // The same with members that came, went or moved. Those handled before stand as they should already.
    function reshaped(node, object) {
        const places = new Map();
        for (let i = 0; i < node.names.length; ++i)
            places.set(node.names[i], i);
        const next = new Node(false, epoch, node.ordinal);
        for (const name of Object.keys(object)) {
            const value = seen(object[name]);
            if (value === undefined)
                continue;
            next.names.push(name);
            const place = places.get(name);
            if (place === undefined) {
                add(next, name, value);
            } else {
                places.delete(name);
                next.values.push(node.values[place]);
                next.ordinals.push(node.ordinals[place]);
                put(next, next.values.length - 1, name, value);
            }
        }
        if (changes !== null) {
            for (const [name, place] of places) {
                former.push(name);
                noteRemoved(node.values[place]);
                former.pop();
            }
        }
        if (next.values.length === 0)
            next.ordinal = ordinal;
        return next;
    }

    function updatedArray(node, array) {
        const count = array.length;
        let inPlace = count === node.values.length;
        if (inPlace && node.ids !== null) {
            for (let i = 0; i < count && inPlace; ++i) {
                const element = array[i];
                inPlace = typeof element === 'object' && element !== null && element[node.idName] === node.ids[i];
            }
        }
        if (inPlace) {
            let own = node;
            for (let i = 0; i < count; ++i) {
                const value = seen(array[i]);
                own = put(own, i, i, value === undefined ? null : value);
            }
            // Elements that changed may be told apart by another member from now on.
            if (own !== node || (count > 0 && typeof array[0] === 'object' && node.ids === null))
                remember(own = writable(own), array, host.idNameOf(array));
            return own;
        }
        const idName = host.idNameOf(array);
        return idName !== null && idName === node.idName ? rearranged(node, array) : resized(node, array, idName);
    }

    // Elements by index.
    function resized(node, array, idName) {
        const next = new Node(true, epoch, node.ordinal);
        const common = Math.min(array.length, node.values.length);
        next.values = node.values.slice(0, common);
        next.ordinals = node.ordinals.slice(0, common);
        for (let i = 0; i < array.length; ++i) {
            const value = seen(array[i]);
            if (i < common)
                put(next, i, i, value === undefined ? null : value);
            else
                add(next, i, value === undefined ? null : value);
        }
        if (changes !== null)
            noteRemovedElements(node, (i) => i >= common);
        remember(next, array, idName);
        if (array.length === 0)
            next.ordinal = ordinal;
        return next;
    }

    // Elements by what tells them apart.
    function rearranged(node, array) {
        const { ids, idName } = node;
        const next = new Node(true, epoch, node.ordinal);
        const stays = new Array(ids.length).fill(false);
        let places = null; // by id; made when an element is not where the one before it lets expect
        let likely = 0;
        for (let i = 0; i < array.length; ++i) {
            const element = array[i];
            const value = seen(element);
            const id = element[idName];
            let place = likely;
            if (ids[place] !== id && ids[++place] !== id) {
                if (ids.length > kFew)
                    places ??= new Map(ids.map((each, at) => [each, at]));
                place = places === null ? ids.indexOf(id) : places.get(id) ?? -1;
            }
            if (place < 0) {
                add(next, i, value === undefined ? null : value);
            } else {
                likely = place + 1;
                stays[place] = true;
                next.values.push(node.values[place]);
                next.ordinals.push(node.ordinals[place]);
                put(next, i, i, value === undefined ? null : value, place);
            }
        }
        if (changes !== null)
            noteRemovedElements(node, (i) => !stays[i]);
        remember(next, array, idName);
        return next;
    }

    function noteRemovedElements(node, isGone) {
        for (let i = 0; i < node.values.length; ++i) {
            if (isGone(i)) {
                former.push(i);
                noteRemoved(node.values[i]);
                former.pop();
            }
        }
    }

    // A shadow is { value, ordinal }: the root is a place of its own.
    const asRoot = (state) => {
        const value = seen(state);
        return value === undefined ? null : value;
    };
    host.blame = {
        // The shadow of a state that no event has touched.
        start(state) {
            ordinal = kNobody;
            changes = null;
            path = [];
            return { value: made(asRoot(state)), ordinal: kNobody };
        },
        // After the event of that ordinal. `into` gets the leaves it changed, or is null.
        update(shadow, state, at, into) {
            ordinal = at;
            changes = into;
            path = [];
            former = [];
            const value = asRoot(state);
            if (typeof value === 'object' && value !== null) {
                shadow.value = replaced(shadow.value, value);
            } else if (shadow.value !== value) {
                if (into !== null) {
                    const text = leafText(shadow.value);
                    if (text === null)
                        noteRemoved(shadow.value);
                    note(text ?? '', textOf(value));
                }
                shadow.value = value;
                shadow.ordinal = at;
            }
        },
        // A shadow of its own that shares everything with the other.
        snapshot(shadow) {
            ++epoch;
            return { value: shadow.value, ordinal: shadow.ordinal };
        },
        // [pointer, ordinal] of every leaf that an event has set.
        list(shadow) {
            const found = [];
            const walk = (value, at, pointer) => {
                if (value instanceof Node && value.values.length > 0) {
                    for (let i = 0; i < value.values.length; ++i) {
                        const token = value.array ? String(i) : value.names[i].replaceAll('~', '~0').replaceAll('/', '~1');
                        walk(value.values[i], value.ordinals[i], `${pointer}/${token}`);
                    }
                    return;
                }
                const set = value instanceof Node ? value.ordinal : at;
                if (set >= 0)
                    found.push([pointer, set]);
            };
            walk(shadow.value, shadow.ordinal, '');
            return found;
        },
    };
})
