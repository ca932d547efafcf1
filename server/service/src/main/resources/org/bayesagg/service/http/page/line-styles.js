// How the lines of a chart are told apart: by colour, by dashes, and by the number at their end. No two of the twelve share colour and dashes.

import { makeSvg } from "./dom.js";

/** As many lines as one chart shows. */
export const MOST_LINES = 12;
const COLOURS = 6;
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** The colour that the style sheet gives a name, in the theme of now. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The colour of the line in this slot. */
export function lineColour(slot) {
  return colour(`line-${slot % COLOURS}`);
}

/** Its dashes, in pixels. */
export function lineDashes(slot) {
  return DASHES[slot % DASHES.length];
}

/** A sample of the line. */
export function swatch(slot) {
  const line = makeSvg("line", { x1: "1", x2: "27", y1: "6", y2: "6", "stroke-dasharray": lineDashes(slot).join(" "), class: `line-${slot % COLOURS}` });
  return makeSvg("svg", { viewBox: "0 0 28 12", width: "28", height: "12", class: "swatch", "aria-hidden": "true" }, line);
}
