import { addressOf, agoTime, mark, personCell, secondLine } from "../desk/bits.js";
import { Filter } from "../desk/filter.js";
import { Panel } from "../desk/panel.js";
import { Records, rowButton } from "../desk/records.js";
import { make } from "../lib/dom.js";
import { agentWords } from "../text/agents.js";
import { wayWords } from "../text/desk-words.js";
import * as api from "./api.js";

/** Every browser that is signed in. */
export class SessionsPanel extends Panel {
  #sessions = [];
  #filter = new Filter({
    label: "Search sessions", nouns: ["session"], textOf: (one) => `${one.person.name} ${agentWords(one.agent)} ${one.address}`,
    changed: () => this.#update(),
  });
  #table = new Records({
    caption: "Sessions", key: ({ id }) => id, empty: "No session is found.",
    columns: [
      { name: "Person", isHead: true, cell: (one) => personCell(one.person.name, ...(one.current ? [mark("this one", "live")] : [])) },
      { name: "Browser", cell: (one) => make("span", { title: one.agent ?? "" }, agentWords(one.agent)) },
      { name: "Address", cell: ({ address }) => addressOf(address) },
      { name: "Signed in", cell: (one) => [agoTime(one.created_at), secondLine(`by ${wayWords(one.signed_in_by)}`)] },
      { name: "Last seen", cell: (one) => agoTime(one.last_seen_at) },
      { name: "Actions", isActions: true, cell: (one) => rowButton("End", `End the session of ${titleOf(one)}`, () => this.#end(one)) },
    ],
  });

  constructor(desk) {
    super(desk, { text: "Every browser that is signed in. Who ends one signs that browser out at once." });
    this.body.append(this.#filter.element, this.#table.element);
  }

  read(signal) {
    return api.sessions(signal);
  }

  draw({ sessions }) {
    this.#sessions = sessions;
    this.#update();
  }

  #update() {
    this.#table.update(this.#filter.apply(this.#sessions));
  }

  async #end(session) {
    const isSure = await this.desk.ask({
      title: session.current ? "End this very session?" : `End this session of ${session.person.name}?`, action: "End it", isGrave: true,
      text: session.current ? "You will be signed out here." : `${agentWords(session.agent)} will be signed out at once.`,
    });
    if (isSure) await this.change(() => api.endSession(session.id), "The session is ended.");
  }
}

const titleOf = ({ person, agent }) => `${person.name}, ${agentWords(agent)}`;
