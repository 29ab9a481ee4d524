"""Puts raw tables into the one order that the ledger keeps, and settles records that came twice in one load.

Order: papers and their parts by record (then position, rank or place),
deletions by record and kind, all others by record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from ..schema.record_tables import RECORD_TABLES
from .tables import CHILDREN, COUNTS

ROW_GROUP = 65_536
"""Rows that are written at a time."""

AT_ONCE = 512 * 2**20
"""Bytes up to which a table is put in order as one piece of memory, which is faster than out of many pieces."""


def replaces(updated: str | None, before: str | None) -> bool:
    """Whether a later version of a record replaces the one before: unless both tell when they were updated and it is
    the older one.
    """
    return updated is None or before is None or updated >= before


def order_of(raw: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Array], int]:
    """Row numbers of every raw table in the ledger's order, and how many records were left out as duplicates."""
    orders: dict[str, pa.Array] = {}
    duplicates = 0
    for name, table in raw.items():
        if name not in CHILDREN:
            orders[name], left_out = _order(table, ("record", "kind") if name == "deletions" else ("record",))
            duplicates += left_out
    for child, count in zip(CHILDREN, COUNTS, strict=True):
        if child in raw:
            orders[child] = _rows_of(raw["papers"][count], orders["papers"])
    return orders, duplicates


def batches(name: str, raw: pa.Table, order: pa.Array) -> Iterator[pa.Table]:
    """The rows of a raw table in that order with the table's final columns, a row group at a time."""
    return rows_in_order(raw.select(RECORD_TABLES[name].names), order)


def rows_in_order(table: pa.Table, order: pa.Array) -> Iterator[pa.Table]:
    """The rows of these numbers, in tables of one chunk and at most ROW_GROUP rows.

    A table that lies in order already is only cut. A large other one is gathered piece by piece: Arrow's own take joins
    all texts of a column, in memory and up to 2 GiB.
    """
    if order.equals(pa.arange(0, table.num_rows)):
        for start in range(0, len(order), ROW_GROUP):
            yield table.slice(start, ROW_GROUP).combine_chunks()
    elif table.nbytes <= AT_ONCE:
        whole = table.combine_chunks()
        for start in range(0, len(order), ROW_GROUP):
            yield whole.take(order.slice(start, ROW_GROUP))
    else:
        pieces = table.to_batches()
        size = max(1, min(ROW_GROUP, AT_ONCE * table.num_rows // table.nbytes))
        for start in range(0, len(order), size):
            yield _gathered(pieces, order.slice(start, size))


def arranged(raw: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The final tables of raw tables that fit in memory; tables without rows are left out."""
    orders, _ = order_of(raw)
    return {name: pa.concat_tables(batches(name, raw[name], order)) for name, order in orders.items() if len(order)}


def _gathered(pieces: list[pa.RecordBatch], order: pa.Array) -> pa.Table:
    places = pa.arange(0, len(order))
    found, found_places = [], []
    first = 0
    for piece in pieces:
        is_inside = pc.and_(pc.greater_equal(order, first), pc.less(order, first + piece.num_rows))
        inside = order.filter(is_inside)
        if len(inside):
            found.append(piece.take(pc.subtract(inside, first)))
            found_places.append(places.filter(is_inside))
        first += piece.num_rows
    return pa.Table.from_batches(found).combine_chunks().take(pc.sort_indices(pa.chunked_array(found_places)))


def _order(table: pa.Table, keys: tuple[str, ...]) -> tuple[pa.Array, int]:
    """Rows by key, of rows with one key only the one in force; and the number of the others."""
    places = pa.arange(0, table.num_rows)
    if len(keys) == 1 and pc.all(pc.less(table[keys[0]][:-1], table[keys[0]][1:])).as_py():
        return places, 0
    sortable = pa.table([*(table[key] for key in keys), places], names=[*keys, "place"])
    sort_keys = [(name, "ascending") for name in sortable.column_names]
    order = pc.sort_indices(sortable, sort_keys=sort_keys).cast(pa.int64())
    repeats = _repeats([table[key].take(order) for key in keys])
    if not pc.any(repeats).as_py():
        return order, 0
    kept = _without_duplicates(order.to_pylist(), [False, *repeats.to_pylist()], table["updated"].to_pylist())
    return pa.array(kept, pa.int64()), len(order) - len(kept)


def _repeats(keys: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Which rows, from the second on, have the key of the row before."""
    first, *others = (pc.equal(key[1:], key[:-1]) for key in keys)
    for other in others:
        first = pc.and_(first, other)
    return first


def _without_duplicates(rows: list[int], repeats: list[bool], updated: list[str | None]) -> list[int]:
    kept: list[int] = []
    for row, is_repeat in zip(rows, repeats, strict=True):
        if not is_repeat:
            kept.append(row)
        elif replaces(updated[row], updated[kept[-1]]):
            kept[-1] = row
    return kept


def _rows_of(counts: pa.ChunkedArray, order: pa.Array) -> pa.Array:
    """Rows of a child table in the order of their papers, from each paper's number of rows."""
    ends = pc.cumulative_sum(counts.cast(pa.int64())).combine_chunks()
    offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends])
    return pa.LargeListArray.from_arrays(offsets, pa.arange(0, offsets[-1].as_py())).take(order).flatten()
