// The matrix of cosines in words: who pulls against whom.

import { make } from "./dom.js";
import { cosine } from "./format.js";

const MOST_PAIRS = 5;
/** Cosines nearer to 0 than this are no conflict: of two gradients that have nothing to do with each other, half are below 0. */
const CONFLICT = -0.1;

/** All pairs of different tasks, {a, b, cosine}, the least cosine first. */
export function pairs({ tasks, matrix }) {
  const found = [];
  for (let i = 0; i < tasks.length; i++) {
    for (let j = 0; j < i; j++) {
      if (Number.isFinite(matrix[i][j])) {
        found.push({ a: tasks[j], b: tasks[i], cosine: matrix[i][j] });
      }
    }
  }
  return found.sort((x, y) => x.cosine - y.cosine);
}

/** The end of a sentence. */
export function verdict(all) {
  const conflicts = all.filter((pair) => pair.cosine <= CONFLICT);
  if (all.length === 0) {
    return "one task has nobody to conflict with.";
  }
  if (conflicts.length === 0) {
    return `no pair of tasks conflicts: the least cosine is ${cosine(all[0].cosine)}, of ${all[0].a} and ${all[0].b}.`;
  }
  return conflicts.length === 1 ? `1 of ${all.length} pairs conflicts:` : `${conflicts.length} of ${all.length} pairs conflict, the worst first:`;
}

/** The worst of the conflicts, as items of a list. */
export function worst(all) {
  return all
    .filter((pair) => pair.cosine <= CONFLICT)
    .slice(0, MOST_PAIRS)
    .map((pair) => make("li", {}, make("b", {}, pair.a), " against ", make("b", {}, pair.b), `: cosine ${cosine(pair.cosine)}`));
}
