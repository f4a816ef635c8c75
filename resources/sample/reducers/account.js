// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A customer's bonus account: a function of the state and an event that copies what it changes.

export const initialState = { owner: null, status: "new", points: 0, earned: 0, redeemed: 0 };

export default (state, event) => {
    const data = event.data;
    switch (event.type) {
    case "AccountOpened":
        return { ...state, owner: data.owner, status: data.status, points: data.points };
    case "PointsEarned":
        return { ...state, points: data.points, earned: state.earned + data.lastEarned.points };
    case "PointsRedeemed":
        return { ...state, points: data.points, redeemed: state.redeemed + data.lastRedeemed.points };
    default:
        return state;
    }
};
