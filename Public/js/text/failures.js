// Why answers fail, and what a person can do about each. Pure. Words between backticks are what one types or sets.

const again = "regenerate";
const goOn = "continue";
const otherModel = "change-model";
const otherWords = "edit-question";
const kept = "What arrived is kept.";

const failures = new Map([
  ["auth", {
    cause: "The provider refused the key that Parley uses.",
    advice: "Whoever runs this server: look at the provider’s key in the settings. `parley check` says whether it is taken.",
    ways: [again, otherModel],
  }],
  ["not_found", {
    cause: "The provider does not know this model.",
    advice: "Choose another model. Whoever runs this server: `parley check` says what the provider answers.",
    ways: [otherModel, again],
  }],
  ["bad_request", {
    cause: "The provider refused the request.",
    advice: "The same will most likely be refused again; another model may take it.",
    ways: [again, otherModel],
  }],
  ["rate_limit", {
    cause: "The provider is asked too often just now.",
    advice: "Try again later, or choose another model.",
    ways: [again, goOn, otherModel],
  }],
  ["quota", {
    cause: "What the provider allows is used up.",
    advice: "Choose another model. Whoever runs this server can raise the quota at the provider.",
    ways: [otherModel, again],
  }],
  ["context_length", {
    cause: "The conversation is longer than this model can read.",
    advice: "Shorten the question and send it again, or choose a model that reads more.",
    ways: [otherWords, otherModel, again], edit: "Shorten the question",
  }],
  ["content_filter", {
    cause: "The provider’s filter ended the answer.",
    advice: "Put the question in other words, or choose another model.",
    ways: [otherWords, otherModel, again], edit: "Change the question",
  }],
  ["overloaded", {
    cause: "The model is overloaded just now.",
    advice: "This mostly passes within minutes.",
    ways: [goOn, again, otherModel],
  }],
  ["server", {
    cause: "The provider has a fault of its own.",
    advice: "Try again. If it stays so, the log of the model’s server should say why.",
    ways: [goOn, again, otherModel],
  }],
  ["unreachable", {
    cause: "The provider can not be reached.",
    advice: "Whoever runs this server: is the model’s server running? `parley check` says which provider answers.",
    ways: [goOn, again, otherModel],
  }],
  ["truncated", { cause: "The connection to the provider broke in the middle of the answer.", advice: kept, ways: [goOn, again] }],
  ["stalled", { cause: "The provider went silent in the middle of the answer.", advice: kept, ways: [goOn, again] }],
  ["timeout", { cause: "The answer took longer than allowed.", advice: kept, ways: [goOn, again, otherModel] }],
  ["protocol", {
    cause: "The provider sent something that is not an answer.",
    advice: "Try again. If it stays so, whoever runs this server: does `base_url` lead to an OpenAI-compatible API (often it ends in `/v1`)? `parley check` says what answers there.",
    ways: [again, otherModel],
  }],
  ["provider_unavailable", {
    cause: "The model of this conversation can not be asked just now.",
    advice: "Choose another model, then try again.",
    ways: [otherModel, again],
  }],
]);

const unknown = { cause: "The answer failed.", advice: "", ways: [again] };
const found = (error) => failures.get(error?.code) ?? unknown;

export function errorWords(error) {
  return error?.message || found(error).cause;
}

/** May an answer that failed so be written on from where it ends? */
export function isInterruption(error) {
  return found(error).ways.includes(goOn);
}

/** What to say below a failed answer: a sentence, the ways out, the likeliest first, and what editing the question is for. */
export function adviceOn({ error, content }) {
  const { advice, ways, edit = "" } = found(error);
  return { words: advice === kept && !content ? "Nothing of it had arrived." : advice, ways, edit };
}
