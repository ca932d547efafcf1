"""The threads behind a connection, which must have ended before the interpreter does."""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from typing import Any, Protocol

_SECONDS = 5.0


class Closable(Protocol):
    """What `close_at_exit` closes."""

    def close(self) -> None:
        """Closes; again: nothing happens."""


class BackgroundThreads:
    """gRPC's threads of one connection, told apart by where its callbacks run; thread-safe.

    The interpreter stops daemon threads wherever they are once its end has begun. One of gRPC's stopped while it
    holds a call's lock makes the process hang, one stopped within compiled code aborts it: so `join` waits for them
    when the connection is closed.
    """

    def __init__(self) -> None:
        self._threads: set[threading.Thread] = set()
        self._calls = 0
        self._ended = threading.Condition()

    def watch(self, call: Any) -> None:
        """Notes the thread on which this call ends."""
        caller = threading.current_thread()
        with self._ended:
            self._calls += 1

        def note(_: Any) -> None:
            thread = threading.current_thread()
            with self._ended:
                self._calls -= 1
                # A call that had ended by now says so at once.
                if thread is not caller:
                    self._add(thread)
                self._ended.notify_all()

        call.add_done_callback(note)

    def note_current(self) -> None:
        """Notes the thread that calls this."""
        with self._ended:
            self._add(threading.current_thread())

    def _add(self, thread: threading.Thread) -> None:
        # gRPC starts a new one whenever there was no call for a while.
        self._threads = {other for other in self._threads if other.is_alive()}
        self._threads.add(thread)

    def join(self) -> None:
        """Waits until calls and threads have ended, some seconds at most; to be called once nothing keeps them."""
        deadline = time.monotonic() + _SECONDS
        with self._ended:
            self._ended.wait_for(lambda: self._calls == 0, _SECONDS)
            threads = self._threads - {threading.current_thread()}
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self._ended:
            self._threads -= threads


_open: weakref.WeakSet[Any] = weakref.WeakSet()


def close_at_exit(connection: Closable) -> None:
    """Closes it before the interpreter ends, where its user has not."""
    _open.add(connection)


@atexit.register
def _close_all() -> None:
    for connection in list(_open):
        connection.close()
