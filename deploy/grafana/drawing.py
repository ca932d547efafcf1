"""Draws one panel of a dashboard with matplotlib. See preview.py."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matplotlib.ticker import FuncFormatter, MaxNLocator

Json = dict[str, Any]
# Of matplotlib, which the checks do without.
Axes = Any
Figure = Any
Span = tuple[float, float]
COLOURS = {"green": "#56a64b", "red": "#e02f44", "orange": "#ff780a", "blue": "#3274d9", "text": "#24292e"}
# As many names, and of them as many letters, as fit below a panel.
NAMES = 8
LETTERS = 26


@dataclass(frozen=True)
class Series:
    """One line: its labels, its points, and the query that it answers."""

    labels: dict[str, str]
    points: list[tuple[float, float]]
    target: Json

    def name(self) -> str:
        """What the legend says."""
        form = self.target.get("legendFormat", "")
        name: str = re.sub(r"\{\{(\w+)\}\}", lambda found: self.labels.get(found[1], ""), form)
        return name if len(name) <= LETTERS else f"{name[: LETTERS // 2]}…{name[-LETTERS // 2 :]}"

    def last(self) -> float:
        """The newest value."""
        return self.points[-1][1]


def short(value: float, base: float, suffixes: list[str]) -> str:
    """A number with a suffix for its size."""
    for suffix in suffixes:
        if abs(value) < base or suffix == suffixes[-1]:
            return f"{value:.3g}{suffix}"
        value /= base
    return ""


def duration(value: float) -> str:
    """Seconds in the unit that fits."""
    for size, name in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms")):
        if abs(value) >= size:
            return f"{value / size:.3g} {name}"
    return f"{value / 1e-6:.3g} µs" if value else "0"


def text_of(value: float, field: Json) -> tuple[str, str]:
    """A value as the panel shows it, and its colour."""
    for mapping in field.get("mappings", []):
        found = mapping["options"].get(f"{value:g}")
        if found:
            return found["text"], COLOURS[found["color"]]
    colour = "text"
    if field["color"]["mode"] == "thresholds":
        steps = field["thresholds"]["steps"]
        colour = [step["color"] for step in steps if step["value"] is None or value >= step["value"]][-1]
    formats: dict[str, Callable[[float], str]] = {
        "s": duration,
        "dtdurations": duration,
        "percentunit": lambda share: f"{100 * share:.3g} %",
        "bytes": lambda size: short(size, 1024, [" B", " KiB", " MiB", " GiB", " TiB"]),
        "Bps": lambda speed: short(speed, 1000, [" B/s", " kB/s", " MB/s", " GB/s"]),
        "sci": lambda number: f"{number:.2g}",
        "short": lambda number: short(number, 1000, ["", " K", " M", " G"]),
        "none": lambda number: f"{number:.3g}",
    }
    if "decimals" in field and field["unit"] == "short":
        return f"{value:.{field['decimals']}f}", COLOURS[colour]
    return formats[field["unit"]](value), COLOURS[colour]


def draw(
    figure: Figure, box: tuple[float, float, float, float], panel: Json, series: list[Series], span: Span, line: float
) -> None:
    """Draws a panel into a box of the figure; ``line`` is the height of a line of the grid."""
    x, y, width, height = box
    frame = figure.add_axes((x + 0.002, y + 0.1 * line, width - 0.004, height - 0.2 * line), facecolor="white")
    frame.set(xticks=[], yticks=[])
    for side in frame.spines.values():
        side.set_color("#d8d9da")
    figure.text(x + 0.006, y + height - 0.75 * line, panel["title"], size=10, weight="bold")
    axes = figure.add_axes((x + 0.035, y + 2.1 * line, width - 0.045, height - 3.2 * line))
    axes.tick_params(labelsize=7)
    series = [one for one in series if any(not math.isnan(value) for _, value in one.points)]
    if not series:
        axes.axis("off")
        none = panel["fieldConfig"]["defaults"].get("noValue", "No data")
        figure.text(x + width / 2, y + height / 2 - 0.4 * line, none, size=13, ha="center", color="#8e8e8e")
        return
    kinds = {"stat": stat, "bargauge": gauge, "heatmap": heatmap, "state-timeline": states, "table": table}
    kinds.get(panel["type"], lines)(axes, panel, series, span)


def clock(axes: Axes, span: Span) -> None:
    """Times along the axis."""
    axes.set_xlim(*span)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: datetime.fromtimestamp(at).strftime("%H:%M:%S")))


def lines(axes: Axes, panel: Json, series: list[Series], span: Span) -> None:
    """Lines, areas or bars over time."""
    field = panel["fieldConfig"]["defaults"]
    custom = field["custom"]
    if custom["stacking"]["mode"] != "none":
        times = sorted({at for one in series for at, _ in one.points})
        values = [[dict(one.points).get(at, 0.0) for at in times] for one in series]
        axes.stackplot(times, values, labels=[one.name() for one in series], alpha=0.7)
    else:
        for one in series:
            at, value = zip(*one.points, strict=True)
            if custom["drawStyle"] == "bars":
                axes.bar(at, value, width=(span[1] - span[0]) / 150, label=one.name(), alpha=0.7)
            else:
                axes.plot(at, value, linewidth=1, label=one.name())
    if custom["scaleDistribution"]["type"] == "log":
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=field.get("min"), top=field.get("max"))
    top = axes.get_ylim()[1]
    for step in field["thresholds"]["steps"][1:]:
        if step["value"] <= top:
            axes.axhline(step["value"], color=COLOURS[step["color"]], linestyle="--", linewidth=1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: text_of(value, field | {"mappings": []})[0]))
    axes.grid(color="#eeeeee")
    clock(axes, span)
    names = axes.get_legend_handles_labels()
    axes.legend(
        *(part[:NAMES] for part in names),
        fontsize=6,
        ncols=4,
        loc="upper left",
        bbox_to_anchor=(0, -0.13),
        frameon=False,
    )


def stat(axes: Axes, panel: Json, series: list[Series], span: Span) -> None:
    """The last value, large."""
    axes.axis("off")
    field = panel["fieldConfig"]["defaults"]
    for place, one in enumerate(series):
        value, colour = text_of(one.last(), field)
        text = one.name() if panel["options"]["textMode"] == "name" else value
        size = 20 if len(text) < 10 else 12
        axes.text(
            (place + 0.5) / len(series), 0.3, text, size=size, ha="center", color=colour, transform=axes.transAxes
        )


def gauge(axes: Axes, panel: Json, series: list[Series], span: Span) -> None:
    """A bar for each series."""
    field = panel["fieldConfig"]["defaults"]
    texts = [text_of(one.last(), field) for one in series]
    axes.barh(range(len(series)), [one.last() for one in series], color=[colour for _, colour in texts])
    names = [f"{one.name()}  {text}" for one, (text, _) in zip(series, texts, strict=True)]
    for place, name in enumerate(names):
        axes.text(0.01, place, name, size=7, va="center", transform=axes.get_yaxis_transform())
    axes.set_yticks([])
    axes.set_xlim(0, field.get("max"))
    axes.invert_yaxis()


def heatmap(axes: Axes, panel: Json, series: list[Series], span: Span) -> None:
    """How many fell between two bounds, over time."""
    bounds = sorted(series, key=lambda one: float(one.labels["le"]))
    times = sorted({at for one in bounds for at, _ in one.points})
    below = [[dict(one.points).get(at, 0.0) for at in times] for one in bounds]
    between = [
        [high - low for high, low in zip(row, before, strict=True)]
        for before, row in zip([[0.0] * len(times), *below], below, strict=False)
    ]
    used = [place for place, row in enumerate(between) if any(row)]
    shown = between[used[0] : used[-1] + 1] if used else between
    axes.pcolormesh(times, range(len(shown)), shown, cmap="Oranges", shading="nearest")
    names = [one.labels["le"] for one in bounds][used[0] if used else 0 :][: len(shown)]
    axes.set_yticks(range(len(names)), [f"≤ {duration(float(name))}" if name != "+Inf" else "more" for name in names])
    clock(axes, span)


def states(axes: Axes, panel: Json, series: list[Series], span: Span) -> None:
    """A band for each series, coloured by its state."""
    field = panel["fieldConfig"]["defaults"]
    step = min(after - at for one in series for (at, _), (after, _) in zip(one.points, one.points[1:], strict=False))
    for place, one in enumerate(series):
        for at, value in one.points:
            axes.barh(place, step, left=at, color=text_of(value, field)[1], height=0.7)
        axes.text(one.points[0][0], place, f" {one.name()}: {text_of(one.last(), field)[0]}", size=7, va="center")
    axes.set_yticks([])
    clock(axes, span)


def table(axes: Axes, panel: Json, series: list[Series], span: Span) -> None:
    """Lines by labels, columns by query; of a single query the labels."""
    axes.axis("off")
    keep = [
        step["options"]["include"]["names"] for step in panel["transformations"] if step["id"] == "filterFieldsByName"
    ]
    if keep:
        cells = [[one.labels.get(name, "") for name in keep[0]] for one in series]
        head = keep[0]
    else:
        renamed = next(step["options"]["renameByName"] for step in panel["transformations"] if step["id"] == "organize")
        rows: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
        for one in series:
            column = renamed[f"Value #{one.target['refId']}"]
            field = panel["fieldConfig"]["defaults"] | {"unit": "short"}
            for override in panel["fieldConfig"]["overrides"]:
                if override["matcher"]["options"] == column:
                    field |= {item["id"]: item["value"] for item in override["properties"]}
            rows.setdefault(tuple(sorted(one.labels.items())), {})[column] = text_of(one.last(), field)[0]
        head = [name for name, _ in next(iter(rows))] + list(renamed.values())
        cells = [
            [value for _, value in key] + [row.get(column, "") for column in renamed.values()]
            for key, row in rows.items()
        ]
    longest = [max(len(text) for text in column) + 2 for column in zip(head, *cells, strict=True)]
    widths = [size / sum(longest) for size in longest]
    high = 0.13 * (len(cells) + 1)
    drawn = axes.table(cells, colLabels=head, colWidths=widths, bbox=(-0.03, 1 - high, 1.03, high), cellLoc="left")
    drawn.auto_set_font_size(False)
    drawn.set_fontsize(8)
