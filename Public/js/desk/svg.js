const space = "http://www.w3.org/2000/svg";

/** Makes an element of a drawing; what is given are attributes, as the security policy allows no style in text. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
