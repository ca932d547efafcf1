// How well the posterior's predictions match the labels, as figures: how far off, and in which direction.

/** Off by less than this is called calibrated. */
const CALIBRATED = 0.03;

/** The mean distance from the diagonal. */
export function gap({ expected, observed }) {
  const gaps = known(expected, observed).map(([e, o]) => Math.abs(o - e));
  return gaps.length === 0 ? null : gaps.reduce((sum, value) => sum + value, 0) / gaps.length;
}

/** "calibrated", "too sure", "too cautious", or "no examples". */
export function judgement(task) {
  const off = gap(task);
  if (off === null) {
    return "no examples";
  }
  if (off < CALIBRATED) {
    return "calibrated";
  }
  return certainty(task) < 0 ? "too sure" : "too cautious";
}

/**
 * Below 0 where predictions are surer than they should be: intervals that hold fewer labels than they should, or frequencies that
 * vary less than their probabilities do.
 */
function certainty({ kind, expected, observed }) {
  const points = known(expected, observed);
  const mean = points.reduce((sum, [e]) => sum + e, 0) / points.length;
  return points.reduce((sum, [e, o]) => sum + (kind === "INTERVAL" ? o - e : (e - mean) * (o - e)), 0);
}

function known(expected, observed) {
  return expected.map((e, at) => [e, observed[at]]).filter(([e, o]) => Number.isFinite(e) && Number.isFinite(o));
}

/** Brings several tasks' points over one axis: {across, heights}, with null where a task has no point. */
export function together(tasks) {
  const across = [...new Set([0, 1, ...tasks.flatMap((task) => task.expected)])].sort((a, b) => a - b);
  const heights = tasks.map((task) => {
    const at = new Map(task.expected.map((e, index) => [e, task.observed[index] ?? null]));
    return across.map((x) => at.get(x) ?? null);
  });
  return { across, heights };
}
