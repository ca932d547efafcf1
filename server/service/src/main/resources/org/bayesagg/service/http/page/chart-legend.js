// Beneath a chart: which line is which, and what it is now, or where the pointer is.

import { make, setAttribute, setText } from "./dom.js";
import { swatch } from "./line-styles.js";

export class ChartLegend {
  #when = make("p", { class: "when" }, "Now");
  #list = make("ul", { class: "legend" });
  #drawn = "";

  /** `emphasise` is told which line the pointer is at, and null when it is at none. */
  constructor(emphasise) {
    this.emphasise = emphasise;
    this.element = make("div", { class: "legend-box" }, this.#when, this.#list);
  }

  /** Shows lines of {name, slot, mark} with their values as text, of the moment that `when` names. */
  show(lines, values, when) {
    const drawn = JSON.stringify(lines.map((line) => [line.name, line.slot]));
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#list.replaceChildren(...lines.map((line, at) => this.#item(line, at)));
    }
    setText(this.#when, when);
    lines.forEach((_, at) => setText(this.#list.children[at].lastChild, values[at]));
  }

  #item(line, at) {
    const name = make("span", { class: "name" }, line.name);
    setAttribute(name, "title", line.name);
    return make(
      "li",
      { onpointerenter: () => this.emphasise(at), onpointerleave: () => this.emphasise(null) },
      line.mark ? make("span", { class: `mark line-${line.slot % 6}`, "aria-hidden": "true" }, line.mark) : null,
      swatch(line.slot),
      name,
      make("span", { class: "value" }),
    );
  }
}
