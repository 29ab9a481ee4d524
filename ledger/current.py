"""Which rows of which load are in force: a source's newest snapshot with the updates after it, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from ..schema.record_tables import TABLES_OF_KIND
from .arrange import replaces, rows_in_order
from .manifest import LoadManifest, Mode

KIND_OF_TABLE = {table: kind for kind, tables in TABLES_OF_KIND.items() for table in tables}
_TEXT = pa.string()


class Load(Protocol):
    """An accepted load as the view reads it."""

    @property
    def manifest(self) -> LoadManifest: ...

    def read(self, table: str, columns: Sequence[str]) -> pa.Table:
        """Columns of a record table in the ledger's order; no rows where the load has none of them."""


def in_force(manifests: Sequence[LoadManifest]) -> list[LoadManifest]:
    """Of a source's loads the last accepted snapshot and the updates accepted after it, in that order.

    The order is that of acceptance: an older release that somebody insisted on rules until the next load.
    """
    ordered = sorted(manifests, key=lambda each: each.sequence)
    snapshots = [place for place, each in enumerate(ordered) if each.mode is Mode.SNAPSHOT]
    return ordered[snapshots[-1] :] if snapshots else ordered


class Selection:
    """The rows of one table that are in force, over the loads of one source. Reads every column in the same order."""

    def __init__(self, table: str, loads: Sequence[Load], masks: Sequence[pa.ChunkedArray | None]) -> None:
        self._table = table
        self._loads = loads
        self._masks = masks
        self._order: pa.Array | None = None

    def read(self, columns: Sequence[str]) -> pa.Table:
        """The rows in force, sorted as the ledger sorts."""
        rows = self._kept(columns)
        if len(self._loads) == 1:
            return rows
        return pa.concat_tables([rows.schema.empty_table(), *rows_in_order(rows, self._sorted())])

    def _kept(self, columns: Sequence[str]) -> pa.Table:
        parts = [load.read(self._table, columns) for load in self._loads]
        return pa.concat_tables(
            part if mask is None else part.filter(mask) for part, mask in zip(parts, self._masks, strict=True)
        )

    def _sorted(self) -> pa.Array:
        """Rows of all loads by record; rows of one record come from one load, which has them in order already."""
        if self._order is None:
            keys = ["record", "kind"] if self._table == "deletions" else ["record"]
            rows = self._kept(keys)
            rows = rows.append_column("place", pa.arange(0, rows.num_rows))
            order = pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in (*keys, "place")])
            self._order = order.cast(pa.int64())
        return self._order


def select(table: str, loads: Sequence[Load], winners: Winners) -> Selection:
    """The selection of a record table."""
    return Selection(table, loads, [winners.mask(table, place, load) for place, load in enumerate(loads)])


class Winners:
    """Which load speaks for each record that more than one load, or a load and a deletion, say something about."""

    def __init__(self, loads: Sequence[Load]) -> None:
        self._loads = loads
        self._lost: dict[str, list[pa.Array]] = {}

    def mask(self, table: str, place: int, load: Load) -> pa.ChunkedArray | None:
        """Which rows of that load's table are in force; None: all."""
        if table == "deletions":
            return self._deletions_mask(place, load)
        lost = self._lost_of(KIND_OF_TABLE[table])[place]
        return _outside(load.read(table, ["record"])["record"], lost) if len(lost) else None

    def _deletions_mask(self, place: int, load: Load) -> pa.ChunkedArray | None:
        if not load.manifest.counts.get("deletions"):
            return None
        rows = load.read("deletions", ["record", "kind"])
        keep = pa.chunked_array([[False] * rows.num_rows], pa.bool_())
        for kind in TABLES_OF_KIND:
            of_kind = pc.equal(rows["kind"], kind)
            lost = self._lost_of(kind)[len(self._loads) + place]
            keep = pc.or_(keep, pc.and_(of_kind, _outside(rows["record"], lost)))
        return keep

    def _lost_of(self, kind: str) -> list[pa.Array]:
        """Ids that a load's records (first half) or deletions (second half) of the kind do not speak for."""
        if kind not in self._lost:
            if len(self._loads) == 1 and not self._loads[0].manifest.counts.get("deletions"):
                self._lost[kind] = [pa.array([], _TEXT)] * 2
            else:
                self._lost[kind] = _fold(list(self._statements(kind)))
        return self._lost[kind]

    def _statements(self, kind: str) -> Iterator[pa.Table]:
        table = TABLES_OF_KIND[kind][0]
        for load in self._loads:
            yield load.read(table, ["record", "updated"])
        for load in self._loads:
            yield _deletions(load, kind)


def _deletions(load: Load, kind: str) -> pa.Table:
    rows = load.read("deletions", ["record", "updated", "kind"])
    return rows.filter(pc.equal(rows["kind"], kind)).select(["record", "updated"])


def _outside(records: pa.ChunkedArray, lost: pa.Array) -> pa.ChunkedArray:
    return pc.invert(pc.is_in(records, value_set=lost))


def _fold(statements: list[pa.Table]) -> list[pa.Array]:
    """Replays what was said about each id in order (a load's records, then its deletions) and lists the losers."""
    half = len(statements) // 2
    order = [place for load in range(half) for place in (load, half + load)]
    spoken = [place for place in order if statements[place].num_rows]
    lost: list[list[str]] = [[] for _ in statements]
    if len(spoken) > 1:
        _replay(statements, spoken, lost)
    return [pa.array(ids, _TEXT) for ids in lost]


def _replay(statements: list[pa.Table], spoken: list[int], lost: list[list[str]]) -> None:
    first, *later = spoken
    touched = pa.chunked_array([chunk for place in later for chunk in statements[place]["record"].chunks], _TEXT)
    base = statements[first]
    base = base.filter(pc.is_in(base["record"], value_set=touched.combine_chunks()))
    state: dict[str, tuple[int, str | None]] = {}
    for place in spoken:
        rows = base if place == first else statements[place]
        for record, updated in zip(rows["record"].to_pylist(), rows["updated"].to_pylist(), strict=True):
            before = state.get(record)
            if before is None:
                state[record] = (place, updated)
            elif replaces(updated, before[1]):
                lost[before[0]].append(record)
                state[record] = (place, updated)
            else:
                lost[place].append(record)
