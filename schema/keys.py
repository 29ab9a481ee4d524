"""Our ids: one letter and 16 Crockford base32 digits of a hash of what the entity was first seen as."""

from __future__ import annotations

import re
from collections.abc import Container
from hashlib import sha256

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in DIGITS for low in DIGITS]
PATTERN = re.compile(r"[A-Z][0-9A-HJKMNP-TV-Z]{16}")


def make_key(letter: str, member: str, taken: Container[str] = ()) -> str:
    """The key of an entity whose smallest member (record or mention, as text) is `member`.

    A taken key gets the next salt, so that two entities never share one.
    """
    salt = 0
    while True:
        text = member if salt == 0 else f"{member}#{salt}"
        number = int.from_bytes(sha256(text.encode()).digest()[:10], "big")
        key = letter + "".join([_PAIRS[number >> shift & 1023] for shift in (70, 60, 50, 40, 30, 20, 10, 0)])
        if key not in taken:
            return key
        salt += 1


def is_key(text: str) -> bool:
    """Whether the text has the form of a key."""
    return PATTERN.fullmatch(text) is not None


def member(source: str, record: str, position: int | None = None) -> str:
    """The text that names a record, or a mention, of a source: `acl-anthology/P18-1001` or `…/P18-1001#3`."""
    return f"{source}/{record}" if position is None else f"{source}/{record}#{position:05d}"
