// Lines over time, with a legend beneath and a table in their place if wanted.

import { ChartLegend } from "./chart-legend.js";
import { make } from "./dom.js";
import { clock, count, duration } from "./format.js";
import { LineChart } from "./line-chart.js";
import { LiveTable } from "./live-table.js";
import { Panel } from "./panel.js";

export class TimePanel {
  #choice;
  #chart;
  #legend;
  #panel;
  #table;
  #view = null;
  #cursor = null;

  /**
   * A panel without points.
   *
   * @param choice what a Panel takes: name, title, sees, bad; `lines(view)`: what is drawn, each {name, slot, mark, column};
   *     `rows(view)`: what the table has, the same without slot and mark; `level(view)`: a value drawn as a plain line, or null;
   *     `format`: a value as text; `why(view)`: why there may be no values yet; and the chart's `range`, `tick` and `log`
   */
  constructor(choice) {
    this.#choice = choice;
    const { range, tick, log, height = 230 } = choice;
    this.#chart = new LineChart({ height, range, tick, log, sync: "time", onCursor: (at) => this.#point(at) });
    this.#legend = new ChartLegend((at) => this.#chart.emphasise(at));
    this.#table = new LiveTable({ caption: choice.title, columns: columns(choice), key: (row) => row.name });
    const figure = make("div", {}, this.#chart.element, this.#legend.element);
    this.#panel = new Panel({ ...choice, figure, table: this.#table.element });
    this.#panel.onSwitch = () => this.show(this.#view);
    this.element = this.#panel.element;
  }

  /** Shows the last `count` of `points`, for the chosen tasks. */
  show(view) {
    this.#view = view;
    const { points, count: shown } = view;
    const lines = this.#choice.lines(view);
    const values = lines.map((line) => this.#drawable(points.last(line.column, shown)));
    const none = values.every((line) => line.every((value) => value === null));
    this.#panel.explainEmpty(none ? this.#choice.why(view) : null);
    if (none) {
      return;
    }
    if (this.#panel.asTable) {
      this.#table.show(this.#choice.rows(view).map((row) => summary(row.name, points.last(row.column, shown))));
      return;
    }
    const level = this.#choice.level?.(view) ?? null;
    const drawn = level === null ? lines : [...lines, { name: "level", plain: true, slot: -1 }];
    const heights = level === null ? values : [...values, values[0].map(() => level)];
    this.#chart.show(points.last("time", shown), drawn, heights, this.#words(lines, view));
    this.#label(lines);
  }

  close() {
    this.#chart.close();
  }

  /** A logarithmic axis has no place for 0. */
  #drawable(values) {
    return this.#choice.log ? values.map((value) => (value > 0 ? value : null)) : values;
  }

  #point(at) {
    if (at !== this.#cursor && this.#view) {
      this.#cursor = at;
      this.#label(this.#choice.lines(this.#view));
    }
  }

  #label(lines) {
    const { points, count: shown } = this.#view;
    const at = this.#cursor === null || this.#cursor >= shown ? -1 : points.length - shown + this.#cursor;
    const when = `${clock(points.at("time", at))}, step ${count(points.at("step", at))}`;
    const values = lines.map((line) => this.#choice.format(points.at(line.column, at)));
    this.#legend.show(lines, values, at === -1 ? `Now: ${when}` : `At ${when}`);
  }

  #words(lines, { points, count: shown }) {
    const span = duration(points.at("time", -1) - points.at("time", -shown));
    const now = lines.map((line) => `${line.name} ${this.#choice.format(points.at(line.column, -1))}`);
    return `${this.#choice.title} over the last ${span}. Now: ${now.join(", ")}.`;
  }
}

function columns({ first, format }) {
  const value = (name, title) => ({ name, title, number: true, value: (row) => row[name], text: (row) => format(row[name]) });
  return [
    { name: "name", title: first, value: (row) => row.name, text: (row) => row.name },
    value("now", "Now"),
    value("mean", "Mean"),
    value("least", "Least"),
    value("most", "Largest"),
  ];
}

function summary(name, values) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) {
    return { name, now: null, mean: null, least: null, most: null };
  }
  const sum = known.reduce((total, value) => total + value, 0);
  const least = known.reduce((low, value) => Math.min(low, value));
  const most = known.reduce((high, value) => Math.max(high, value));
  return { name, now: values.at(-1), mean: sum / known.length, least, most };
}
