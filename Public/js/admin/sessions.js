import { personCell } from "../desk/bits.js";
import { FilteredRecords } from "../desk/filtered-records.js";
import { Panel } from "../desk/panel.js";
import { rowButton } from "../desk/records.js";
import { browserOf, currentMark, sessionColumns } from "../desk/session-columns.js";
import { agentWords } from "../text/agents.js";
import * as api from "./api.js";

/** Every browser that is signed in. */
export class SessionsPanel extends Panel {
  #table = new FilteredRecords({
    label: "Search sessions", nouns: ["session"], textOf: (one) => `${one.person.name} ${agentWords(one.agent)} ${one.address}`,
    caption: "Sessions", key: ({ id }) => id, empty: "No session is found.",
    columns: [
      { name: "Person", isHead: true, cell: (one) => personCell(one.person.name, ...currentMark(one)) },
      { name: "Browser", cell: browserOf },
      ...sessionColumns,
      { name: "Actions", isActions: true, cell: (one) => rowButton("End", `End the session of ${titleOf(one)}`, () => this.#end(one)) },
    ],
  });

  constructor(desk) {
    super(desk, { text: "Every browser that is signed in. Who ends one signs that browser out at once." });
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.sessions(signal);
  }

  draw({ sessions }) {
    this.#table.update(sessions);
  }

  #end(session) {
    return this.changeIfSure({
      title: session.current ? "End this very session?" : `End this session of ${session.person.name}?`, action: "End it",
      text: session.current ? "You will be signed out here." : `${agentWords(session.agent)} will be signed out at once.`,
    }, () => api.endSession(session.id), "The session is ended.");
  }
}

const titleOf = ({ person, agent }) => `${person.name}, ${agentWords(agent)}`;
