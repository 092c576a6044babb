// What a person may do with a conversation, as the server says it. Pure.

const words = new Map([["owner", "owner"], ["write", "may write"], ["read", "may read"]]);

/** Where nothing is known yet, as little as possible is taken away: the server decides in the end. */
export function mayWrite({ conversation }, person) {
  return person.role !== "reviewer" && conversation?.access !== "read";
}

/** A conversation that is not stored yet is nobody else's, and so is one that says nothing. */
export function isOwner({ conversation }) {
  return (conversation?.access ?? "owner") === "owner";
}

/** May others read it? */
export function isShared(conversation) {
  return Boolean(conversation?.shared) || isTeamOpen(conversation);
}

export function isTeamOpen(conversation) {
  return conversation?.team_access === "read" || conversation?.team_access === "write";
}

/** Is the model asked? Where a person is alone with it there is nobody else to talk to. */
export function asksModel({ conversation }, { asks }) {
  return !isShared(conversation) || asks !== false;
}

export const accessWords = (access) => words.get(access) ?? "";
