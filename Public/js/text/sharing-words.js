// What the page says about sharing. Pure.

import { requestWords } from "./words.js";

/** Why a change did not happen. What one had chosen is taken back, so the words say so. */
export function sharingFault(error) {
  if (error.status === 404) return "This is no longer there: the conversation or the person is gone. Nothing was changed.";
  if (error.status === 403) return "Only the owner of a conversation may change who is in it.";
  return `${requestWords(error)} Nothing was changed.`;
}

/** Who can follow a link to the conversation. */
export function linkWords(teamAccess) {
  if (teamAccess === "read") return "Everybody on this server who has the link may read it.";
  if (teamAccess === "write") return "Everybody on this server who has the link may read and write in it.";
  return "The link opens it for the people named here, and for nobody else.";
}

const openings = new Map([
  ["read", "Open to the team: everybody may read"], ["write", "Open to the team: everybody may read and write"],
]);

export const teamWords = (teamAccess) => openings.get(teamAccess) ?? "Not open to the team";

/** For a person who may not send here. */
export function closedWords(role, conversationId) {
  if (role !== "reviewer") return "You may read this conversation.";
  return conversationId ? "You may read this conversation. Reviewers do not write." : "Reviewers read what is shared with them, and do not write.";
}
