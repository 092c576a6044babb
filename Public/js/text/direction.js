import { childrenOf, isElement } from "./blocks.js";

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** "rtl" or "ltr", after the first letter there is; code and maths say nothing about it. */
export function directionOf(blocks) {
  const letter = firstLetter(blocks, 0);
  return letter && rightToLeft.test(letter) ? "rtl" : "ltr";
}

function firstLetter(blocks, depth) {
  for (const block of blocks) {
    const found = typeof block === "string" ? /\p{L}/u.exec(block)?.[0] : firstInside(block, depth);
    if (found) return found;
  }
  return null;
}

function firstInside(block, depth) {
  if (!isElement(block) || depth > 100 || block[0] === "pre" || block[0] === "code" || block[1]?.class === "math") return null;
  return firstLetter(childrenOf(block), depth + 1);
}
