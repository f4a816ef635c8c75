// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The event as scripts see it.
(function (host) {
    'use strict';

    // The fields are the object's own, so that {...event} takes them along; the other names that people use lead to them.
    class Event {
        constructor(id, type, aggregateId, aggregateType, version, timestamp, data, metadata) {
            this.id = id;
            this.type = type;
            this.aggregateId = aggregateId;
            this.aggregateType = aggregateType;
            this.version = version;
            this.timestamp = timestamp;
            this.data = data;
            this.metadata = metadata;
        }
    }
    const aliases = { eventId: 'id', eventType: 'type', streamId: 'aggregateId', created: 'timestamp', payload: 'data', body: 'data' };
    for (const [alias, name] of Object.entries(aliases)) {
        Object.defineProperty(Event.prototype, alias, {
            configurable: true,
            get() { return this[name]; },
            set(value) { this[name] = value; },
        });
    }
    host.Event = Event;

    // What an upcaster gave back, as an event: it may have made a plain object with some of the names.
    host.eventFrom = (made, before) => {
        if (made === undefined || made === before)
            return before;
        if (typeof made !== 'object' || made === null || Array.isArray(made))
            throw new host.Complaint(`upcast gave back ${made === null ? 'null' : Array.isArray(made) ? 'an array' : `a ${typeof made}`}; give back the event`);
        if (typeof made.then === 'function')
            throw new host.Complaint('upcast gave back a promise; upcasters cannot be async: give back the event itself');
        if (made instanceof Event)
            return made;
        const event = new Event(before.id, before.type, before.aggregateId, before.aggregateType, before.version, before.timestamp,
                                before.data, before.metadata);
        for (const name of Object.keys(made)) {
            // {...event, payload} carries the old data beside the new payload.
            if (made[name] !== before[name] || !(aliases[name] ?? name in event))
                event[name] = made[name];
        }
        return event;
    };
})
