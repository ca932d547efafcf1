"""The number of series is bounded by the settings, however many sessions and tasks there are."""

import collections
import re
import time
from pathlib import Path

import pytest

from processes import BayesAgg
from worker import Worker, connect

# Of a server without any session, with room for methods, codes and reasons that calls bring.
FIXED = 1500


@pytest.mark.parametrize(
    ("sessions", "tasks", "metric_sessions", "metric_tasks"),
    [
        # As many sessions as a server takes unless told otherwise, and the default bounds.
        (100, 1000, 100, 100),
        (30, 50, 10, 20),
    ],
)
def test_series_are_bounded(tmp_path: Path, sessions: int, tasks: int, metric_sessions: int, metric_tasks: int) -> None:
    settings = ("--ephemeral", "--metric-sessions", str(metric_sessions), "--metric-tasks", str(metric_tasks))
    with BayesAgg(tmp_path, "many", *settings) as server:
        service = connect(server.port)
        for number in range(sessions):
            # The second step follows warm-up, so that there are shares and variances of every task.
            worker = Worker(service, f"session-{number}", tasks, "PAPER", dimension=2, examples=1)
            worker.contribute(1)
            worker.finish_epoch()
            worker.contribute(1)
        began = time.monotonic()
        text = server.metrics()
        took = time.monotonic() - began
        families = collections.Counter(re.findall(r"^(\w+)(?=[{ ])", text, re.MULTILINE))
        total = sum(families.values())
        print(f"\n{sessions} sessions of {tasks} tasks, bounds {metric_sessions} and {metric_tasks}:", end=" ")
        print(f"{total} series, {len(text):,} bytes, {took:.2f} s")
        by_task = {name: count for name, count in families.items() if name.startswith("bayesagg_task_")}
        assert len(by_task) == 3
        # Each session has its first tasks, and one label for the rest of them.
        assert set(by_task.values()) == {metric_sessions * (metric_tasks + 1)}
        assert families["bayesagg_queue"] == min(sessions, metric_sessions + 1)
        assert families["bayesagg_steps_total"] == metric_sessions + 1
        by_session = 16 * (metric_sessions + 1)
        assert total <= 3 * metric_sessions * (metric_tasks + 1) + by_session + FIXED
        assert took < 5
