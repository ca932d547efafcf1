// Server-sent events of one address, for as long as they are wanted. The browser's own way of connecting again gives up at
// an answer with an error, as of a server behind a proxy that is away, and does not notice a peer that fell silent; so it is done here.

const SILENT_AFTER = 8000; // The server says something every second.
const PATIENCE = [1000, 2000, 4000, 8000];

export class LiveStream {
  #address;
  #handlers;
  #onState;
  #source = null;
  #retry = null;
  #watch = null;
  #failures = 0;
  #lastNews = 0;

  /**
   * Connects.
   *
   * @param address where, relative to the page
   * @param handlers a function of the event's data by the name of the event
   * @param onState told "connecting", "live" or "lost"; "lost" may be told again
   */
  constructor(address, handlers, onState) {
    this.#address = address;
    this.#handlers = handlers;
    this.#onState = onState;
    onState("connecting");
    this.#open();
  }

  /** Ends it, for good. */
  close() {
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    const source = new EventSource(this.#address);
    this.#source = source;
    this.#lastNews = Date.now();
    source.onopen = () => this.#heard();
    source.onerror = () => this.#lose();
    for (const [event, handle] of Object.entries(this.#handlers)) {
      source.addEventListener(event, (message) => {
        // What comes after close() was on its way before it.
        if (this.#source === source) {
          this.#heard();
          handle(JSON.parse(message.data));
        }
      });
    }
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (Date.now() - this.#lastNews > SILENT_AFTER) {
        this.#lose();
      }
    }, 1000);
  }

  #heard() {
    this.#lastNews = Date.now();
    this.#failures = 0;
    this.#onState("live");
  }

  #lose() {
    this.close();
    this.#onState("lost");
    const wait = PATIENCE[Math.min(this.#failures++, PATIENCE.length - 1)];
    this.#retry = setTimeout(() => this.#open(), wait);
  }
}
