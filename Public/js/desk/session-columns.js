import { make } from "../lib/dom.js";
import { agentWords } from "../text/agents.js";
import { wayWords } from "../text/desk-words.js";
import { addressOf, agoTime, mark, secondLine } from "./bits.js";

/** A browser that is signed in, by its name; its whole self is in the title. */
export const browserOf = ({ agent }) => make("span", { className: "name", title: agent ?? "" }, agentWords(agent));

/** Stands beside the session in which one is just now. */
export const currentMark = ({ current }) => (current ? [mark("this one", "live")] : []);

/** What is known of each session beside its browser. */
export const sessionColumns = [
  { name: "Address", cell: ({ address }) => addressOf(address) },
  { name: "Signed in", cell: (one) => [agoTime(one.created_at), secondLine(`by ${wayWords(one.signed_in_by)}`)] },
  { name: "Last seen", cell: (one) => (one.current ? "now" : agoTime(one.last_seen_at)) },
];
