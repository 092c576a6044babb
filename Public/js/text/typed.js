// What people type into fields. Pure.

import { folded } from "./names.js";

const grouped = /^[1-9]\d{0,2}(?:([.,’'_\s])\d{3})(?:\1\d{3})*$/;
const decimal = /^\d+(?:[.,]\d+)?$/;
const openToBoth = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * "50,000", "50.000" and "50 000" → 50000, "0,5" → 0.5; nothing → null; what is no number, or could be two → NaN.
 * Where parts are allowed, "1,500" could be.
 */
export function numberIn(text, isWhole = true) {
  const typed = String(text).trim();
  if (typed === "") return null;
  if (!isWhole && openToBoth.test(typed)) return NaN;
  if (grouped.test(typed)) return Number(typed.replace(/\D/g, ""));
  return decimal.test(typed) ? Number(typed.replace(",", ".")) : NaN;
}

/** What is wrong with a number that must be from `least` to `most`; empty where nothing is. */
export function numberFault(text, least, most, isWhole = true) {
  const number = numberIn(text, isWhole);
  if (number === null) return "";
  if (!isWhole && openToBoth.test(text.trim())) return `Write ${numberIn(text)}, or ${Number(text.trim().replace(",", "."))}: this could be both.`;
  const isNumber = isWhole ? Number.isInteger(number) : Number.isFinite(number);
  if (!isNumber || number < least) return `A ${isWhole ? "whole " : ""}number from ${least} on, or nothing.`;
  return most != null && number > most ? `At most ${most}.` : "";
}

/** Does a text hold what was searched for, whatever its case and accents? */
export const holds = (text, searched) => folded(text).includes(folded(searched.trim()));
