// The frame of everything that a session's view shows: what it is, what one sees, what would be a bad sign; and, for a chart,
// the same as a table.

import { make } from "./dom.js";

export class Panel {
  /** Told when the reader changes between chart and table. */
  onSwitch = () => {};
  /** Whether the table is shown. */
  asTable = false;

  #figure;
  #table;
  #note = make("p", { class: "empty", hidden: true });

  /**
   * A panel.
   *
   * @param name of its own on the page
   * @param title its heading
   * @param sees one sentence: what the reader sees
   * @param bad one sentence: what would be a bad sign
   * @param figure what it shows
   * @param table the same as a table, or null
   * @param beside what stands beneath either, or null
   */
  constructor({ name, title, sees, bad, figure, table = null, beside = null }) {
    const id = `panel-${name}`;
    this.#figure = figure;
    this.#table = table && make("div", { class: "scroll", role: "region", "aria-label": `${title}: table`, tabindex: "0", hidden: true }, table);
    const button = table && make("button", { type: "button", class: "switch", "aria-label": `${title}: show as table`, onclick: () => this.#switch(button, title) }, "Table");
    this.element = make(
      "section",
      { class: "panel", "aria-labelledby": id, "data-panel": name },
      make("header", {}, make("h2", { id }, title), button),
      make("p", { class: "explains" }, sees, " ", make("span", { class: "bad-sign" }, make("b", {}, "A bad sign: "), bad)),
      this.#note,
      figure,
      this.#table,
      beside,
    );
  }

  /** Says why there is nothing to show yet, in place of it; null where there is. */
  explainEmpty(why) {
    this.#note.hidden = why === null;
    this.#note.textContent = why ?? "";
    this.#figure.hidden = why !== null || this.asTable;
    if (this.#table) {
      this.#table.hidden = why !== null || !this.asTable;
    }
  }

  #switch(button, title) {
    this.asTable = !this.asTable;
    button.textContent = this.asTable ? "Chart" : "Table";
    button.setAttribute("aria-label", `${title}: show as ${this.asTable ? "chart" : "table"}`);
    this.#figure.hidden = this.asTable;
    this.#table.hidden = !this.asTable;
    this.onSwitch();
  }
}
