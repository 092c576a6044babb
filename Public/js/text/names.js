// How people and models are called on the page. Pure.

/** "Ada Kovač" → "AK", "Jonas" → "JO". */
export function personInitials(name) {
  const words = (name ?? "").trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [first(words[0]), first(words.at(-1))] : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}

/** "qwen3-32b" → "q3", "gpt-4o" → "g4", "demo" → "de": the first letter and the first digit, else the second letter. */
export function modelInitials(model) {
  const name = shortModel(model);
  const letter = first(name) || "?";
  return letter + (/\d/.exec(name.slice(1))?.[0] ?? [...name][1] ?? "");
}

/** A path like "org/model" is shown by its last part. */
export function shortModel(model) {
  return (model ?? "").split("/").filter(Boolean).at(-1) ?? "";
}

/** Without capitals and accents, as one types in a hurry. */
export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export const isDemo = (provider) => provider === "demo";

/** What a message is headed with. */
export function speakerName(message) {
  if (message.role === "user") return message.author?.name ?? "someone";
  if (message.role === "system") return "Instructions";
  const name = shortModel(message.model) || "model";
  return isDemo(message.provider) && !/demo/i.test(name) ? `${name} (demo)` : name;
}

export function speakerInitials(message) {
  return message.role === "user" ? personInitials(message.author?.name) : modelInitials(message.model);
}

/** The listed model that a conversation is bound to, or undefined. */
export function findModel(models, model, provider) {
  const isOurs = (one) => provider == null || one.provider === provider;
  return models.find((one) => one.id === model && isOurs(one))
    ?? models.find((one) => one.id === `${provider}/${model}` && isOurs(one));
}

const first = (word) => [...word][0] ?? "";
