// What has been counted since the session began, each with what it means.

import { make, setAttribute, setText } from "./dom.js";
import { count, percent } from "./format.js";
import { Panel } from "./panel.js";

const COUNTS = [
  { name: "contributions", title: "Contributions", means: "counted, each exactly once" },
  { name: "duplicates", title: "Duplicates", means: "sent again, answered as before, not counted again", part: true },
  { name: "late", title: "Late", means: "came after their step; counted into the running epoch", part: true },
  { name: "quorum_missed", title: "Quorum missed", means: "steps given up at their deadline", bad: true },
  { name: "jittered_steps", title: "Jittered steps", means: "steps whose matrices needed help to be factorised", bad: true },
  { name: "epochs_by_deadline", title: "Epochs ended by their deadline", means: "some worker never said that it had finished", bad: true },
];

export class CountsPanel {
  #values = new Map();
  #panel;

  constructor() {
    const items = COUNTS.map(({ name, title, means }) => {
      const value = make("dd", { class: "value" });
      this.#values.set(name, value);
      return make("div", { class: "figure", "data-figure": name }, make("dt", {}, title), value, make("dd", { class: "note" }, means));
    });
    this.#panel = new Panel({
      name: "counts",
      title: "Counts",
      sees: "What came and what became of it, since the session began.",
      bad: "late contributions, missed quorums, or epochs that deadlines end, if they go on growing.",
      figure: make("dl", { class: "figures small" }, ...items),
    });
    this.element = this.#panel.element;
  }

  show({ counts }) {
    for (const { name, part, bad } of COUNTS) {
      const value = counts[name];
      setText(this.#values.get(name), count(value) + of(name, part, counts));
      setAttribute(this.#values.get(name), "data-mark", bad && value > 0 ? "bad" : "plain");
    }
  }

  close() {}
}

/** What a count is a part of, where that tells something. */
function of(name, part, counts) {
  if (name === "epochs_by_deadline") {
    return ` of ${count(counts.epochs_by_deadline + counts.epochs_by_workers)}`;
  }
  return part && counts[name] > 0 && counts.contributions > 0 ? ` (${percent(counts[name] / counts.contributions)})` : "";
}
