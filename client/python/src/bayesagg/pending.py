"""Steps on their way."""

from __future__ import annotations

import concurrent.futures
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import grpc

from bayesagg import answer, errors
from bayesagg.answer import StepAnswer
from bayesagg.errors import Reason
from bayesagg.outgoing import OutgoingContribution
from bayesagg.tracing import StepSpan

if TYPE_CHECKING:
    from bayesagg.client import Client


class PendingStep(ABC):
    """A step on its way."""

    def __init__(self, outgoing: OutgoingContribution, deadline: float) -> None:
        self._outgoing = outgoing
        self._deadline = deadline
        self._answered: Callable[[tuple[int, int]], None] = lambda place: None

    def when_answered(self, then: Callable[[tuple[int, int]], None]) -> None:
        """`then` gets epoch and step once `result` has the answer."""
        self._answered = then

    @property
    def name(self) -> str:
        """Epoch, step and worker."""
        return self._outgoing.name

    @abstractmethod
    def done(self) -> bool:
        """Whether `result` need not wait."""

    @abstractmethod
    def result(self) -> StepAnswer:
        """The answer, once it is there, or the error as `AggregationError`."""


class StreamedStep(PendingStep):
    """A step on the stream, which repeats it by itself."""

    def __init__(
        self,
        outgoing: OutgoingContribution,
        deadline: float,
        span: StepSpan,
        future: concurrent.futures.Future[StepAnswer],
    ) -> None:
        super().__init__(outgoing, deadline)
        self._future = future
        future.add_done_callback(lambda done: span.end(_error(done)))

    def done(self) -> bool:
        """Whether an answer or an error is there."""
        return self._future.done()

    def result(self) -> StepAnswer:
        """The answer."""
        try:
            found = self._future.result(max(0.0, self._deadline - time.monotonic()) + 1.0)
            self._answered(self._outgoing.place)
            return found
        except concurrent.futures.TimeoutError:
            self._future.cancel()
            message = f"no answer to {self.name} in time"
            raise errors.local(grpc.StatusCode.DEADLINE_EXCEEDED, Reason.DEADLINE, message) from None


class UnaryStep(PendingStep):
    """A step as one call, which `result` repeats where that may help."""

    def __init__(
        self, client: Client, outgoing: OutgoingContribution, deadline: float, span: StepSpan, at_once: bool
    ) -> None:
        """Starts the call, unless `result` is to make it, in the caller's own thread and so the sooner."""
        super().__init__(outgoing, deadline)
        self._client = client
        self._span = span
        self._answer: StepAnswer | None = None
        self._failed = False
        self._call: Any = None
        if at_once:
            self._call = client.aggregate.future(outgoing.message, timeout=self._left(), metadata=span.metadata)
            self._call.add_done_callback(self._come)
            client.threads.watch(self._call)

    def _come(self, call: Any) -> None:
        """A failed call may still be repeated."""
        if call.code() is grpc.StatusCode.OK:
            self._span.end()

    def _left(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def done(self) -> bool:
        """Whether it has been answered or given up; a call that failed may still be repeated."""
        if self._answer is not None or self._failed:
            return True
        return bool(self._call is not None and self._call.done() and self._call.code() is grpc.StatusCode.OK)

    def result(self) -> StepAnswer:
        """The answer."""
        attempt = 1
        while self._answer is None:
            started, self._call = self._call, None
            try:
                if started is None:
                    response = self._client.aggregate(
                        self._outgoing.message, timeout=self._left(), metadata=self._span.metadata
                    )
                else:
                    response = started.result()
                self._answer = answer.decode(response)
                self._span.end()
            except grpc.RpcError as error:
                failure = errors.from_call(error, self._client.target)
                wait = self._client.policy.wait(failure, attempt, self._deadline)
                if wait is None:
                    self._failed = True
                    self._span.end(failure)
                    raise failure from error
                time.sleep(wait)
                attempt += 1
        self._answered(self._outgoing.place)
        return self._answer


def _error(done: concurrent.futures.Future[StepAnswer]) -> BaseException | None:
    return concurrent.futures.CancelledError() if done.cancelled() else done.exception()
