// The points of a session over time, at most MOST_POINTS of them, in arrays that are made once.

export const MOST_POINTS = 3600;
const OF_SESSION = ["time", "step", "steps_per_second", "p50_ms", "p99_ms"];
const OF_TASKS = ["weight_share", "gradient_variance"];
/** A pause this many times as long as the one before, and this many seconds, is a gap: nothing is drawn across it. */
const GAP_TIMES = 4;
const GAP_SECONDS = 15;

/** The column of a task's `weight_share` or `gradient_variance`. */
export function ofTask(name, task) {
  return `${name}:${task}`;
}

export class Points {
  #tasks = 0;
  #columns = new Map();
  #first = 0;

  /** How many there are. */
  length = 0;

  /** Takes the points of an event for this many tasks; those of a `history` take the place of what they cover. */
  take(points, tasks, isHistory) {
    const incoming = points?.time ?? [];
    if (tasks !== this.#tasks || this.#columns.size === 0) {
      this.#clear(tasks);
    }
    if (isHistory) {
      this.#forgetFrom(incoming[0] ?? 0, points?.step?.[0] ?? 0);
    }
    for (let at = 0; at < incoming.length; at++) {
      if (this.length === 0 || incoming[at] > this.at("time", -1)) {
        this.#add(points, at);
      }
    }
  }

  /** A value of the column, counted from the first point, or from the end where negative; null where there is none. */
  at(column, index) {
    const value = this.#columns.get(column).values[this.#place(index < 0 ? this.length + index : index)];
    return Number.isNaN(value) ? null : value;
  }

  /** The last `count` values of a column. */
  last(column, count) {
    return Array.from({ length: count }, (_, at) => this.at(column, this.length - count + at));
  }

  /** How many points lie in the last `seconds`. */
  within(seconds) {
    let count = 0;
    while (count < this.length && this.at("time", -1) - this.at("time", -1 - count) <= seconds) {
      count++;
    }
    return count;
  }

  #place(index) {
    return (this.#first + index) % MOST_POINTS;
  }

  #clear(tasks) {
    this.#tasks = tasks;
    this.#first = 0;
    this.length = 0;
    this.#columns.clear();
    const make = (name, task) => ({ name, task, values: new Float64Array(MOST_POINTS) });
    OF_SESSION.forEach((name) => this.#columns.set(name, make(name, null)));
    for (let task = 0; task < tasks; task++) {
      OF_TASKS.forEach((name) => this.#columns.set(ofTask(name, task), make(name, task)));
    }
  }

  /** Keeps what is older than a history; nothing of it where steps went back, as in another session of the same id. */
  #forgetFrom(time, step) {
    while (this.length > 0 && this.at("time", -1) >= time) {
      this.length--;
    }
    if (this.length > 0 && this.at("step", -1) > step) {
      this.length = 0;
    }
  }

  #add(points, at) {
    const time = points.time[at];
    if (this.length > 1) {
      const last = this.at("time", -1);
      const before = last - this.at("time", -2);
      if (time - last > Math.max(GAP_SECONDS, GAP_TIMES * before)) {
        this.#put((name) => (name === "time" ? (last + time) / 2 : NaN));
      }
    }
    this.#put((name, task) => (task === null ? points[name]?.[at] : points[name]?.[task]?.[at]) ?? NaN);
  }

  #put(valueOf) {
    if (this.length === MOST_POINTS) {
      this.#first = this.#place(1);
    } else {
      this.length++;
    }
    const place = this.#place(this.length - 1);
    for (const { name, task, values } of this.#columns.values()) {
      values[place] = valueOf(name, task);
    }
  }
}
