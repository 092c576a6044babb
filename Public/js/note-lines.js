import { make, setAttribute, setSentence } from "./lib/dom.js";
import { noteWords } from "./text/note-words.js";
import { timeText } from "./text/times.js";
import { noteGroups } from "./timeline-notes.js";

/** The quiet lines between the messages, keyed. */
export class NoteLines {
  #lines = new Map();

  /** Puts a line for each group of notes into `shown`, which holds one element for each of `rows`. */
  insert(shown, rows, state) {
    const groups = noteGroups(state);
    if (groups.length === 0) return;
    const elements = new Map(rows.map(({ message }, index) => [message.id, shown[index]]));
    const kept = new Map();
    for (const group of groups.toReversed()) {
      const line = this.#line(group, state.myId);
      if (!line) continue;
      kept.set(group.key, line);
      shown.splice(group.after === null ? 0 : shown.indexOf(elements.get(group.after)) + 1, 0, line);
    }
    this.#lines = kept;
  }

  #line({ key, notes }, myId) {
    const words = noteWords(notes, myId);
    if (!words) return null;
    const line = this.#lines.get(key) ?? make("p", { className: "note-line" });
    setSentence(line, words);
    setAttribute(line, "title", timeText(notes.at(-1).created_at));
    return line;
  }
}
