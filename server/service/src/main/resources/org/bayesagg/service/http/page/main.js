// Puts the page together: which view is shown, the stream that feeds it, the pause button, and the keys.

import { ConnectionState } from "./connection-state.js";
import { LiveStream } from "./live-stream.js";
import { OverviewView } from "./overview.js";
import { OVERVIEW, sessionOf } from "./routes.js";
import { SessionView } from "./session.js";

const main = document.getElementById("main");
const pause = document.getElementById("pause");
const connection = new ConnectionState();

let view = null;
let stream = null;
let paused = false;
let overviewState = {};

function connect() {
  stream?.close();
  stream = null;
  if (paused) {
    connection.show("paused");
  } else if (view.ended) {
    connection.show("gone");
  } else if (!document.hidden) {
    stream = new LiveStream(view.address, handlersOf(view), (state) => connection.show(state));
  }
}

function handlersOf(shown) {
  const handlers = shown.handlers;
  if (handlers.gone) {
    const gone = handlers.gone;
    handlers.gone = (data) => {
      gone(data);
      connect();
    };
  }
  return handlers;
}

function show() {
  const id = sessionOf(location.hash);
  const first = view === null;
  overviewState = view?.state ?? { ...overviewState, opened: view?.id };
  view?.close();
  view = id === null ? new OverviewView(overviewState) : new SessionView(id);
  // A frozen page has nothing to show of another view.
  setPaused(false);
  document.title = id === null ? "BayesAgg live" : `${id} · BayesAgg live`;
  main.replaceChildren(view.element);
  scrollTo(0, 0);
  if (!first) {
    view.heading.focus({ preventScroll: true });
  }
  connect();
}

function setPaused(value) {
  paused = value;
  pause.textContent = paused ? "Resume" : "Pause";
  pause.setAttribute("aria-pressed", String(paused));
}

pause.addEventListener("click", () => {
  setPaused(!paused);
  connect();
});

// Browsers open six streams to one server: a page that nobody sees lets go of its own. The server keeps the points.
document.addEventListener("visibilitychange", connect);
addEventListener("hashchange", show);

// A link to #main would be taken for a route.
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

document.addEventListener("keydown", (event) => {
  // A filter is emptied by its first Escape.
  if (event.key !== "Escape" || event.defaultPrevented || (event.target.type === "search" && event.target.value)) {
    return;
  }
  const open = event.target.closest?.("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (sessionOf(location.hash) !== null) {
    location.hash = OVERVIEW;
  }
});

show();
