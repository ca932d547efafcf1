"""Spans of steps, where OpenTelemetry's API is installed: within the caller's span, and gone on with by the server."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bayesagg.errors import AggregationError

if TYPE_CHECKING:
    from opentelemetry.trace import Span

try:
    from opentelemetry import trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:
    _INSTALLED = False
else:
    _INSTALLED = True


class StepSpan:
    """From when a step is sent until its answer, or its last error, is there; thread-safe."""

    def __init__(self, session: str, worker: str, place: tuple[int, int]) -> None:
        """Begins within the span of the calling thread."""
        self._span: Span | None = None
        self._lock = threading.Lock()
        self.parent = ""
        if not _INSTALLED:
            return
        span = trace.get_tracer("bayesagg").start_span(
            "bayesagg step",
            kind=trace.SpanKind.CLIENT,
            attributes={
                "bayesagg.session": session,
                "bayesagg.worker": worker,
                "bayesagg.epoch": place[0],
                "bayesagg.step": place[1],
            },
        )
        headers: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(headers, trace.set_span_in_context(span))
        self.parent = headers.get("traceparent", "")
        self._span = span

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What a unary call sends of it."""
        return (("traceparent", self.parent),) if self.parent else ()

    def end(self, error: BaseException | None = None) -> None:
        """Ends it; again changes nothing."""
        with self._lock:
            span, self._span = self._span, None
        if span is None:
            return
        if error is not None:
            reason = error.reason.name if isinstance(error, AggregationError) else type(error).__name__
            span.set_attribute("error.type", reason)
            span.set_status(trace.StatusCode.ERROR, reason)
        span.end()
