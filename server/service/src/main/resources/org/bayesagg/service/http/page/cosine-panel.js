// Whose gradients pull together and whose against each other: the map, its legend, and the same in words.

import { pairs, verdict, worst } from "./conflicts.js";
import { CosineMap } from "./cosine-map.js";
import { make, setText } from "./dom.js";
import { cosine, count } from "./format.js";
import { LiveTable } from "./live-table.js";
import { Panel } from "./panel.js";

export class CosinePanel {
  #map = new CosineMap();
  #verdict = make("p", { class: "verdict" });
  #worst = make("ol", { class: "worst" });
  #onlyChosen = make("input", { type: "checkbox", onchange: () => this.show(this.#view) });
  #offer = make("label", { hidden: true }, this.#onlyChosen, " Only the tasks shown");
  #tableBox = make("div");
  #panel;
  #view = null;
  #shown = "";

  constructor() {
    const scale = make("p", { class: "scale", "aria-hidden": "true" }, "−1 against", make("span"), "+1 together");
    this.#panel = new Panel({
      name: "cosine",
      title: "Agreement of the gradients",
      sees: "The cosine of every two tasks' gradients of the features at one step: 1 is the same direction, −1 the opposite one.",
      bad: "orange or striped cells that stay; what one of those tasks learns, the other unlearns.",
      figure: make("div", {}, this.#map.element, make("div", { class: "map-tools" }, scale, this.#offer)),
      table: this.#tableBox,
      beside: make("div", { class: "conflicts" }, this.#verdict, this.#worst),
    });
    this.#panel.onSwitch = () => this.show(this.#view);
    this.element = this.#panel.element;
  }

  /** Shows the cosines of the view, as far as they changed. */
  show(view) {
    this.#view = view;
    this.#panel.explainEmpty(view.cosine ? null : "No cosines yet: they come with the first steps that have two tasks or more.");
    setText(this.#verdict, "");
    if (!view.cosine) {
      this.#worst.replaceChildren();
      return;
    }
    const chosen = new Set(view.chosen.map((line) => line.name));
    this.#offer.hidden = view.cosine.tasks.every((name) => chosen.has(name));
    const cosines = this.#onlyChosen.checked && !this.#offer.hidden ? cut(view.cosine, chosen) : view.cosine;
    const all = pairs(cosines);
    const words = verdict(all);
    const every = view.tasks.length + view.leftOut;
    const among = cosines.tasks.length < every ? `, among ${count(cosines.tasks.length)} of ${count(every)} tasks` : "";
    setText(this.#verdict, `At step ${count(cosines.step)}${among}: ${words}`);
    const shown = JSON.stringify([cosines, this.#panel.asTable]);
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    this.#worst.replaceChildren(...worst(all));
    if (this.#panel.asTable) {
      this.#tableBox.replaceChildren(table(cosines));
    } else {
      this.#map.show(cosines, `Cosines of the gradients of ${cosines.tasks.length} tasks at step ${count(cosines.step)}. ${words} ${this.#worst.textContent}`);
    }
  }

  close() {
    this.#map.close();
  }
}

function cut({ step, tasks, matrix }, chosen) {
  const kept = tasks.map((_, at) => at).filter((at) => chosen.has(tasks[at]));
  return { step, tasks: kept.map((at) => tasks[at]), matrix: kept.map((row) => kept.map((column) => matrix[row][column])) };
}

function table({ tasks, matrix }) {
  const columns = tasks.map((name, at) => ({ name: String(at), title: name, number: true, value: (row) => row.cosines[at], text: (row) => cosine(row.cosines[at]) }));
  const made = new LiveTable({
    caption: "Cosines of the tasks' gradients",
    columns: [{ name: "task", title: "Task", value: (row) => row.name, text: (row) => row.name }, ...columns],
    key: (row) => row.at,
  });
  made.show(tasks.map((name, at) => ({ name, at, cosines: matrix[at] })));
  return made.element;
}
