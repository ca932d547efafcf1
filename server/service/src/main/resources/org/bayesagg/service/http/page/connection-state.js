// Says how the page stands with the server: in a word at the top, and in a sentence above everything when what one sees is old.

import { setText } from "./dom.js";
import { clock, duration } from "./format.js";

const WORDS = { connecting: "Connecting", live: "Live", lost: "Connection lost", paused: "Paused", gone: "Ended" };

export class ConnectionState {
  #word = document.getElementById("state");
  #notice = document.getElementById("notice");
  #state = "";
  #since = 0;

  constructor() {
    setInterval(() => this.#tell(), 1000);
  }

  /** Takes the state; "lost" counts from the first of several. */
  show(state) {
    // The server is not back before it is heard.
    if (state === this.#state || (state === "connecting" && this.#state === "lost")) {
      return;
    }
    this.#state = state;
    this.#since = Date.now();
    this.#word.dataset.state = state;
    setText(this.#word, WORDS[state]);
    this.#tell();
  }

  #tell() {
    const at = clock(this.#since / 1000);
    const ago = duration(Math.round((Date.now() - this.#since) / 1000));
    if (this.#state === "lost") {
      setText(this.#notice, `Connection lost at ${at}, ${ago} ago. What you see is from then. Trying to connect again.`);
    } else if (this.#state === "paused") {
      setText(this.#notice, `Paused at ${at}. The server goes on; press Resume to see where it is.`);
    }
    this.#notice.hidden = this.#state !== "lost" && this.#state !== "paused";
  }
}
