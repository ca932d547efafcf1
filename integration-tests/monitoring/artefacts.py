"""What deploy/prometheus and deploy/grafana hold: every expression, and the metrics that it names."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
GRAFANA = ROOT / "deploy" / "grafana"

# In place of Grafana's variables: everything, and a window as long as the traffic of the tests.
VARIABLES = {"$instance": ".*", "$session": ".*", "$task": ".*", "$__rate_interval": "5m"}

KEYWORDS = {"and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right"}


@dataclass(frozen=True)
class Expression:
    """One expression, where it stands, and the unit that it is shown in."""

    place: str
    text: str
    unit: str = ""


def groups() -> list[dict[str, Any]]:
    """The groups of rules."""
    loaded: list[dict[str, Any]] = yaml.safe_load((PROMETHEUS / "rules.yml").read_text())["groups"]
    return loaded


def rules(kind: str) -> list[dict[str, Any]]:
    """All rules of a kind, ``alert`` or ``record``."""
    return [rule for group in groups() for rule in group["rules"] if kind in rule]


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana reads it."""
    loaded: dict[str, Any] = json.loads((GRAFANA / "dashboard.json").read_text())
    return loaded


def panels() -> list[dict[str, Any]]:
    """Every panel, those inside closed rows included."""
    top = dashboard()["panels"]
    return [panel for item in top for panel in [item, *item.get("panels", [])] if panel["type"] != "row"]


def of_rules() -> list[Expression]:
    """The expressions of all rules."""
    every = rules("record") + rules("alert")
    return [Expression(rule.get("alert") or rule["record"], rule["expr"]) for rule in every]


def of_panels() -> list[Expression]:
    """The expressions of all panels, for everything that there is."""
    return [
        Expression(panel["title"], filled(target["expr"]), panel["fieldConfig"]["defaults"]["unit"])
        for panel in panels()
        for target in panel["targets"]
    ]


def filled(text: str) -> str:
    """An expression with values in place of variables."""
    for name, value in VARIABLES.items():
        text = text.replace(name, value)
    return text


def metrics(text: str) -> set[str]:
    """The metrics that an expression names.

    What is left when texts, label matchers, windows, lists of labels and functions are gone.
    """
    text = re.sub(r'"(?:\\.|[^"\\])*"', "", text)
    text = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", text)
    text = re.sub(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", text)
    text = re.sub(r"\boffset\s+\w+", " ", text)
    names: list[str] = re.findall(r"(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])", text)
    return set(names) - KEYWORDS
