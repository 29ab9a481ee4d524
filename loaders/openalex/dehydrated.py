"""Institutions, venues and topics as they appear inside other objects: an id, a name and a few fields ("dehydrated").

Of differing copies the one inside the newest object counts, whatever the order of the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .origin import LEVELS, Item, Origin, level_id, short_id

Copies = dict[str, tuple[Item, Origin]]


@dataclass(slots=True)
class Dehydrated:
    """What a load mentions, by short id, with where; `full` holds the short ids whose full records came."""

    full: set[str] = field(default_factory=set)
    institutions: Copies = field(default_factory=dict)
    venues: Copies = field(default_factory=dict)
    topics: Copies = field(default_factory=dict)

    def institution(self, item: Item, origin: Origin) -> str | None:
        """Notice an institution inside another object; its short id, None where it has none."""
        return _notice(self.institutions, "I", item, origin)

    def venue(self, item: Item, origin: Origin) -> str | None:
        """Notice a source inside a work."""
        return _notice(self.venues, "S", item, origin)

    def topic(self, item: Item, origin: Origin) -> str | None:
        """Notice a topic inside a work."""
        return _notice(self.topics, "T", item, origin)

    def concept(self, item: Item, origin: Origin) -> str | None:
        """Notice a concept of the former scheme inside a work."""
        return _notice(self.topics, "C", item, origin)

    def hold_full(self, item: Item, origin: Origin) -> None:
        """Remember that the full record came, of a topic also the levels above it."""
        self.full.add(origin.record)
        if origin.record.startswith(("T", "subfields/", "fields/")):
            _hold(self.topics, origin.record, item, origin)

    def with_levels(self) -> Copies:
        """The topics and the subfields, fields and domains above them."""
        found: Copies = dict(self.topics)
        for item, origin in self.topics.values():
            for short, upper in _levels_above(item):
                _hold(found, short, upper, origin)
        return found


def missing(copies: Copies, full: set[str]) -> Iterator[tuple[Item, Origin]]:
    """The copies that have to stand for their full records, in the order of their ids."""
    for short in sorted(copies.keys() - full):
        item, origin = copies[short]
        yield item, Origin(origin.sink, origin.locator, short, origin.rank)


def _levels_above(item: Item) -> Iterator[tuple[str, Item]]:
    above = {level: upper for level in LEVELS if isinstance(upper := item.get(level), dict)}
    for level, upper in above.items():
        if short := level_id(level, upper.get("id")):
            yield short, {**above, **upper, level: None}


def _notice(copies: Copies, letter: str, item: Item, origin: Origin) -> str | None:
    value = item.get("id")
    short = short_id(value, letter)
    if short is not None:
        _hold(copies, short, item, origin)
    elif value is not None:
        origin.repair(f"no OpenAlex id {letter}…", value)
    return short


def _hold(copies: Copies, short: str, item: Item, origin: Origin) -> None:
    known = copies.get(short)
    if (known is None or known[1].rank < origin.rank) and isinstance(item.get("display_name"), str):
        copies[short] = (item, origin)
