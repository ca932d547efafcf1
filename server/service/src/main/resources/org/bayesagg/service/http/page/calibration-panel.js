// What the posterior predicts beside what came: a line a task, and the diagonal on which they should lie.

import { gap, judgement, together } from "./calibration.js";
import { ChartLegend } from "./chart-legend.js";
import { make } from "./dom.js";
import { count, percent } from "./format.js";
import { LineChart } from "./line-chart.js";
import { LiveTable } from "./live-table.js";
import { Panel } from "./panel.js";

const KINDS = { INTERVAL: "labels inside the interval", PROBABILITY: "frequency of the class" };

const COLUMNS = [
  { name: "task", title: "Task", value: (row) => row.task, text: (row) => row.task },
  { name: "kind", title: "Compared", value: (row) => row.kind, text: (row) => KINDS[row.kind] ?? row.kind },
  { name: "examples", title: "Examples", number: true, value: (row) => row.examples, text: (row) => count(row.examples) },
  { name: "gap", title: "Off by", number: true, value: gap, text: (row) => percent(gap(row)) },
  { name: "judgement", title: "Judgement", value: judgement, text: judgement },
  { name: "points", title: "Expected → observed", text: pointsOf },
];

export class CalibrationPanel {
  #chart = new LineChart({ height: 300, time: false, range: () => [0, 1], tick: (value) => `${Math.round(100 * value)} %` });
  #legend = new ChartLegend((at) => this.#chart.emphasise(at));
  #table = new LiveTable({ caption: "Calibration of the tasks", columns: COLUMNS, key: (row) => row.task });
  #panel;
  #view = null;

  constructor() {
    this.#panel = new Panel({
      name: "calibration",
      title: "Calibration of the predictions",
      sees: "For Gaussian tasks, how many labels fell inside the intervals that should hold so many; for the others, how often a class came that was given such a probability. Up: observed, across: expected.",
      bad: "a line far from the dashed diagonal; below it, intervals are too narrow, and flatter than it, probabilities are too sure.",
      figure: make("div", {}, this.#chart.element, this.#legend.element),
      table: this.#table.element,
    });
    this.#panel.onSwitch = () => this.show(this.#view);
    this.element = this.#panel.element;
  }

  /** Shows the calibration of the chosen tasks; the table has all of them. */
  show(view) {
    this.#view = view;
    const byName = new Map(view.calibration.map((task) => [task.task, task]));
    const lines = view.chosen.filter((line) => byName.has(line.name) && gap(byName.get(line.name)) !== null).map((line) => ({ ...line, points: true }));
    const none = this.#panel.asTable ? view.calibration.length === 0 : lines.length === 0;
    this.#panel.explainEmpty(none ? "No predictions to compare yet: in the warm-up there is no posterior." : null);
    if (none) {
      return;
    }
    if (this.#panel.asTable) {
      this.#table.show(view.calibration);
      return;
    }
    const tasks = lines.map((line) => byName.get(line.name));
    const values = tasks.map((task) => `${judgement(task)}, ${percent(gap(task))} off`);
    const { across, heights } = together(tasks);
    const words = `Calibration. ${lines.map((line, at) => `${line.name}: ${values[at]}`).join("; ")}.`;
    this.#chart.show(across, [...lines, { name: "diagonal", plain: true, slot: -1 }], [...heights, across], words);
    this.#legend.show(lines, values, "Mean distance from the diagonal");
  }

  close() {
    this.#chart.close();
  }
}

function pointsOf({ expected, observed }) {
  return expected.map((e, at) => `${percent(e)} → ${percent(observed[at])}`).join(", ");
}
