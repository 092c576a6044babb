import { agoTime, button, definitions, nameOf, reachableState, secondLine } from "../desk/bits.js";
import { Panel, subpanel } from "../desk/panel.js";
import { Records } from "../desk/records.js";
import { make } from "../lib/dom.js";
import { auditFact, healthFacts, stateWords } from "../text/health-words.js";
import * as api from "./api.js";

/** How the server is. */
export class HealthPanel extends Panel {
  #warnings = make("div");
  #facts = make("div");
  #running = new Records({
    caption: "Answers that are being written", key: (one) => `${one.conversation_id}\n${one.since}`,
    empty: "No answer is being written just now.",
    columns: [
      { name: "Asked by", isHead: true, cell: ({ person }) => nameOf((typeof person === "string" ? person : person?.name) ?? "somebody") },
      { name: "Model", cell: ({ model, provider }) => [nameOf(model ?? "unknown"), secondLine(`from ${provider}`)] },
      { name: "State", cell: (one) => stateWords(one.state) },
      { name: "Since", cell: (one) => agoTime(one.since) },
    ],
  });
  #providers = new Records({
    caption: "Providers", key: ({ name }) => name, empty: "No provider is set.",
    columns: [
      { name: "Provider", isHead: true, cell: ({ name }) => nameOf(name) },
      { name: "Reachable", cell: reachableState },
    ],
  });

  constructor(desk) {
    super(desk, {
      text: "What runs, how full the disk is, and whether what the server needs is there.",
      tools: [button("Read again", () => this.load())],
    });
    this.body.append(
      this.#warnings, this.#facts, subpanel("Being written now", this.#running.element), subpanel("Providers", this.#providers.element));
  }

  read(signal) {
    return api.health(signal);
  }

  draw(health) {
    const audit = auditFact(health.audit);
    this.#warnings.replaceChildren(...(audit.isBroken ? [make("p", { className: "warning-line" }, audit.words)] : []));
    this.#facts.replaceChildren(definitions("facts", healthFacts(health)));
    this.#running.update(health.generations ?? []);
    this.#providers.update(health.providers ?? []);
  }
}
