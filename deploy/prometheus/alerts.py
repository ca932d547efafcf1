#!/usr/bin/env python3
"""Makes alerts.md, which people read when an alert has come, of rules.yml.

usage: alerts.py [--check]    with --check nothing is written; ends with 1 where alerts.md differs

Needs PyYAML (integration-tests/monitoring/requirements.txt).
"""

import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent

Rule = dict[str, Any]

# The most urgent first.
SEVERITIES = {
    "critical": "They wake somebody: training has stopped, or will.",
    "warning": "To be looked at the same day.",
    "info": "Worth knowing.",
}

# What Prometheus fills in, and what stands for it in a text that is of no single alert.
FILLED_IN = [
    (r"\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ \. \}\}(.*?)\{\{ end \}\}", r"\2*\1*\3"),
    (r"\{\{ \$labels\.(\w+) \}\}", r"*\1*"),
    (r"\{\{ \$value \| humanizePercentage \}\}", "*n* %"),
    (r"\{\{ \$value \| humanizeDuration \}\}", "*time*"),
    (r"\{\{ \$value \| humanize1024 \}\}", "*n* "),
    (r"\{\{ \$value( \| humanize)? \}\}", "*n*"),
]

HEAD = (
    "# Alerts\n\n"
    "What each alert of [rules.yml](rules.yml) means and what to do. This page is made of the rules by `alerts.py`: "
    "change those, not this. Words in italics\nstand for what an alert fills in. A server is known by the name of its "
    "job, `bayesagg`; windows assume a scrape every 15 s. Beyond single alerts:\n[operations.md](../operations.md).\n"
)

RECORDED = "## Recorded series\n\nWhat the expressions above and the dashboard both use.\n"


def text(annotation: str) -> str:
    """An annotation with words in place of what is filled in."""
    for template, word in FILLED_IN:
        annotation = re.sub(template, word, annotation)
    if "{{" in annotation:
        raise ValueError(f"there is no word for what is filled in here: {annotation}")
    return annotation.strip()


def reasons(source: str) -> dict[str, str]:
    """The comment above each alert, which says why its bound is what it is."""
    found: dict[str, str] = {}
    comment: list[str] = []
    for line in map(str.strip, source.splitlines()):
        if line.startswith("#"):
            comment.append(line.removeprefix("#").strip())
            continue
        if line.startswith("- alert:"):
            found[line.removeprefix("- alert:").strip()] = " ".join(comment)
        comment = []
    return found


def expression(expr: str) -> str:
    """An expression as a block of code."""
    lines = textwrap.wrap(expr, 150, break_long_words=False, break_on_hyphens=False)
    return "\n".join(["```promql", *lines, "```"]) + "\n"


def table(alerts: list[Rule]) -> str:
    """All alerts of a severity, a line each."""
    lines = []
    for alert in alerts:
        name = alert["alert"]
        summary = text(alert["annotations"]["summary"])
        lines.append(f"| [{name}](#{name.lower()}) | {alert.get('for', 'at once')} | {summary} |")
    return "\n".join(["| alert | after | what it says |", "|---|---|---|", *lines]) + "\n"


def section(alert: Rule, reason: str) -> str:
    """One alert: what it says, what to do, when it fires."""
    said = alert["annotations"]
    held = f"Fires when this has held for {alert['for']}" if "for" in alert else "Fires at once when this holds"
    return "\n".join(
        [
            f"### {alert['alert']}\n",
            f"{text(said['summary'])}. {text(said['description'])}\n",
            f"**Remedy.** {text(said['remedy'])}\n",
            f"{held}. {reason}".strip() + "\n",
            expression(alert["expr"]),
        ]
    )


def page(source: str) -> str:
    """The whole page."""
    rules: list[Rule] = [rule for group in yaml.safe_load(source)["groups"] for rule in group["rules"]]
    why = reasons(source)
    parts = [HEAD]
    for severity, meaning in SEVERITIES.items():
        alerts = [rule for rule in rules if rule.get("labels", {}).get("severity") == severity and "alert" in rule]
        parts += [f"## {severity.capitalize()}\n", f"{meaning}\n", table(alerts)]
        parts += [section(alert, why[alert["alert"]]) for alert in alerts]
    parts.append(RECORDED)
    for rule in rules:
        if "record" in rule:
            labels = "".join(f', {key} "{value}"' for key, value in rule.get("labels", {}).items())
            parts += [f"`{rule['record']}`{labels}:\n", expression(rule["expr"])]
    return "\n".join(parts)


def main() -> int:
    made = page((HERE / "rules.yml").read_text())
    target = HERE / "alerts.md"
    if "--check" in sys.argv[1:]:
        if not target.exists() or target.read_text() != made:
            print("alerts.md is not what alerts.py makes of rules.yml: run deploy/prometheus/alerts.py")
            return 1
        return 0
    target.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
