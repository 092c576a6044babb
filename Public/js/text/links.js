const schemes = new Set(["http:", "https:", "mailto:"]);

/**
 * The address a link of a message may lead to, or null. The scheme is read after parsing, as the browser will read it,
 * so tabs, case and entities hide nothing. An address without scheme is no link: it would lead into Parley itself.
 */
export function safeLink(value) {
  if (typeof value !== "string" || value.length > 8192) return null;
  let address;
  try {
    address = new URL(value);
  } catch {
    return null;
  }
  return schemes.has(address.protocol) ? address.href : null;
}
