// The requests of the admin pages.

import { query, request } from "../api.js";

const admin = "/api/admin";
const at = (kind, id) => `${admin}/${kind}/${encodeURIComponent(id)}`;
const read = (address, signal) => request("GET", address, undefined, 30_000, signal);

export const people = (signal) => read(`${admin}/people`, signal);
export const changePerson = (id, values) => request("PATCH", at("people", id), values);
export const endSessionsOf = (id) => request("DELETE", `${at("people", id)}/sessions`);

export const invites = (signal) => read(`${admin}/invites`, signal);
export const invite = (values) => request("POST", `${admin}/invites`, values);
export const revokeInvite = (id) => request("DELETE", at("invites", id));

export const sessions = (signal) => read(`${admin}/sessions`, signal);
export const endSession = (id) => request("DELETE", at("sessions", id));

export const audit = (values, signal) => read(`${admin}/audit${query(values)}`, signal);

export const conversations = (scope) => read(`/api/conversations${query({ scope, limit: 200 })}`);

export const providers = (signal) => read(`${admin}/providers`, signal);
export const addProvider = (values) => request("POST", `${admin}/providers`, values);
export const changeProvider = (name, values) => request("PATCH", at("providers", name), values);
export const deleteProvider = (name) => request("DELETE", at("providers", name));
export const testProvider = (values) => request("POST", `${admin}/providers/test`, values, 60_000);

export const models = (signal) => read(`${admin}/models`, signal);
export const changeModels = (values) => request("PATCH", `${admin}/models`, values);

export const limits = (signal) => read(`${admin}/limits`, signal);
export const setLimits = (values) => request("PUT", `${admin}/limits`, values);

export const usage = (values, signal) => read(`${admin}/usage${query(values)}`, signal);

export const settings = (signal) => read(`${admin}/settings`, signal);
export const changeSettings = (values) => request("PATCH", `${admin}/settings`, values);
export const health = (signal) => read(`${admin}/health`, signal);

export { changePreset, createPreset, deletePreset, presets } from "../api.js";
