"""Panels of dashboard.yaml in Grafana's form."""

import re
import string
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).parent.parent / "prometheus" / "rules.yml"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
COLOURS = {"critical": "red", "warning": "orange", "info": "blue"}
SERVER = 'job="bayesagg", instance=~"$instance"'
MATCHERS = {
    "<server>": SERVER,
    "<session>": SERVER + ', session=~"$session"',
    "<task>": SERVER + ', session=~"$session", task=~"$task"',
}

Json = dict[str, Any]


def expand(expression: str) -> str:
    """An expression with the label matchers of the dashboard's variables."""
    for name, matchers in MATCHERS.items():
        expression = expression.replace(name, matchers)
    return expression


def rules() -> dict[str, Json]:
    """All alerts by name."""
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"] if "alert" in rule}


def bound(rule: Json, expressions: list[str]) -> tuple[str, float]:
    """The side and bound to which an alert holds what a panel shows: "> 0.9" as (">", 0.9)."""
    for metric in re.findall(r"[a-z_]+:\w+:\w+|\w+_\w+", " ".join(expressions)):
        found = re.search(
            re.escape(metric) + r"(?:\{[^}]*\})?(?:\[\w+\]\))? ([<>]) ([\d.]+(?: \* [\d.]+)*)", rule["expr"]
        )
        if found:
            value = 1.0
            for factor in found[2].split(" * "):
                value *= float(factor)
            # A colour begins at its bound: of counts, for which any is too many, at 1.
            return found[1], value or 1.0
    raise ValueError(f"{rule['alert']} states no bound of {expressions}")


def thresholds(spec: Json, expressions: list[str]) -> Json:
    """Green, and beyond the bounds of the panel's alerts the colour of their severity."""
    steps: list[Json] = []
    alerts = [(rules()[name], *bound(rules()[name], expressions)) for name in spec.get("alert", [])]
    if alerts and alerts[0][1] == "<":
        # From the smallest bound up: below each, its alert's colour.
        alerts.sort(key=lambda alert: alert[2])
        colours = [COLOURS[rule["labels"]["severity"]] for rule, _, _ in alerts] + ["green"]
        at: list[float | None] = [None] + [value for _, _, value in alerts]
        steps = [{"color": colour, "value": value} for colour, value in zip(colours, at, strict=True)]
    else:
        steps = [{"color": "green", "value": None}]
        steps += [{"color": COLOURS[rule["labels"]["severity"]], "value": value} for rule, _, value in alerts]
    return {"mode": "absolute", "steps": steps}


def mappings(values: dict[int, list[str]]) -> list[Json]:
    """Texts and colours in place of values."""
    options = {str(value): {"text": text, "color": colour} for value, (text, colour) in values.items()}
    return [{"type": "value", "options": options}]


def custom(spec: Json) -> Json:
    """How lines are drawn."""
    bars = spec.get("bars", False)
    return {
        "drawStyle": "bars" if bars else "line",
        "lineInterpolation": spec.get("line", "linear"),
        "lineWidth": 1,
        "fillOpacity": 60 if bars else 25 if "stack" in spec else 0,
        "showPoints": "never",
        "spanNulls": False,
        "scaleDistribution": {"type": "log", "log": 10} if spec.get("log") else {"type": "linear"},
        "stacking": {"mode": spec.get("stack", "none"), "group": "A"},
        "thresholdsStyle": {"mode": "dashed" if "alert" in spec else "off"},
    }


def options(spec: Json, kind: str) -> Json:
    """What a kind of panel is told beside its fields."""
    reduce: Json = {"calcs": ["lastNotNull"], "fields": "", "values": False}
    hover: Json = {"mode": "multi", "sort": "desc"}
    return {
        "timeseries": {
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
            "tooltip": hover,
        },
        "stat": {
            "reduceOptions": reduce,
            "textMode": spec.get("text", "value"),
            "colorMode": "background" if "values" in spec or "alert" in spec else "value",
            "graphMode": "none",
            "justifyMode": "auto",
            "orientation": "auto",
        },
        "bargauge": {
            "reduceOptions": reduce,
            "displayMode": "basic",
            "orientation": "horizontal",
            "valueMode": "color",
            "showUnfilled": True,
        },
        "heatmap": {
            "calculate": False,
            "color": {"mode": "scheme", "scheme": "Oranges", "steps": 32, "exponent": 0.5, "fill": "dark-orange"},
            "yAxis": {"unit": spec.get("unit", "short"), "axisPlacement": "left"},
            "cellGap": 1,
            "filterValues": {"le": 1e-9},
            "legend": {"show": False},
            "rowsFrame": {"layout": "auto"},
            "showValue": "never",
            "tooltip": {"mode": "single", "yHistogram": False},
        },
        "state-timeline": {
            "showValue": "auto",
            "rowHeight": 0.8,
            "mergeValues": True,
            "alignValue": "left",
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False, "calcs": []},
            "tooltip": hover,
        },
        "table": {"showHeader": True, "cellHeight": "sm"},
    }[kind]


def targets(spec: Json, kind: str) -> list[Json]:
    """The queries of a panel; what shows the present alone asks for the present alone."""
    instant = kind in ("stat", "bargauge", "table")
    result = []
    queries: list[Json] = spec["columns"] if "columns" in spec else spec["queries"]
    for ref, query in zip(string.ascii_uppercase, queries, strict=False):
        target: Json = {"refId": ref, "datasource": SOURCE, "editorMode": "code", "expr": expand(query["expr"])}
        target |= {"instant": instant, "range": not instant}
        if kind in ("table", "heatmap"):
            target["format"] = kind
        if "legend" in query:
            target["legendFormat"] = query["legend"]
        result.append(target)
    return result


def table(spec: Json) -> tuple[list[Json], list[Json]]:
    """Transformations and overrides: one line for each set of labels, a column for each query."""
    if "keep" in spec:
        order = {name: place for place, name in enumerate(spec["keep"])}
        return [
            {"id": "filterFieldsByName", "options": {"include": {"names": spec["keep"]}}},
            {"id": "organize", "options": {"indexByName": order}},
        ], []
    refs = {f"Value #{ref}": column for ref, column in zip(string.ascii_uppercase, spec["columns"], strict=False)}
    excluded = dict.fromkeys(("Time", "__name__", "job"), True)
    organize = {"excludeByName": excluded, "renameByName": {ref: column["title"] for ref, column in refs.items()}}
    overrides = []
    for column in spec["columns"]:
        properties: list[Json] = [{"id": "unit", "value": column["unit"]}]
        if "decimals" in column:
            properties.append({"id": "decimals", "value": column["decimals"]})
        if "values" in column:
            properties.append({"id": "mappings", "value": mappings(column["values"])})
            properties.append({"id": "custom.cellOptions", "value": {"type": "color-text"}})
        overrides.append({"matcher": {"id": "byName", "options": column["title"]}, "properties": properties})
    return [{"id": "merge", "options": {}}, {"id": "organize", "options": organize}], overrides


def colour(spec: Json, kind: str) -> Json:
    """What gives a field its colour: its value where that means something, otherwise which series it is."""
    if kind == "stat" and "alert" not in spec and "values" not in spec:
        return {"mode": "fixed", "fixedColor": "text"}
    return {"mode": "thresholds" if kind in ("stat", "bargauge", "state-timeline") else "palette-classic"}


def panel(spec: Json, number: int, place: tuple[int, int]) -> Json:
    """One panel at a place of the grid."""
    kind = spec.get("kind", "timeseries")
    width, height = spec.get("size", (8, 8))
    queries = targets(spec, kind)
    expressions = [query["expr"] for query in queries]
    defaults: Json = {"unit": spec.get("unit", "none"), "color": colour(spec, kind)}
    # A line's height means something above 0; not on a logarithmic axis, and not where something goes down.
    if kind != "stat" and not spec.get("log") and not any(expression.startswith("-") for expression in expressions):
        defaults["min"] = 0
    defaults |= {name: spec[name] for name in ("max", "decimals") if name in spec}
    if "none" in spec:
        defaults["noValue"] = spec["none"]
    defaults["thresholds"] = thresholds(spec, expressions)
    if "values" in spec:
        defaults["mappings"] = mappings(spec["values"])
    if kind == "timeseries":
        defaults["custom"] = custom(spec)
    transformations, overrides = table(spec) if kind == "table" else ([], [])
    told = spec["description"] + "".join(f" Alert: {name}." for name in spec.get("alert", []))
    return {
        "id": number,
        "type": kind,
        "title": spec["title"],
        "description": told,
        "datasource": SOURCE,
        "gridPos": {"x": place[0], "y": place[1], "w": width, "h": height},
        "targets": queries,
        "fieldConfig": {"defaults": defaults, "overrides": overrides},
        "options": options(spec, kind),
        "transformations": transformations,
    }
