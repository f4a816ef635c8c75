// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// CommonJS modules. The host has no files: it asks the parent for every one by name, and gets its text ready to run.
(function (host) {
    'use strict';

    let modules = new Map(); // by path
    const commonJs = new WeakSet();

    // The exports of a file that never said "export".
    host.isCommonJs = (exported) => commonJs.has(exported);

    // The parent knows why a file cannot be had, and says so itself.
    class Refused extends Error {}
    host.Refused = Refused;

    function load(name, from) {
        if (!host.loading)
            throw new TypeError(`"${name}" cannot be loaded while events are folded; import it at the top of the file`);
        host.send('N', host.stringify({ name, from }));
        const frame = host.receive();
        const answer = host.parse(frame.slice(1));
        if (frame[0] !== 'M')
            throw new Refused(answer.message);
        const known = modules.get(answer.path);
        if (known)
            return known.exports;
        const module = { exports: {} };
        modules.set(answer.path, module);
        if (answer.commonJs)
            commonJs.add(module.exports);
        const run = host.evaluate(answer.code, answer.path);
        run(module.exports, (wanted) => load(String(wanted), answer.path), module, module.exports);
        if (answer.commonJs && typeof module.exports === 'object' && module.exports !== null)
            commonJs.add(module.exports);
        return module.exports;
    }

    host.loadScript = (file) => {
        modules = new Map();
        host.loading = true;
        try {
            return load(file, '');
        } finally {
            host.loading = false;
        }
    };
})
