// The columns of the table of sessions.

import { make, setAttribute, setText } from "./dom.js";
import { count, duration, milliseconds, perSecond, short } from "./format.js";
import { sessionRoute } from "./routes.js";

const ENGINES = { cpu: "CPU", cuda: "GPU" };
const PHASES = { WARMUP: "Warm-up", BAYESIAN: "Bayesian" };

/** The phase as a word. */
export function phaseName(phase) {
  return PHASES[phase] ?? phase;
}

/** The engine as a word. */
export function engineName(engine) {
  return ENGINES[engine] ?? engine;
}

function paintName(cell, session) {
  if (!cell.firstChild) {
    cell.append(make("a", { href: sessionRoute(session.id) }, session.id), make("small"));
  }
  setText(cell.lastChild, `${session.preset} · ${engineName(session.engine)}`);
}

function paintPhase(cell, session) {
  if (!cell.firstChild) {
    cell.append(make("span", { class: "phase" }));
  }
  setAttribute(cell.firstChild, "data-phase", session.phase);
  setText(cell.firstChild, phaseName(session.phase));
}

const number = (name, title, format, value, mark) => ({
  name,
  title,
  number: true,
  value,
  text: (session) => format(value(session)),
  mark: (session) => (value(session) ? mark : "none"),
});

/** As LiveTable takes them. */
export const SESSION_COLUMNS = [
  { name: "id", title: "Session", value: (session) => session.id, paint: paintName },
  { name: "phase", title: "Phase", value: (session) => session.phase, paint: paintPhase },
  number("tasks", "Tasks", count, (session) => session.tasks),
  number("epoch", "Epoch", count, (session) => session.epoch, "plain"),
  number("steps", "Steps", count, (session) => session.steps),
  number("steps_per_second", "Steps/s", perSecond, (session) => session.steps_per_second),
  number("p50", "Latency p50", milliseconds, (session) => session.latency_ms?.p50 ?? null),
  number("p99", "Latency p99", milliseconds, (session) => session.latency_ms?.p99 ?? null),
  number("queue", "Queue", count, (session) => session.queue),
  number("workers", "Workers", count, (session) => session.workers),
  number("stragglers", "Stragglers", count, (session) => session.stragglers, "bad"),
  number("duplicates", "Duplicates", count, (session) => session.duplicates),
  number("late", "Late", count, (session) => session.late),
  number("jitter", "Jitter", short, (session) => session.jitter, "bad"),
  number("last", "Last step", (seconds) => (seconds === null ? "none yet" : `${duration(seconds)} ago`), (session) => session.last_step_seconds_ago),
];
