// What the server is and how it fares: one line of facts and a few figures.

import { make, setAttribute, setText } from "./dom.js";
import { bytes, count, duration, percent, perSecond } from "./format.js";
import { engineName } from "./session-columns.js";

const FIGURES = [
  ["steps", "Steps", "answered, all sessions"],
  ["refusals", "Refusals", "calls answered with an error"],
  ["memory", "Memory of sessions", ""],
  ["heap", "Heap", "in use"],
  ["calls", "Open calls", "being served now"],
];
const NEARLY_FULL = 0.9;

export class ServerLine {
  #facts = make("p", { class: "facts" });
  #values = {};
  #notes = {};
  #meter = make("div", { class: "meter", role: "meter", "aria-label": "Memory of sessions", "aria-valuemin": "0" }, make("span"));

  constructor() {
    const figures = FIGURES.map(([name, title, note]) => {
      this.#values[name] = make("dd", { class: "value" });
      this.#notes[name] = make("dd", { class: "note" }, note);
      return make("div", { class: "figure", "data-figure": name }, make("dt", {}, title), this.#values[name], this.#notes[name]);
    });
    this.element = make("section", { class: "server", "aria-label": "Server" }, this.#facts, make("dl", { class: "figures" }, ...figures));
    this.#notes.memory.before(make("dd", {}, this.#meter));
  }

  /** Shows these facts of the server. */
  show(server) {
    const engine = engineName(server.engine) + (server.detail ? ` (${server.detail})` : "");
    setText(this.#facts, `Version ${server.version} · ${engine} · up for ${duration(server.uptime_seconds)}`);
    setText(this.#values.steps, perSecond(server.steps_per_second));
    setText(this.#values.refusals, perSecond(server.refusals_per_second));
    setAttribute(this.#values.refusals, "data-mark", server.refusals_per_second > 0 ? "bad" : "plain");
    setText(this.#values.heap, bytes(server.heap_bytes));
    setText(this.#values.calls, count(server.open_calls));
    this.#showMemory(server.footprint_bytes, server.footprint_limit_bytes);
  }

  #showMemory(used, limit) {
    const part = limit > 0 ? Math.min(1, used / limit) : 0;
    setText(this.#values.memory, bytes(used));
    setText(this.#notes.memory, `${percent(part)} of the limit, ${bytes(limit)}${part > NEARLY_FULL ? ": nearly full" : ""}`);
    setAttribute(this.#meter, "aria-valuenow", String(used));
    setAttribute(this.#meter, "aria-valuemax", String(limit));
    setAttribute(this.#meter, "aria-valuetext", `${bytes(used)} of ${bytes(limit)}`);
    setAttribute(this.#meter, "data-mark", part > NEARLY_FULL ? "bad" : "plain");
    this.#meter.firstChild.style.width = `${100 * part}%`;
  }
}
