// Brings nodes from one version of a text to the next, and touches only what differs: a selection, a scrolled
// code block and a folded-out list stay as they are while the text below them grows.

import { attributesOf, build, childrenOf, isElement, needsDress } from "./blocks.js";

/**
 * `parent` holds exactly one node for each block of `before`, and afterwards one for each of `after`.
 * `dresser` has `dress(element, block)` for what is made and `renew(element, block)`, true where it could be brought up to date.
 */
export function patch(parent, before, after, dresser) {
  const shared = Math.min(before.length, after.length);
  const nodes = parent.childNodes;
  for (let index = 0; index < shared; index += 1) patchNode(nodes[index], before[index], after[index], dresser);
  while (nodes.length > after.length) parent.lastChild.remove();
  if (after.length > shared) parent.append(buildAll(after.slice(shared), dresser));
}

// Apart from the page first: each piece that is added to it on its own costs a look at its styles.
function buildAll(blocks, dresser) {
  const pieces = document.createDocumentFragment();
  for (const block of blocks) pieces.append(build(block, dresser.dress));
  return pieces;
}

function patchNode(node, before, after, dresser) {
  if (before === after) return;
  if (typeof before === "string" && typeof after === "string") patchText(node, before, after);
  else if (!isAlike(before, after)) node.replaceWith(build(after, dresser.dress));
  else if (needsDress(after)) patchDressed(node, before, after, dresser);
  else patch(node, childrenOf(before), childrenOf(after), dresser);
}

function patchText(node, before, after) {
  if (after.startsWith(before)) node.appendData(after.slice(before.length));
  else node.data = after;
}

function patchDressed(node, before, after, dresser) {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (!dresser.renew(node, after)) node.replaceWith(build(after, dresser.dress));
}

function isAlike(before, after) {
  if (!isElement(before) || !isElement(after) || before[0] !== after[0]) return false;
  return JSON.stringify([...attributesOf(before)]) === JSON.stringify([...attributesOf(after)]);
}
