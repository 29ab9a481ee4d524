"""Abstracts out of OpenAlex's inverted index, a map of each word to its positions."""

from __future__ import annotations

from itertools import chain
from typing import Any, cast

import orjson

from .origin import Item, Origin
from .text import plain

LAST_POSITION = 20_000
LONGEST = 50_000


def abstract(item: Item, origin: Origin) -> str | None:
    """The abstract as plain text of at most LONGEST characters; holes close up, impossible positions are left out."""
    index = item.get("abstract_inverted_index")
    if isinstance(index, str):
        index = _decoded(index)
    if not isinstance(index, dict):
        if index is not None:
            origin.repair("abstract_inverted_index is no object", index)
        return None
    text = plain(" ".join(_dense(index) or _sparse(index, origin)))
    if len(text) > LONGEST:
        origin.repair(f"the abstract is cut after {LONGEST} of {len(text)} characters")
        text = text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
    return text or None


def _dense(index: dict[str, Any]) -> list[str] | None:
    """The words in their order where the index is whole, the usual case; None for any other."""
    try:
        places = list(chain.from_iterable(index.values()))
        if not places or len(places) > LAST_POSITION or min(places) < 0:
            return None
        words: list[str | None] = [None] * len(places)
        for word, positions in index.items():
            for position in positions:
                words[position] = word
    except (TypeError, IndexError):
        return None
    return None if None in words else cast("list[str]", words)


def _sparse(index: dict[str, Any], origin: Origin) -> list[str]:
    """The words at the possible positions, in their order."""
    lists = {word: positions if isinstance(positions, list) else [None] for word, positions in index.items()}
    placed = {
        position: word
        for word, positions in lists.items()
        for position in positions
        if type(position) is int and 0 <= position <= LAST_POSITION
    }
    if len(placed) != sum(map(len, lists.values())):
        origin.repair("the abstract's index holds impossible or doubled positions")
    return [placed[position] for position in sorted(placed)]


def _decoded(text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
