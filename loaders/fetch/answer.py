"""What an HTTP answer of the OpenAlex API says: its content, its cost, how long to wait, and why it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
import urllib3

REDIRECTS = (301, 302, 303, 307, 308)
MAX_WORDS = 300
LONGEST_WAIT = 48 * 3600  # an allowance returns at midnight UTC; urllib3 would cut the wait to six hours


class TransientError(Exception):
    """One attempt failed in a way that another may not; `wait` is what the server asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `content` is the JSON object of a 200 and empty otherwise."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    content: dict[str, Any]

    @property
    def day(self) -> date | None:
        """The day of the answer, as the server dates it."""
        try:
            return parsedate_to_datetime(self.headers.get("Date", "")).date()
        except ValueError:
            return None

    @property
    def cost(self) -> Decimal | None:
        """Dollars that this request cost, by its content or else its header; None where neither says so."""
        said = cost_of(self.content)
        return self.dollars("X-RateLimit-Cost-USD") if said is None else said

    def dollars(self, header: str) -> Decimal | None:
        """A header that holds dollars."""
        return _dollars(self.headers.get(header))

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asks to wait, from either form of Retry-After."""
        value = self.headers.get("Retry-After")
        try:
            return None if value is None else urllib3.Retry(retry_after_max=LONGEST_WAIT).parse_retry_after(value)
        except urllib3.exceptions.InvalidHeader:
            return None

    @property
    def moved_to(self) -> str:
        """Last path segment of a redirect's target; its host and parameters are nobody's business."""
        return urlsplit(self.headers.get("Location", "")).path.rpartition("/")[2]

    def words(self, secret: str | None) -> str:
        """The server's own words on one short line, without `secret` should it repeat it."""
        text = self.body.decode("utf-8", "replace")
        try:
            content = orjson.loads(self.body)
            text = ": ".join(str(content[name]) for name in ("error", "message") if content.get(name))
        except (orjson.JSONDecodeError, AttributeError):
            pass
        text = text.replace(secret, "***") if secret else text
        return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:MAX_WORDS]


def read_answer(response: urllib3.BaseHTTPResponse) -> Answer:
    """The answer in a response whose body is read; raises TransientError for a body that is not whole."""
    body = response.data
    content = _object(body) if response.status == 200 else {}
    return Answer(response.status, response.headers, body, content)


def cost_of(content: Mapping[str, Any]) -> Decimal | None:
    """Dollars that a page says it cost (`meta.cost_usd`), None where it does not say."""
    meta = content.get("meta")
    return _dollars(meta.get("cost_usd")) if isinstance(meta, dict) else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise TransientError("a cut or broken JSON body") from error
    if not isinstance(content, dict):
        raise TransientError("a JSON body that is not an object")
    return content


def _dollars(value: object) -> Decimal | None:
    try:
        dollars = Decimal(str(value))
    except InvalidOperation:
        return None
    return dollars if dollars.is_finite() and dollars >= 0 else None
