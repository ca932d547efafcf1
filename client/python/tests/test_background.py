from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from bayesagg.background import BackgroundThreads


class _Call:
    """Ends when told, on a thread that stays alive until told."""

    def __init__(self) -> None:
        self.end = threading.Event()
        self.leave = threading.Event()
        self.thread: threading.Thread | None = None

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        def run() -> None:
            self.end.wait(30)
            callback(self)
            self.leave.wait(30)

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()


def _joined(threads: BackgroundThreads) -> threading.Thread:
    thread = threading.Thread(target=threads.join, daemon=True)
    thread.start()
    return thread


def test_join_callOnItsWay_waitsForItsEndAndItsThread() -> None:
    threads, call = BackgroundThreads(), _Call()
    threads.watch(call)
    join = _joined(threads)
    join.join(0.05)
    assert join.is_alive()
    call.end.set()
    join.join(0.05)
    assert join.is_alive()
    call.leave.set()
    join.join(30)
    assert call.thread is not None
    assert not call.thread.is_alive()


def test_join_byOneOfTheThreads_doesNotWaitForItself() -> None:
    threads = BackgroundThreads()
    threads.note_current()
    threads.join()


def test_watch_callThatHasEnded_doesNotTakeTheCallersThread() -> None:
    class Ended:
        def add_done_callback(self, callback: Callable[[Any], None]) -> None:
            callback(self)

    threads = BackgroundThreads()
    threads.watch(Ended())
    join = _joined(threads)
    join.join(3)
    assert not join.is_alive()
