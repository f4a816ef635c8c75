// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node foldinnode.cjs REDUCER STREAMTYPE [TYPESCRIPT] < events.jsonl
// The state of every stream of the type after its last event, as Node has it: a JSON line {"stream", "state"} each, in the order of the
// streams' first events. Reads what `eventscope-cli events` prints. Deliberately simple: it is what Eventscope's own folding is held against.
'use strict';
const fs = require('fs');
const path = require('path');

const [reducerFile, streamType, typescript] = process.argv.slice(2);

const modules = new Map();
function load(file) {
    if (modules.has(file))
        return modules.get(file).exports;
    const module = { exports: {} };
    modules.set(file, module);
    const ts = require(typescript || 'typescript');
    const source = ts.transpileModule(fs.readFileSync(file, 'utf8'), {
        fileName: file,
        compilerOptions: {
            module: ts.ModuleKind.CommonJS,
            target: ts.ScriptTarget.ES2022,
            esModuleInterop: true,
        },
    }).outputText;
    const require_ = (name) => {
        const base = path.resolve(path.dirname(file), name);
        return load([base, base + '.ts', base + '.js', base.replace(/\.js$/, '.ts')].find(
            (at) => fs.existsSync(at) && fs.statSync(at).isFile()));
    };
    new Function('exports', 'require', 'module', source)(module.exports, require_, module);
    return module.exports;
}

const exported = load(path.resolve(reducerFile));
const chosen = exported.default
    ?? Object.values(exported).find((value) => value?.prototype?.apply)
    ?? exported;
const copy = (value) => (value === undefined ? undefined : structuredClone(value));
const upcasts = [exported.upcast].flat().filter(Boolean);

let first;
let step;
if (typeof chosen === 'function' && chosen.prototype && typeof chosen.prototype.apply === 'function') {
    first = (stream) => new chosen(stream);
    step = (state, event) => {
        state.apply(event);
        return state;
    };
} else if (typeof chosen === 'function') {
    const initial = exported.initialState;
    first = () => (typeof initial === 'function' ? initial() : initial === undefined ? {} : copy(initial));
    step = chosen;
} else {
    first = () => (chosen.$init ? chosen.$init() : {});
    step = (state, event) => {
        const handler = chosen[event.type];
        return handler ? handler.call(chosen, state, event) : state;
    };
}

const states = new Map();
for (const line of fs.readFileSync(0, 'utf8').split('\n')) {
    if (!line)
        continue;
    const stored = JSON.parse(line);
    if (stored.streamType !== streamType)
        continue;
    let event = {
        id: stored.id,
        eventId: stored.id,
        type: stored.type,
        eventType: stored.type,
        aggregateId: stored.stream,
        streamId: stored.stream,
        aggregateType: stored.streamType,
        version: stored.version,
        timestamp: stored.time,
        created: stored.time,
        data: stored.data,
        payload: stored.data,
        body: stored.data,
        metadata: stored.metadata,
    };
    for (const upcast of upcasts)
        event = upcast(event) ?? event;
    const before = states.has(stored.stream) ? states.get(stored.stream) : first(stored.stream);
    const after = step(before, event);
    states.set(stored.stream, after === undefined ? before : after);
}
for (const [stream, state] of states)
    console.log(JSON.stringify({ stream, state }));
