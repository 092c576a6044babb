import { request } from "./api.js";
import { entryForm } from "./entry-form.js";
import { make, setText, show } from "./lib/dom.js";
import { until } from "./text/amounts.js";
import { failureWords, roles } from "./text/desk-words.js";

// The secret stands behind the # of the link, which no browser sends to a server or writes into a log.
let token = "";
const page = document.querySelector(".invite");
const form = document.querySelector(".invite-form");
const part = (name) => page.querySelector(`.invite-${name}`);

/** Shows one of the parts of the page, and no other. */
function showOnly(...names) {
  for (const name of ["missing", "wait", "void", "failed", "form"]) show(part(name), names.includes(name));
}

function read() {
  const found = location.hash.slice(1);
  // Once it is known here it need not stand where others look, nor in the browser's list of visited pages.
  if (found) history.replaceState(null, "", location.pathname);
  token = found || token;
  if (token) look();
  else showOnly("missing");
}

async function look() {
  showOnly("wait");
  try {
    invited(await request("POST", "/api/invites/look", { token }));
  } catch (refused) {
    if (isVoid(refused)) return ended();
    setText(part("failed").querySelector("p"), failureWords(refused));
    showOnly("failed");
  }
}

const isVoid = ({ status }) => [400, 401, 403, 404, 410].includes(status);

function ended() {
  setText(document.querySelector("h1"), "This link opens nothing");
  showOnly("void");
}

function invited({ kind, role, name, expires_at: end }) {
  const isPassword = kind === "password";
  const { name: field } = form.elements;
  setText(document.querySelector("h1"), isPassword ? "A new password" : "You are invited");
  part("text").replaceChildren(...(isPassword ? passwordWords(name) : inviteWords(role)));
  setText(part("end"), end ? `This link works once and ends ${until(end)}.` : "This link works once.");
  field.value = name ?? "";
  // For a password the name is there only for the browser's own keeping of passwords.
  field.readOnly = isPassword;
  show(part("name"), !isPassword);
  setText(form.querySelector("button"), isPassword ? "Set the password" : "Come in");
  document.title = `${document.querySelector("h1").textContent} – Parley`;
  showOnly("form");
  (isPassword || field.value ? form.elements.password : field).focus();
}

function passwordWords(name) {
  return ["Choose a new password for ", make("bdi", { className: "strong-name" }, name ?? "your name"), ". Every session that is open ends."];
}

function inviteWords(role) {
  const [, words, meaning] = roles.find(([one]) => one === role) ?? [];
  const as = words ? ` You come in as ${words.toLowerCase()}: ${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}` : "";
  return [`Choose a name and a password.${as}`];
}

// A new password changes no name.
function accept({ name, password }) {
  return request("POST", "/api/invites/accept", { token, password, ...(!form.elements.name.readOnly && { name }) });
}

function wordsFor(refused) {
  if (refused.status !== 403) return failureWords(refused);
  ended();
  return "";
}

entryForm(form, accept, wordsFor);
page.querySelector("[data-action=look-again]").addEventListener("click", look);
addEventListener("hashchange", read);
read();
