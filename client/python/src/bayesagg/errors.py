"""The one exception of this package's calls, and how a status becomes one."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

_DETAILS = "grpc-status-details-bin"


class Reason(enum.Enum):
    """Why a call was refused; `AggregationError.raw_reason` has the server's own word."""

    INVALID_INPUT = "INVALID_INPUT"
    SESSION_NOT_FOUND = "SESSION_NOT_FOUND"
    SESSION_EXISTS = "SESSION_EXISTS"
    FINGERPRINT_MISMATCH = "FINGERPRINT_MISMATCH"
    STEP_ORDER = "STEP_ORDER"
    EPOCH_ORDER = "EPOCH_ORDER"
    TASK_NOT_FOUND = "TASK_NOT_FOUND"
    CONTRIBUTION_DIFFERS = "CONTRIBUTION_DIFFERS"
    SHARD_CONFLICT = "SHARD_CONFLICT"
    NO_PRIOR = "NO_PRIOR"
    FOOTPRINT_TOO_LARGE = "FOOTPRINT_TOO_LARGE"
    TOO_MANY_SESSIONS = "TOO_MANY_SESSIONS"
    TOO_MANY_WORKERS = "TOO_MANY_WORKERS"
    QUEUE_FULL = "QUEUE_FULL"
    RATE_LIMITED = "RATE_LIMITED"
    TOO_MANY_STEPS = "TOO_MANY_STEPS"
    TOO_MANY_BYTES = "TOO_MANY_BYTES"
    STREAM_IDLE = "STREAM_IDLE"
    CALL_STALLED = "CALL_STALLED"
    TOO_MANY_EXAMPLES = "TOO_MANY_EXAMPLES"
    CONTRIBUTION_TOO_LARGE = "CONTRIBUTION_TOO_LARGE"
    ANSWER_TOO_LARGE = "ANSWER_TOO_LARGE"
    EPOCH_FULL = "EPOCH_FULL"
    QUORUM_MISSED = "QUORUM_MISSED"
    PRECISION_NOT_POSITIVE_DEFINITE = "PRECISION_NOT_POSITIVE_DEFINITE"
    NOT_SYNCHRONOUS = "NOT_SYNCHRONOUS"
    SERVER_BEHIND = "SERVER_BEHIND"
    SESSION_SET_ASIDE = "SESSION_SET_ASIDE"
    STORAGE_FAILED = "STORAGE_FAILED"
    ENGINE_LOST = "ENGINE_LOST"
    ENGINE_FULL = "ENGINE_FULL"
    DRAINING = "DRAINING"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    INTERNAL = "INTERNAL"
    UNREACHABLE = "UNREACHABLE"
    UNTRUSTED = "UNTRUSTED"
    DEADLINE = "DEADLINE"
    CLOSED = "CLOSED"
    PROTOCOL = "PROTOCOL"
    OTHER = "OTHER"


_BY_CODE = {
    grpc.StatusCode.INVALID_ARGUMENT: Reason.INVALID_INPUT,
    grpc.StatusCode.UNAUTHENTICATED: Reason.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED: Reason.PERMISSION_DENIED,
    grpc.StatusCode.INTERNAL: Reason.INTERNAL,
    grpc.StatusCode.DEADLINE_EXCEEDED: Reason.DEADLINE,
    grpc.StatusCode.UNAVAILABLE: Reason.UNREACHABLE,
}

_HINTS = {
    Reason.UNREACHABLE: "is a server running there? `bayesagg serve` starts one",
    Reason.DEADLINE: "give the call more time, or see whether the server or a worker hangs",
    Reason.SESSION_NOT_FOUND: "`bayesagg sessions list` shows the sessions there are",
    Reason.SESSION_EXISTS: "choose another name, or join the session that has it",
    Reason.FINGERPRINT_MISMATCH: "give every worker of a session the same options",
    Reason.STEP_ORDER: "go on from where the session stands: see Session.info()",
    Reason.EPOCH_ORDER: "go on from where the session stands: see Session.info()",
    Reason.CONTRIBUTION_DIFFERS: "one name for each worker, and a new step for new content",
    Reason.NO_PRIOR: "a prior stands after the warm-up's epochs have been finished",
    Reason.TOO_MANY_EXAMPLES: "create the session with a larger max_examples_per_step",
    Reason.UNAUTHENTICATED: "give a valid token or client certificate",
    Reason.PERMISSION_DENIED: "ask whoever runs the server to let this token or client certificate do it",
    Reason.UNTRUSTED: "does tls.ca hold the authority that made the server's certificate, "
    "and does the certificate name the host that you connect to?",
}

# What gRPC says, as UNAVAILABLE, of a server that answers and is not trusted. That does not pass by itself.
_UNTRUSTED = ("CERTIFICATE_VERIFY_FAILED", "Hostname Verification Check failed")


@dataclass(frozen=True)
class FieldViolation:
    """What is wrong with one field."""

    field: str
    description: str
    reason: str


class AggregationError(Exception):
    """A call that failed: why, which fields, and what to do about it."""

    def __init__(
        self,
        message: str,
        *,
        code: grpc.StatusCode,
        reason: Reason,
        raw_reason: str = "",
        violations: Iterable[FieldViolation] = (),
        metadata: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        hint: str = "",
    ) -> None:
        self.message = message
        self.code = code
        self.reason = reason
        self.raw_reason = raw_reason
        self.violations = tuple(violations)
        self.metadata = dict(metadata or {})
        self.retry_after = retry_after
        self.hint = hint or _HINTS.get(reason, "")
        super().__init__(message)

    def __str__(self) -> str:
        lines = [f"{self.reason.value}: {self.message}"]
        lines += [f"  {v.field}: {v.description}" for v in self.violations if v.description not in self.message]
        return "\n".join([*lines, f"  hint: {self.hint}"] if self.hint else lines)

    @property
    def may_pass(self) -> bool:
        """Whether the same call may succeed later."""
        if self.reason is Reason.UNTRUSTED:
            return False
        if self.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.ABORTED):
            return True
        if self.code is grpc.StatusCode.RESOURCE_EXHAUSTED:
            return self.retry_after is not None
        # A broken connection may surface as INTERNAL; the server's own has a reason.
        return self.code is grpc.StatusCode.INTERNAL and not self.raw_reason and self.reason is Reason.INTERNAL


def from_call(error: grpc.RpcError, target: str, unreachable_hint: str = "") -> AggregationError:
    """How a call ended; `unreachable_hint` is what this connection's owner may look at where nobody answered."""
    call: Any = error
    code: grpc.StatusCode = call.code()
    status = status_pb2.Status(message=call.details() or "")
    for key, value in call.trailing_metadata() or ():
        if key == _DETAILS:
            try:
                status = status_pb2.Status.FromString(value)
            except DecodeError:
                # What cannot be read takes nothing from code and message.
                break
    failure = from_status(code, status, target)
    if failure.reason is Reason.UNREACHABLE and unreachable_hint:
        failure.hint = unreachable_hint
    return failure


def from_status(code: grpc.StatusCode, status: status_pb2.Status, target: str) -> AggregationError:
    """An error from its code and its details."""
    info = error_details_pb2.ErrorInfo()
    violations: list[FieldViolation] = []
    ways_out: list[str] = []
    retry_after: float | None = None
    for detail in status.details:
        retry, bad = error_details_pb2.RetryInfo(), error_details_pb2.BadRequest()
        quota, precondition = error_details_pb2.QuotaFailure(), error_details_pb2.PreconditionFailure()
        if detail.Unpack(info):
            continue
        if detail.Unpack(retry):
            retry_after = retry.retry_delay.ToTimedelta().total_seconds()
        elif detail.Unpack(bad):
            violations += [FieldViolation(v.field, v.description, _reason_of(v)) for v in bad.field_violations]
        elif detail.Unpack(quota):
            ways_out += [v.description for v in quota.violations]
        elif detail.Unpack(precondition):
            ways_out += [v.description for v in precondition.violations]
    reason = _reason(code, info.reason)
    if reason is Reason.UNREACHABLE and any(sign in status.message for sign in _UNTRUSTED):
        reason = Reason.UNTRUSTED
    message = status.message or "the server gave no message"
    if reason is Reason.UNREACHABLE:
        message = f"no answer from {target}: {message}"
    elif reason is Reason.UNTRUSTED:
        message = f"the certificate of {target} is not trusted: {message}"
    elif reason is Reason.DEADLINE:
        message = f"no answer from {target} in time"
    hint = "; ".join(way for way in ways_out if way and way not in status.message)
    return AggregationError(
        message,
        code=code,
        reason=reason,
        raw_reason=info.reason,
        violations=violations,
        metadata=dict(info.metadata),
        retry_after=retry_after,
        hint=hint,
    )


def local(code: grpc.StatusCode, reason: Reason, message: str) -> AggregationError:
    """An error that this side found."""
    return AggregationError(message, code=code, reason=reason)


def _reason_of(violation: Any) -> str:
    # Newer than the stubs.
    return str(getattr(violation, "reason", ""))


def _reason(code: grpc.StatusCode, raw: str) -> Reason:
    if raw in Reason.__members__:
        return Reason[raw]
    if raw and code is grpc.StatusCode.UNAVAILABLE:
        return Reason.OTHER
    return _BY_CODE.get(code, Reason.OTHER)
