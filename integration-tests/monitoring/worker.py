"""A worker on the contract's own stubs, which contributes what need not make sense."""

import random
import struct
from pathlib import Path
from typing import Any

import grpc
from bayesagg.v1 import aggregation_pb2, aggregation_service_pb2, session_pb2, tensor_pb2
from bayesagg.v1.aggregation_service_pb2_grpc import AggregationServiceStub


def tensor(shape: list[int], values: list[float]) -> Any:
    """An array of float32."""
    return tensor_pb2.Tensor(dtype=tensor_pb2.DATA_TYPE_F32, shape=shape, data=struct.pack(f"<{len(values)}f", *values))


def connect(port: int, authority: Path | None = None, token: Path | None = None) -> Any:
    """A stub of the service."""
    options = [("grpc.max_receive_message_length", -1)]
    if authority is None:
        return AggregationServiceStub(grpc.insecure_channel(f"127.0.0.1:{port}", options))
    credentials = grpc.ssl_channel_credentials(authority.read_bytes())
    if token is not None:
        bearer = grpc.access_token_call_credentials(token.read_text().strip())
        credentials = grpc.composite_channel_credentials(credentials, bearer)
    return AggregationServiceStub(grpc.secure_channel(f"127.0.0.1:{port}", credentials, options))


class Worker:
    """The only worker of a session with Gaussian tasks."""

    def __init__(
        self, service: Any, session: str, tasks: int, preset: str, *, dimension: int = 4, examples: int = 8
    ) -> None:
        self.service = service
        self.session = session
        self.tasks = [f"task-{i}" for i in range(tasks)]
        self.dimension = dimension
        self.examples = examples
        self.random = random.Random(7)
        self.epoch = self.step = 0
        config = session_pb2.SessionConfig(
            feature_dim=dimension,
            preset=session_pb2.Preset.Value(f"PRESET_{preset}"),
            max_examples_per_step=examples,
            tasks=[session_pb2.Task(name=name, likelihood=session_pb2.LIKELIHOOD_GAUSSIAN) for name in self.tasks],
        )
        request = aggregation_service_pb2.CreateSessionRequest(session_id=session, config=config)
        self.fingerprint = service.CreateSession(request, timeout=60).session.fingerprint

    def numbers(self, count: int) -> list[float]:
        """Random numbers, the same in every run."""
        return [self.random.gauss(0, 1) for _ in range(count)]

    def contribution(self) -> Any:
        """The next step's."""
        n, d = self.examples, self.dimension
        return aggregation_pb2.AggregateRequest(
            session_id=self.session,
            fingerprint=self.fingerprint,
            worker="w0",
            epoch=self.epoch,
            step=self.step,
            features=tensor([n, d], self.numbers(n * d)),
            tasks=[
                aggregation_pb2.TaskContribution(
                    task=name,
                    labels=tensor([n, 1], self.numbers(n)),
                    head=tensor([1, d + 1], self.numbers(d + 1)),
                )
                for name in self.tasks
            ],
        )

    def contribute(self, steps: int) -> None:
        """Makes so many steps."""
        for _ in range(steps):
            self.service.Aggregate(self.contribution(), timeout=60)
            self.step += 1

    def finish_epoch(self) -> None:
        """Ends the running epoch."""
        request = aggregation_service_pb2.FinishEpochRequest(
            session_id=self.session, fingerprint=self.fingerprint, worker="w0", epoch=self.epoch
        )
        self.service.FinishEpoch(request, timeout=60)
        self.epoch += 1

    def contribute_wrongly(self) -> str:
        """Sends a contribution of another configuration; the refusal's text."""
        request = self.contribution()
        request.fingerprint = "another"
        return refusal(self.service.Aggregate, request)

    def create_too_large(self) -> str:
        """Asks for a session that fits no machine; the refusal's text."""
        task = session_pb2.Task(name="t", likelihood=session_pb2.LIKELIHOOD_GAUSSIAN, outputs=64)
        config = session_pb2.SessionConfig(feature_dim=1 << 16, tasks=[task], preset=session_pb2.PRESET_PAPER)
        request = aggregation_service_pb2.CreateSessionRequest(session_id="too-large", config=config)
        return refusal(self.service.CreateSession, request)


def refusal(method: Any, request: Any) -> str:
    """The text of the error that a call ends with."""
    try:
        method(request, timeout=60)
    except grpc.RpcError as e:
        return str(e.details())
    raise AssertionError(f"not refused: {request}")
