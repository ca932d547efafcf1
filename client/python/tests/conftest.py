from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import bayesagg

_ROOT = Path(__file__).resolve().parents[3]


class Server:
    """A server of its own, that may be killed and started again at its port."""

    def __init__(self, directory: Path, durable: bool = False) -> None:
        self._directory = directory
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        ports = self._directory / "ports"
        ports.unlink(missing_ok=True)
        command = [_launcher(), "serve", "--port", str(self.port), "--http-port", "0", "--port-file", str(ports)]
        command += ["--data-dir", str(self._directory / "data")] if self._durable else ["--ephemeral"]
        log = (self._directory / "server.log").open("ab")
        with log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 60
        while not (ports.exists() and ports.read_text().strip()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._directory / "server.log").read_text())
            time.sleep(0.02)
        self.port = int(ports.read_text().split()[0].rpartition("=")[2])

    def kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


class Gate:
    """A way to a server that can be shut: connections end, and new ones are refused."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener: socket.socket | None = None
        self._pairs: list[socket.socket] = []
        self.port = 0
        self.open()

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Gate:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in self._pairs:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._pairs = []

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._pairs += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def _launcher() -> str:
    return os.environ.get("BAYESAGG_COMMAND", str(_ROOT / "deploy" / "bayesagg"))


def _start(directory: Path) -> Server:
    if shutil.which("java") is None:
        pytest.skip("no java to run a server with")
    server = Server(directory)
    server.start()
    return server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = _start(tmp_path_factory.mktemp("server"))
    yield running
    running.kill()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    running = _start(tmp_path)
    yield running
    running.kill()


@pytest.fixture
def client(server: Server) -> Iterator[bayesagg.Client]:
    with bayesagg.connect(server.target) as connected:
        yield connected


@pytest.fixture(scope="session")
def golden() -> Path:
    return _ROOT / "server" / "math" / "src" / "test" / "resources" / "golden"
