#!/usr/bin/env python3
"""Draws dashboard.json from a running Prometheus into one PNG, without Grafana: a preview of what the panels hold.

usage: preview.py [--prometheus URL] [--minutes N] [--scrape SECONDS] [--out FILE]

Grid, expressions, units, thresholds and texts are the dashboard's; how they are drawn is not Grafana's.
Closed rows are drawn open. Needs matplotlib 3.11.
"""

import argparse
import json
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

import drawing

HERE = Path(__file__).parent
Json = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """A Prometheus and the time that is looked at."""

    url: str
    begin: float
    end: float
    scrape: float

    def ask(self, target: Json) -> list[drawing.Series]:
        """The series of a query: of the whole time, or of its end."""
        # Grafana's rule for the window of rates.
        step = max(self.scrape, (self.end - self.begin) / 400)
        window = f"{max(step + self.scrape, 4 * self.scrape):.0f}s"
        text = target["expr"].replace("$__rate_interval", window)
        for name in ("$instance", "$session", "$task"):
            text = text.replace(name, ".*")
        parameters: dict[str, Any] = {"query": text}
        if target["instant"]:
            parameters["time"] = self.end
        else:
            parameters |= {"start": self.begin, "end": self.end, "step": step}
        path = "query" if target["instant"] else "query_range"
        data = urllib.parse.urlencode(parameters).encode()
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}", data, timeout=60) as answer:
            result = json.load(answer)["data"]["result"]
        return [drawing.Series(series["metric"], points(series), target) for series in result]


def points(series: Json) -> list[tuple[float, float]]:
    """Times and values; an instant has one."""
    return [(at, float(value)) for at, value in series.get("values", [series.get("value")])]


def opened(dashboard: Json) -> list[Json]:
    """All rows and panels, closed rows opened: what comes below them moves down."""
    result, moved = [], 0
    for item in dashboard["panels"]:
        inner = item.get("panels", [])
        at = item["gridPos"]
        result.append(item | {"gridPos": at | {"y": at["y"] + moved}})
        result += [panel | {"gridPos": panel["gridPos"] | {"y": panel["gridPos"]["y"] + moved}} for panel in inner]
        if inner:
            moved += max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in inner) - at["y"] - 1
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--prometheus", default="http://127.0.0.1:9090", metavar="URL")
    parser.add_argument("--minutes", type=float, default=15, metavar="N", help="how far back")
    parser.add_argument("--scrape", type=float, default=15, metavar="SECONDS", help="how often it scrapes")
    parser.add_argument("--out", type=Path, default=Path("dashboard.png"), metavar="FILE")
    chosen = parser.parse_args()
    now = time.time()
    source = Source(chosen.prometheus.rstrip("/"), now - 60 * chosen.minutes, now, chosen.scrape)

    dashboard = json.loads((HERE / "dashboard.json").read_text())
    items = opened(dashboard)
    lines = max(item["gridPos"]["y"] + item["gridPos"]["h"] for item in items) + 1
    figure = plt.figure(figsize=(24, lines * 0.42), facecolor="#f4f5f5")
    figure.text(0.01, 1 - 0.5 / lines, f"{dashboard['title']} - preview drawn by preview.py, not by Grafana", size=15)
    for item in items:
        at = item["gridPos"]
        box = (at["x"] / 24, 1 - (at["y"] + 1 + at["h"]) / lines, at["w"] / 24, at["h"] / lines)
        if item["type"] == "row":
            figure.text(box[0] + 0.005, box[1] + 0.25 / lines, item["title"], size=14, weight="bold")
            continue
        series = [found for target in item["targets"] for found in source.ask(target)]
        drawing.draw(figure, box, item, series, (source.begin, source.end), 1 / lines)
    figure.savefig(chosen.out, dpi=80)


if __name__ == "__main__":
    main()
