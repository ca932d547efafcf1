from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bayesagg
from bayesagg import AggregationError, Reason

from .conftest import Server

_TASKS = [bayesagg.gaussian("size")]


@pytest.fixture
def durable_server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, durable=True)
    server.start()
    yield server
    server.kill()


def _step(session: bayesagg.Session, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    features = random.normal(size=(12, 6)).astype(np.float32)
    answer = session.step(features, labels={"size": random.normal(size=12)}, heads={"size": random.normal(size=(1, 7))})
    assert answer.direction is not None
    return answer.direction


def test_serverKilled_sessionGoesOn_asIfNothingHadHappened(durable_server: Server) -> None:
    with bayesagg.connect(durable_server.target) as client:
        killed = client.session("killed", 6, _TASKS)
        reference = client.session("reference", 6, _TASKS)
        expected = [_step(reference, seed) for seed in range(8)]
        found = [_step(killed, seed) for seed in range(4)]
        durable_server.kill()
        durable_server.start()
        found += [_step(killed, seed) for seed in range(4, 8)]
        assert killed.info().steps == 8
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6 * np.abs(other).max())


def test_serverWithoutItsData_refusesToCountOn(own_server: Server) -> None:
    with bayesagg.connect(own_server.target) as client:
        session = client.session("run", 6, _TASKS)
        _step(session, 0)
        _step(session, 1)
        own_server.kill()
        own_server.start()
        client.session("run", 6, _TASKS)
        with pytest.raises(AggregationError) as refused:
            _step(session, 2)
        assert refused.value.reason is Reason.SERVER_BEHIND


def test_workers_leaveJoinAndResize(client: bayesagg.Client) -> None:
    first = client.session("workers-py", 6, _TASKS, workers=2, worker="a")
    second = client.session("workers-py", 6, _TASKS, workers=2, worker="b")
    random = np.random.default_rng(0)
    parts: dict[str, Any] = {
        "features": random.normal(size=(12, 6)).astype(np.float32),
        "labels": {"size": random.normal(size=12)},
        "heads": {"size": random.normal(size=(1, 7))},
    }
    pending = first.begin(**parts)
    assert second.step(**parts).direction is not None
    assert pending.result().direction is not None
    second.leave()
    assert first.step(**parts).direction is not None
    place = second.join()
    assert (place.last.epoch, place.last.step) == (0, 0)
    first.resize(1)
    assert first.config.synchronous.workers == 1
    assert first.step(**parts).direction is not None


def test_sessionDamaged_isNamedAndSetAside(durable_server: Server, tmp_path: Path) -> None:
    with bayesagg.connect(durable_server.target) as client:
        _step(client.session("whole", 6, _TASKS), 0)
        _step(client.session("damaged", 6, _TASKS), 0)
        assert client.sessions_set_aside() == {}
        durable_server.kill()
        (mark,) = tmp_path.glob("data/sessions/damaged.*/mark")
        mark.write_bytes(bytes(8 * [7]))
        durable_server.start()
        assert [session.session_id for session in client.sessions()] == ["whole"]
        aside = client.sessions_set_aside()
        assert list(aside) == ["damaged"]
        assert str(mark) in aside["damaged"]
        with pytest.raises(AggregationError) as refused:
            client.session("damaged", 6, _TASKS)
        assert refused.value.reason is Reason.SESSION_SET_ASIDE
