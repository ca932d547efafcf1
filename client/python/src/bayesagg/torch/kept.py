"""Evidence for a service that does not answer."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

from bayesagg.errors import AggregationError, Reason
from bayesagg.outgoing import OutgoingContribution

_LOG = logging.getLogger("bayesagg")

# What may be over when the service is back.
GONE = frozenset({Reason.UNREACHABLE, Reason.DEADLINE, Reason.DRAINING, Reason.INTERNAL, Reason.STORAGE_FAILED})
# What a server says that has lost the run: it has no such session, or one that knows less than it answered.
LOST = frozenset({Reason.SESSION_NOT_FOUND, Reason.SERVER_BEHIND})
_MOST = 256


class KeptEvidence:
    """Contributions that the service has not answered, the last 256, in their order."""

    def __init__(self, metrics: dict[str, float]) -> None:
        self._kept: deque[OutgoingContribution] = deque(maxlen=_MOST)
        self._metrics = metrics

    def add(self, outgoing: OutgoingContribution) -> None:
        """Keeps one more; the oldest goes where there are too many."""
        if len(self._kept) == _MOST:
            if self._metrics["bayesagg/evidence_dropped"] == 0:
                _LOG.warning("the oldest evidence is dropped from now on: %d steps are kept already", _MOST)
            self._metrics["bayesagg/evidence_dropped"] += 1
        self._kept.append(outgoing)
        self._count()

    def send(self, contribute: Callable[[OutgoingContribution], None]) -> None:
        """Sends all; stops with the error where the service or its session is gone. What it had got counts once."""
        while self._kept:
            try:
                contribute(self._kept[0])
            except AggregationError as error:
                if error.reason in GONE | LOST:
                    raise
                _LOG.warning("evidence that the service will not have: %s", error)
            self._kept.popleft()
            self._count()

    def clear(self) -> None:
        """Forgets all."""
        self._kept.clear()
        self._count()

    def _count(self) -> None:
        self._metrics["bayesagg/evidence_kept"] = float(len(self._kept))
