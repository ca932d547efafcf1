// The line beneath a session's name: what it is and where it stands.

import { make, setAttribute, setText } from "./dom.js";
import { count, duration, short } from "./format.js";
import { engineName, phaseName } from "./session-columns.js";

const FACTS = [
  ["Preset", (session) => session.preset],
  ["Engine", (session) => engineName(session.engine)],
  ["Epoch", (session) => count(session.epoch)],
  ["Steps", (session) => count(session.steps)],
  ["Tasks", (session) => count(session.tasks)],
  ["Queue", (session) => count(session.queue)],
  ["Jitter of the last step", (session) => short(session.jitter)],
  ["Last step", (session) => (session.last_step_seconds_ago === null ? "none yet" : `${duration(session.last_step_seconds_ago)} ago`)],
];

export class SessionFacts {
  #phase = make("span", { class: "phase" });
  #values = FACTS.map(() => make("dd"));

  constructor() {
    const items = FACTS.map(([title], at) => make("div", {}, make("dt", {}, title), this.#values[at]));
    this.element = make("div", { class: "session-facts", hidden: true }, this.#phase, make("dl", {}, ...items));
  }

  /** Shows these facts, of the same form as a session of the overview. */
  show(session) {
    this.element.hidden = false;
    setAttribute(this.#phase, "data-phase", session.phase);
    setText(this.#phase, phaseName(session.phase));
    FACTS.forEach(([, text], at) => setText(this.#values[at], text(session)));
  }
}
