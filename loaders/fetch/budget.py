"""When a fetch may ask again: pace, requests, dollars and time; all on clocks that a test can hold."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .settings import FetchSettings

Kind = Literal["lookup", "listing", "search"]
Reason = Literal["requests", "dollars", "deadline", "api-limit"]


@dataclass(frozen=True, slots=True)
class Timing:
    """Monotonic seconds, how to wait, and a random share in [0, 1) that spreads retries."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random


class Stopped(Exception):
    """The fetch ends here for now, in good order: not an error, caught by `fetch_openalex` and reported."""

    def __init__(self, reason: Reason, message: str, next_step: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.message = message
        self.next_step = next_step


class Budget:
    """Counts requests and dollars of a fetch, over all its runs, and says when to stop."""

    def __init__(self, settings: FetchSettings, timing: Timing, *, requests: int, dollars: Decimal) -> None:
        self.requests = self._requests_before = requests
        self.dollars = self._dollars_before = dollars
        self._settings = settings
        self._timing = timing
        prices = settings.prices
        self._prices: dict[Kind, Decimal] = {
            "lookup": prices.lookup,
            "listing": prices.listing,
            "search": prices.search,
        }
        self._next_start = timing.now()
        self._end = None if settings.deadline is None else timing.now() + settings.deadline

    @property
    def run_requests(self) -> int:
        """Requests of this run alone."""
        return self.requests - self._requests_before

    @property
    def run_dollars(self) -> Decimal:
        """Dollars of this run alone."""
        return self.dollars - self._dollars_before

    def begin(self, kind: Kind) -> None:
        """Count one request and wait for its turn; raises Stopped where it may not be sent."""
        limits = self._settings
        if limits.max_requests is not None and self.requests >= limits.max_requests:
            raise Stopped(
                "requests",
                f"the budget of {limits.max_requests} requests is used up",
                "run it again with a higher max_requests; it goes on where it stopped",
            )
        if limits.max_dollars is not None and self.dollars + self._prices[kind] > limits.max_dollars:
            raise Stopped(
                "dollars",
                f"${self.dollars} of ${limits.max_dollars} are spent and a request costs ${self._prices[kind]}",
                "run it again with a higher max_dollars; it goes on where it stopped",
            )
        self.pause(self._next_start - self._timing.now())
        self._next_start = self._timing.now() + 1 / limits.requests_per_second
        self.requests += 1

    def charge(self, kind: Kind, cost: Decimal | None) -> None:
        """Add what the API says a request cost, else its expected price; what it says is the price from now on."""
        if cost is not None:
            self._prices[kind] = cost
        self.dollars += self._prices[kind]

    def recover(self, cost: Decimal) -> None:
        """Count a request of an earlier run that was killed before it could write it down."""
        self.requests += 1
        self.dollars += cost
        self._requests_before += 1
        self._dollars_before += cost

    def pause(self, seconds: float) -> None:
        """Wait; raises Stopped where the deadline comes first."""
        if self._end is not None and self._timing.now() + max(seconds, 0.0) >= self._end:
            raise Stopped(
                "deadline",
                f"the deadline of {self._settings.deadline:g} s is reached",
                "run it again; it goes on where it stopped",
            )
        if seconds > 0:
            self._timing.sleep(seconds)
