// A very long message is shown up to a size that a page can draw without a halt; the rest comes when it is asked for.

import { attributesOf, childrenOf, isElement } from "./blocks.js";

const weightOfElement = 20;
const deepest = 100;

/** The first part of the blocks, as much as weighs no more than `budget`: one for a letter, twenty for an element. */
export function cut(blocks, budget) {
  const left = { weight: budget };
  const kept = cutList(blocks, left);
  return { blocks: left.weight < 0 ? kept : blocks, isCut: left.weight < 0 };
}

function cutList(blocks, left, depth = 0) {
  const kept = [];
  for (const block of blocks) {
    if (left.weight < 0) break;
    kept.push(cutBlock(block, left, depth));
  }
  return kept;
}

function cutBlock(block, left, depth) {
  if (typeof block === "string") return cutText(block, left);
  if (!isElement(block) || depth > deepest) return "";
  left.weight -= weightOfElement;
  const children = cutList(childrenOf(block), left, depth + 1);
  return left.weight < 0 ? [block[0], Object.fromEntries(attributesOf(block)), ...children] : block;
}

function cutText(text, left) {
  const room = left.weight;
  left.weight -= text.length;
  return left.weight < 0 ? text.slice(0, Math.max(0, room)) : text;
}
