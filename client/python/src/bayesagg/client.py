"""Connections and sessions."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import grpc

from bayesagg import background, errors, retry
from bayesagg.background import BackgroundThreads
from bayesagg.errors import AggregationError, Reason
from bayesagg.options import Options, Task
from bayesagg.retry import RetryPolicy
from bayesagg.session import Session
from bayesagg.tls import Tls
from bayesagg.v1 import aggregation_pb2, session_pb2
from bayesagg.v1 import aggregation_service_pb2 as pb
from bayesagg.v1.aggregation_service_pb2_grpc import AggregationServiceStub

_LOG = logging.getLogger("bayesagg")
T = TypeVar("T")


def connect(
    target: str,
    *,
    tls: Tls | None = None,
    token: str | None = None,
    call_timeout: float = 30.0,
    step_timeout: float = 120.0,
    policy: RetryPolicy | None = None,
) -> Client:
    """A client of the server at `target`, host:port; connects when it is first used.

    Args:
        target: host and port.
        tls: None: plaintext.
        token: a bearer token; needs `tls`, lest it be read on the way.
        call_timeout: seconds that a call may take, repetitions included.
        step_timeout: the same for a step.
        policy: how calls are repeated.
    """
    return Client(target, tls, token, call_timeout, step_timeout, policy or RetryPolicy())


class Client:
    """One connection; thread-safe. Close it, or use it in a `with` statement."""

    def __init__(
        self,
        target: str,
        tls: Tls | None,
        token: str | None,
        call_timeout: float,
        step_timeout: float,
        policy: RetryPolicy,
    ) -> None:
        if token is not None and tls is None:
            raise ValueError(
                "token: got one without tls, expected none: anyone on the way could read it. Give tls=bayesagg.Tls(), "
                'or tls=bayesagg.Tls(ca="ca.pem") for an authority of your own'
            )
        self.target = target
        self._unreachable_hint = "" if tls is None else tls.unreachable_hint
        self.call_timeout = call_timeout
        self.step_timeout = step_timeout
        self.policy = policy
        options = [
            ("grpc.max_receive_message_length", 64 << 20),
            # A server that is gone without a word is found out, also while an answer takes its time. The keep-alive
            # waits for pings on their way, such as the one that goes with a step; they have a timeout of their own.
            ("grpc.keepalive_time_ms", 30_000),
            ("grpc.keepalive_timeout_ms", 20_000),
            ("grpc.http2.ping_timeout_ms", 20_000),
            ("grpc.http2.max_pings_without_data", 0),
            # A server that comes back is found soon.
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 2_000),
            ("grpc.lookahead_bytes", 8 << 20),
        ]
        if tls is None:
            self._channel = grpc.insecure_channel(target, options)
        else:
            credentials = tls.credentials()
            if token is not None:
                credentials = grpc.composite_channel_credentials(credentials, grpc.access_token_call_credentials(token))
            self._channel = grpc.secure_channel(target, credentials, options)
        self.stub: Any = AggregationServiceStub(self._channel)  # type: ignore[no-untyped-call]
        # Messages that are bytes already: nothing is copied into a message first.
        self.aggregate: Any = self._channel.unary_unary(
            "/bayesagg.v1.AggregationService/Aggregate",
            request_serializer=bytes,
            response_deserializer=aggregation_pb2.AggregateResponse.FromString,
        )
        self._sessions: list[Session] = []
        self.threads = BackgroundThreads()
        background.close_at_exit(self)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection and waits until its threads have ended; the sessions stay on the server."""
        for session in self._sessions:
            session.close()
        self._channel.close()
        self.threads.join()

    def call(self, method: Callable[..., T], request: Any, timeout: float | None = None) -> T:
        """One request, one answer, repeated while that may help."""

        def attempt(left: float) -> T:
            try:
                return method(request, timeout=left)
            except grpc.RpcError as error:
                raise errors.from_call(error, self.target, self._unreachable_hint) from error

        return retry.call(self.policy, time.monotonic() + (self.call_timeout if timeout is None else timeout), attempt)

    def server_info(self) -> pb.GetServerInfoResponse:
        """Version, engine and limits."""
        info: pb.GetServerInfoResponse = self.call(self.stub.GetServerInfo, pb.GetServerInfoRequest())
        return info

    def sessions(self) -> list[session_pb2.Session]:
        """All sessions of the server."""
        found: list[session_pb2.Session] = []
        page = pb.ListSessionsResponse()
        while True:
            page = self.call(self.stub.ListSessions, pb.ListSessionsRequest(page_token=page.next_page_token))
            found += page.sessions
            if not page.next_page_token:
                return found

    def sessions_set_aside(self) -> dict[str, str]:
        """Why each session that is kept and cannot be read is not served, by name."""
        page = pb.ListSessionsResponse()
        while True:
            page = self.call(self.stub.ListSessions, pb.ListSessionsRequest(page_token=page.next_page_token))
            if not page.next_page_token:
                return {one.session_id: one.reason for one in page.set_aside}

    def session(
        self,
        name: str | None,
        feature_dim: int,
        tasks: Sequence[Task],
        *,
        worker: str = "worker-0",
        options: Options | None = None,
        **choices: Any,
    ) -> Session:
        """Creates the session of this name, or joins it where it exists with the same configuration.

        Args:
            name: None: a fresh one.
            feature_dim: d.
            tasks: at least one.
            worker: this worker's name, unique in the session.
            options: the choices; or
            choices: fields of `Options`, such as `preset="paper"`.
        """
        if options is not None and choices:
            raise ValueError("options: got choices beside it, expected one or the other")
        config = (options or Options(**choices)).to_message(feature_dim, tasks)
        session_id = name or f"session-{uuid.uuid4()}"
        try:
            request = pb.CreateSessionRequest(session_id=session_id, config=config)
            found = self.call(self.stub.CreateSession, request).session
            _LOG.info("created session %s at %s", session_id, self.target)
        except AggregationError as error:
            if error.reason not in (Reason.SESSION_EXISTS, Reason.PERMISSION_DENIED):
                raise
            found = self._existing(session_id, error)
            _require_same(config, found)
            _LOG.info("joined session %s at %s", session_id, self.target)
        session = Session(self, found, worker)
        self._sessions.append(session)
        return session

    def _existing(self, session_id: str, creation: AggregationError) -> session_pb2.Session:
        """Who may not create a session may still take part in what somebody else has created."""
        try:
            found: session_pb2.Session = self.call(
                self.stub.GetSession, pb.GetSessionRequest(session_id=session_id)
            ).session
            return found
        except AggregationError as error:
            if creation.reason is Reason.PERMISSION_DENIED and error.reason is Reason.SESSION_NOT_FOUND:
                raise creation from error
            raise

    def delete_session(self, name: str) -> None:
        """Frees it; one that does not exist is no error."""
        self.call(self.stub.DeleteSession, pb.DeleteSessionRequest(session_id=name))


def _require_same(wanted: session_pb2.SessionConfig, found: session_pb2.Session) -> None:
    differences = list(_differences("", wanted, found.config))
    if len(wanted.tasks) != len(found.config.tasks):
        differences.append(f"tasks: {len(wanted.tasks)} here, {len(found.config.tasks)} there")
    if differences:
        raise errors.local(
            grpc.StatusCode.FAILED_PRECONDITION,
            Reason.FINGERPRINT_MISMATCH,
            f"session {found.session_id} exists with another configuration: " + "; ".join(differences),
        )


def _differences(prefix: str, wanted: Any, found: Any) -> list[str]:
    """What is set here and is another there; what is not set is the server's choice."""
    result: list[str] = []
    for field, value in wanted.ListFields():
        other = getattr(found, field.name)
        if field.name == "tasks":
            for mine, theirs in zip(value, other, strict=False):
                result += _differences(f'tasks["{mine.name}"].', mine, theirs)
        elif field.message_type is not None and field.message_type.full_name.startswith("bayesagg."):
            result += _differences(f"{prefix}{field.name}.", value, other)
            if field.containing_oneof is not None and not found.HasField(field.name):
                result.append(f"{prefix}{field.name}: set here, not there")
        elif value != other:
            result.append(f"{prefix}{field.name}: {_shown(field, value)} here, {_shown(field, other)} there")
    return result


def _shown(field: Any, value: Any) -> str:
    if field.enum_type is not None:
        return str(field.enum_type.values_by_number[value].name)
    return str(value).strip() or "none"
