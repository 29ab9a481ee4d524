"""Redirect: keys given out once that stand for something else now, so that old ids resolve."""

from __future__ import annotations

from ..desk import Desk
from ..family import Family


def put(desk: Desk) -> None:
    """As identity says."""
    desk.put("Redirect", "SELECT key, target FROM keys_redirects")


FAMILY = Family(kinds=("Redirect",), put=put, keys=("redirects",))
