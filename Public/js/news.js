// What happened in the conversations that is worth a word to somebody who looks elsewhere. Pure.

/**
 * The conversations of `after` in which this person was named since `before`. Once named, one is told no more of that
 * conversation until one has looked: whatever else comes there changes nothing about it.
 */
export function mentionsBetween(before, after) {
  if (!before.isLoaded) return [];
  const named = new Set(before.conversations.filter((one) => one.mentioned).map((one) => one.id));
  return after.conversations.filter(({ id, mentioned }) => mentioned && !named.has(id));
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

/**
 * The newest answer, if it was written for this person and has ended, or null: one asks for what one wants to be told of.
 * People may have written below it since.
 */
export function endedAnswer(messages, myId) {
  const last = messages.findLast((one) => one.role === "assistant");
  const isMine = last?.requested_by?.id === myId;
  return isMine && last.status !== "streaming" && last.status !== "stopped" ? last : null;
}

/** How a notification tells of it: never what was written. */
export function endedWords({ status }, name) {
  if (status === "error") return `${name} could not answer`;
  return status === "interrupted" ? `The answer of ${name} was interrupted` : `${name} has answered`;
}
