"""What can be said of rules and dashboard without a server."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from artefacts import GRAFANA, PROMETHEUS, dashboard, metrics, panels, rules

TESTS = PROMETHEUS / "rules_test.yml"


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("arguments", [("check", "rules", "rules.yml"), ("test", "rules", "rules_test.yml")])
def test_promtool_is_content(arguments: tuple[str, ...]) -> None:
    done = promtool(*arguments[:-1], str(PROMETHEUS / arguments[-1]))
    assert done.returncode == 0, done.stdout + done.stderr


def test_configuration_is_valid() -> None:
    done = promtool("check", "config", "--syntax-only", str(PROMETHEUS / "prometheus.yml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested() -> None:
    told = TESTS.read_text()
    untested = [rule["alert"] for rule in rules("alert") if f'alertname="{rule["alert"]}"' not in told]
    assert untested == []


def test_every_alert_says_what_to_do() -> None:
    for rule in rules("alert"):
        assert rule["labels"].keys() == {"severity"}, rule["alert"]
        assert rule["labels"]["severity"] in ("critical", "warning", "info"), rule["alert"]
        assert rule["annotations"].keys() == {"summary", "description", "remedy"}, rule["alert"]
        # The remedies become a table, in which nothing is filled in.
        assert "{{" not in rule["annotations"]["remedy"], rule["alert"]


def test_annotations_are_filled_in(tmp_path: Path) -> None:
    """Expects no alert wherever the tests expect one, and reads in the protest how annotations came out."""
    told = yaml.safe_load(TESTS.read_text())
    told["rule_files"] = [str(PROMETHEUS / "rules.yml")]
    for test in told["tests"]:
        expected = [
            (at["eval_time"], re.findall(r'alertname="(\w+)"', sample["labels"])[0])
            for at in test["promql_expr_test"]
            for sample in at["exp_samples"]
        ]
        test["alert_rule_test"] = [{"eval_time": time, "alertname": name} for time, name in sorted(set(expected))]
        del test["promql_expr_test"]
    file = tmp_path / "annotations.yml"
    file.write_text(yaml.safe_dump(told))
    protest = promtool("test", "rules", str(file)).stderr
    filled = re.findall(r'(?:summary|description|remedy)="((?:\\.|[^"\\])*)"', protest)
    assert len(filled) > 3 * len(rules("alert"))
    for text in filled:
        assert not re.search(r"<no value>|error expanding|\{\{|\$|NaN|Inf", text), text
        # A label that is not there leaves a hole.
        assert not re.search(r"\s{2}|^\s|\s[.,;:)]|[(]\s|\s$|\(\)", text), text


def test_dashboard_is_what_its_source_makes() -> None:
    done = subprocess.run([sys.executable, str(GRAFANA / "generate.py"), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_page_of_alerts_is_what_the_rules_make() -> None:
    done = subprocess.run([sys.executable, str(PROMETHEUS / "alerts.py"), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_page_of_alerts_is_known_to_differ(tmp_path: Path) -> None:
    for name in ("alerts.py", "rules.yml", "alerts.md"):
        (tmp_path / name).write_text((PROMETHEUS / name).read_text())
    check = [sys.executable, str(tmp_path / "alerts.py"), "--check"]
    assert subprocess.run(check, capture_output=True).returncode == 0
    (tmp_path / "rules.yml").write_text((PROMETHEUS / "rules.yml").read_text().replace("for: 1m", "for: 2m", 1))
    assert subprocess.run(check, capture_output=True).returncode == 1


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """What is in one document and not, or not the same, in the other."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [line for key in before for line in lost(before[key], after.get(key, "nothing"), f"{path}.{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [line for i, pair in enumerate(zip(before, after, strict=True)) for line in lost(*pair, f"{path}[{i}]")]
    return [] if before == after else [f"{path}: {before!r} became {after!r}"]


def test_grafanas_own_types_know_every_field() -> None:
    plugins.register_default_plugins()
    read = Dashboard.from_json(dashboard())
    again = json.loads(JSONEncoder(sort_keys=True).encode(read))
    # The data source's part of an annotation is not among the types.
    assert [line for line in lost(dashboard(), again) if ".titleFormat:" not in line] == []


def test_units_are_grafanas() -> None:
    known = {value for name, value in vars(units).items() if name[0].isupper() and isinstance(value, str)}
    used = {panel["fieldConfig"]["defaults"]["unit"] for panel in panels()}
    # Written beside its class: units.py says them in annotations alone.
    text = Path(str(units.__file__)).read_text()
    assert {unit for unit in used if f'"{unit}"' not in text and unit not in known} == set()


def test_panels_say_what_a_bad_sign_is() -> None:
    for panel in panels():
        assert len(panel["description"]) > 60, panel["title"]
        assert panel["targets"], panel["title"]
    titles = [panel["title"] for panel in panels()]
    assert len(titles) == len(set(titles))


def test_panels_do_not_overlap() -> None:
    taken: dict[tuple[int, int], str] = {}
    for item in dashboard()["panels"]:
        for panel in [item] if not item.get("panels") else [item, *item["panels"]]:
            closed = panel is not item
            at = panel["gridPos"]
            cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
            assert at["x"] + at["w"] <= 24, panel["title"]
            if not closed:
                assert not cells & taken.keys(), panel["title"]
                taken |= dict.fromkeys(cells, panel["title"])


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ('sum by (job, instance) (rate(a_total{x="y_z", v=~"b|c"}[5m])) > 1e3', {"a_total"}),
        ("a / on (job) group_left (x) (b > 0.1) and avg_over_time(c:d:e[1h] offset 15m) == 0", {"a", "b", "c:d:e"}),
        ('histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m]))) unless absent(up{job="x"})', {"a_bucket", "up"}),
        ("x_total unless x_total offset 15m or time() - y", {"x_total", "y"}),
    ],
)
def test_metrics_of_an_expression(expression: str, names: set[str]) -> None:
    assert metrics(expression) == names
