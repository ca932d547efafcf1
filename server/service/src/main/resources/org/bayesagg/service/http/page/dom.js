// Elements, made and changed without any HTML in strings: names of sessions, tasks and workers come from outside.

const SVG = "http://www.w3.org/2000/svg";

/**
 * A new element. Attributes: `class` and whatever else has a name; functions under `onclick` and the like are listened
 * with; `false`, `null` and `undefined` leave an attribute out. Children: nodes, or text.
 */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function makeSvg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Changes the text of `element` if it is another one: an untouched node costs no layout and keeps its selection. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Changes an attribute if it is another one. */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/** Puts `nodes` into `parent` in this order, moving only what stands elsewhere, and keeps the focus where it is. */
export function arrange(parent, nodes) {
  const focused = document.activeElement;
  let at = parent.firstElementChild;
  for (const node of nodes) {
    if (node === at) {
      at = at.nextElementSibling;
    } else {
      parent.insertBefore(node, at);
    }
  }
  while (at) {
    const next = at.nextElementSibling;
    at.remove();
    at = next;
  }
  if (focused !== document.activeElement && parent.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}
