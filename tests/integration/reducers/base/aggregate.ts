// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
export interface Stored {
    type: string;
    version: number;
    data: any;
}

export abstract class Aggregate {
    protected applied = 0;

    apply(event: Stored): void {
        this.when(event);
        this.applied++;
    }

    protected abstract when(event: Stored): void;
}
