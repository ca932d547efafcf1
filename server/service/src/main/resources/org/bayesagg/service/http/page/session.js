// One session's view: what its server tells each second, in panels.

import { CalibrationPanel } from "./calibration-panel.js";
import { CosinePanel } from "./cosine-panel.js";
import { CountsPanel } from "./counts-panel.js";
import { make } from "./dom.js";
import { ofTask, Points } from "./points.js";
import { OVERVIEW } from "./routes.js";
import { SessionFacts } from "./session-facts.js";
import { TaskChoice } from "./task-choice.js";
import { latencyPanel, sharesPanel, speedPanel, variancePanel } from "./time-panels.js";
import { WorkersPanel } from "./workers-panel.js";

const SPANS = [
  ["all that is kept", Infinity],
  ["the last 15 minutes", 900],
  ["the last 5 minutes", 300],
  ["the last minute", 60],
];

export class SessionView {
  /** Whether the session is gone. */
  ended = false;

  #points = new Points();
  #detail = null;
  #facts = new SessionFacts();
  #tasks = new TaskChoice();
  #panels = [sharesPanel(), variancePanel(), new CosinePanel(), new CalibrationPanel(), speedPanel(), latencyPanel(), new WorkersPanel(), new CountsPanel()];
  #span;
  #ending = make("p", { class: "notice", role: "alert", hidden: true });
  #waiting = make("p", { class: "empty" }, "Waiting for the server.");
  #content;

  constructor(id) {
    this.id = id;
    this.address = `session?id=${encodeURIComponent(id)}`;
    this.heading = make("h1", { tabindex: "-1" }, id);
    this.#span = make("select", { onchange: () => this.#draw() }, ...SPANS.map(([title, seconds]) => make("option", { value: seconds }, title)));
    this.#tasks.onChange = () => this.#draw();
    this.#content = make(
      "div",
      { hidden: true },
      make("div", { class: "session-tools" }, this.#tasks.element, make("label", {}, "Time: ", this.#span)),
      make("div", { class: "panels" }, ...this.#panels.map((panel) => panel.element)),
    );
    this.element = make(
      "div",
      { class: "session" },
      make("p", { class: "back" }, make("a", { href: OVERVIEW }, "← All sessions")),
      this.heading,
      this.#facts.element,
      this.#ending,
      this.#waiting,
      this.#content,
    );
  }

  get handlers() {
    return {
      history: (detail) => this.#take(detail, true),
      detail: (detail) => this.#take(detail, false),
      gone: () => this.#end(),
    };
  }

  close() {
    this.#panels.forEach((panel) => panel.close());
  }

  #take(detail, isHistory) {
    // What a detail leaves out is as it was.
    this.#detail = isHistory ? detail : { ...this.#detail, ...detail };
    this.#points.take(detail.points, this.#detail.tasks.length, isHistory);
    this.#waiting.hidden = true;
    this.#content.hidden = false;
    if (detail.session) {
      this.#facts.show(detail.session);
    }
    this.#draw();
  }

  #draw() {
    const { tasks, tasks_left_out: leftOut = 0, cosine, calibration, workers, counts } = this.#detail;
    const points = this.#points;
    this.#tasks.take(tasks, leftOut, (task) => (points.length > 0 ? points.at(ofTask("weight_share", task), -1) : null));
    const view = { points, count: points.within(Number(this.#span.value)), tasks, leftOut, chosen: this.#tasks.lines, cosine, calibration, workers, counts };
    this.#panels.forEach((panel) => panel.show(view));
  }

  #end() {
    this.ended = true;
    this.#waiting.hidden = true;
    this.#ending.hidden = false;
    this.#ending.textContent = this.#detail
      ? "This session is gone: it was deleted. What you see is its last state."
      : "There is no session of this name: it was deleted, or never made.";
  }
}
