// The numbers at the right end of lines, which say which line is which without their colours.

import { colour, lineColour } from "./line-styles.js";

const RADIUS = 8;
/** Room for them at the right of the plot, in pixels. */
export const ENDS_WIDTH = 30;

/** Draws them beside the plot of `chart`, for lines of {mark, slot}. */
export function drawEnds(chart, lines) {
  const ratio = devicePixelRatio;
  const { left, top, width, height } = chart.bbox;
  const ends = [];
  lines.forEach((line, at) => {
    const values = chart.data[at + 1];
    const last = values.findLastIndex((value) => value !== null);
    if (line.mark && last >= 0) {
      const from = { x: chart.valToPos(chart.data[0][last], "x", true), y: chart.valToPos(values[last], "y", true) };
      ends.push({ line, from, y: from.y });
    }
  });
  spread(ends, 2 * RADIUS * ratio + 1, top, top + height);

  const context = chart.ctx;
  context.save();
  context.font = `600 ${10 * ratio}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { line, y, from } of ends) {
    const x = left + width + 18 * ratio;
    context.strokeStyle = context.fillStyle = lineColour(line.slot);
    context.lineWidth = ratio;
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(x - RADIUS * ratio, y);
    context.stroke();
    context.beginPath();
    context.arc(x, y, RADIUS * ratio, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = colour("surface");
    context.fillText(line.mark, x, y + ratio / 2);
  }
  context.restore();
}

/** Moves the ends apart by at least `gap`, in their order, within the plot as far as they fit. */
function spread(ends, gap, top, bottom) {
  ends.sort((a, b) => a.y - b.y);
  let free = top;
  for (const end of ends) {
    end.y = Math.max(end.y, free);
    free = end.y + gap;
  }
  let limit = bottom;
  for (const end of ends.toReversed()) {
    end.y = Math.min(end.y, limit);
    limit = end.y - gap;
  }
}
