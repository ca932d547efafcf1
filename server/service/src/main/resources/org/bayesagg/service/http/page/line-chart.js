// A chart of lines, drawn by uPlot in the page's colours: the one place that knows uPlot.

import { make, setAttribute } from "./dom.js";
import { clock } from "./format.js";
import { drawEnds, ENDS_WIDTH } from "./line-ends.js";
import { colour, lineColour, lineDashes } from "./line-styles.js";
import { powersOfTen } from "./ranges.js";

const FONT = "11px system-ui, sans-serif";

export class LineChart {
  #options;
  #lines = [];
  #chart = null;
  #data = null;

  /**
   * A chart without lines.
   *
   * @param height in pixels
   * @param log whether the values' axis is logarithmic
   * @param time whether the other axis is of times; otherwise of parts of one
   * @param range the values' least and largest, from those of the data
   * @param tick an axis's number as text
   * @param sync a name that charts share whose cursors go together
   * @param onCursor told the point under the pointer, or null
   */
  constructor({ height, log = false, time = true, range, tick, sync, onCursor = () => {} }) {
    this.#options = { height, log, time, range, tick, sync, onCursor };
    this.element = make("div", { class: "plot", role: "img" });
    this.sizes = new ResizeObserver(() => this.#resize());
    this.sizes.observe(this.element);
    this.redraw = () => this.#chart?.redraw(false, true);
    document.addEventListener("themechange", this.redraw);
  }

  /** Shows lines of {name, slot, mark, plain}, each with its values, over `across`; `says` is the same in words. */
  show(across, lines, values, says) {
    setAttribute(this.element, "aria-label", says);
    this.#data = [across, ...values];
    const same = lines.length === this.#lines.length && lines.every((line, at) => line.name === this.#lines[at].name && line.slot === this.#lines[at].slot);
    this.#lines = lines;
    if (this.#chart && same) {
      this.#chart.setData(this.#data);
    } else {
      this.#draw();
    }
    setAttribute(this.element, "data-lines", String(values.filter((line) => line.some((value) => value !== null)).length));
  }

  /** Lets one line stand out, or none for null. */
  emphasise(at) {
    this.#chart?.setSeries(at === null ? null : at + 1, { focus: true });
  }

  /** Ends it. */
  close() {
    this.sizes.disconnect();
    document.removeEventListener("themechange", this.redraw);
    this.#chart?.destroy();
  }

  #draw() {
    const width = this.element.clientWidth;
    this.#chart?.destroy();
    this.#chart = width > 0 ? new window.uPlot(this.#plotOptions(width), this.#data, this.element) : null;
  }

  #resize() {
    const width = this.element.clientWidth;
    if (!this.#chart && this.#data) {
      this.#draw();
    } else if (width > 0 && this.#chart && width !== this.#chart.width) {
      this.#chart.setSize({ width, height: this.#options.height });
    }
  }

  #plotOptions(width) {
    const { height, log, time, range, tick, sync, onCursor } = this.#options;
    const axis = (more) => ({ stroke: () => colour("muted"), grid: { stroke: () => colour("grid"), width: 1 }, ticks: { show: false }, font: FONT, ...more });
    return {
      width,
      height,
      padding: [10, this.#lines.some((line) => line.mark) ? ENDS_WIDTH : 12, 0, 0],
      legend: { show: false },
      focus: { alpha: 0.25 },
      cursor: { drag: { x: false, y: false }, sync: sync ? { key: sync, setSeries: false } : undefined, points: { size: 6 } },
      scales: { x: { time: false, range: time ? timeRange : [0, 1] }, y: { distr: log ? 3 : 1, range: (_, least, most) => range(least, most) } },
      axes: [
        axis({ size: 32, space: time ? 70 : 40, incrs: time ? TIME_STEPS : undefined, values: (_, values) => values.map(time ? clock : tick) }),
        axis({ size: 58, ...(log ? { splits: (_chart, _axis, least, most) => powersOfTen(least, most), filter: (_, splits) => splits } : {}), values: (_, values) => values.map((value) => (value === null ? "" : tick(value))) }),
      ],
      series: [{}, ...this.#lines.map(series)],
      hooks: { draw: [(chart) => drawEnds(chart, this.#lines)], setCursor: [(chart) => onCursor(chart.cursor.idx ?? null)] },
    };
  }
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400, 604800];

/** The times of the points; some seconds where there are too few to make a span. */
function timeRange(_, least, most) {
  return most - least >= 10 ? [least, most] : [most - 10, most];
}

function series(line) {
  return {
    label: line.name,
    stroke: () => (line.plain ? colour("muted") : lineColour(line.slot)),
    dash: line.plain ? [4, 4] : lineDashes(line.slot),
    width: line.plain ? 1 : 2,
    points: line.points ? { show: true, size: 6 } : line.plain ? { show: false } : { size: 4 },
    spanGaps: Boolean(line.points || line.plain),
  };
}
