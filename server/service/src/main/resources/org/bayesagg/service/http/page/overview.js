// The first view: the server, and all its sessions.

import { make, setText } from "./dom.js";
import { count } from "./format.js";
import { LiveTable } from "./live-table.js";
import { sessionRoute } from "./routes.js";
import { ServerLine } from "./server-line.js";
import { SESSION_COLUMNS } from "./session-columns.js";

export class OverviewView {
  address = "overview";
  ended = false;
  heading = make("h1", { tabindex: "-1" }, "Overview");

  #server = new ServerLine();
  #sessions = [];
  #count = make("p", { class: "count" });
  #filter = make("input", { type: "search", id: "session-filter", autocomplete: "off", spellcheck: "false", oninput: () => this.#list() });
  #order;
  #table;
  #tools;
  #scroll;
  #empty = emptyNote();
  #opened;

  /** `state`: what the reader chose in an earlier overview, and the session that they come back from. */
  constructor({ sort = { by: "id", down: false }, filter = "", opened = null }) {
    this.#opened = opened;
    this.state = { sort, filter };
    this.#filter.value = filter;
    this.#table = new LiveTable({ caption: "Sessions", columns: SESSION_COLUMNS, key: (session) => session.id, sort, className: "sessions cards" });
    this.#order = this.#orderChoice(sort);
    this.#tools = make(
      "div",
      { class: "filters", hidden: true },
      this.#count,
      make("label", { class: "only-narrow" }, "Sort by ", this.#order),
      make("label", {}, "Filter ", this.#filter),
    );
    this.#scroll = make("div", { class: "scroll", role: "region", "aria-label": "Table of sessions", tabindex: "0", hidden: true }, this.#table.element);
    this.#table.element.addEventListener("keydown", walk);
    this.element = make(
      "div",
      { class: "overview" },
      this.heading,
      this.#server.element,
      make("section", { "aria-labelledby": "sessions-title" }, make("div", { class: "table-tools" }, make("h2", { id: "sessions-title" }, "Sessions"), this.#tools), this.#empty, this.#scroll),
    );
  }

  get handlers() {
    return {
      overview: ({ server, sessions }) => {
        this.#server.show(server);
        this.#sessions = sessions;
        this.#list();
      },
    };
  }

  close() {}

  #list() {
    const wanted = this.#filter.value.toLowerCase();
    this.state.filter = this.#filter.value;
    const listed = this.#sessions.filter((session) => session.id.toLowerCase().includes(wanted));
    const none = this.#sessions.length === 0;
    setText(this.#count, wanted ? `${count(listed.length)} of ${count(this.#sessions.length)} sessions` : `${count(listed.length)} in all`);
    this.#empty.hidden = !none;
    this.#tools.hidden = none;
    this.#scroll.hidden = none;
    this.#table.show(listed);
    this.#focusOpened();
  }

  /** Who comes back from a session goes on from its row. */
  #focusOpened() {
    if (this.#opened !== null && document.activeElement === this.heading) {
      const route = sessionRoute(this.#opened);
      [...this.#table.element.querySelectorAll("tbody a")].find((link) => link.getAttribute("href") === route)?.focus();
    }
    this.#opened = null;
  }

  #orderChoice(sort) {
    const choice = make("select", { onchange: () => this.#table.sortBy(choice.value, choice.value !== "id") });
    choice.append(...SESSION_COLUMNS.map((column) => make("option", { value: column.name, selected: column.name === sort.by }, column.title)));
    return choice;
  }
}

/** Arrow keys go from session to session, Home and End to the first and the last. */
function walk(event) {
  const links = [...event.currentTarget.querySelectorAll("tbody a")];
  const at = links.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (at >= 0 && links[to]) {
    event.preventDefault();
    links[to].focus();
  }
}

function emptyNote() {
  return make(
    "div",
    { class: "empty", hidden: true },
    make("p", {}, make("strong", {}, "No sessions yet.")),
    make("p", {}, "A session is made by the first worker that asks for it, and then appears here by itself. From PyTorch:"),
    make("pre", { tabindex: "0" }, make("code", {}, 'mtl = bayesagg.torch.connect("127.0.0.1:50051", "run-1", categorical={"kind": kind_head})')),
    make("p", {}, "Or let a small training run make some, from a clone of the repository:"),
    make("pre", { tabindex: "0" }, make("code", {}, "deploy/quickstart.sh")),
  );
}
