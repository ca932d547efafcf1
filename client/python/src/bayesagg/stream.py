"""The stream of one session: contributions of any size, several on their way, in their order."""

from __future__ import annotations

import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import grpc
from google.rpc import status_pb2

from bayesagg import answer, errors
from bayesagg.answer import StepAnswer
from bayesagg.background import BackgroundThreads
from bayesagg.errors import AggregationError, Reason
from bayesagg.outgoing import OutgoingContribution
from bayesagg.retry import RetryPolicy
from bayesagg.v1 import aggregation_service_pb2 as pb

_CODES = {code.value[0]: code for code in grpc.StatusCode}


class _Transfer:
    """A contribution until its future is done."""

    def __init__(self, contribution: OutgoingContribution, deadline: float, trace_parent: str) -> None:
        self.contribution = contribution
        self.trace_parent = trace_parent
        self.deadline = deadline
        self.attempts = 0
        self.answer: Future[StepAnswer] = Future()


class StepStream:
    """Opened with the first contribution, kept open, opened again after a failure.

    What was not answered is then sent again in its order; the contract counts it once. A thread of its own runs the
    stream; another one, of gRPC's, takes the frames.
    """

    def __init__(
        self,
        open_call: Callable[[Iterator[pb.AggregateStreamRequest]], Any],
        policy: RetryPolicy,
        target: str,
        threads: BackgroundThreads,
    ) -> None:
        self._open_call = open_call
        self._threads = threads
        self._policy = policy
        self._target = target
        self._waiting: OrderedDict[int, _Transfer] = OrderedDict()
        self._new: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._last = 0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._call: Any = None
        self._closed = False
        self._ending = threading.Event()
        self._attempt = 0

    def send(self, contribution: OutgoingContribution, deadline: float, trace_parent: str = "") -> Future[StepAnswer]:
        """Sends after those of earlier calls."""
        transfer = _Transfer(contribution, deadline, trace_parent)
        with self._lock:
            if self._closed:
                raise errors.local(grpc.StatusCode.CANCELLED, Reason.CLOSED, "the session handle was closed")
            self._last += 1
            self._waiting[self._last] = transfer
            self._new.put(self._last)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bayesagg-stream", daemon=True)
                self._thread.start()
        return transfer.answer

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        with self._lock:
            return not self._waiting

    def close(self) -> None:
        """Fails what is on its way, and lets the stream's thread end."""
        with self._lock:
            self._closed = True
            call = self._call
            self._new.put(None)
        self._ending.set()
        if call is not None:
            call.cancel()
        closed = errors.local(grpc.StatusCode.CANCELLED, Reason.CLOSED, "the session handle was closed")
        for transfer in self._take_all():
            _fail(transfer, closed)

    def _take_all(self) -> list[_Transfer]:
        with self._lock:
            transfers = list(self._waiting.values())
            self._waiting.clear()
        return transfers

    def _run(self) -> None:
        self._threads.note_current()
        # A call is opened when there is something to send.
        while (first := self._new.get()) is not None:
            try:
                self._converse(first)
                failure = errors.local(
                    grpc.StatusCode.UNAVAILABLE, Reason.UNREACHABLE, f"{self._target} ended the stream"
                )
            except grpc.RpcError as error:
                failure = errors.from_call(error, self._target)
            except ValueError as error:
                message = f"{self._target} broke the contract: {error}"
                failure = errors.local(grpc.StatusCode.INTERNAL, Reason.PROTOCOL, message)
            if self._closed:
                return
            self._attempt += 1
            self._renumber(failure)
            self._ending.wait(max(self._policy.backoff(self._attempt), failure.retry_after or 0.0))

    def _renumber(self, failure: AggregationError) -> None:
        """Queues what may be sent again on a new stream, fails the rest."""
        with self._lock:
            pending = list(self._waiting.values())
            self._waiting.clear()
            self._new = queue.SimpleQueue()
            if self._closed:
                self._new.put(None)
            failed = []
            for transfer in pending:
                transfer.attempts += 1
                if transfer.answer.cancelled():
                    continue
                if self._policy.wait(failure, transfer.attempts, transfer.deadline) is None:
                    failed.append(transfer)
                else:
                    self._last += 1
                    self._waiting[self._last] = transfer
                    self._new.put(self._last)
        for transfer in failed:
            _fail(transfer, failure)

    def _frames(self, first: int, new: queue.SimpleQueue[int | None]) -> Iterator[pb.AggregateStreamRequest]:
        # gRPC takes the frames on a thread of its own.
        self._threads.note_current()
        sequence: int | None = first
        while sequence is not None:
            with self._lock:
                transfer = self._waiting.get(sequence)
            if transfer is not None:
                left = max(0.0, transfer.deadline - time.monotonic())
                yield from transfer.contribution.frames(sequence, left, transfer.trace_parent)
            sequence = new.get()

    def _converse(self, first: int) -> None:
        """One call, until it ends."""
        new = self._new
        assembly: answer.Assembly | None = None
        head: pb.StreamedAnswer | None = None
        call = self._open_call(self._frames(first, new))
        self._threads.watch(call)
        with self._lock:
            self._call = call
            if self._closed:
                call.cancel()
        try:
            for frame in call:
                self._attempt = 0
                kind = frame.WhichOneof("frame")
                if kind == "error":
                    self._refused(frame.error)
                    continue
                if kind == "answer":
                    head = frame.answer
                    assembly = answer.Assembly(answer.announced(head.response))
                elif assembly is not None and head is not None and frame.chunk.sequence == head.sequence:
                    assembly.accept(frame.chunk)
                else:
                    raise ValueError("a chunk of no answer")
                if assembly.complete:
                    self._answered(head.sequence, answer.decode(head.response, assembly.arrays()))
                    assembly = head = None
        finally:
            # Ends the frames, which wait for what comes next.
            new.put(None)
            call.cancel()
            self._call = None

    def _answered(self, sequence: int, value: StepAnswer) -> None:
        with self._lock:
            transfer = self._waiting.pop(sequence, None)
        if transfer is not None and transfer.answer.set_running_or_notify_cancel():
            transfer.answer.set_result(value)

    def _refused(self, error: pb.StreamedError) -> None:
        status = status_pb2.Status(code=error.code, message=error.message, details=error.details)
        failure = errors.from_status(_CODES.get(error.code, grpc.StatusCode.UNKNOWN), status, self._target)
        with self._lock:
            transfer = self._waiting.pop(error.sequence, None)
        if transfer is None:
            return
        transfer.attempts += 1
        wait = self._policy.wait(failure, transfer.attempts, transfer.deadline)
        if wait is None:
            _fail(transfer, failure)
        else:
            timer = threading.Timer(wait, self._again, (transfer,))
            timer.daemon = True
            timer.start()

    def _again(self, transfer: _Transfer) -> None:
        with self._lock:
            self._last += 1
            self._waiting[self._last] = transfer
            self._new.put(self._last)


def _fail(transfer: _Transfer, failure: AggregationError) -> None:
    if transfer.answer.set_running_or_notify_cancel():
        transfer.answer.set_exception(failure)
