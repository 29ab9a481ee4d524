"""Worker threads and the places where requests wait for them, shared out so that no caller holds them all."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from .errors import ApiError

_T = TypeVar("_T")


class Overloaded(ApiError):
    """More requests wait than are taken."""

    code = "OVERLOADED"
    status = 503


class TooManyAtOnce(ApiError):
    """A caller has its share of the places already."""

    code = "TOO_MANY_AT_ONCE"
    status = 429


@dataclass(slots=True)
class _Caller:
    working: int = 0
    waiting: deque[Callable[[], None]] = field(default_factory=deque)


class Turns:
    """`threads` that work and places for `waiting` requests more, used from one event loop.

    One caller has at most half of the threads, and of the places of both kinds together, but at least one: what it
    asks beyond its threads waits for them, even where others are free.
    """

    def __init__(self, threads: int, *, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="graphql")
        self._places = threads + waiting
        self._share = max(1, self._places // 2)
        self._threads_of_one = max(1, threads // 2)
        self._callers: dict[str, _Caller] = {}
        self._taken = 0

    @property
    def taken(self) -> int:
        """Places in use, of requests that work or wait."""
        return self._taken

    def take(self, whose: str | None, work: Callable[[], _T]) -> asyncio.Future[_T]:
        """What `work` comes to, called in a thread when it is its caller's turn; without a caller no share is kept to.

        Raises Overloaded where no place is free, TooManyAtOnce where the caller's share is used up.
        """
        if self._taken >= self._places:
            raise Overloaded("too many requests at once; try again", headers={"retry-after": "1"})
        caller = self._callers.get(whose) if whose is not None else None
        if caller is not None and caller.working + len(caller.waiting) >= self._share:
            most = self._share
            raise TooManyAtOnce(f"{most} of your requests are here already; try again", headers={"retry-after": "1"})
        if whose is not None and caller is None:
            caller = self._callers[whose] = _Caller()
        self._taken += 1
        made: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        made.add_done_callback(_noticed)
        start = partial(self._start, whose, work, made)
        if caller is not None and caller.working >= self._threads_of_one:
            caller.waiting.append(start)
        else:
            start()
        return made

    def close(self) -> None:
        """Ends the threads when they are done; blocks until then."""
        for caller in self._callers.values():
            caller.waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self, whose: str | None, work: Callable[[], _T], made: asyncio.Future[_T]) -> None:
        if whose is not None:
            self._callers[whose].working += 1
        loop = asyncio.get_running_loop()

        def ended(running: Future[_T]) -> None:
            with suppress(RuntimeError):  # the loop is closed, with nobody left to be told
                loop.call_soon_threadsafe(self._ended, whose, made, running)

        self._pool.submit(work).add_done_callback(ended)

    def _ended(self, whose: str | None, made: asyncio.Future[_T], running: Future[_T]) -> None:
        self._taken -= 1
        if running.cancelled() or made.done():
            made.cancel()
        elif error := running.exception():
            made.set_exception(error)
        else:
            made.set_result(running.result())
        if whose is not None:
            caller = self._callers[whose]
            caller.working -= 1
            if caller.waiting:
                caller.waiting.popleft()()
            elif not caller.working:
                del self._callers[whose]


def _noticed(made: asyncio.Future[Any]) -> None:
    """Looks at an error that nobody waits for any more, so that it is not told as forgotten."""
    with suppress(asyncio.CancelledError):
        made.exception()
