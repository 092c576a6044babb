// What was written and not sent, kept in this browser for one person: it survives a reload, a crash and a sign-out.

const mostDrafts = 50;
const mostText = 1024 * 1024;

/**
 * A record for each conversation (or "new"): `{ text, unsent: [{ clientId, content, at }], edit, at }`; `edit` is a
 * question that is being edited, `{ parentId, original, content }`, or not there.
 * When there are too many or they grow too large, the oldest are forgotten.
 */
export class Drafts {
  #storage;
  #key;

  constructor(storage, personId) {
    this.#storage = storage;
    this.#key = `parley.drafts.${personId}`;
  }

  text(conversationId) {
    return this.#read().get(nameOf(conversationId))?.text ?? "";
  }

  keepText(conversationId, text) {
    this.#change(conversationId, (record) => ({ ...record, text }));
  }

  edit(conversationId) {
    const edit = this.#read().get(nameOf(conversationId))?.edit;
    return typeof edit?.content === "string" && typeof edit.original === "string" ? edit : null;
  }

  keepEdit(conversationId, edit) {
    if (edit || this.edit(conversationId)) this.#change(conversationId, ({ edit: old, ...record }) => (edit ? { ...record, edit } : record));
  }

  unsent(conversationId) {
    return this.#read().get(nameOf(conversationId))?.unsent ?? [];
  }

  keepUnsent(conversationId, item) {
    const { clientId } = item;
    this.#change(conversationId, (record) => ({
      ...record,
      unsent: [...record.unsent.filter((other) => other.clientId !== clientId), item],
    }));
  }

  forgetUnsent(clientId) {
    const records = this.#read();
    for (const [name, record] of records) {
      records.set(name, { ...record, unsent: record.unsent.filter((item) => item.clientId !== clientId) });
    }
    this.#write(records);
  }

  forget(conversationId) {
    const records = this.#read();
    if (records.delete(nameOf(conversationId))) this.#write(records);
  }

  #change(conversationId, change) {
    const records = this.#read();
    const name = nameOf(conversationId);
    const record = records.get(name) ?? { text: "", unsent: [] };
    records.delete(name);
    records.set(name, { ...change(record), at: Date.now() });
    this.#write(records);
  }

  #read() {
    try {
      const entries = JSON.parse(this.#storage.getItem(this.#key) ?? "[]");
      return new Map(entries.filter(isEntry));
    } catch {
      return new Map();
    }
  }

  // Storage may be full or forbidden; then a draft lives as long as its page.
  #write(records) {
    const entries = bounded([...records].filter(([, record]) => record.text || record.edit || record.unsent.length > 0));
    try {
      if (entries.length === 0) this.#storage.removeItem(this.#key);
      else this.#storage.setItem(this.#key, JSON.stringify(entries));
    } catch {}
  }
}

/** The browser's storage, or null where a person has forbidden it: merely naming it throws then. */
export function browserStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

const nameOf = (conversationId) => conversationId ?? "new";

function isEntry(entry) {
  return Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1]?.text === "string"
    && Array.isArray(entry[1].unsent);
}

/** The newest entries that fit, in their order. */
function bounded(entries) {
  const kept = [];
  let room = mostText;
  for (const entry of entries.slice(-mostDrafts).reverse()) {
    room -= sizeOf(entry[1]);
    if (room < 0) break;
    kept.unshift(entry);
  }
  return kept;
}

function sizeOf(record) {
  const edited = record.edit ? record.edit.content.length + record.edit.original.length : 0;
  return record.unsent.reduce((sum, item) => sum + item.content.length, record.text.length + edited);
}
