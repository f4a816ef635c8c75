// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// TypeScript, and JavaScript with import and export, to what modules.js runs.
(function (host) {
    'use strict';

    let ts = null;

    // `source` is that of another compiler; the empty text means the built-in one.
    host.startCompiler = (source, name) => {
        const text = source || host.typescript();
        const module = { exports: {} };
        // The compiler wants to know whether it runs in Node or a browser; it must find neither.
        const run = host.evaluate(`(function (module, exports, require, process) {${text}\nreturn typeof ts === 'undefined' ? module.exports : ts;})`,
                                  name);
        ts = run(module, module.exports, undefined, undefined);
        if (typeof ts?.transpileModule !== 'function')
            throw new host.Complaint('it is no TypeScript compiler');
        return String(ts.version);
    };

    // { code, map } or { errors: [{ message, start, length }] }, offsets in characters of the text.
    host.compile = (file, text) => {
        const isTypeScript = /\.[cm]?tsx?$/.test(file);
        const result = ts.transpileModule(text, {
            fileName: file,
            reportDiagnostics: true,
            compilerOptions: {
                module: ts.ModuleKind.CommonJS,
                target: ts.ScriptTarget.ESNext,
                sourceMap: true,
                allowJs: true,
                esModuleInterop: true,
                experimentalDecorators: true,
                importHelpers: false,
                // Of TypeScript's imports those count that are used as values; JavaScript's all do.
                importsNotUsedAsValues: isTypeScript ? 0 : 1,
                // Fields that only say their type add nothing to the state.
                useDefineForClassFields: !isTypeScript,
                jsx: ts.JsxEmit.React,
            },
        });
        // Those about the text: another compiler may not know all of the options.
        const errors = result.diagnostics.filter((each) => each.category === ts.DiagnosticCategory.Error && each.file !== undefined);
        if (errors.length > 0) {
            return { errors: errors.slice(0, 1).map((each) => ({
                message: ts.flattenDiagnosticMessageText(each.messageText, ' '),
                start: each.start ?? 0,
                length: each.length ?? 1,
            })) };
        }
        return { code: result.outputText, map: result.sourceMapText ?? '' };
    };
})
