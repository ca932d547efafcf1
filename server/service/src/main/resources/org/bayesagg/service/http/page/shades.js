// The colours of cosines: from orange at -1 over no colour at 0 to blue at 1, which those who confuse red and green tell apart.

import { colour } from "./line-styles.js";

const DARK_INK = "#000000";
const LIGHT_INK = "#ffffff";
/** The luminance on which both have the same contrast, 4.6:1. */
const EVEN = 0.179;

export class Shades {
  #against = rgb(colour("against"));
  #neutral = rgb(colour("neutral"));
  #together = rgb(colour("together"));

  /** The colour of a cosine, and that of what is written on it. */
  of(cosine) {
    const shade = mixed(this.#neutral, cosine < 0 ? this.#against : this.#together, Math.min(1, Math.abs(cosine)));
    return { shade: `rgb(${shade.join(" ")})`, ink: luminance(shade) > EVEN ? DARK_INK : LIGHT_INK };
  }
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function mixed(from, to, part) {
  return from.map((value, at) => Math.round(value + part * (to[at] - value)));
}

/** As WCAG has it. */
function luminance(shade) {
  const [r, g, b] = shade.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
