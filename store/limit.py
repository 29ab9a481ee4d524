"""When the work for one snapshot must end: at a time, or as soon as somebody says so who no longer waits for it.

One thread of the process watches over what is limited and tells the database. SQLite's progress handler would do
without a thread, but it takes the interpreter's lock each time: beside a busy thread it doubled the time of a query.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from ..schema.errors import StoreTimeout

TICK_S = 0.02
"""Seconds between two looks at the clock: work may go on for so long after its time."""
_NAME = "store limits"
_IDLE_S = 1.0
"""Seconds that the watching thread waits for more to watch."""


class Limit:
    """The limit of one snapshot; `where` names the store in errors. All methods may be called from any thread."""

    def __init__(self, where: str, seconds: float | None = None) -> None:
        self._where = where
        self._seconds = seconds
        self._deadline = None if seconds is None else monotonic() + seconds
        self._is_canceled = False
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None

    def left(self) -> float | None:
        """Seconds until the limit, at least 0; None where there is none."""
        return None if self._deadline is None else max(0.0, self._deadline - monotonic())

    def at_most(self, seconds: float) -> float:
        """The seconds that are left, but no more than these."""
        left = self.left()
        return seconds if left is None else min(left, seconds)

    def is_over(self) -> bool:
        """Whether the work must end."""
        return self._is_canceled or (self._deadline is not None and monotonic() >= self._deadline)

    def check(self) -> None:
        """Raises StoreTimeout where the work must end."""
        if self._is_canceled or (self._deadline is not None and monotonic() >= self._deadline):
            raise self.error()

    def error(self) -> StoreTimeout:
        """What to raise when the work was ended."""
        if self._is_canceled:
            return StoreTimeout(f"{self._where}: what was asked for is no longer waited for")
        return StoreTimeout(f"{self._where} did not answer within {self._seconds} s", hint="ask for less")

    def cancel(self) -> None:
        """Ends the work; returns at once."""
        self._is_canceled = True
        with self._lock:
            if self._stop is not None:
                _WATCH.add(self)

    @contextmanager
    def watched(self, stop: Callable[[], None]) -> Iterator[None]:
        """While the block runs and the limit is over, `stop` is called every tick, from another thread.

        Again and again, because one call may come just before a statement begins. It is never called after the block.
        """
        self.watch(stop)
        try:
            yield
        finally:
            self.unwatch()

    def watch(self, stop: Callable[[], None]) -> None:
        """Begins what `watched` does; `unwatch` must follow."""
        self._stop = stop
        if self._deadline is not None or self._is_canceled:
            _WATCH.add(self)

    def unwatch(self) -> None:
        """Ends it."""
        with self._lock:
            self._stop = None
        _WATCH.discard(self)

    def enforce(self) -> None:
        """Calls `stop` where the limit is over."""
        if self.is_over():
            with self._lock:
                if self._stop is not None:
                    self._stop()


class _Watch:
    """The limits that a thread looks after; it lives while there are some, and a little longer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._limits: set[Limit] = set()
        self._thread: threading.Thread | None = None

    def add(self, limit: Limit) -> None:
        with self._lock:
            self._limits.add(limit)
            if self._thread is None or not self._thread.is_alive():  # the latter in a forked process
                self._thread = threading.Thread(target=self._run, name=_NAME, daemon=True)
                self._thread.start()

    def discard(self, limit: Limit) -> None:
        with self._lock:
            self._limits.discard(limit)

    def _run(self) -> None:
        busy = monotonic()
        while (limits := self._watched(busy)) is not None:
            for limit in limits:
                limit.enforce()
                busy = monotonic()
            sleep(TICK_S)

    def _watched(self, busy: float) -> list[Limit] | None:
        """What to look after; None where there was nothing for a while, which ends the thread."""
        with self._lock:
            if not self._limits and monotonic() - busy > _IDLE_S:
                self._thread = None
                return None
            return list(self._limits)


_WATCH = _Watch()
