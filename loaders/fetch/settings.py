"""What a fetch may do: whom it asks and with which key, how fast, how long, and for how much."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.metadata import version
from urllib.parse import urlsplit

from ...schema.errors import SettingsError

KEY_VARIABLE = "RESEARCH_GRAPH_OPENALEX_API_KEY"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars per request by its kind, used only until the API itself has said what such a request costs.

    The defaults are what its documentation said in 2026; a price that changed is a setting, not a release of ours.
    """

    lookup: Decimal = Decimal(0)
    listing: Decimal = Decimal("0.0001")
    search: Decimal = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits and access; times in seconds, money in dollars, None for no limit. Raises SettingsError.

    `max_requests` and `max_dollars` bound the whole fetch, earlier runs into the same directory included;
    `deadline` bounds one run; `max_wait` is the longest pause that the API may ask for before the run ends instead.
    """

    base_url: str = "https://api.openalex.org"
    api_key: str | None = field(default=None, repr=False)
    mailto: str | None = None
    per_page: int = 100
    requests_per_second: float = 5.0
    timeout: float = 30.0
    max_retries: int = 5
    max_wait: float = 120.0
    deadline: float | None = None
    max_requests: int | None = None
    max_dollars: Decimal | None = None
    prices: Prices = Prices()

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
        _check_url(self.base_url)
        _check_header("API key", self.api_key)
        _check_header("mailto", self.mailto)
        for name, low, high in (("per_page", 1, 100), ("max_retries", 0, 20)):
            if not low <= getattr(self, name) <= high:
                raise SettingsError(f"{name} is {getattr(self, name)}", hint=f"use a number from {low} to {high}")
        for name in ("requests_per_second", "timeout", "max_wait", "deadline", "max_requests", "max_dollars"):
            limit = getattr(self, name)
            if limit is not None and not (math.isfinite(limit) and limit > 0):
                raise SettingsError(f"{name} is {limit}", hint="use a number above zero")

    @property
    def user_agent(self) -> str:
        """Who asks, so that the API's operators can reach somebody."""
        contact = f" (mailto:{self.mailto})" if self.mailto else ""
        return f"research-graph/{version('research-graph')}{contact}"


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError("the base URL holds more than scheme, host and path", hint="give the key as a setting")
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not parts.hostname or not encrypted:
        raise SettingsError(f"base URL {url} is not an https URL", hint="the API key must not travel unencrypted")


def _check_header(name: str, value: str | None) -> None:
    """Refuse what cannot travel in a header, without repeating it: the HTTP library would print it."""
    if value is not None and not (value and value.isascii() and value.isprintable() and " " not in value):
        raise SettingsError(f"the {name} is empty or holds spaces, line ends or non-ASCII characters", hint="check it")
