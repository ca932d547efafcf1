"""Repeats calls whose errors may pass: by the contract every call may be repeated."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bayesagg.errors import AggregationError

T = TypeVar("T")


@dataclass(frozen=True)
class RetryPolicy:
    """The wait before the k-th repetition is drawn from [w/2, w], w = min(initial 2^(k-1), longest), in seconds.

    A longer wait that the server names is kept. Repetitions end with the call's time.
    """

    attempts: int | None = None
    initial: float = 0.05
    longest: float = 2.0

    def backoff(self, attempt: int) -> float:
        """The wait after so many attempts."""
        wait = min(self.initial * 2.0 ** min(attempt - 1, 30), self.longest)
        return wait * (0.5 + 0.5 * random.random())

    def wait(self, error: AggregationError, attempt: int, deadline: float) -> float | None:
        """Seconds to wait before the next attempt; None where there should be none."""
        if not error.may_pass or (self.attempts is not None and attempt >= self.attempts):
            return None
        wait = max(self.backoff(attempt), error.retry_after or 0.0)
        return wait if time.monotonic() + wait < deadline else None


def call(policy: RetryPolicy, deadline: float, attempt: Callable[[float], T]) -> T:
    """What an attempt returns; it is given the seconds that are left and may fail with `AggregationError`."""
    number = 1
    while True:
        try:
            return attempt(max(0.0, deadline - time.monotonic()))
        except AggregationError as error:
            wait = policy.wait(error, number, deadline)
            if wait is None:
                raise
            time.sleep(wait)
            number += 1
