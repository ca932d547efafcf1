// The session's workers, those first that the others wait for.

import { make, setAttribute, setText } from "./dom.js";
import { count, duration } from "./format.js";
import { LiveTable } from "./live-table.js";
import { Panel } from "./panel.js";

const STATES = { straggler: "▲ Straggler", left: "Left", finished: "Epoch finished", working: "Working" };

function stateOf(worker) {
  if (worker.straggler) {
    return "straggler";
  }
  if (worker.left) {
    return "left";
  }
  return worker.finished_epoch ? "finished" : "working";
}

const RANKS = { straggler: 0, working: 1, finished: 2, left: 3 };

function paintState(cell, worker) {
  if (!cell.firstChild) {
    cell.append(make("span", { class: "worker-state" }));
  }
  setAttribute(cell.firstChild, "data-state", stateOf(worker));
  setText(cell.firstChild, STATES[stateOf(worker)]);
}

const COLUMNS = [
  { name: "worker", title: "Worker", value: (worker) => worker.name, text: (worker) => worker.name },
  { name: "state", title: "State", value: (worker) => RANKS[stateOf(worker)], paint: paintState },
  { name: "epoch", title: "Epoch", number: true, value: (worker) => worker.epoch, text: (worker) => count(worker.epoch) },
  { name: "step", title: "Step", number: true, value: (worker) => worker.step, text: (worker) => count(worker.step) },
  { name: "behind", title: "Behind", number: true, value: (worker) => worker.steps_behind, text: (worker) => steps(worker.steps_behind) },
  { name: "silent", title: "Silent for", number: true, value: (worker) => worker.silent_seconds, text: (worker) => duration(worker.silent_seconds) },
];

export class WorkersPanel {
  #sentence = make("p", { class: "verdict" });
  #table = new LiveTable({ caption: "Workers", columns: COLUMNS, key: (worker) => worker.name, sort: { by: "state", down: false }, className: "cards" });
  #panel;

  constructor() {
    const scroll = make("div", { class: "scroll tall", role: "region", "aria-label": "Table of workers", tabindex: "0" }, this.#table.element);
    this.#panel = new Panel({
      name: "workers",
      title: "Workers",
      sees: "Who takes part, where they are, and for how long nothing came from them.",
      bad: "a straggler: the session waits for it, or it is silent while the others go on.",
      figure: make("div", {}, this.#sentence, scroll),
    });
    this.element = this.#panel.element;
  }

  show({ workers }) {
    this.#panel.explainEmpty(workers.length === 0 ? "No worker has come yet." : null);
    const late = workers.filter((worker) => worker.straggler);
    const names = late.slice(0, 3).map((worker) => worker.name).join(", ") + (late.length > 3 ? ` and ${late.length - 3} more` : "");
    const of = `${count(workers.length)} ${workers.length === 1 ? "worker" : "workers"}`;
    setText(this.#sentence, late.length === 0 ? `${of}, no stragglers.` : `${of}, ${late.length === 1 ? "one straggler" : `${late.length} stragglers`}: ${names}.`);
    this.#table.show(workers);
  }

  close() {}
}

function steps(value) {
  return value === 1 ? "1 step" : `${count(value)} steps`;
}
