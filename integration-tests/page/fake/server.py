"""An HTTP server that serves the page and plays its streams."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from fake.sessions import Json, Session

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = REPOSITORY / "server/service/src/main/resources/org/bayesagg/service/http/page"
# Stricter than what the page must bear: with trusted types no string can become HTML anywhere on it.
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
MOST_HISTORY = 600


class Player(Protocol):
    """Writes a stream's events until its reader is gone."""

    def __call__(self) -> None:
        """Plays."""


class FakeServer:
    """Serves on a free port of the loopback interface until it is closed; the sessions may be changed meanwhile."""

    def __init__(self, sessions: list[Session], interval: float = 0.25) -> None:
        self.sessions = sessions
        self.interval = interval
        self.began = time.time()
        self.footprint = 1_300_000_000
        self.refusals = 0.0
        self.opened: list[str] = []
        self._port = 0
        self._streams: set[socket.socket] = set()
        self._http: Listener | None = None
        self.come()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._port}/live/"

    def come(self) -> None:
        """Serves, on the same port as before."""
        handler = type("BoundHandler", (Handler,), {"fake": self})
        self._http = Listener(("127.0.0.1", self._port), handler)
        self._port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def go(self) -> None:
        """Listens no more and ends all connections, among them those that a browser keeps for later."""
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            end(self._http.connections)
            self._http = None

    def drop(self) -> None:
        """Ends all streams."""
        end(self._streams)

    def session(self, name: str) -> Session | None:
        """The session of this name, unless it is gone."""
        return next((session for session in self.sessions if session.id == name and not session.gone), None)

    def overview(self, at: float) -> Json:
        """The server's facts and all sessions, `at` seconds after it began."""
        lines = [session.line(session.age + at) for session in self.sessions if not session.gone]
        return {
            "time": self.began + at,
            "server": {
                "version": "0.1.0",
                "engine": "cpu",
                "detail": "OpenBLAS SkylakeX",
                "uptime_seconds": 5400 + at,
                "steps_per_second": sum(line["steps_per_second"] for line in lines),
                "refusals_per_second": self.refusals,
                "heap_bytes": 412_000_000,
                "footprint_bytes": self.footprint,
                "footprint_limit_bytes": 12_884_901_888,
                "open_calls": 3 * len(lines),
            },
            "sessions": lines,
        }


def end(connections: set[socket.socket]) -> None:
    """Ends these connections, as far as their other ends have not."""
    for connection in list(connections):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


class Listener(ThreadingHTTPServer):
    """A server whose threads do not outlive it, with room for many connections at once."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.connections: set[socket.socket] = set()
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, object]:
        """Remembers the connection."""
        connection, address = super().get_request()
        self.connections.add(connection)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing of readers that went away."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    fake: FakeServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """Answers with a file of the page, or with a stream."""
        address = urlsplit(self.path)
        name = unquote(address.path)
        if name == "/live/overview":
            self._stream(address.path, self._overview)
        elif name == "/live/session":
            self._stream(self.path, lambda: self._session(parse_qs(address.query).get("id", [""])[0]))
        elif name.startswith("/live/"):
            self._file(name.removeprefix("/live/") or "index.html")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _file(self, name: str) -> None:
        path = (PAGE / name).resolve()
        if not path.is_relative_to(PAGE) or not path.is_file() or path.suffix not in TYPES:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = path.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", TYPES[path.suffix])
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, address: str, play: Player) -> None:
        self.fake.opened.append(address)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.fake._streams.add(self.connection)
        try:
            play()
        except OSError:
            pass
        finally:
            self.fake._streams.discard(self.connection)
            self.close_connection = True

    def _say(self, event: str, data: Json) -> None:
        self.wfile.write(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()

    def _age(self) -> float:
        return time.time() - self.fake.began

    def _overview(self) -> None:
        while True:
            self._say("overview", self.fake.overview(self._age()))
            time.sleep(self.fake.interval)

    def _session(self, name: str) -> None:
        first = True
        said: Json = {}
        while (session := self.fake.session(name)) is not None:
            at = session.age + self._age()
            kept = min(int(at), MOST_HISTORY)
            ages = [at - kept + 1 + age for age in range(kept)] if first and kept else [at]
            detail = session.detail(ages, self.fake.began - session.age)
            if not first:
                detail = {name: value for name, value in detail.items() if value != said.get(name)}
            said |= detail
            self._say("history" if first else "detail", detail)
            first = False
            time.sleep(self.fake.interval)
        self._say("gone", {"id": name})
