"""Time between SIGTERM and the end in which /readyz says no, so that a balancer sends nobody here any more."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Draining:
    """`is_on` from SIGTERM on; whoever handled the signal before is told `seconds` later, of a second one at once.

    Does nothing where `seconds` is 0, nor outside the main thread, where no signal can be handled.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.is_on = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While it is entered, in a running event loop, SIGTERM is heard."""
        if not self._seconds or threading.current_thread() is not threading.main_thread():
            yield
            return
        loop, before = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)

        def pass_on() -> None:
            signal.signal(signal.SIGTERM, before)
            signal.raise_signal(signal.SIGTERM)

        def heard(_: int, __: FrameType | None) -> None:
            if self.is_on:
                pass_on()
                return
            self.is_on = True
            loop.call_soon_threadsafe(loop.call_later, self._seconds, pass_on)

        signal.signal(signal.SIGTERM, heard)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)
