"""Redirect: keys given out once that stand for something else now, so that old ids resolve."""

from __future__ import annotations

from ..desk import Desk
from ..family import Family


def make(desk: Desk) -> None:
    """As identity says."""
    desk.lay_keys("redirects")
    desk.put("Redirect", "SELECT key, target FROM keys_redirects")
    desk.lift("keys_redirects")


FAMILY = Family(kinds=("Redirect",), make=make)
