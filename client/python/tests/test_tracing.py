from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
from typing import Any

import grpc
import numpy as np
import pytest

import bayesagg
from bayesagg.v1 import aggregation_service_pb2 as pb
from bayesagg.v1 import session_pb2
from bayesagg.v1.aggregation_service_pb2_grpc import (
    AggregationServiceServicer,
    add_AggregationServiceServicer_to_server,
)

pytest.importorskip("opentelemetry.sdk", reason="OpenTelemetry's SDK is not installed")

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


class Listener(AggregationServiceServicer):
    """Notes the spans that steps say they belong to, and refuses every step."""

    def __init__(self) -> None:
        self.parents: list[str] = []

    def CreateSession(self, request: Any, context: Any) -> pb.CreateSessionResponse:
        return pb.CreateSessionResponse(
            session=session_pb2.Session(session_id=request.session_id, config=request.config)
        )

    def Aggregate(self, request: Any, context: Any) -> None:
        self.parents.append(str(dict(context.invocation_metadata()).get("traceparent", "")))
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "not today")

    def AggregateStream(self, requests: Any, context: Any) -> Iterator[pb.AggregateStreamResponse]:
        for frame in requests:
            self.parents.append(frame.contribution.trace_parent)
            code = grpc.StatusCode.INVALID_ARGUMENT.value[0]
            error = pb.StreamedError(sequence=frame.contribution.sequence, code=code, message="not today")
            yield pb.AggregateStreamResponse(error=error)


@pytest.fixture
def listener() -> Iterator[tuple[Listener, str]]:
    listener = Listener()
    server = grpc.server(futures.ThreadPoolExecutor(4))
    add_AggregationServiceServicer_to_server(listener, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield listener, f"127.0.0.1:{port}"
    server.stop(None).wait()


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


def _refused_step(target: str, transport: str) -> None:
    with bayesagg.connect(target) as client:
        session = client.session("run", 2, [bayesagg.gaussian("size")], worker="w")
        with pytest.raises(bayesagg.AggregationError):
            session.step(
                np.ones((3, 2), np.float32),
                heads={"size": np.ones((1, 3))},
                labels={"size": np.ones(3)},
                transport=transport,
            )


@pytest.mark.parametrize("transport", ["unary", "stream"])
def test_step_within_a_span_is_part_of_it(
    listener: tuple[Listener, str], spans: InMemorySpanExporter, transport: str
) -> None:
    with trace.get_tracer("test").start_as_current_span("training step") as outer:
        _refused_step(listener[1], transport)
    (step,) = [span for span in spans.get_finished_spans() if span.name == "bayesagg step"]
    assert step.parent is not None
    assert step.parent.span_id == outer.get_span_context().span_id
    assert dict(step.attributes or {}) == {
        "bayesagg.session": "run",
        "bayesagg.worker": "w",
        "bayesagg.epoch": 0,
        "bayesagg.step": 0,
        "error.type": "INVALID_INPUT",
    }
    assert step.status.status_code is trace.StatusCode.ERROR
    context = step.get_span_context()
    assert context is not None
    assert listener[0].parents == [f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"]


@pytest.mark.parametrize("transport", ["unary", "stream"])
def test_nobody_traces_nothing_is_sent(listener: tuple[Listener, str], transport: str) -> None:
    _refused_step(listener[1], transport)
    assert listener[0].parents == [""]
