// What happened in the conversations that is worth a word to somebody who looks elsewhere. Pure.

/** The conversations of `after` in which this person was named since `before`. */
export function mentionsBetween(before, after) {
  if (!before.isLoaded) return [];
  const held = new Map(before.conversations.map((one) => [one.id, one]));
  return after.conversations.filter(({ id, mentioned, revision }) => {
    const old = held.get(id);
    return mentioned && (!old?.mentioned || revision > old.revision);
  });
}

/** Where answers run. `seen(conversations)` takes how each now stands and gives those in which one has ended. */
export class RunningAnswers {
  #ids = new Set();

  seen(conversations) {
    const ended = conversations.filter(({ id, running }) => !running && this.#ids.has(id));
    for (const { id, running } of conversations) running ? this.#ids.add(id) : this.#ids.delete(id);
    return ended;
  }

  /** It runs still: what was seen was old. */
  runsStill(id) {
    this.#ids.add(id);
  }
}

/** The answer to this person that has ended, or null: one asks for what one wants to be told of. */
export function endedAnswer(messages, myId) {
  const last = messages.at(-1);
  const isMine = last?.role === "assistant" && last.requested_by?.id === myId;
  return isMine && last.status !== "streaming" && last.status !== "stopped" ? last : null;
}
