// Ranges of axes that stay put while values wander, and the numbers on them.

import { powerOfTen } from "./format.js";

const MOST_POWERS = 8;
const NICE = [1, 2, 3, 5, 7.5, 10];

/** From 0 to a round number above the largest, at most `limit`. */
export function fromZero(limit = Infinity) {
  return (_, most) => {
    if (!(most > 0)) {
      return [0, Math.min(1, limit)];
    }
    const power = 10 ** Math.floor(Math.log10(1.04 * most));
    return [0, Math.min(limit, power * NICE.find((step) => power * step >= 1.04 * most))];
  };
}

/** Whole powers of ten around the values. */
export function decades(least, most) {
  if (!(least > 0)) {
    return [1e-6, 1];
  }
  const low = Math.floor(Math.log10(least));
  return [10 ** low, 10 ** Math.max(low + 1, Math.ceil(Math.log10(most)))];
}

/** The powers of ten within a range of decades, at most some eight of them. */
export function powersOfTen(least, most) {
  const low = Math.round(Math.log10(least));
  const high = Math.round(Math.log10(most));
  const step = Math.ceil((high - low) / MOST_POWERS);
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, at) => 10 ** (low + at * step));
}

/** A power of ten as such. */
export function decadeTick(value) {
  return powerOfTen(Math.round(Math.log10(value)));
}
