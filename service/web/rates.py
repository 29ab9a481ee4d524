"""What callers are charged a minute: counted here, or by a Redis server for all workers together.

While that server does not answer, this worker counts for itself: a limit of its own is better than none, and than
turning everybody away.
"""

from __future__ import annotations

import logging
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, cast

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from ...schema.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from limits.storage import SlidingWindowCounterSupport

REDIS_SECONDS = 0.5
"""What the server may take for a command, and for a connection."""
AWAY_SECONDS = 10.0
"""After a failure the server is left alone that long: each try of a dead one would cost a request its time."""
_ANY = 2**40
"""More than any rate: time that was used is charged whether or not it is allowed."""
_log = structlog.wrap_logger(logging.getLogger(__name__))


class Rates:
    """Charges callers by name. `address` is that of a Redis server; SettingsError where it cannot be one."""

    def __init__(self, address: str | None = None) -> None:
        self._own = _Windows(MemoryStorage())
        self._shared = _Windows(_storage(address)) if address else None
        self._away_until = 0.0

    def charge(self, name: str, most: int, cost: int) -> int:
        """Takes the cost, at most `most`, and gives 0, or takes nothing and gives the seconds to wait for it."""
        return self._counted(lambda windows: windows.charge(name, RateLimitItemPerMinute(most), cost))

    def owe(self, name: str, most: int, cost: int) -> None:
        """Takes the cost, also where the minute has less left."""
        self._counted(lambda windows: windows.owe(name, RateLimitItemPerMinute(most), cost))

    def _counted(self, count: Callable[[_Windows], int]) -> int:
        if self._shared is not None and monotonic() >= self._away_until:
            try:
                return count(self._shared)
            except StorageError as error:
                self._away_until = monotonic() + AWAY_SECONDS
                _log.warning("rates.store_away", reason=str(error), again_in_s=AWAY_SECONDS)
        return count(self._own)


class _Windows:
    """Sliding minutes in one storage."""

    def __init__(self, storage: Storage) -> None:
        self._rates = SlidingWindowCounterRateLimiter(storage)
        self._entries = cast("SlidingWindowCounterSupport", storage)

    def charge(self, name: str, rate: RateLimitItem, cost: int) -> int:
        return 0 if self._rates.hit(rate, name, cost=cost) else self._wait(name, rate, cost)

    def owe(self, name: str, rate: RateLimitItem, cost: int) -> int:
        self._entries.acquire_sliding_window_entry(rate.key_for(name), _ANY, rate.get_expiry(), cost)
        return 0

    def _wait(self, name: str, rate: RateLimitItem, cost: int) -> int:
        """Seconds until the cost, at most the rate, is allowed if nothing else is asked: the minute before fades."""
        window, room = rate.get_expiry(), rate.amount - cost
        before, before_left, now, now_left = self._entries.get_sliding_window(rate.key_for(name), window)
        if now > room:
            seconds = now_left - room * window / now
        else:
            seconds = before_left - (room - now) * window / before if before else 0.0
        return max(1, ceil(seconds))


def _storage(address: str) -> Storage:
    """The storage of an address; no command is sent yet."""
    if not address.startswith(("redis://", "rediss://", "redis+unix://")):
        raise SettingsError("RESEARCH_GRAPH_RATE_STORE is not the address of a Redis server", hint=_HINT)
    try:
        found = storage_from_string(
            address, wrap_exceptions=True, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        )
    except ConfigurationError as error:  # the library of the extra is missing
        raise SettingsError(f"RESEARCH_GRAPH_RATE_STORE cannot be used: {error}", hint=_HINT) from None
    except ValueError:  # would quote the address, which may have a password
        raise SettingsError("RESEARCH_GRAPH_RATE_STORE is not the address of a Redis server", hint=_HINT) from None
    return cast("Storage", found)


_HINT = 'give redis://HOST:PORT/NUMBER and install "research-graph[redis]"'
