// Which tasks the charts show: at most as many as lines can be told apart.

import { make, setText } from "./dom.js";
import { count } from "./format.js";
import { MOST_LINES, swatch } from "./line-styles.js";

export class TaskChoice {
  /** Told when the reader chose others. */
  onChange = () => {};

  #tasks = [];
  #slots = new Map(); // From a chosen task to its line's slot, which it keeps while it is chosen.
  #byReader = false;
  #sharesKnown = false;
  #shareOf = () => null;
  #summary = make("summary");
  #filter = make("input", { type: "search", id: "task-filter", autocomplete: "off", spellcheck: "false", oninput: () => this.#hide() });
  #note = make("p", { class: "note", role: "status" });
  #boxes = make("fieldset", { class: "boxes" }, make("legend", { class: "hidden" }, "Tasks shown"));

  constructor() {
    this.element = make(
      "details",
      { class: "tasks" },
      this.#summary,
      make(
        "div",
        { class: "choice" },
        make("label", {}, "Filter ", this.#filter),
        make("button", { type: "button", onclick: () => this.#chooseBy(-1) }, "Largest shares"),
        make("button", { type: "button", onclick: () => this.#chooseBy(1) }, "Smallest shares"),
        this.#note,
      ),
      this.#boxes,
    );
  }

  /** The lines of the chosen tasks: {task: its number, name, slot, mark}, in the order of the slots. */
  get lines() {
    return [...this.#slots].map(([task, slot]) => ({ task, slot, name: this.#tasks[task].name, mark: String(slot + 1) })).sort((a, b) => a.slot - b.slot);
  }

  /** Takes the session's tasks, how many others it has, and a function of a task's number that gives its share or null. */
  take(tasks, leftOut, shareOf) {
    this.#shareOf = shareOf;
    if (tasks.length !== this.#tasks.length || tasks.some((task, at) => task.name !== this.#tasks[at].name)) {
      this.#tasks = tasks;
      this.#byReader = this.#sharesKnown = false;
      this.#boxes.replaceChildren(this.#boxes.firstChild, ...tasks.map((task, at) => this.#box(task, at)));
      this.#choose(tasks.map((_, at) => at));
    }
    // The largest are the most telling, as soon as there are any.
    if (!this.#byReader && !this.#sharesKnown && tasks.length > MOST_LINES && tasks.some((_, at) => shareOf(at) !== null)) {
      this.#sharesKnown = true;
      this.#choose(this.#ordered(-1));
    }
    const others = leftOut > 0 ? `; ${count(leftOut)} more are not reported` : "";
    const shown = this.#slots.size === tasks.length ? `all ${count(tasks.length)}` : `${count(this.#slots.size)} of ${count(tasks.length)}`;
    setText(this.#summary, `Tasks shown: ${shown}${others}`);
  }

  #ordered(sign) {
    const share = (at) => this.#shareOf(at) ?? 0;
    return this.#tasks.map((_, at) => at).sort((a, b) => sign * (share(a) - share(b)));
  }

  #chooseBy(sign) {
    this.#byReader = true;
    this.#choose(this.#ordered(sign));
    this.onChange();
  }

  #choose(tasks) {
    this.#slots = new Map(tasks.slice(0, MOST_LINES).map((task, slot) => [task, slot]));
    this.#mark();
  }

  #toggle(task, wanted) {
    this.#byReader = true;
    if (wanted) {
      const taken = new Set(this.#slots.values());
      this.#slots.set(task, [...Array(MOST_LINES).keys()].find((slot) => !taken.has(slot)));
    } else {
      this.#slots.delete(task);
    }
    this.#mark();
    this.onChange();
  }

  #box(task, at) {
    const box = make("input", { type: "checkbox", onchange: () => this.#toggle(at, box.checked) });
    return make("label", {}, box, make("span", { class: "sample" }), make("span", { class: "name", title: task.name }, task.name), make("small", {}, kind(task)));
  }

  /** Brings boxes and samples in line with what is chosen. */
  #mark() {
    const full = this.#slots.size >= MOST_LINES;
    [...this.#boxes.querySelectorAll("label")].forEach((label, at) => {
      const [box, sample] = label.children;
      const slot = this.#slots.get(at);
      box.checked = slot !== undefined;
      box.disabled = full && slot === undefined;
      sample.replaceChildren(...(slot === undefined ? [] : [swatch(slot)]));
    });
    setText(this.#note, full && this.#tasks.length > MOST_LINES ? `At most ${MOST_LINES} at once: take one away to choose another.` : "");
  }

  #hide() {
    const wanted = this.#filter.value.toLowerCase();
    [...this.#boxes.querySelectorAll("label")].forEach((label, at) => {
      label.hidden = !this.#tasks[at].name.toLowerCase().includes(wanted);
    });
  }
}

function kind({ likelihood, outputs }) {
  if (likelihood === "CATEGORICAL") {
    return `${count(outputs)} classes`;
  }
  const name = likelihood.charAt(0) + likelihood.slice(1).toLowerCase();
  return outputs === 1 ? name : `${name}, ${count(outputs)} outputs`;
}
