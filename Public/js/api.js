// Every request of the page. JSON in and out; whatever goes wrong comes back as one ApiError.

/** `code` is the server's, or "offline" where it did not answer, or "slow" where it took too long. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Tells "signed-out" as soon as any request says so. */
export const session = new EventTarget();

const at = (id) => `/api/conversations/${encodeURIComponent(id)}`;

const personAt = (id, personId) => `${at(id)}/people/${encodeURIComponent(personId)}`;

export const models = () => request("GET", "/api/models");
export const conversations = (cursor) => request("GET", `/api/conversations${query({ cursor, limit: 50 })}`);
export const openToTeam = (cursor) => request("GET", `/api/conversations${query({ scope: "team", cursor, limit: 50 })}`);
export const createConversation = (values) => request("POST", "/api/conversations", values);
export const changeConversation = (id, values) => request("PATCH", at(id), values);
export const deleteConversation = (id) => request("DELETE", at(id));
export const page = (id, { before, limit } = {}) => request("GET", at(id) + query({ before, limit, render: "blocks" }));
export const message = (id, messageId) => request("GET", `${at(id)}/messages/${encodeURIComponent(messageId)}`);
export const send = (id, values) => request("POST", `${at(id)}/messages`, values, 60_000);
export const reply = (id, values) => request("POST", `${at(id)}/replies`, values, 60_000);
export const stop = (id) => request("POST", `${at(id)}/stop`, {}, 60_000);
export const join = (id) => request("POST", `${at(id)}/join`, {});
export const people = (id) => request("GET", `${at(id)}/people`);
export const letIn = (id, personId, access) => request("PUT", personAt(id, personId), { access });
export const takeOut = (id, personId) => request("DELETE", personAt(id, personId));
export const markRead = (id, revision) => request("PUT", `${at(id)}/read`, { revision }, 30_000, undefined, true);
export const tellTyping = (id, typing) => request("POST", `${at(id)}/typing`, { typing });
export const unqueue = (id, queuedId) => request("DELETE", `${at(id)}/queue/${encodeURIComponent(queuedId)}`);
export const everybody = () => request("GET", "/api/people");
export const presets = (signal) => request("GET", "/api/presets", undefined, 30_000, signal);
export const createPreset = (values) => request("POST", "/api/presets", values);
export const changePreset = (id, values) => request("PATCH", `/api/presets/${encodeURIComponent(id)}`, values);
export const deletePreset = (id) => request("DELETE", `/api/presets/${encodeURIComponent(id)}`);
export const context = (id, values, signal) => request("GET", `${at(id)}/context${query(values)}`, undefined, 20_000, signal);
export const messageContext = (id, messageId, signal) => request("GET", `${at(id)}/messages/${encodeURIComponent(messageId)}/context`, undefined, 20_000, signal);
export const search = (values, signal) => request("GET", `/api/search${query(values)}`, undefined, 20_000, signal);
export const signOut = () => request("DELETE", "/api/session");
export const setUp = (values) => request("POST", "/api/setup", values);

export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value != null && value !== "");
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}

/**
 * One request, for the pages beside the chat, which have addresses of their own. With `keepalive` it goes out even where
 * the page is closed at that moment.
 */
export async function request(method, address, values, patience = 30_000, signal, keepalive = false) {
  const limits = [AbortSignal.timeout(patience), signal].filter(Boolean);
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: { Accept: "application/json", ...(values && { "Content-Type": "application/json" }) },
      body: values && JSON.stringify(values),
      credentials: "same-origin",
      cache: "no-store",
      keepalive,
      signal: AbortSignal.any(limits),
    });
    return await answered(response);
  } catch (error) {
    throw readable(error, signal);
  }
}

async function answered(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  throw await refusal(response);
}

/** What a bad answer says, also where a proxy in between said it and not Parley. */
export async function refusal(response) {
  const body = await response.json().catch(() => null);
  const { code = "", message = "" } = body?.error ?? {};
  if (response.status === 401) session.dispatchEvent(new Event("signed-out"));
  return new ApiError(response.status, String(code), String(message));
}

function readable(error, signal) {
  if (error instanceof ApiError || signal?.aborted) return error;
  if (error.name === "TimeoutError") return new ApiError(0, "slow", "");
  return error instanceof SyntaxError ? new ApiError(502, "protocol", "") : new ApiError(0, "offline", "");
}
