from __future__ import annotations

import subprocess
import sys
import threading
import uuid
from typing import Any

import numpy as np
import pytest

import bayesagg
from bayesagg import AggregationError, Reason
from tests.conftest import Server

_TASKS = [bayesagg.gaussian("size", 2), bayesagg.categorical("kind", 3), bayesagg.bernoulli("flag")]


def _parts(n: int, d: int, seed: int = 0) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {
        "features": random.normal(size=(n, d)).astype(np.float32),
        "labels": {
            "size": random.normal(size=(n, 2)).astype(np.float32),
            "kind": random.integers(0, 3, n),
            "flag": (random.normal(size=n) > 0).astype(np.float32),
        },
        "heads": {
            "size": random.normal(size=(2, d + 1)),
            "kind": random.normal(size=(3, d + 1)),
            "flag": random.normal(size=(1, d + 1)),
        },
    }


def _session(client: bayesagg.Client, d: int = 8, **choices: Any) -> bayesagg.Session:
    return client.session(f"test-{uuid.uuid4()}", d, _TASKS, **choices)


def test_steps_overEpochs_areCountedAndAnswered(client: bayesagg.Client) -> None:
    session = _session(client, preset="paper")
    for _ in range(2):
        answer = session.step(**_parts(20, 8), include=("weight_shares", "timings"))
        assert answer.direction is not None
        assert answer.direction.shape == (20, 8)
        assert not answer.bayesian
    assert session.finish_epoch()
    answer = session.step(**_parts(20, 8), include=("weight_shares", "timings"))
    assert answer.bayesian
    assert (answer.epoch, answer.step) == (1, 0)
    assert sum(task.weight_share for task in answer.tasks.values()) == pytest.approx(1)
    assert answer.timings["factorisation"] > 0


@pytest.mark.parametrize("transport", ["unary", "stream"])
def test_begin_severalSteps_areAnsweredInOrder(client: bayesagg.Client, transport: str) -> None:
    session = _session(client)
    pending = [session.begin(**_parts(30, 8, seed), transport=transport) for seed in range(5)]
    assert [step.result().step for step in pending] == [0, 1, 2, 3, 4]


def test_step_ofSeveralMegabytes_goesInChunks(client: bayesagg.Client) -> None:
    session = client.session(None, 512, [bayesagg.gaussian("size")])
    random = np.random.default_rng(3)
    features = random.normal(size=(4096, 512)).astype(np.float32)
    labels = {"size": random.normal(size=4096)}
    answer = session.step(features, labels=labels, heads={"size": random.normal(size=(1, 513))})
    assert answer.direction is not None
    assert answer.direction.shape == features.shape


@pytest.mark.parametrize(("dtype", "bound"), [("f16", 2e-3), ("bf16", 2e-2)])
def test_step_halfPrecision_isCloseToSingle(client: bayesagg.Client, dtype: str, bound: float) -> None:
    parts = _parts(40, 8)
    exact = _session(client).step(**parts).direction
    rounded = _session(client).step(**parts, dtype=dtype, answer_dtype=dtype).direction
    assert exact is not None
    assert rounded is not None
    assert np.abs(rounded.astype("f4") - exact).max() / np.abs(exact).max() < bound


def test_send_sameContributionAgain_countsOnce(client: bayesagg.Client) -> None:
    session = _session(client)
    from bayesagg.contribution import StepInput

    outgoing = session.encode(StepInput(**_parts(10, 8)))
    first = session.send(outgoing).result()
    again = session.send(outgoing, transport="stream").result()
    assert not first.duplicate
    assert again.duplicate
    assert np.array_equal(first.direction, again.direction)  # type: ignore[arg-type]


def test_session_sameName_isJoinedWhereItLeftOff(client: bayesagg.Client) -> None:
    session = _session(client, preset="paper")
    session.step(**_parts(10, 8))
    joined = client.session(session.name, 8, _TASKS, preset="paper")
    assert (joined.epoch, joined.step_number) == (0, 1)
    with pytest.raises(AggregationError, match="preset: PRESET_ROBUST here, PRESET_PAPER there") as caught:
        client.session(session.name, 8, _TASKS, preset="robust")
    assert caught.value.reason is Reason.FINGERPRINT_MISMATCH


def test_posteriorAndPredict_inWarmup_areRefusedThenAnswered(client: bayesagg.Client) -> None:
    session = _session(client, preset="paper")
    session.step(**_parts(50, 8))
    with pytest.raises(AggregationError) as caught:
        session.posterior()
    assert caught.value.reason is Reason.NO_PRIOR
    assert "hint" in str(caught.value)
    session.finish_epoch()
    posterior = session.posterior("size", precision=True, covariance=True)["size"]
    assert posterior.precision is not None
    assert posterior.covariance is not None
    assert np.allclose(posterior.precision @ posterior.covariance, np.eye(8), atol=1e-6)
    prediction = session.predict(np.zeros((4, 8), np.float32), "flag")["flag"]
    assert prediction.mean.shape == (4, 1)


def test_step_badValues_nameTheField(client: bayesagg.Client) -> None:
    session = _session(client)
    parts = _parts(10, 8)
    parts["heads"]["size"] = np.zeros((2, 5))
    with pytest.raises(AggregationError) as caught:
        session.step(**parts)
    assert caught.value.reason is Reason.INVALID_INPUT
    assert any("head" in violation.field for violation in caught.value.violations)
    with pytest.raises(ValueError, match=r'labels\["colour"\]: the session has no such task'):
        session.step(parts["features"], labels={"colour": [1]}, heads={})


def test_connect_noServer_isOneErrorWithAHint() -> None:
    with bayesagg.connect("127.0.0.1:9", call_timeout=0.5) as client, pytest.raises(AggregationError) as caught:
        client.server_info()
    assert caught.value.reason in (Reason.UNREACHABLE, Reason.DEADLINE)
    assert "hint" in str(caught.value)


def test_options_wrongWords_areRefusedWithTheRightOnes() -> None:
    with pytest.raises(ValueError, match='preset: got "fast", expected one of robust, paper'):
        bayesagg.Options(preset="fast").to_message(3, _TASKS)
    with pytest.raises(ValueError, match="at most one of them"):
        bayesagg.Options(forgetting=0.9, streaming_epoch=True).to_message(3, _TASKS)


@pytest.mark.parametrize("transport", ["unary", "stream"])
def test_close_afterSteps_leavesNoThread(server: Server, transport: str) -> None:
    before = set(threading.enumerate())
    for seed in range(5):
        client = bayesagg.connect(server.target)
        session = _session(client)
        pending = [session.begin(**_parts(30, 8, seed), transport=transport) for _ in range(3)]
        pending[0].result()
        client.close()
        assert set(threading.enumerate()) <= before


def test_interpreter_endsWithConnectionsOpen_isNotHeldUp(server: Server) -> None:
    program = f"""
import numpy, bayesagg
session = bayesagg.connect("{server.target}").session(None, 4, [bayesagg.gaussian("size")])
parts = dict(labels={{"size": numpy.ones(3)}}, heads={{"size": numpy.ones((1, 5))}})
session.begin(numpy.ones((3, 4)), transport="stream", **parts).result()
"""
    assert subprocess.run([sys.executable, "-c", program], timeout=30, check=False).returncode == 0
