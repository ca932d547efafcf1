// What a session's view shows over time: shares, variances, speed, latency.

import { milliseconds, percent, perSecond, scientific, short } from "./format.js";
import { ofTask } from "./points.js";
import { decades, decadeTick, fromZero } from "./ranges.js";
import { TimePanel } from "./time-panel.js";

const NO_STEPS = () => "No steps yet.";

const ofTasks = (name) => ({
  first: "Task",
  lines: ({ chosen }) => chosen.map((line) => ({ ...line, column: ofTask(name, line.task) })),
  rows: ({ tasks }) => tasks.map((task, at) => ({ name: task.name, column: ofTask(name, at) })),
});

const fixed = (lines) => ({ first: "Quantity", lines: () => lines, rows: () => lines });

/** Each task's share of the weight. */
export function sharesPanel() {
  return new TimePanel({
    name: "shares",
    title: "Share of the weight",
    sees: "How much each task has to say in the direction; all tasks together make 100 %, and the thin dashed line is an equal share.",
    bad: "one task takes nearly all of it, or a task that still has to learn sinks to zero.",
    format: percent,
    tick: (value) => `${short(100 * value)} %`,
    range: fromZero(1),
    level: ({ tasks, leftOut }) => 1 / (tasks.length + leftOut),
    why: ({ chosen }) => (chosen.length === 0 ? "No task is chosen." : "No weights yet: those that come from the posterior start after the warm-up."),
    ...ofTasks("weight_share"),
  });
}

/** Each task's gradient variance. */
export function variancePanel() {
  return new TimePanel({
    name: "variance",
    title: "Gradient variance",
    sees: "How uncertain the posterior leaves each task's gradient, on a logarithmic scale; it falls while evidence comes in.",
    bad: "a line that rises for long, or falls by many powers of ten in a few steps.",
    format: scientific,
    tick: decadeTick,
    range: decades,
    log: true,
    why: ({ chosen }) => (chosen.length === 0 ? "No task is chosen." : "No variances: they start after the warm-up, and only where the weights are made from them, as with PAPER."),
    ...ofTasks("gradient_variance"),
  });
}

/** Steps a second. */
export function speedPanel() {
  return new TimePanel({
    name: "speed",
    title: "Steps per second",
    sees: "How many steps of this session the server answers each second.",
    bad: "dips that come back, or a line at zero while workers are still training.",
    format: perSecond,
    tick: short,
    range: fromZero(),
    height: 190,
    why: NO_STEPS,
    ...fixed([{ name: "steps/s", slot: 0, column: "steps_per_second" }]),
  });
}

/** Latency of a step. */
export function latencyPanel() {
  return new TimePanel({
    name: "latency",
    title: "Latency of a step",
    sees: "Milliseconds from a contribution to its answer: half of the steps are faster than p50, one in a hundred is slower than p99.",
    bad: "p99 many times p50, or both rising together: the server has more to do than it can.",
    format: milliseconds,
    tick: short,
    range: fromZero(),
    height: 190,
    why: NO_STEPS,
    ...fixed([
      { name: "p50", slot: 0, mark: "50", column: "p50_ms" },
      { name: "p99", slot: 5, mark: "99", column: "p99_ms" },
    ]),
  });
}
