import { setUp } from "./api.js";
import { entryForm } from "./entry-form.js";
import { show } from "./lib/dom.js";
import { failureWords } from "./text/desk-words.js";

// The token stands behind the # of the link, which no browser sends to a server or writes into a log.
const token = location.hash.slice(1);
const form = document.querySelector(".setup-form");
const refusals = [401, 403, 404, 409, 410];

function wordsFor(error) {
  if (error.message || !refusals.includes(error.status)) return error.message || failureWords(error);
  return "This link has been used or is no longer valid. Run “parley setup-link” on the server for a new one.";
}

show(document.querySelector(".setup-missing"), !token);
show(form, token);
if (token) form.elements.name.focus();
entryForm(form, (values) => setUp({ token, ...values }), wordsFor);
