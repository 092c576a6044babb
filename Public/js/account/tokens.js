import { agoTime, button, nameOf, untilTime } from "../desk/bits.js";
import { choiceField, nameField } from "../desk/fields.js";
import { askForm } from "../desk/form-dialog.js";
import { Panel } from "../desk/panel.js";
import { Records, rowButton } from "../desk/records.js";
import { onceShown } from "../desk/secret.js";
import * as api from "./api.js";

const ends = [["7", "In 7 days"], ["30", "In 30 days"], ["90", "In 90 days"], ["365", "In a year"], ["", "Never"]];

/** Tokens by which one's own programs come in. */
export class TokensPanel extends Panel {
  #table = new Records({
    caption: "Your API tokens", key: ({ id }) => id,
    empty: "No token yet. With one, a program of yours can do here what you can, as OpenAI’s own clients do, at /v1.",
    columns: [
      { name: "Name", isHead: true, cell: ({ name }) => nameOf(name || "without a name") },
      { name: "Made", cell: (one) => agoTime(one.created_at) },
      { name: "Last used", cell: (one) => agoTime(one.last_used_at) },
      { name: "Ends", cell: (one) => untilTime(one.expires_at) },
      { name: "Actions", isActions: true, cell: (one) => rowButton("Revoke", `Revoke the token ${one.name}`, () => this.#revoke(one)) },
    ],
  });

  constructor(desk) {
    super(desk, {
      title: "API tokens", text: "For programs of yours. A token may do what you may.",
      tools: [button("Make a token", () => this.#make())],
    });
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.tokens(signal);
  }

  draw({ tokens }) {
    this.#table.update(tokens);
  }

  async #make() {
    const isSent = await askForm({
      title: "Make a token", action: "Make it", isWide: true,
      fields: [
        nameField({ maxLength: 100, hint: "What it is for, so that you know it again." }),
        choiceField("expires_in_days", "It ends", ends, { value: "90" }),
      ],
      submit: async ({ name, expires_in_days: days }) => {
        const { token } = await api.makeToken({ name: name.trim(), expires_in_days: days ? Number(days) : null });
        return onceShown("The token", token, "Copy it now: it is shown only this once. Who has it can do here what you can.");
      },
    });
    if (isSent) await this.load();
  }

  #revoke({ id, name }) {
    return this.changeIfSure({
      title: `Revoke ${name || "this token"}?`, action: "Revoke",
      text: "Programs that use it are refused from now on. This can not be taken back.",
    }, () => api.revokeToken(id), `${name || "The token"} is revoked.`);
  }
}
