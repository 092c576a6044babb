import { setUp } from "./api.js";
import { setText, show } from "./lib/dom.js";

// The token stands behind the # of the link, which no browser sends to a server or writes into a log.
const token = location.hash.slice(1);
const form = document.querySelector(".setup-form");
const error = document.querySelector(".form-error");

function say(text) {
  setText(error, text);
  show(error, text);
}

async function submitted(event) {
  event.preventDefault();
  const { name, password, again } = form.elements;
  if (password.value !== again.value) return say("The two passwords are not the same.");
  say("");
  form.querySelector("button").disabled = true;
  try {
    await setUp({ token, name: name.value.trim(), password: password.value });
    location.replace("/");
  } catch (refused) {
    say(wordsFor(refused));
    form.querySelector("button").disabled = false;
  }
}

function wordsFor({ code, status, message }) {
  if (code === "offline" || code === "slow") return "The server can not be reached. Try again in a moment.";
  if (message) return message;
  return [401, 403, 404, 409, 410].includes(status)
    ? "This link has been used or is no longer valid. Run “parley setup-link” on the server for a new one."
    : "The server could not do this.";
}

show(document.querySelector(".setup-missing"), !token);
show(form, token);
if (token) form.elements.name.focus();
form.addEventListener("submit", submitted);
