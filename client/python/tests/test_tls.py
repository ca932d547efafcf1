from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest

import bayesagg
from bayesagg import AggregationError, Reason, Tls

from .secured import Authority, Gatekeeper


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "ours")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "theirs")


@pytest.fixture
def gatekeeper() -> Gatekeeper:
    return Gatekeeper()


Serve = Callable[..., str]


@pytest.fixture
def serve(authority: Authority, gatekeeper: Gatekeeper) -> Iterator[Serve]:
    """Starts it for a host's name; mutual: with clients' certificates alone. Answers the target."""
    running: list[grpc.Server] = []

    def start(host: str = "localhost", mutual: bool = False) -> str:
        certificate, key = (file.read_bytes() for file in authority.issue(host))
        trusted = authority.pem.read_bytes() if mutual else None
        server = grpc.server(futures.ThreadPoolExecutor(2))
        port = gatekeeper.join(server, grpc.ssl_server_credentials([(key, certificate)], trusted, mutual))
        running.append(server)
        return f"localhost:{port}"

    yield start
    for server in running:
        server.stop(None).wait()


def _failure(target: str, tls: Tls, **more: Any) -> tuple[AggregationError, float]:
    """The error of a first call, and the seconds it took."""
    begun = time.monotonic()
    with (
        bayesagg.connect(target, tls=tls, **{"call_timeout": 20.0, **more}) as client,
        pytest.raises(AggregationError) as caught,
    ):
        client.server_info()
    return caught.value, time.monotonic() - begun


def test_call_withToken_bringsItAsABearer(serve: Serve, authority: Authority, gatekeeper: Gatekeeper) -> None:
    with bayesagg.connect(serve(), tls=Tls(ca=authority.pem), token="secret-1") as client:
        assert client.server_info().version == "1.2.3"
    assert gatekeeper.seen == ["Bearer secret-1"]


def test_call_serverOfAnotherAuthority_isUntrustedAtOnce(serve: Serve, stranger: Authority) -> None:
    error, seconds = _failure(serve(), Tls(ca=stranger.pem))
    assert error.reason is Reason.UNTRUSTED
    assert "tls.ca" in error.hint
    assert "is not trusted" in str(error)
    assert seconds < 10


def test_call_serverOfAnotherName_isUntrustedAtOnce(serve: Serve, authority: Authority) -> None:
    error, seconds = _failure(serve("example.org"), Tls(ca=authority.pem))
    assert error.reason is Reason.UNTRUSTED
    assert "name the host" in error.hint
    assert seconds < 10


def test_call_clientCertificate_isShownWhereAskedFor(serve: Serve, authority: Authority) -> None:
    certificate, key = authority.issue("worker")
    with bayesagg.connect(serve(mutual=True), tls=Tls(authority.pem, certificate, key)) as client:
        assert client.server_info().version == "1.2.3"


def test_call_withoutTheClientCertificate_saysWhatToGive(
    serve: Serve, authority: Authority, gatekeeper: Gatekeeper
) -> None:
    error, _ = _failure(serve(mutual=True), Tls(ca=authority.pem), call_timeout=1.0)
    assert error.reason is Reason.UNREACHABLE
    assert "give tls.certificate and tls.key" in str(error)
    assert gatekeeper.seen == []


def test_call_clientCertificateOfAnotherAuthority_saysWhatToLookAt(
    serve: Serve, authority: Authority, stranger: Authority, gatekeeper: Gatekeeper
) -> None:
    error, _ = _failure(serve(mutual=True), Tls(authority.pem, *stranger.issue("worker")), call_timeout=1.0)
    assert error.reason is Reason.UNREACHABLE
    assert "may not know the authority of tls.certificate" in str(error)
    assert gatekeeper.seen == []


@pytest.mark.parametrize("target", ["127.0.0.1:1", "aggregator.example.org:50051"])
def test_connect_tokenWithoutTls_isRefusedWithTheRemedy(target: str) -> None:
    with pytest.raises(ValueError, match=r"token: got one without tls.*Give tls=bayesagg.Tls\(\)"):
        bayesagg.connect(target, token="secret-1")


def test_tls_halfACertificateOrNoPem_isRefused(tmp_path: Path, authority: Authority) -> None:
    certificate, key = authority.issue("worker")
    with pytest.raises(ValueError, match=r"tls\.key: got none"):
        Tls(certificate=certificate)
    with pytest.raises(ValueError, match=r"tls\.certificate: got none"):
        Tls(key=key)
    (tmp_path / "ca.der").write_bytes(b"0\x82")
    with pytest.raises(ValueError, match=r"tls\.ca: got .*ca\.der, expected a file in PEM form"):
        bayesagg.connect("localhost:1", tls=Tls(ca=tmp_path / "ca.der"))


@pytest.mark.parametrize("code", [grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED])
def test_call_refusedForItsToken_isOneTypedErrorAndNotRepeated(
    serve: Serve, authority: Authority, gatekeeper: Gatekeeper, code: grpc.StatusCode
) -> None:
    gatekeeper.refusal = code
    error, _ = _failure(serve(), Tls(ca=authority.pem), token="old")
    assert (error.code, error.reason) == (code, Reason[code.name])
    assert "not with that token" in str(error)
    assert error.hint
    assert gatekeeper.seen == ["Bearer old"]


@pytest.mark.parametrize("transport", ["unary", "stream"])
def test_step_refusedForItsToken_isOneTypedErrorAndNotRepeated(
    serve: Serve, authority: Authority, gatekeeper: Gatekeeper, transport: str
) -> None:
    gatekeeper.refusal = grpc.StatusCode.UNAUTHENTICATED
    with bayesagg.connect(serve(), tls=Tls(ca=authority.pem), token="old") as client:
        session = client.session("run", 2, [bayesagg.gaussian("size")])
        with pytest.raises(AggregationError) as caught:
            session.step(
                np.ones((3, 2), np.float32),
                labels={"size": np.ones(3)},
                heads={"size": np.ones((1, 3))},
                transport=transport,
            )
    assert caught.value.reason is Reason.UNAUTHENTICATED
    assert gatekeeper.seen == ["Bearer old"]
