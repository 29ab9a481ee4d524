"""Mentions of one paper record in two releases: which is which, although positions and spellings moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from .names import name_key, share_a_part

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
    side bears, then by name, then by position. A record whose list is another paper's now, or that is gone, is looked
    for among the others of its source: the one new list of just these names is the paper under another number.
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
    found = _Found(_listed(before.take(old_rows)), _listed(now.take(new_rows)))
    old_places, new_places = old_rows.to_pylist(), new_rows.to_pylist()
    pairs = [(old_places[a], new_places[b]) for a, b in found.pairs]
    if found.lost:
        fresh_rows = pc.indices_nonzero(pc.invert(pc.is_in(new_records, value_set=old_records)))
        fresh = _listed(now.take(fresh_rows))
        lists = [*_by_list(found.new, found.free, new_places), *_by_list(fresh, fresh.spans, fresh_rows.to_pylist())]
        pairs += _moved(_by_list(found.old, found.lost, old_places), lists)
    moved = (pa.array((pair[side] for pair in pairs), pa.int64()) for side in (0, 1))
    return (
        pa.concat_arrays([pc.indices_nonzero(is_same).cast(pa.int64()), next(moved)]),
        pa.concat_arrays([equal.filter(is_same).cast(pa.int64()), next(moved)]),
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


class _Found:
    """The mentions of changed records found again under their own record, and the records of each side that are not."""

    def __init__(self, old: _Listed, new: _Listed) -> None:
        self.old, self.new = old, new
        self.pairs: list[tuple[int, int]] = []
        self.lost: list[tuple[str, str]] = []
        self.free: list[tuple[str, str]] = []
        for record, rows in old.spans.items():
            self._find(record, rows)

    def _find(self, record: tuple[str, str], rows: range) -> None:
        old, new = self.old, self.new
        others = new.spans.get(record)
        if others is None:
            self.lost.append(record)
            return
        here, there = slice(rows.start, rows.stop), slice(others.start, others.stop)
        if old.names[here] == new.names[there] and old.ids[here] == new.ids[there]:
            self.pairs += zip(rows, others, strict=True)
        elif (pairs := _match(old, rows, new, others)) is not None:
            self.pairs += pairs.items()
        else:
            self.lost.append(record)
            self.free.append(record)


_Mention = tuple[int, frozenset[str]]
"""Row and ids."""
_Named = tuple[tuple[str, ...], list[_Mention]]
"""A record's source and names in their order, and its mentions."""


def _by_list(side: _Listed, records: Iterable[tuple[str, str]], places: list[int]) -> Iterator[_Named]:
    for record in records:
        rows = side.spans[record]
        mentions = [(places[row], frozenset((side.ids[row] or "").split())) for row in rows]
        yield (record[0], *(name_key(side.names[row]) for row in rows)), mentions


def _by_names(listed: Iterable[_Named]) -> dict[tuple[str, ...], list[list[_Mention]]]:
    found: defaultdict[tuple[str, ...], list[list[_Mention]]] = defaultdict(list)
    for names, mentions in listed:
        found[names].append(mentions)
    return found


def _moved(lost: Iterable[_Named], free: Iterable[_Named]) -> list[tuple[int, int]]:
    """Pairs of rows of the lists that are there just once on either side, and of which no ids disagree."""
    before, now = _by_names(lost), _by_names(free)
    once = ((old[0], now[names][0]) for names, old in before.items() if len(old) == 1 == len(now.get(names, ())))
    sure = (list(zip(*lists, strict=True)) for lists in once)
    return [
        (row, other)
        for pairs in sure
        if not any(ids and others and ids.isdisjoint(others) for (_, ids), (_, others) in pairs)
        for (row, _), (other, _) in pairs
    ]


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


def _match(old: _Listed, rows: range, new: _Listed, others: range) -> dict[int, int] | None:
    """Pairs of rows of one record; None where most of the shorter list is found nowhere: it is another paper's."""
    pairs = dict(_paired(_by_id(old, rows), _by_id(new, others)))
    pairs |= _rest(pairs, rows, others, lambda side, row: name_key(side.names[row]), old, new)
    placed = _rest(pairs, rows, others, lambda side, row: side.positions[row], old, new)
    alike = sum(share_a_part([old.names[a]], [new.names[b]]) for a, b in placed.items())
    return pairs | placed if 2 * (len(pairs) + alike) >= min(len(rows), len(others)) else None


def _rest(
    pairs: dict[int, int],
    rows: range,
    others: range,
    mark: Callable[[_Listed, int], Hashable],
    old: _Listed,
    new: _Listed,
) -> dict[int, int]:
    """Pairs by a mark of the rows that are in no pair yet."""
    taken = set(pairs.values())
    return _paired(
        [(mark(old, row), row) for row in rows if row not in pairs],
        [(mark(new, row), row) for row in others if row not in taken],
    )


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
