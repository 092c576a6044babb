import { button } from "../desk/bits.js";
import { Panel } from "../desk/panel.js";
import { Records, rowButton } from "../desk/records.js";
import { browserOf, currentMark, sessionColumns } from "../desk/session-columns.js";
import { show } from "../lib/dom.js";
import { agentWords } from "../text/agents.js";
import { many } from "../text/amounts.js";
import * as api from "./api.js";

/** The browsers in which one is signed in. */
export class OwnSessionsPanel extends Panel {
  #others = 0;
  #endAll;
  #table = new Records({
    caption: "Your sessions", key: ({ id }) => id, empty: "No session.",
    columns: [
      { name: "Browser", isHead: true, cell: (one) => [browserOf(one), " ", ...currentMark(one)] },
      ...sessionColumns,
      { name: "Actions", isActions: true, cell: (one) => !one.current && this.#endButton(one) },
    ],
  });

  constructor(desk) {
    const endAll = button("End all others", () => this.#endOthers());
    super(desk, { title: "Sessions", text: "Where you are signed in.", tools: [endAll] });
    this.#endAll = endAll;
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.sessions(signal);
  }

  draw({ sessions }) {
    this.#others = sessions.filter(({ current }) => !current).length;
    show(this.#endAll, this.#others > 0);
    this.#table.update(sessions.toSorted((a, b) => Number(b.current) - Number(a.current)));
  }

  #endButton(session) {
    return rowButton("End", `End the session of ${agentWords(session.agent)}`, () => this.#end(session));
  }

  #end({ id, agent }) {
    return this.changeIfSure({
      title: "End this session?", action: "End it", text: `${agentWords(agent)} will be signed out at once.`,
    }, () => api.endSession(id), `${agentWords(agent)} is signed out.`);
  }

  async #endOthers() {
    await this.changeIfSure({
      title: "End all other sessions?", action: "End them",
      text: `${many(this.#others, "other browser")} will be signed out at once. This one stays.`,
    }, () => api.endOtherSessions(), "All other sessions are ended.");
    if (this.#endAll.hidden) this.element.querySelector(".panel-title").focus();
  }
}
