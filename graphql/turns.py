"""Worker threads and the places where requests wait for them, shared out so that no caller holds them all."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
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


@dataclass(slots=True, eq=False)
class _Piece:
    """A piece of work, whose it is, where what it comes to is awaited; and then what that is."""

    whose: str | None
    work: Callable[[], Any]
    made: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class _Caller:
    """The places that one caller has; how many of its pieces are at work or next to be, and those behind them."""

    places: int = 0
    admitted: int = 0
    behind: deque[_Piece] = field(default_factory=deque)


class Turns:
    """`threads` that work and places for `waiting` requests more, used from one event loop.

    One caller has at most half of the threads, and of the places of both kinds together, but at least one: what it
    asks beyond its threads waits for them, even where others are free.

    A thread begins beside others only when each of them has been at its piece for `alone` seconds: short pieces run one
    after the other, long ones keep nobody waiting. A thread that ends its piece goes on with the next by itself.
    """

    def __init__(self, threads: int, *, waiting: int, alone: float = 0.0) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="graphql")
        self._threads = threads
        self._alone = alone
        self._places = threads + waiting
        self._share = max(1, self._places // 2)
        self._threads_of_one = max(1, threads // 2)
        self._taken = 0
        self._lock = Lock()
        """Holds for all that follows."""
        self._callers: dict[str, _Caller] = {}
        self._next: deque[_Piece] = deque()
        self._working = 0
        self._newest: tuple[_Piece, float] | None = None
        """The piece that was begun last, and when, until it ends: all others at work have been so for `alone`."""
        self._ended: deque[_Piece] = deque()
        self._later: asyncio.TimerHandle | None = None

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
        made: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        made.add_done_callback(_noticed)
        with self._lock:
            self._line_up(_Piece(whose, work, made))
            self._begin()
        self._taken += 1
        return made

    def close(self) -> None:
        """Ends the threads when they are done; blocks until then."""
        with self._lock:
            left = [*self._next, *(piece for caller in self._callers.values() for piece in caller.behind)]
            for caller in self._callers.values():
                caller.behind.clear()
            self._next.clear()
        for piece in left:
            with suppress(RuntimeError):  # the loop is closed, with nobody left to be told
                piece.made.get_loop().call_soon_threadsafe(piece.made.cancel)
        self._pool.shutdown(wait=True)

    def _line_up(self, piece: _Piece) -> None:
        if piece.whose is not None:
            caller = self._callers.setdefault(piece.whose, _Caller())
            if caller.places >= self._share:
                reason = f"{self._share} of your requests are here already; try again"
                raise TooManyAtOnce(reason, headers={"retry-after": "1"})
            caller.places += 1
            if caller.admitted >= self._threads_of_one:
                caller.behind.append(piece)
                return
            caller.admitted += 1
        self._next.append(piece)

    def _begin(self) -> None:
        """Hands to idle threads what may begin; looks again later where something may not yet."""
        while self._next and self._working < self._threads:
            if left := self._left():
                self._later = self._later or asyncio.get_running_loop().call_later(left, self._look)
                return
            self._working += 1
            self._pool.submit(self._run, self._taken_next())

    def _left(self) -> float:
        """Seconds until a thread may begin beside those at work."""
        return 0.0 if self._newest is None else max(0.0, self._newest[1] + self._alone - monotonic())

    def _taken_next(self) -> _Piece:
        piece = self._next.popleft()
        self._newest = (piece, monotonic())
        return piece

    def _look(self) -> None:
        self._later = None
        self._tell()

    def _run(self, piece: _Piece | None) -> None:
        """In a thread: one piece after the other, until none is left that may begin."""
        while piece is not None:
            try:
                piece.result = piece.work()
            except StopIteration as error:  # a future cannot hold it
                piece.error = RuntimeError(f"ended by {error!r}")
            except BaseException as error:  # noqa: BLE001 - whoever waits for it is told
                piece.error = error
            with self._lock:
                piece = self._following(piece)

    def _following(self, piece: _Piece) -> _Piece | None:
        """Notes that a piece ended; the one that its thread may begin now."""
        if self._newest is not None and self._newest[0] is piece:
            self._newest = None
        self._ended.append(piece)
        if piece.whose is not None:
            caller = self._callers[piece.whose]
            if caller.behind:
                self._next.append(caller.behind.popleft())
            else:
                caller.admitted -= 1
        following = self._taken_next() if self._next and not self._left() else None
        if following is None:
            self._working -= 1
        if len(self._ended) == 1:  # else somebody is about to tell
            with suppress(RuntimeError):  # the loop is closed, with nobody left to be told
                piece.made.get_loop().call_soon_threadsafe(self._tell)
        return following

    def _tell(self) -> None:
        """Tells those who wait what their pieces came to, gives places back, and has begun what may."""
        with self._lock:
            ended, self._ended = self._ended, deque()
            for piece in ended:
                self._leave(piece)
            self._begin()
        for piece in ended:
            if piece.made.done():
                continue
            if piece.error is not None:
                piece.made.set_exception(piece.error)
            else:
                piece.made.set_result(piece.result)

    def _leave(self, piece: _Piece) -> None:
        self._taken -= 1
        if piece.whose is not None:
            caller = self._callers[piece.whose]
            caller.places -= 1
            if not caller.places:
                del self._callers[piece.whose]


def _noticed(made: asyncio.Future[Any]) -> None:
    """Looks at an error that nobody waits for any more, so that it is not told as forgotten."""
    with suppress(asyncio.CancelledError):
        made.exception()
