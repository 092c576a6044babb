import { addressOf, agoTime, button, mark, secondLine } from "../desk/bits.js";
import { Panel } from "../desk/panel.js";
import { Records, rowButton } from "../desk/records.js";
import { make, show } from "../lib/dom.js";
import { agentWords } from "../text/agents.js";
import { many } from "../text/amounts.js";
import { wayWords } from "../text/desk-words.js";
import * as api from "./api.js";

/** The browsers in which one is signed in. */
export class OwnSessionsPanel extends Panel {
  #others = 0;
  #endAll;
  #table = new Records({
    caption: "Your sessions", key: ({ id }) => id, empty: "No session.",
    columns: [
      { name: "Browser", isHead: true, cell: browserCell },
      { name: "Address", cell: ({ address }) => addressOf(address) },
      { name: "Signed in", cell: (one) => [agoTime(one.created_at), secondLine(`by ${wayWords(one.signed_in_by)}`)] },
      { name: "Last seen", cell: (one) => (one.current ? "now" : agoTime(one.last_seen_at)) },
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

  async #end({ id, agent }) {
    const isSure = await this.desk.ask({
      title: "End this session?", action: "End it", isGrave: true, text: `${agentWords(agent)} will be signed out at once.`,
    });
    if (isSure) await this.change(() => api.endSession(id), `${agentWords(agent)} is signed out.`);
  }

  async #endOthers() {
    const isSure = await this.desk.ask({
      title: "End all other sessions?", action: "End them", isGrave: true,
      text: `${many(this.#others, "other browser")} will be signed out at once. This one stays.`,
    });
    if (!isSure) return;
    await this.change(() => api.endOtherSessions(), "All other sessions are ended.");
    this.element.querySelector(".panel-title").focus();
  }
}

function browserCell({ agent, current }) {
  return [make("span", { className: "name", title: agent ?? "" }, agentWords(agent)), ...(current ? [" ", mark("this one", "live")] : [])];
}
