"""Rules and dashboard on real servers, after ordinary traffic, then when something goes wrong; in this order."""

import math
import re
import signal

import grpc
import pytest
from bayesagg.v1 import aggregation_service_pb2

from artefacts import Expression, filled, metrics, of_panels, of_rules, panels, rules
from conftest import EPOCHS, EXAMPLES, STEPS, TASKS, World
from processes import wait_for
from worker import Worker, connect, refusal

# Metrics that only some servers have, and the reason.
ONLY = {
    "bayesagg_journal_bytes": ({"kept", "full"}, "only with a data directory"),
    "bayesagg_storage_buffer_bytes": ({"kept", "full"}, "only with a data directory"),
    "bayesagg_storage_free_bytes": ({"kept", "full"}, "only with a data directory"),
    "bayesagg_storage_reserve_bytes": ({"kept", "full"}, "only with a data directory"),
    "bayesagg_storage_failed": ({"kept", "full"}, "only with a data directory"),
    "bayesagg_tls_certificate_not_after_seconds": ({"secured"}, "only with TLS"),
}

# Panels that are empty where nothing is wrong, and the reason.
EMPTY: dict[str, str] = {}

# The least and the greatest that a unit allows.
RANGES = {"percentunit": (0, 1)} | dict.fromkeys(("s", "bytes", "short", "sci", "dtdurations"), (0, math.inf))

EXPRESSIONS = of_rules() + of_panels()


def by_place(expression: Expression) -> str:
    return expression.place


def test_every_metric_exists(world: World) -> None:
    used = {name: expression.place for expression in EXPRESSIONS for name in metrics(expression.text)}
    assert len(used) > 60
    # ALERTS is Prometheus's own, and is there once something fires.
    missing = {name: place for name, place in used.items() if name not in world.prometheus.names()}
    assert missing.keys() - {"ALERTS"} == set(), missing


@pytest.mark.parametrize(("name", "where"), [(name, where) for name, (where, _) in ONLY.items()])
def test_metric_is_where_it_belongs(world: World, name: str, where: set[str]) -> None:
    assert {labels["instance"] for labels, _ in world.prometheus.query(name)} == where


@pytest.mark.parametrize("record", sorted({rule["record"] for rule in rules("record")}))
def test_recording_rule_yields(world: World, record: str) -> None:
    values = wait_for(record, lambda: world.prometheus.query(record))
    assert all(math.isfinite(value) for _, value in values), values
    if "ratio" in record:
        assert all(0 <= value <= 1 for _, value in values), values


@pytest.mark.parametrize("expression", of_panels(), ids=by_place)
def test_panel_shows_sane_values(world: World, expression: Expression) -> None:
    if expression.place in EMPTY:
        assert world.prometheus.query(expression.text) == []
        return
    values = [value for _, value in wait_for(expression.text, lambda: world.prometheus.query(expression.text))]
    # A quantile of nothing is NaN, which is not drawn: some of a histogram's series may have had nothing to count.
    if "histogram_quantile" in expression.text:
        values = [value for value in values if not math.isnan(value)]
        assert values, expression.text
    assert all(math.isfinite(value) for value in values), values
    least, most = RANGES.get(expression.unit, (-math.inf, math.inf))
    assert all(least <= value <= most for value in values), (expression, values)


def test_no_expression_of_an_alert_fails(world: World) -> None:
    health = {rule["name"]: (rule["health"], rule.get("lastError")) for rule in rules_loaded(world)}
    assert len(health) > 50
    assert {name: state for name, state in health.items() if state[0] != "ok"} == {}


def rules_loaded(world: World) -> list[dict[str, str]]:
    return [rule for group in world.prometheus.get("rules")["groups"] for rule in group["rules"]]


def test_columns_of_the_sessions_fit_each_other(world: World) -> None:
    """A table's columns are merged by their labels: those have to be the same in all of them."""
    (table,) = [panel for panel in panels() if panel["title"] == "Sessions now"]
    columns = [world.prometheus.query(filled(target["expr"])) for target in table["targets"]]
    sessions = [{tuple(sorted(labels.items())) for labels, _ in column} for column in columns]
    assert len(sessions[0]) == 6
    assert all(column == sessions[0] for column in sessions), sessions


def test_counts_are_what_was_sent(world: World) -> None:
    def values(expression: str) -> set[float]:
        found = world.prometheus.query(expression)
        assert found, expression
        return {value for _, value in found}

    ours = 'session=~"robust|paper"'
    steps = EPOCHS * STEPS
    assert values(f"bayesagg_steps_total{{{ours}}}") == {steps}
    assert values(f"bayesagg_contributions_total{{{ours}}}") == {steps}
    assert values(f"bayesagg_task_evidence_count{{{ours}}}") == {steps * EXAMPLES}
    assert values(f"count by (instance, session) (bayesagg_task_evidence_count{{{ours}}})") == {TASKS}
    assert values('bayesagg_epoch{session="paper"}') == {EPOCHS}
    assert values(f"bayesagg_epochs_closed_by_workers_total{{{ours}}}") == {EPOCHS}
    assert values(f"bayesagg_prior{{{ours}}}") == {1}
    assert values(f"bayesagg_workers{{{ours}}}") == {1}
    assert values('bayesagg_sessions{instance=~"kept|secured"}') == {2}
    for total in values(f"sum by (instance, session) (bayesagg_task_weight_share{{{ours}}})"):
        assert math.isclose(total, 1, rel_tol=1e-6)
    assert values('bayesagg_refusals_total{reason="FINGERPRINT_MISMATCH"} > 0') == {EPOCHS}
    for unwanted in ("late", "duplicates", "quorum_missed", "jittered_steps", "epochs_closed_by_deadline"):
        assert values(f"bayesagg_{unwanted}_total{{{ours}}}") == {0}


def test_ordinary_traffic_alarms_nobody(world: World) -> None:
    assert world.prometheus.alerts("firing") == set()
    # A scrape that a busy machine was too slow for is pending until the next.
    full = {("BayesAggDiskNearlyFull", "full")}
    wait_for("nothing else is pending", lambda: world.prometheus.alerts("pending") == full, 20)


def test_a_session_that_does_not_fit_is_told(world: World) -> None:
    assert "memory" in world.workers["ephemeral", "PAPER"].create_too_large()
    told(world, "BayesAggSessionRefused", "ephemeral")


def test_a_full_disk_is_told(world: World) -> None:
    with pytest.raises(grpc.RpcError, match="disk is full"):
        Worker(connect(world.full.port), "none", 1, "PAPER")
    # It fires after half a minute, which rules_test.yml has seen.
    told(world, "BayesAggStorageFailed", "full", "pending")


def test_callers_who_are_not_known_are_told(world: World) -> None:
    nobody = world.stub(token=None)
    for _ in range(25):
        refusal(nobody.GetServerInfo, aggregation_service_pb2.GetServerInfoRequest())
    told(world, "BayesAggIntruders", "secured")


def test_a_bad_certificate_is_told(world: World) -> None:
    file = world.folder / "certs" / "server.pem"
    file.write_text("no certificate\n")
    told(world, "BayesAggReloadFails", "secured")


def told(world: World, name: str, instance: str, state: str = "firing") -> None:
    """Waits until an alert is in a state, and looks at what it says."""
    wait_for(name, lambda: (name, instance) in world.prometheus.alerts(state))
    for alert in world.prometheus.get("alerts")["alerts"]:
        for text in alert["annotations"].values():
            assert not re.search(r"<no value>|error expanding|\{\{", text), text


def test_a_dead_server_is_told(world: World) -> None:
    world.ephemeral.end(signal.SIGKILL)
    # It fires after a minute.
    told(world, "BayesAggDown", "ephemeral", "pending")
