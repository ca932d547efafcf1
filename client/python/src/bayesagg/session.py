"""One training run, as one worker sees it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import numpy.typing as npt

from bayesagg import contribution, queries, tensors
from bayesagg.answer import StepAnswer
from bayesagg.contribution import StepInput
from bayesagg.outgoing import OutgoingContribution
from bayesagg.pending import PendingStep, StreamedStep, UnaryStep
from bayesagg.queries import Posterior, Prediction
from bayesagg.stream import StepStream
from bayesagg.tracing import StepSpan
from bayesagg.v1 import aggregation_service_pb2 as pb
from bayesagg.v1 import session_pb2

if TYPE_CHECKING:
    from bayesagg.client import Client

_UNARY_BYTES = 3 << 20
TRANSPORTS = ("auto", "unary", "stream")
Request = TypeVar("Request", pb.GetPosteriorRequest, pb.PredictRequest)


class Session:
    """Counts epochs and steps itself; for one thread, as a training loop has. Close it, or use it in a `with`."""

    def __init__(self, client: Client, found: session_pb2.Session, worker: str) -> None:
        self._client = client
        self._found = found
        self._likelihoods = {task.name: task.likelihood for task in found.config.tasks}
        self.name = found.session_id
        self.worker = worker
        self.epoch, self.step_number = _next_step(found, worker)
        self._acknowledged: tuple[int, int] | None = None
        self._last_unary: UnaryStep | None = None
        self._stream = StepStream(client.stub.AggregateStream, client.policy, client.target, client.threads)

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
        outgoing = self.encode(StepInput(features, **parts))
        return self._send(outgoing, transport, timeout, at_once=False).result()

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
            acknowledged=self._acknowledged,
        )
        self.step_number += 1
        return outgoing

    def send(
        self, outgoing: OutgoingContribution, *, transport: str = "auto", timeout: float | None = None
    ) -> PendingStep:
        """Sends a contribution, be it again: it counts once."""
        return self._send(outgoing, transport, timeout, at_once=True)

    def _send(
        self, outgoing: OutgoingContribution, transport: str, timeout: float | None, at_once: bool
    ) -> PendingStep:
        if transport not in TRANSPORTS:
            raise ValueError(f'transport: got "{transport}", expected one of {", ".join(TRANSPORTS)}')
        deadline = time.monotonic() + (self._client.step_timeout if timeout is None else timeout)
        span = StepSpan(self.name, self.worker, outgoing.place)
        # Steps of one worker go one way at a time, lest a later one pass an earlier.
        unary_idle = self._last_unary is None or self._last_unary.done()
        small = outgoing.size <= _UNARY_BYTES and self._stream.idle and unary_idle
        if transport == "unary" or (transport == "auto" and small):
            self._last_unary = UnaryStep(self._client, outgoing, deadline, span, at_once)
            self._last_unary.when_answered(self._acknowledge)
            return self._last_unary
        pending = StreamedStep(outgoing, deadline, span, self._stream.send(outgoing, deadline, span.parent))
        pending.when_answered(self._acknowledge)
        return pending

    def _acknowledge(self, place: tuple[int, int]) -> None:
        """Every contribution repeats it: a server that has lost what it answered says so."""
        self._acknowledged = max(self._acknowledged or place, place)

    def join(self) -> pb.JoinSessionResponse:
        """Says that this worker is here and where it stands; repeated, a sign of life between steps."""
        request = pb.JoinSessionRequest(session_id=self.name, fingerprint=self._found.fingerprint, worker=self.worker)
        if self._acknowledged is not None:
            request.acknowledged.epoch, request.acknowledged.step = self._acknowledged
        found: pb.JoinSessionResponse = self._client.call(self._client.stub.JoinSession, request)
        return found

    def leave(self) -> None:
        """Says that this worker contributes no more: neither steps nor epochs wait for it."""
        request = pb.LeaveSessionRequest(session_id=self.name, fingerprint=self._found.fingerprint, worker=self.worker)
        self._client.call(self._client.stub.LeaveSession, request)

    def resize(self, workers: int, quorum: int = 0) -> None:
        """Lets synchronous steps wait for another number of workers; `quorum` 0: for all of them."""
        request = pb.ResizeSessionRequest(
            session_id=self.name, fingerprint=self._found.fingerprint, workers=workers, quorum=quorum
        )
        self._found = self._client.call(self._client.stub.ResizeSession, request).session

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
        request = pb.GetPosteriorRequest(tasks=tasks, precision=precision, covariance=covariance)
        return queries.posterior(self._client, self._addressed(request))

    def predict(self, features: npt.ArrayLike, *tasks: str) -> dict[str, Prediction]:
        """Predictions under the posterior, of the named tasks or of all."""
        return queries.predict(self._client, self._addressed(pb.PredictRequest(tasks=tasks)), features)

    def _addressed(self, request: Request) -> Request:
        request.session_id = self.name
        request.fingerprint = self._found.fingerprint
        return request

    def delete(self) -> None:
        """Frees the session on the server."""
        self.close()
        self._client.delete_session(self.name)


def _next_step(found: session_pb2.Session, worker: str) -> tuple[int, int]:
    """Where a worker that comes back under its name goes on; a new one begins with the session's epoch."""
    for state in found.workers:
        if state.worker == worker:
            if state.finished_epoch:
                return max(state.last_epoch, found.epoch) + 1, 0
            # The epoch of its last step may have closed meanwhile.
            return (found.epoch, 0) if state.last_epoch < found.epoch else (state.last_epoch, state.last_step + 1)
    return found.epoch, 0
