from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
from typing import Any

import grpc
import pytest
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

import bayesagg
from bayesagg.v1 import aggregation_service_pb2 as pb
from bayesagg.v1 import session_pb2
from bayesagg.v1.aggregation_service_pb2_grpc import (
    AggregationServiceServicer,
    add_AggregationServiceServicer_to_server,
)


class Strict(AggregationServiceServicer):
    """Lets nobody create a session; one may be there already."""

    def __init__(self) -> None:
        self.kept: session_pb2.Session | None = None

    def CreateSession(self, request: Any, context: Any) -> None:
        _refuse(context, grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")

    def GetSession(self, request: Any, context: Any) -> pb.GetSessionResponse:
        if self.kept is None:
            _refuse(context, grpc.StatusCode.NOT_FOUND, "SESSION_NOT_FOUND")
        return pb.GetSessionResponse(session=self.kept)


def _refuse(context: Any, code: grpc.StatusCode, reason: str) -> None:
    detail = any_pb2.Any()
    detail.Pack(error_details_pb2.ErrorInfo(reason=reason, domain="bayesagg"))
    status = status_pb2.Status(code=code.value[0], message=reason, details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, reason)


@pytest.fixture
def strict() -> Iterator[tuple[Strict, bayesagg.Client]]:
    servicer = Strict()
    server = grpc.server(futures.ThreadPoolExecutor(2))
    add_AggregationServiceServicer_to_server(servicer, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with bayesagg.connect(f"127.0.0.1:{port}") as client:
        yield servicer, client
    server.stop(None).wait()


def _config(feature_dim: int) -> session_pb2.SessionConfig:
    return bayesagg.Options().to_message(feature_dim, [bayesagg.gaussian("size")])


def test_who_may_not_create_joins_what_is_there(strict: tuple[Strict, bayesagg.Client]) -> None:
    strict[0].kept = session_pb2.Session(session_id="run", config=_config(2), fingerprint="f", epoch=4)
    session = strict[1].session("run", 2, [bayesagg.gaussian("size")])
    assert (session.name, session.epoch, session.step_number) == ("run", 4, 0)


@pytest.mark.parametrize(
    ("last", "finished", "begins"),
    [((4, 7), False, (4, 8)), ((3, 7), False, (4, 0)), ((4, 7), True, (5, 0)), ((2, 7), True, (5, 0))],
)
def test_worker_that_comes_back_goes_on(
    strict: tuple[Strict, bayesagg.Client], last: tuple[int, int], finished: bool, begins: tuple[int, int]
) -> None:
    state = session_pb2.WorkerState(worker="w", last_epoch=last[0], last_step=last[1], finished_epoch=finished)
    strict[0].kept = session_pb2.Session(session_id="run", config=_config(2), fingerprint="f", epoch=4, workers=[state])
    session = strict[1].session("run", 2, [bayesagg.gaussian("size")], worker="w")
    assert (session.epoch, session.step_number) == begins


def test_what_is_there_is_another_is_said(strict: tuple[Strict, bayesagg.Client]) -> None:
    strict[0].kept = session_pb2.Session(session_id="run", config=_config(3), fingerprint="f")
    with pytest.raises(bayesagg.AggregationError, match="feature_dim: 2 here, 3 there"):
        strict[1].session("run", 2, [bayesagg.gaussian("size")])


def test_nothing_is_there_the_missing_right_is_named(strict: tuple[Strict, bayesagg.Client]) -> None:
    with pytest.raises(bayesagg.AggregationError) as raised:
        strict[1].session("run", 2, [bayesagg.gaussian("size")])
    assert raised.value.reason is bayesagg.Reason.PERMISSION_DENIED
