#!/usr/bin/env python3
"""Makes dashboard.json, which Grafana reads, of dashboard.yaml, which people read.

usage: generate.py [--check]    with --check nothing is written; ends with 1 where dashboard.json differs

Needs PyYAML (integration-tests/monitoring/requirements.txt).
"""

import json
import sys
from pathlib import Path

import yaml

from panels import SOURCE, Json, expand, panel

HERE = Path(__file__).parent
# Of Grafana 11.0; newer ones read it and add what is new.
SCHEMA = 39


def lay(specs: list[Json], first: int, top: int) -> tuple[list[Json], int]:
    """Panels from left to right, each as high up as it fits, and the next free line."""
    heights = [top] * 24
    result: list[Json] = []
    for spec in specs:
        width, height = spec.get("size", (8, 8))
        y, x = min((max(heights[x : x + width]), x) for x in range(25 - width))
        heights[x : x + width] = [y + height] * width
        result.append(panel(spec, first + len(result), (x, y)))
    return result, max(heights)


def rows(specs: list[Json]) -> list[Json]:
    """Rows with their panels: after them where they are open, inside where they are not."""
    result: list[Json] = []
    number, y = 1, 0
    for spec in specs:
        closed = spec.get("collapsed", False)
        row = {"id": number, "type": "row", "title": spec["title"], "collapsed": closed, "panels": []}
        row["gridPos"] = {"x": 0, "y": y, "w": 24, "h": 1}
        panels, end = lay(spec["panels"], number + 1, y + 1)
        number += 1 + len(panels)
        y = y + 1 if closed else end
        result.append(row)
        (row["panels"] if closed else result).extend(panels)
    return result


def variable(name: str, query: str) -> Json:
    """A variable with the values of a label."""
    return {
        "name": name,
        "label": name,
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": expand(query), "refId": name},
        "refresh": 2,
        "sort": 5,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"selected": True, "text": "All", "value": "$__all"},
    }


def dashboard(spec: Json) -> Json:
    """The whole of it."""
    source = {"name": "datasource", "label": "data source", "type": "datasource", "query": "prometheus", "refresh": 1}
    variables = [
        source,
        variable("instance", 'label_values(bayesagg_info{job="bayesagg"}, instance)'),
        variable("session", "label_values(bayesagg_steps_total{<server>}, session)"),
        variable("task", "label_values(bayesagg_task_evidence_count{<session>}, task)"),
    ]
    restarts = {
        "name": "starts",
        "datasource": SOURCE,
        "enable": True,
        "iconColor": "purple",
        "expr": expand("changes(process_start_time_seconds{<server>}[1m]) > 0"),
        "titleFormat": "{{instance}} has started",
    }
    return {
        "uid": spec["uid"],
        "title": spec["title"],
        "description": spec["description"],
        "tags": ["bayesagg"],
        "schemaVersion": SCHEMA,
        "timezone": "browser",
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {"list": variables},
        "annotations": {"list": [restarts]},
        "links": [],
        "panels": rows(spec["rows"]),
    }


def main() -> int:
    made = json.dumps(dashboard(yaml.safe_load((HERE / "dashboard.yaml").read_text())), indent=1, ensure_ascii=False)
    target = HERE / "dashboard.json"
    if "--check" in sys.argv[1:]:
        if not target.exists() or target.read_text() != made + "\n":
            print("dashboard.json is not what generate.py makes of dashboard.yaml: run deploy/grafana/generate.py")
            return 1
        return 0
    target.write_text(made + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
