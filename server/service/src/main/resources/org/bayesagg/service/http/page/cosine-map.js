// The matrix of cosines as a map of colours: orange where two tasks pull against each other, blue where they pull together.

import { make } from "./dom.js";
import { cosine } from "./format.js";
import { colour } from "./line-styles.js";
import { Shades } from "./shades.js";

const LARGEST_CELL = 56;
const LARGEST_SIDE = 500;
const FITS_NUMBER = 34;
const FITS_NAME = 11;
const FITS_STRIPE = 6;
/** Cells at or below this are striped, so that a conflict shows without colours. */
const STRIPED = -0.2;

export class CosineMap {
  #canvas = make("canvas", { role: "img" });
  #reading = make("p", { class: "when", "aria-hidden": "true" });
  #cosines = null;
  #cell = 0;
  #left = 0;

  constructor() {
    this.element = make("div", { class: "map" }, this.#canvas, this.#reading);
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.element);
    this.redraw = () => this.draw();
    document.addEventListener("themechange", this.redraw);
    this.#canvas.addEventListener("pointermove", (event) => this.#read(event.offsetX, event.offsetY));
    this.#canvas.addEventListener("pointerleave", () => this.#read(-1, -1));
  }

  /** Shows {tasks, matrix}; `says` is the same in words. */
  show(cosines, says) {
    this.#cosines = cosines;
    this.#canvas.setAttribute("aria-label", says);
    this.draw();
  }

  close() {
    this.sizes.disconnect();
    document.removeEventListener("themechange", this.redraw);
  }

  draw() {
    const width = this.element.clientWidth;
    if (!this.#cosines || width === 0) {
      return;
    }
    const { tasks, matrix } = this.#cosines;
    const many = tasks.length;
    this.#left = width < 480 ? 74 : 120;
    this.#cell = Math.min(LARGEST_CELL, LARGEST_SIDE / many, (width - this.#left) / many);
    if (this.#cell < FITS_NAME) {
      this.#left = 0;
      this.#cell = Math.min(FITS_NAME, LARGEST_SIDE / many, width / many);
    }
    const top = this.#left > 0 ? 18 : 0;
    const context = this.#sized(Math.ceil(this.#left + many * this.#cell), Math.ceil(top + many * this.#cell));
    const shades = new Shades();
    context.textBaseline = "middle";
    for (let row = 0; row < many; row++) {
      this.#name(context, tasks[row], row, top);
      for (let column = 0; column < many; column++) {
        this.#paint(context, matrix[row][column], this.#left + column * this.#cell, top + row * this.#cell, shades);
      }
    }
  }

  #sized(width, height) {
    const ratio = devicePixelRatio;
    this.#canvas.width = width * ratio;
    this.#canvas.height = height * ratio;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    const context = this.#canvas.getContext("2d");
    context.scale(ratio, ratio);
    return context;
  }

  /** A task's number before its row and above its column, and its name. */
  #name(context, task, at, top) {
    if (this.#left === 0) {
      return;
    }
    context.font = "11px system-ui, sans-serif";
    context.fillStyle = colour("muted");
    context.textAlign = "center";
    if (this.#cell > 2 * FITS_NAME - 6 || at % 2 === 0) {
      context.fillText(String(at + 1), this.#left + (at + 0.5) * this.#cell, top / 2);
    }
    context.textAlign = "right";
    const y = top + (at + 0.5) * this.#cell;
    context.fillText(fitted(context, task, this.#left - 28) + `  ${at + 1}`, this.#left - 6, y);
  }

  #paint(context, value, x, y, shades) {
    if (!Number.isFinite(value)) {
      return;
    }
    const cell = this.#cell;
    const gap = cell > 8 ? 1 : 0;
    const { shade, ink } = shades.of(value);
    context.fillStyle = shade;
    context.fillRect(x, y, cell - gap, cell - gap);
    if (value <= STRIPED && cell >= FITS_STRIPE && cell < FITS_NUMBER) {
      context.strokeStyle = ink;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x + 1, y + cell - gap - 1);
      context.lineTo(x + cell - gap - 1, y + 1);
      context.stroke();
    }
    if (cell >= FITS_NUMBER) {
      context.fillStyle = ink;
      context.font = `${value <= STRIPED ? "700 " : ""}12px system-ui, sans-serif`;
      context.textAlign = "center";
      context.fillText(cosine(value), x + (cell - gap) / 2, y + (cell - gap) / 2);
    }
  }

  #read(x, y) {
    const top = this.#left > 0 ? 18 : 0;
    const column = Math.floor((x - this.#left) / this.#cell);
    const row = Math.floor((y - top) / this.#cell);
    const { tasks, matrix } = this.#cosines;
    const value = matrix[row]?.[column];
    this.#reading.textContent = value === undefined ? "" : `${tasks[row]} and ${tasks[column]}: ${cosine(value)}`;
  }
}

/** As much of the text as fits, with an ellipsis where it is cut. */
function fitted(context, text, width) {
  let kept = text.slice(0, 40);
  while (kept.length > 1 && context.measureText(kept === text ? kept : `${kept}…`).width > width) {
    kept = kept.slice(0, -1);
  }
  return kept === text ? text : `${kept}…`;
}
