// What people type into fields. Pure.

/** "50,000" → 50000; nothing → null; what is no number → NaN. */
export function numberIn(text) {
  const typed = String(text).replace(/[\s,_’']/g, "");
  return typed === "" ? null : Number(typed);
}

/** What is wrong with a number that must be from `least` to `most`; empty where nothing is. */
export function numberFault(text, least, most, isWhole = true) {
  const number = numberIn(text);
  if (number === null) return "";
  const isNumber = isWhole ? Number.isInteger(number) : Number.isFinite(number);
  if (!isNumber || number < least) return `A ${isWhole ? "whole " : ""}number from ${least} on, or nothing.`;
  return most != null && number > most ? `At most ${most}.` : "";
}

/** Does a text hold what was searched for, whatever its case and accents? */
export function holds(text, searched) {
  const plain = (one) => one.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain(text).includes(plain(searched.trim()));
}
