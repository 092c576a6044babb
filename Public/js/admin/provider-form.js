import { button, definitions } from "../desk/bits.js";
import { areaField, checkField, choiceField, numberField, pair, textField } from "../desk/fields.js";
import { askForm, showDialog } from "../desk/form-dialog.js";
import { FormFault } from "../desk/form.js";
import { make, setText } from "../lib/dom.js";
import { failureWords, sentenceCase, sourceWords } from "../text/desk-words.js";
import { changedOnly, headerLines, headerNames, headersIn, listIn, testWords } from "../text/provider-words.js";
import * as api from "./api.js";

/** Asks for a provider, a new one or this one; one from elsewhere is only shown. Gives whether it was sent. */
export function askForProvider(provider = null) {
  if (provider && provider.source !== "admin") return showDialog({ title: provider.name, content: facts(provider), isWide: true });
  const form = fieldsOf(provider ?? {});
  const all = Object.values(form);
  return askForm({
    title: provider ? `Change ${provider.name}` : "Add a provider", isWide: true,
    fields: all, layout: layoutOf(form, provider), action: provider ? "Save" : "Add",
    submit: (values) => (provider
      ? api.changeProvider(provider.name, changed(values, form, provider))
      : api.addProvider(sent(values, form))),
  });
}

function fieldsOf(provider) {
  const hasHeaders = headerNames(provider.headers).length > 0;
  return {
    name: textField("name", "Name", {
      value: provider.name ?? "", required: true, maxLength: 64, spellcheck: false, hint: "Short: people see it beside the model.",
    }),
    baseUrl: textField("base_url", "Address", {
      type: "url", value: provider.base_url ?? "", required: true, placeholder: "http://127.0.0.1:11434/v1", hint: "Often it ends in /v1.",
    }),
    key: textField("api_key", "API key", {
      type: "password", autocomplete: "new-password",
      hint: provider.has_key ? "A key is set. It is never shown; leave this empty to keep it." : "Never shown again once stored. May be empty.",
    }),
    noKey: checkField("no_key", "Forget the key that is set"),
    models: areaField("models", "Models", {
      rows: 3, value: (provider.models ?? []).join("\n"), spellcheck: false, hint: "One a line. Empty: the provider is asked what it has.",
    }),
    window: numberField("context_window", "Window in tokens", {
      value: provider.context_window, least: 1, hint: "Empty: as the provider says.",
    }),
    headers: areaField("headers", "Headers", {
      rows: 2, spellcheck: false, placeholder: "X-Team: research", value: headerLines(provider.headers), hint: hasHeaders
        ? "Name: value, one a line. Values are never shown; a name with nothing after it keeps the one it has."
        : "Name: value, one a line. May be empty.",
    }),
    api: choiceField("api", "It is asked for", [["chat", "chat completions"], ["completions", "plain completions"]], {
      value: provider.api ?? "chat",
    }),
    connect: secondsField("connect_timeout", "Seconds to connect", provider),
    firstByte: secondsField("first_byte_timeout", "Seconds to the first word", provider),
    idle: secondsField("idle_timeout", "Seconds of silence", provider),
    total: secondsField("total_timeout", "Seconds in all", provider),
    retries: numberField("max_retries", "Tries after a failure", { value: provider.max_retries, least: 0, most: 20 }),
  };
}

const secondsField = (name, label, provider) => numberField(name, label, { value: provider[name], least: 0.1, isWhole: false });

function layoutOf(form, provider) {
  // The name is what a provider is known by, so it stays.
  form.name.control.readOnly = Boolean(provider);
  form.baseUrl.control.autofocus = Boolean(provider);
  const { connect, firstByte, idle, total, retries, api, headers } = form;
  const more = make("details", { className: "form-more" }, make("summary", {}, "Waiting times, headers and more"),
    pair(connect, firstByte), pair(idle, total), pair(retries, api), headers.element);
  return [
    form.name.element, form.baseUrl.element, form.key.element, ...(provider?.has_key ? [form.noKey.element] : []),
    form.models.element, form.window.element, more, testRow(form, provider),
  ];
}

function testRow(form, provider) {
  const told = make("p", { className: "form-told" });
  told.setAttribute("role", "status");
  const test = async () => {
    setText(told, "Asking…");
    try {
      const values = Object.fromEntries(Object.values(form).map((field) => [field.name, field.value]));
      setText(told, sentenceCase(testWords(await api.testProvider(sent(values, form, provider)))));
    } catch (error) {
      setText(told, error instanceof FormFault ? error.message : failureWords(error));
    }
  };
  return make("div", { className: "form-test" }, button("Test", test, "plain-button"), told);
}

/** What the form holds, as the server takes it; what is empty is left to the server. */
function sent(values, form, provider = null) {
  const { no_key: _, api_key: key, headers, models, ...rest } = values;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== ""));
  return { ...given, models: listIn(models), ...(key && { api_key: key }), ...headersOf(headers, form, provider) };
}

/** Only what differs; a field that was emptied goes back to what it is by default. */
function changed(values, form, provider) {
  const { no_key: losesKey, api_key: key, headers, models, name, ...rest } = values;
  return {
    ...changedOnly({ ...rest, models: listIn(models) }, { api: "chat", ...provider, models: provider.models ?? [] }),
    ...(losesKey && { api_key: null }), ...(key && { api_key: key }),
    ...headersOf(headers, form, provider),
  };
}

function headersOf(text, form, provider) {
  if (text.trim() === headerLines(provider?.headers)) return {};
  const headers = headersIn(text, headerNames(provider?.headers));
  if (!headers) throw new FormFault("A header is one line: its name, a colon, its value.", form.headers);
  return { headers };
}

const waitingWords = ({ connect_timeout: connect, first_byte_timeout: first, idle_timeout: idle, total_timeout: total }) =>
  `${connect} s to connect, ${first} s to the first word, ${idle} s of silence, ${total} s in all`;

function facts(provider) {
  const rows = [
    ["Address", provider.base_url], ["Comes from", sourceWords(provider.source)], ["Key", provider.has_key ? "a key is set" : "none"],
    ["Models", (provider.models ?? []).join(", ") || "as the provider lists them"],
    ["Window", provider.context_window ?? "as the provider says"],
    ["Headers", headerNames(provider.headers).join(", ") || "none"],
    ["Waiting", waitingWords(provider)],
    ["Tries after a failure", provider.max_retries],
  ];
  return definitions("facts", rows.map(([name, value]) => [name, String(value ?? "unknown")]));
}
