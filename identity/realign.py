"""Mentions of one paper record in two releases: which is which, although positions and spellings moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from .names import name_key

H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A table's mentions: first row and end of each record; position, name and ids (one text) by row."""

    spans: dict[tuple[str, str], range]
    positions: list[int]
    names: list[str]
    ids: list[str]


def realign(before: pa.Table, now: pa.Table) -> Iterator[tuple[int, int]]:
    """Pairs of rows (before, now) that are one mention; both tables have source, record, position, name and ids.

    Rows are in order of source, record, position. Inside a record mentions are matched by an id that only one of each
    side bears, then by name, then by position.
    """
    old, new = _listed(before), _listed(now)
    for record, rows in old.spans.items():
        others = new.spans.get(record)
        if others is None:
            continue
        here, there = slice(rows.start, rows.stop), slice(others.start, others.stop)
        if old.names[here] == new.names[there] and old.ids[here] == new.ids[there]:
            yield from zip(rows, others, strict=True)
        else:
            yield from _match(old, rows, new, others)


def _listed(table: pa.Table) -> _Listed:
    sources, records = table["source"].to_pylist(), table["record"].to_pylist()
    spans: dict[tuple[str, str], range] = {}
    begin = 0
    for row in range(1, len(sources) + 1):
        if row == len(sources) or records[row] != records[begin] or sources[row] != sources[begin]:
            spans[sources[begin], records[begin]] = range(begin, row)
            begin = row
    ids = pc.binary_join(table["ids"], " ").to_pylist()
    return _Listed(spans, table["position"].to_pylist(), table["name"].to_pylist(), ids)


def _match(old: _Listed, rows: range, new: _Listed, others: range) -> Iterator[tuple[int, int]]:
    pairs = dict(_paired(_by_id(old, rows), _by_id(new, others)))
    for mark in (lambda side, row: name_key(side.names[row]), lambda side, row: side.positions[row]):
        taken = set(pairs.values())
        pairs |= _paired(
            [(mark(old, row), row) for row in rows if row not in pairs],
            [(mark(new, row), row) for row in others if row not in taken],
        )
    yield from pairs.items()


def _by_id(side: _Listed, rows: range) -> list[tuple[str, int]]:
    """Rows by each id that no other row of the record bears."""
    marked = [(known, row) for row in rows for known in (side.ids[row] or "").split()]
    count = Counter(known for known, _ in marked)
    return [(known, row) for known, row in marked if count[known] == 1]


def _paired(left: Sequence[tuple[H, int]], right: Sequence[tuple[H, int]]) -> dict[int, int]:
    """Rows with one mark, the first with the first, the second with the second; each row at most once."""
    waiting: defaultdict[H, list[int]] = defaultdict(list)
    for mark, row in reversed(right):
        waiting[mark].append(row)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for mark, row in left:
        if row not in pairs and waiting[mark] and waiting[mark][-1] not in taken:
            pairs[row] = waiting[mark].pop()
            taken.add(pairs[row])
    return pairs
