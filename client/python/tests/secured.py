"""A server that notes certificates and tokens, and what makes certificates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from bayesagg.v1 import aggregation_service_pb2 as pb
from bayesagg.v1 import session_pb2
from bayesagg.v1.aggregation_service_pb2_grpc import (
    AggregationServiceServicer,
    add_AggregationServiceServicer_to_server,
)

trustme = pytest.importorskip("trustme", reason="trustme, which makes certificates, is not installed")


class Gatekeeper(AggregationServiceServicer):
    """Tells of itself, and notes the credentials of every call; refuses with `refusal` where that is set."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.refusal: grpc.StatusCode | None = None

    def join(self, server: grpc.Server, credentials: grpc.ServerCredentials) -> int:
        """Starts a server with it; answers the port."""
        add_AggregationServiceServicer_to_server(self, server)  # type: ignore[no-untyped-call]
        port: int = server.add_secure_port("127.0.0.1:0", credentials)
        server.start()
        return port

    def _admit(self, context: Any) -> None:
        self.seen.append(dict(context.invocation_metadata()).get("authorization"))
        if self.refusal is not None:
            context.abort(self.refusal, "not with that token")

    def GetServerInfo(self, request: Any, context: Any) -> pb.GetServerInfoResponse:
        self._admit(context)
        return pb.GetServerInfoResponse(version="1.2.3")

    def CreateSession(self, request: Any, context: Any) -> pb.CreateSessionResponse:
        session = session_pb2.Session(session_id=request.session_id, config=request.config, fingerprint="f")
        return pb.CreateSessionResponse(session=session)

    def Aggregate(self, request: Any, context: Any) -> None:
        self._admit(context)

    def AggregateStream(self, requests: Any, context: Any) -> Iterator[Any]:
        self._admit(context)
        yield from ()


class Authority:
    """A certificate authority whose files are in a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._authority = trustme.CA()
        self._folder = folder
        self.pem = folder / f"{name}.pem"
        self._authority.cert_pem.write_to_path(self.pem)

    def issue(self, name: str) -> tuple[Path, Path]:
        """Certificate and key for a host or a worker."""
        issued = self._authority.issue_cert(name)
        files = self._folder / f"{name}-{self.pem.name}", self._folder / f"{name}-{self.pem.stem}.key"
        issued.cert_chain_pems[0].write_to_path(files[0])
        issued.private_key_pem.write_to_path(files[1])
        return files
