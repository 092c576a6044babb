import { agoTime, button, nameOf, secondLine, untilTime } from "../desk/bits.js";
import { Panel } from "../desk/panel.js";
import { Records, rowButton } from "../desk/records.js";
import { make } from "../lib/dom.js";
import { roleName } from "../text/desk-words.js";
import * as api from "./api.js";
import { askForInvite } from "./invite-form.js";

/** Links by which people come in, as long as nobody has used them. */
export class InvitesPanel extends Panel {
  #table = new Records({
    caption: "Open invites", key: ({ id }) => id,
    empty: "No link is open. An invite is a link that opens once; you give it to the person yourself.",
    columns: [
      { name: "For", isHead: true, cell: forWhom },
      { name: "As", cell: ({ kind, role }) => (kind === "password" ? "a new password" : roleName(role)) },
      { name: "Made", cell: (one) => [agoTime(one.created_at), one.created_by && secondLine("by ", nameOf(one.created_by.name))] },
      { name: "Ends", cell: (one) => untilTime(one.expires_at) },
      { name: "Actions", isActions: true, cell: (one) => rowButton("Revoke", `Revoke the link for ${words(one)}`, () => this.#revoke(one)) },
    ],
  });

  constructor(desk) {
    super(desk, {
      text: "Links by which people come in. Each opens once and ends by itself.",
      tools: [button("Invite someone", () => this.#invite(), "strong-button is-small")],
    });
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.invites(signal);
  }

  draw({ invites }) {
    this.#table.update(invites);
  }

  async #invite() {
    if (await askForInvite()) await this.load();
  }

  #revoke(invite) {
    return this.changeIfSure({
      title: "Revoke this link?", action: "Revoke",
      text: `The link for ${words(invite)} will open nothing any more.`,
    }, () => api.revokeInvite(invite.id), "The link is revoked.");
  }
}

const words = ({ name, note }) => name || note || "anybody who has it";

function forWhom({ name, note }) {
  if (!name && !note) return "anybody who has it";
  const beside = name && note ? [secondLine(make("bdi", {}, note))] : [];
  return [nameOf(name || note), ...beside];
}
