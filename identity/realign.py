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
MARK = "\x1f"
"""Stands between the parts of a text that is compared as one; sources and records have no control characters."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A table's mentions: first row and end of each record; position, name and ids (one text) by row."""

    spans: dict[tuple[str, str], range]
    positions: list[int]
    names: list[str]
    ids: list[str]


def realign(before: pa.Table, now: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Rows of `before` and of `now`, pair by pair one mention; both have source, record, position, name and ids.

    Rows are in order of source, record, position. Inside a record mentions are matched by an id that only one of each
    side bears, then by name, then by position.
    """
    old, new = _row_marks(before), _row_marks(now)
    old_records, new_records = record_marks(before), record_marks(now)
    equal = pc.index_in(old, value_set=new)
    is_new = pc.invert(pc.is_in(new, value_set=old))
    changed = pa.concat_arrays([old_records.filter(pc.is_null(equal)), new_records.filter(is_new)])
    is_changed = pc.is_in(old_records, value_set=changed)
    is_same = pc.invert(is_changed)
    old_rows = pc.indices_nonzero(is_changed)
    new_rows = pc.indices_nonzero(pc.is_in(new_records, value_set=old_records.filter(is_changed)))
    pairs = list(_realign_changed(_listed(before.take(old_rows)), _listed(now.take(new_rows))))
    moved = (pa.array((pair[side] for pair in pairs), pa.int64()) for side in (0, 1))
    return (
        pa.concat_arrays([pc.indices_nonzero(is_same).cast(pa.int64()), old_rows.take(next(moved)).cast(pa.int64())]),
        pa.concat_arrays([equal.filter(is_same).cast(pa.int64()), new_rows.take(next(moved)).cast(pa.int64())]),
    )


def record_marks(table: pa.Table) -> pa.Array:
    """Source and record of each row as one text."""
    return pc.binary_join_element_wise(table["source"], table["record"], MARK).combine_chunks()


def _row_marks(table: pa.Table) -> pa.Array:
    """Everything that is compared of each row as one text; the name, which may be any text, ends it."""
    position, ids = table["position"].cast(pa.string()), pc.binary_join(table["ids"], " ")
    return pc.binary_join_element_wise(
        table["source"], table["record"], position, ids, table["name"], MARK
    ).combine_chunks()


def _realign_changed(old: _Listed, new: _Listed) -> Iterator[tuple[int, int]]:
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
