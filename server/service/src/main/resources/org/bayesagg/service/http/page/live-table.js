// A table whose rows come anew every second: cells are written only where they changed, so that focus and selection stay.

import { arrange, make, setAttribute, setText } from "./dom.js";

const natural = new Intl.Collator("en", { numeric: true });

/** Orders numbers by size and texts as people do; what is not known comes last either way. */
function compare(a, b, sign) {
  const missing = (value) => value === null || value === undefined;
  if (missing(a) || missing(b)) {
    return missing(a) - missing(b);
  }
  return sign * (typeof a === "string" ? natural.compare(a, b) : a - b);
}

export class LiveTable {
  #columns;
  #key;
  #sort;
  #rows = [];
  #shown = new Map();
  #body = make("tbody", { role: "rowgroup" });
  #heads = new Map();

  /**
   * A table without rows.
   *
   * @param caption what it is, for readers who do not see it
   * @param columns each {name, title, text(row), value(row), number, paint(cell, row), mark(row)}: the text of a cell, or a
   *     function that fills it; the value to sort by, without which it cannot be sorted; a mark for its style
   * @param key what tells rows apart
   * @param sort {by: a column's name, down: whether from the largest}; changed by the reader
   */
  constructor({ caption, columns, key, sort = {}, className = "" }) {
    this.#columns = columns;
    this.#key = key;
    this.#sort = sort;
    const head = make("tr", { role: "row" }, ...columns.map((column) => this.#head(column)));
    this.element = make(
      "table",
      { role: "table", class: className },
      make("caption", {}, caption),
      make("thead", { role: "rowgroup" }, head),
      this.#body,
    );
    this.#markSorted();
  }

  /** Shows these rows. */
  show(rows) {
    this.#rows = rows;
    const by = this.#columns.find((column) => column.name === this.#sort.by);
    const sign = this.#sort.down ? -1 : 1;
    const ordered = by ? [...rows].sort((a, b) => compare(by.value(a), by.value(b), sign)) : rows;
    const shown = new Map();
    for (const row of ordered) {
      const key = this.#key(row);
      const cells = this.#shown.get(key) ?? this.#row();
      this.#columns.forEach((column, at) => this.#write(cells.children[at], column, row));
      shown.set(key, cells);
    }
    this.#shown = shown;
    arrange(this.#body, [...shown.values()]);
  }

  /** Sorts by the column of this name: from its largest first where it holds numbers, and the other way round the next time. */
  sortBy(name, down) {
    const column = this.#columns.find((candidate) => candidate.name === name);
    this.#sort.down = down ?? (this.#sort.by === name ? !this.#sort.down : Boolean(column.number));
    this.#sort.by = name;
    this.#markSorted();
    this.show(this.#rows);
  }

  #head(column) {
    const content = column.value
      ? make("button", { type: "button", onclick: () => this.sortBy(column.name) }, column.title)
      : column.title;
    const head = make("th", { role: "columnheader", scope: "col", class: column.number && "number" }, content);
    this.#heads.set(column.name, head);
    return head;
  }

  #markSorted() {
    for (const [name, head] of this.#heads) {
      if (name === this.#sort.by) {
        head.setAttribute("aria-sort", this.#sort.down ? "descending" : "ascending");
      } else {
        head.removeAttribute("aria-sort");
      }
    }
  }

  #row() {
    const cells = this.#columns.map((column, at) =>
      at === 0
        ? make("th", { role: "rowheader", scope: "row", "data-label": column.title })
        : make("td", { role: "cell", "data-label": column.title, class: column.number && "number" }),
    );
    return make("tr", { role: "row" }, ...cells);
  }

  #write(cell, column, row) {
    if (column.paint) {
      column.paint(cell, row);
    } else {
      setText(cell, column.text(row));
    }
    if (column.mark) {
      setAttribute(cell, "data-mark", column.mark(row) ?? "");
    }
  }
}
