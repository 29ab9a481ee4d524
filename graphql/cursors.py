"""Cursors of connections: the order values of a row, packed with a version, the order's name and a checksum.

The checksum catches cursors that were cut, typed or taken from another list; it is no secret: whoever forges one gets
a page that they could have asked for anyway, since every value is checked and travels as a parameter.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import blake2b
from typing import Any

import orjson

from .errors import BadCursor

_VERSION = b"1"
_CHECKSUM = 6
_LONGEST = 1_000


def encode(order: str, values: tuple[Any, ...]) -> str:
    """The cursor of a row with these order values in the list of that order."""
    body = orjson.dumps(values)
    return urlsafe_b64encode(_VERSION + _checksum(order, body) + body).decode().rstrip("=")


def decode(order: str, cursor: str) -> tuple[Any, ...]:
    """The order values of a cursor; BadCursor where this list did not give it out."""
    refused = BadCursor("the cursor was not given out by this list in this order; start from the first page")
    if len(cursor) > _LONGEST or not cursor.isascii():
        raise refused
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        body = raw[1 + _CHECKSUM :]
        if raw[:1] != _VERSION or raw[1 : 1 + _CHECKSUM] != _checksum(order, body):
            raise refused
        return tuple(orjson.loads(body))
    except (Error, ValueError, TypeError):
        raise refused from None


def _checksum(order: str, body: bytes) -> bytes:
    return blake2b(order.encode() + b"\0" + body, digest_size=_CHECKSUM).digest()
