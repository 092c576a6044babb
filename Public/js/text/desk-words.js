// What the pages beside the chat say when something fails, and their names for things. Pure.

/** Why a request failed, in words that say what to do. */
export function failureWords(error) {
  switch (error.code) {
    case "offline": return "The server can not be reached.";
    case "slow": return "The server did not answer in time.";
    case "protocol": return "The answer was not Parley’s. Something between this browser and the server may have made it.";
    default: return statusWords(error);
  }
}

function statusWords({ status, message }) {
  switch (status) {
    case 401: return "You are signed out.";
    case 403: return message || "You may not do this.";
    case 404: return "This is no longer there, or not for you.";
    case 409: return message || "This can not be done as things are.";
    case 429: return message || "Too many requests. Wait a moment, then try again.";
    case 507: return message || "The server’s disk is full. Nothing was stored.";
    default: return message || "The server could not do this.";
  }
}

export const sentenceCase = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const roles = [
  ["member", "Member", "Talks with the models and the team."],
  ["admin", "Admin", "Everything a member may, and these pages. Private conversations stay private."],
  ["reviewer", "Reviewer", "Reads what is shared with them or open to the team. Writes nothing."],
];

export const roleName = (role) => roles.find(([value]) => value === role)?.[1] ?? String(role ?? "");

const ways = new Map([["password", "password"], ["sso", "single sign-on"], ["proxy", "the proxy in front"], ["token", "a token"]]);

/** By what a session was begun. */
export const wayWords = (way) => ways.get(way) ?? String(way ?? "unknown");

const sources = new Map([
  ["file", "the settings file"], ["environment", "the environment"], ["command_line", "the command line"],
  ["found", "this machine, where it was found"], ["demo", "Parley itself"], ["admin", "these pages"], ["default", "the default"],
]);

/** Where a setting or a provider comes from. */
export const sourceWords = (source) => sources.get(source) ?? String(source ?? "");

const windows = new Map([
  ["settings", "set"], ["provider", "told by the provider"], ["table", "known of this model"], ["learned", "learned from an error"],
  ["default", "assumed"],
]);

/** How the size of a model's window is known. */
export const windowWords = (source) => windows.get(source) ?? "";

export const audiences = [["everyone", "Everyone"], ["admins", "Admins only"], ["people", "Chosen people"], ["nobody", "Nobody"]];
