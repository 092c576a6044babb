// As much of a browser as the parts of the page without elements need. Import it before them.

import { mock } from "node:test";

let page;
globalThis.requestAnimationFrame = (action) => setTimeout(action);
freshPage();

/** Nobody of an earlier test listens any more. */
export function freshPage() {
  page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
}

/** The page as a whole is told something: "pagehide", "storage". */
export function happens(name, values = {}) {
  page.dispatchEvent(Object.assign(new Event(name), values));
}

/** Somebody looks at the page, or elsewhere. */
export function look(isLooking) {
  document.hidden = !isLooking;
  document.dispatchEvent(new Event("visibilitychange"));
}

/**
 * The server: `answer(method, address, values)` gives what it says, or throws what goes wrong. Gives the requests, each
 * "GET /api/…".
 */
export function server(answer) {
  const asked = [];
  globalThis.fetch = async (address, { method = "GET", body } = {}) => {
    asked.push(`${method} ${address}`);
    const value = await answer(method, address, body && JSON.parse(body));
    return value instanceof Response ? value : Response.json(value ?? null);
  };
  return asked;
}

export const refusal = (status) => Response.json({ error: { code: "", message: "" } }, { status });

/** What the parts of the page hold together: the state of the open conversation, and the facts around it. */
export function storeOf(state, facts = {}) {
  return {
    state, person: { id: state.myId ?? "ada", role: "member", name: "Ada" }, facts: { link: "live", ...facts },
    set(values) {
      this.facts = { ...this.facts, ...values };
    },
    apply: mock.fn(),
  };
}

/** Until what has been asked is answered. */
export async function answers() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
