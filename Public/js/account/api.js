// The requests of one's own account.

import { request } from "../api.js";

const account = "/api/account";
const read = (address, signal) => request("GET", address, undefined, 30_000, signal);

export const whoAmI = (signal) => read("/api/session", signal);
export const changeName = (name) => request("PATCH", account, { name });
export const changePassword = (values) => request("PUT", `${account}/password`, values);

export const sessions = (signal) => read(`${account}/sessions`, signal);
export const endSession = (id) => request("DELETE", `${account}/sessions/${encodeURIComponent(id)}`);
export const endOtherSessions = () => request("DELETE", `${account}/sessions`);

export const tokens = (signal) => read(`${account}/tokens`, signal);
export const makeToken = (values) => request("POST", `${account}/tokens`, values);
export const revokeToken = (id) => request("DELETE", `${account}/tokens/${encodeURIComponent(id)}`);

export const usage = (signal) => read(`${account}/usage`, signal);

export { changePreset, deletePreset, presets } from "../api.js";
