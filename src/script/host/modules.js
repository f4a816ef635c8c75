// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// CommonJS modules. The host has no files: it asks the parent for every one by name, and gets its text ready to run.
(function (host) {
    'use strict';

    let modules = new Map(); // by path
    const files = new Map(); // path -> what runs it, and whether it is CommonJS; as the parent gave them
    const paths = new Map(); // [from, name] as text -> path
    const commonJs = new WeakSet();

    // The exports of a file that never said "export".
    host.isCommonJs = (exported) => commonJs.has(exported);

    // The parent knows why a file cannot be had, and says so itself.
    class Refused extends Error {}
    host.Refused = Refused;

    // The path of a file that is known from here on.
    function find(name, from) {
        const link = host.stringify([from, name]);
        const known = paths.get(link);
        if (known !== undefined)
            return known;
        host.send('N', host.stringify({ name, from }));
        const frame = host.receive();
        const answer = host.parse(frame.slice(1));
        if (frame[0] !== 'M')
            throw new Refused(answer.message);
        if (!files.has(answer.path))
            files.set(answer.path, { run: host.evaluate(answer.code, answer.path), isCommonJs: answer.commonJs });
        paths.set(link, answer.path);
        return answer.path;
    }

    function load(name, from) {
        if (!host.loading)
            throw new TypeError(`"${name}" cannot be loaded while events are folded; import it at the top of the file`);
        const path = find(name, from);
        const known = modules.get(path);
        if (known)
            return known.exports;
        const module = { exports: {} };
        modules.set(path, module);
        const { run, isCommonJs } = files.get(path);
        if (isCommonJs)
            commonJs.add(module.exports);
        run(module.exports, (wanted) => load(String(wanted), path), module, module.exports);
        if (isCommonJs && typeof module.exports === 'object' && module.exports !== null)
            commonJs.add(module.exports);
        return module.exports;
    }

    // Whether a file of the script says that somewhere.
    host.scriptSays = (what) => [...files.values()].some(({ run }) => what.test(Function.prototype.toString.call(run)));
    // The parent gives every file anew.
    host.forgetFiles = () => {
        files.clear();
        paths.clear();
    };
    // Runs the script's files, all of them anew: what they keep at their top level begins anew too.
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
