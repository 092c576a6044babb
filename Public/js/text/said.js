// Sentences that hold the names of people. A name may run from right to left or hold anything: it is kept apart. Pure.

/** said`${"Ada"} joined` → [{ name: "Ada" }, " joined"]; a list of parts among the values is put in as it is. */
export function said(strings, ...values) {
  const parts = strings.flatMap((text, index) => [text, ...partsOf(values[index])]);
  return parts.filter((part) => part !== "");
}

/** "Ada", "Ada and Jonas", "Ada, Jonas and 3 others" */
export function listed(names, most = 3) {
  const isCut = names.length > most;
  const shown = (isCut ? names.slice(0, most - 1) : names).map((name) => ({ name }));
  const last = isCut ? ` and ${names.length - shown.length} others` : null;
  return shown.flatMap((part, index) => [joint(index, shown.length, isCut), part]).concat(last).filter(Boolean);
}

/** The sentence as plain text. */
export const plain = (parts) => parts.map((part) => part.name ?? part).join("");

function joint(index, length, isCut) {
  if (index === 0) return "";
  return index === length - 1 && !isCut ? " and " : ", ";
}

function partsOf(value) {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [{ name: value }];
}
