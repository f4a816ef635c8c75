// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decoders: scripts that make an object of a payload's bytes.
(function (host) {
    'use strict';

    const isFunction = (value) => typeof value === 'function';
    const { parse, Event } = host;

    // What every decoder of text needs, and the engine alone does not have. Bytes that are no UTF-8 become U+FFFD, as everywhere.
    class TextDecoder {
        constructor(label = 'utf-8') {
            if (!/^utf-?8$/i.test(label))
                throw new RangeError(`TextDecoder knows UTF-8 alone, not ${label}`);
        }
        get encoding() { return 'utf-8'; }
        decode(bytes = new Uint8Array()) {
            const from = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
            let text = '';
            for (let i = 0; i < from.length;) {
                const first = from[i++];
                const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
                let code = more <= 0 ? first : first & (0x3f >> more);
                let taken = 0;
                while (taken < more && i + taken < from.length && (from[i + taken] & 0xc0) === 0x80)
                    code = code << 6 | (from[i + taken++] & 0x3f);
                const isSound = more >= 0 && taken === more && (more < 2 || code >= (more === 2 ? 0x800 : 0x10000))
                    && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
                i += isSound ? more : 0;
                text += isSound ? String.fromCodePoint(code) : '\ufffd';
            }
            return text.startsWith('\ufeff') ? text.slice(1) : text;
        }
    }
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    function atob(text) {
        let made = '';
        let group = 0;
        let bits = 0;
        for (const digit of String(text).replace(/[\s=]/g, '')) {
            const value = digits.indexOf(digit);
            if (value < 0)
                throw new TypeError('atob() got something that is no base64');
            group = (group << 6 | value) & 0xffff;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                made += String.fromCharCode(group >> bits & 0xff);
            }
        }
        return made;
    }
    for (const [name, value] of Object.entries({ TextDecoder, atob }))
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

    // Throws a sentence if there is none.
    host.decoderOf = (exported) => {
        for (const holder of [exported, exported?.default]) {
            const found = isFunction(holder?.decode) ? holder.decode.bind(holder) : holder;
            if (isFunction(found))
                return found;
        }
        throw new host.Complaint('it exports no decoder; export a function decode(bytes, event) that gives back an object');
    };

    // [bytes as characters, id, type, stream, stream type, version, time, metadata, position]; gives JSON text.
    host.decodeWith = (decoder, text) => {
        const [characters, id, type, stream, streamType, version, time, metadata, position] = parse(text);
        const bytes = new Uint8Array(characters.length);
        for (let i = 0; i < bytes.length; ++i)
            bytes[i] = characters.charCodeAt(i);
        let told = metadata;
        try {
            told = metadata === null ? null : parse(metadata);
        } catch {
            // It is no JSON: the text, then.
        }
        const event = new Event(id, type, stream, streamType, version, time, null, told);
        event.position = position;
        const made = decoder(bytes, event);
        if (made === undefined || isFunction(made) || typeof made === 'symbol')
            throw new host.Complaint(`decode gave back ${made === undefined ? 'nothing' : `a ${typeof made}`}; give back an object`);
        if (isFunction(made?.then))
            throw new host.Complaint('decode gave back a promise; decoders cannot be async: give back the object itself');
        return host.toJson(made, null);
    };
})
