"""One training run, as one worker sees it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc
import numpy.typing as npt

from bayesagg import answer, contribution, errors, tensors
from bayesagg.answer import Assembly, StepAnswer
from bayesagg.contribution import OutgoingContribution, StepInput
from bayesagg.errors import AggregationError, Reason
from bayesagg.stream import StepStream
from bayesagg.tensors import Array
from bayesagg.v1 import aggregation_service_pb2 as pb
from bayesagg.v1 import session_pb2, tensor_pb2

if TYPE_CHECKING:
    from bayesagg.client import Client

_UNARY_BYTES = 3 << 20
TRANSPORTS = ("auto", "unary", "stream")


@dataclass(frozen=True)
class Posterior:
    """A task's posterior: mean [o, p], and precision and covariance where asked for."""

    mean: Array
    precision: Array | None
    covariance: Array | None


@dataclass(frozen=True)
class Prediction:
    """Of a task for n examples: mean and variance [n, o]."""

    mean: Array
    variance: Array


class PendingStep:
    """A step on its way; `result` waits for its answer, repeats the call where that may help, and raises its error."""

    def __init__(
        self, session: Session, outgoing: OutgoingContribution, deadline: float, future: Any, streamed: bool
    ) -> None:
        self._session = session
        self._outgoing = outgoing
        self._deadline = deadline
        self._future = future
        self._streamed = streamed

    @property
    def name(self) -> str:
        """Epoch, step and worker."""
        return self._outgoing.name

    def done(self) -> bool:
        """Whether an answer or an error is there."""
        return bool(self._future.done())

    def result(self) -> StepAnswer:
        """The answer."""
        if self._streamed:
            try:
                streamed: StepAnswer = self._future.result(max(0.0, self._deadline - time.monotonic()) + 1.0)
                return streamed
            except TimeoutError:
                self._future.cancel()
                message = f"no answer to {self.name} in time"
                raise errors.local(grpc.StatusCode.DEADLINE_EXCEEDED, Reason.DEADLINE, message) from None
        return self._session.finish_unary(self._outgoing, self._deadline, self._future)


class Session:
    """Counts epochs and steps itself; for one thread, as a training loop has. Close it, or use it in a `with`."""

    def __init__(self, client: Client, found: session_pb2.Session, worker: str) -> None:
        self._client = client
        self._found = found
        self._likelihoods = {task.name: task.likelihood for task in found.config.tasks}
        self.name = found.session_id
        self.worker = worker
        self.epoch, self.step_number = _next_step(found, worker)
        self._lock = threading.Lock()
        self._unary_pending = 0
        self._stream = StepStream(client.stub.AggregateStream, client.policy, client.target)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends what is on its way; the session stays on the server."""
        self._stream.close()

    @property
    def config(self) -> session_pb2.SessionConfig:
        """The configuration with every default filled in."""
        return self._found.config

    def info(self) -> session_pb2.Session:
        """Where the session stands."""
        request = pb.GetSessionRequest(session_id=self.name)
        found: session_pb2.Session = self._client.call(self._client.stub.GetSession, request).session
        return found

    def step(
        self,
        features: npt.ArrayLike | tensors.Encoded,
        *,
        transport: str = "auto",
        timeout: float | None = None,
        **parts: Any,
    ) -> StepAnswer:
        """Contributes the next step and waits for its answer.

        Args:
            features: h [n, d].
            transport: "unary", "stream", or "auto": by size.
            timeout: seconds; None: the client's.
            parts: heads, labels and all else of `StepInput`.
        """
        return self.begin(features, transport=transport, timeout=timeout, **parts).result()

    def begin(
        self,
        features: npt.ArrayLike | tensors.Encoded,
        *,
        transport: str = "auto",
        timeout: float | None = None,
        **parts: Any,
    ) -> PendingStep:
        """As `step`, but does not wait: the arrays are the caller's again when this returns."""
        outgoing = self.encode(StepInput(features, **parts))
        return self.send(outgoing, transport=transport, timeout=timeout)

    def encode(self, step_input: StepInput) -> OutgoingContribution:
        """The next step's contribution, of bytes of its own."""
        outgoing = contribution.encode(
            step_input,
            self._likelihoods,
            session_id=self.name,
            fingerprint=self._found.fingerprint,
            worker=self.worker,
            epoch=self.epoch,
            step=self.step_number,
        ).kept()
        self.step_number += 1
        return outgoing

    def send(
        self, outgoing: OutgoingContribution, *, transport: str = "auto", timeout: float | None = None
    ) -> PendingStep:
        """Sends a contribution, be it again: it counts once."""
        if transport not in TRANSPORTS:
            raise ValueError(f'transport: got "{transport}", expected one of {", ".join(TRANSPORTS)}')
        deadline = time.monotonic() + (self._client.step_timeout if timeout is None else timeout)
        # Steps of one worker go one way at a time, lest a later one pass an earlier.
        small = outgoing.bytes <= _UNARY_BYTES and self._stream.idle and self._unary_pending == 0
        if transport == "unary" or (transport == "auto" and small):
            with self._lock:
                self._unary_pending += 1
            return PendingStep(self, outgoing, deadline, self._start_unary(outgoing, deadline), streamed=False)
        future: Future[StepAnswer] = self._stream.send(outgoing, deadline)
        return PendingStep(self, outgoing, deadline, future, streamed=True)

    def _start_unary(self, outgoing: OutgoingContribution, deadline: float) -> Any:
        method: Any = self._client.stub.Aggregate
        return method.future(outgoing.whole(), timeout=max(0.0, deadline - time.monotonic()))

    def finish_unary(self, outgoing: OutgoingContribution, deadline: float, future: Any) -> StepAnswer:
        """Waits for a unary call that was started, and repeats it."""
        attempt = 1
        try:
            while True:
                try:
                    return answer.decode(future.result())
                except grpc.RpcError as error:
                    failure = errors.from_call(error, self._client.target)
                    wait = self._client.policy.wait(failure, attempt, deadline)
                    if wait is None:
                        raise failure from error
                time.sleep(wait)
                attempt += 1
                future = self._start_unary(outgoing, deadline)
        finally:
            with self._lock:
                self._unary_pending -= 1

    def finish_epoch(self) -> bool:
        """Ends this worker's epoch; true where that closed the session's. The next step is the next epoch's first."""
        request = pb.FinishEpochRequest(
            session_id=self.name, fingerprint=self._found.fingerprint, worker=self.worker, epoch=self.epoch
        )
        response = self._client.call(self._client.stub.FinishEpoch, request)
        self.next_epoch()
        return bool(response.closed)

    def next_epoch(self) -> None:
        """Goes on with the next epoch without a call: its first step tells the service."""
        self.epoch += 1
        self.step_number = 0

    def posterior(self, *tasks: str, precision: bool = False, covariance: bool = False) -> dict[str, Posterior]:
        """The posteriors of the named tasks, or of all."""
        request = pb.GetPosteriorRequest(
            session_id=self.name,
            fingerprint=self._found.fingerprint,
            tasks=tasks,
            precision=precision,
            covariance=covariance,
        )
        header, arrays = self._client.call(self._collect, request)
        given = iter(arrays)
        return {
            task.task: Posterior(
                mean=next(given),
                precision=next(given) if task.HasField("precision") else None,
                covariance=next(given) if task.HasField("covariance") else None,
            )
            for task in header.tasks
        }

    def _collect(self, request: pb.GetPosteriorRequest, timeout: float) -> tuple[pb.PosteriorHeader, list[Array]]:
        header: pb.PosteriorHeader | None = None
        assembly: Assembly | None = None
        try:
            for frame in self._client.stub.GetPosterior(request, timeout=timeout):
                if frame.HasField("header"):
                    header = frame.header
                    assembly = Assembly(_posterior_tensors(header))
                elif assembly is not None:
                    assembly.accept(frame.chunk)
        except ValueError as error:
            raise self._broken(str(error)) from error
        if header is None or assembly is None or not assembly.complete:
            raise self._broken("the posteriors ended before all their bytes had come")
        return header, assembly.arrays()

    def _broken(self, what: str) -> AggregationError:
        message = f"{self._client.target} broke the contract: {what}"
        return errors.local(grpc.StatusCode.INTERNAL, Reason.PROTOCOL, message)

    def predict(self, features: npt.ArrayLike, *tasks: str) -> dict[str, Prediction]:
        """Predictions under the posterior, of the named tasks or of all."""
        tensor, data = tensors.floats("features", features)
        tensor.data = bytes(data)
        request = pb.PredictRequest(
            session_id=self.name, fingerprint=self._found.fingerprint, features=tensor, tasks=tasks
        )
        response = self._client.call(self._client.stub.Predict, request)
        return {
            task.task: Prediction(
                tensors.decode(task.mean, task.mean.data), tensors.decode(task.variance, task.variance.data)
            )
            for task in response.tasks
        }

    def delete(self) -> None:
        """Frees the session on the server."""
        self.close()
        self._client.delete_session(self.name)


def _next_step(found: session_pb2.Session, worker: str) -> tuple[int, int]:
    """Where a worker that comes back under its name goes on; a new one begins with the session's epoch."""
    for state in found.workers:
        if state.worker == worker:
            return (state.last_epoch + 1, 0) if state.finished_epoch else (state.last_epoch, state.last_step + 1)
    return found.epoch, 0


def _posterior_tensors(header: pb.PosteriorHeader) -> Sequence[tensor_pb2.Tensor]:
    found = []
    for task in header.tasks:
        found.append(task.mean)
        found += [getattr(task, name) for name in ("precision", "covariance") if task.HasField(name)]
    return found
