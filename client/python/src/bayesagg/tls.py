"""Encrypted connections: whom this side trusts, and who it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import grpc


@dataclass(frozen=True)
class Tls:
    """Files in PEM form; None: the system's authorities, and no certificate of one's own.

    Attributes:
        ca: the authorities that the server's certificate must come from.
        certificate: this side's own, its chain after it, where the server asks for one; with its `key`.
        key: the certificate's private key.
    """

    ca: str | Path | None = None
    certificate: str | Path | None = None
    key: str | Path | None = None

    def __post_init__(self) -> None:
        # gRPC ends the whole process over a certificate without a key.
        if (self.certificate is None) != (self.key is None):
            given, missing = ("certificate", "key") if self.key is None else ("key", "certificate")
            raise ValueError(f"tls.{missing}: got none, expected the file that belongs to tls.{given}")

    def credentials(self) -> grpc.ChannelCredentials:
        """Read from the files."""
        return grpc.ssl_channel_credentials(
            _pem("ca", self.ca), _pem("key", self.key), _pem("certificate", self.certificate)
        )

    @property
    def unreachable_hint(self) -> str:
        """What else to look at where nobody answers: a refused client certificate looks just like that."""
        if self.certificate is None:
            own = "it may ask for a client certificate: give tls.certificate and tls.key"
        else:
            own = "it may not know the authority of tls.certificate, or tls.key may belong to another"
        return f"is a server running there, and does it speak TLS? If so, {own}"


def _pem(what: str, path: str | Path | None) -> bytes | None:
    if path is None:
        return None
    content = Path(path).read_bytes()
    # gRPC would say no more than that it cannot connect.
    if b"-----BEGIN " not in content:
        raise ValueError(f"tls.{what}: got {path}, expected a file in PEM form, with a line -----BEGIN …-----")
    return content
