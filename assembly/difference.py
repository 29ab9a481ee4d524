"""What changed from one build to another, as rows or counted, or from what a store really holds to a build.

Kinds whose tables have equal digests are not read at all. The others are compared file against file by DuckDB, once
where few rows differ; rows come in batches whenever an engine asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from ..schema.catalog import edge_kinds, node_kinds
from ..schema.difference import Difference, KindDifference
from ..schema.kind import EdgeKind, Kind, NodeKind
from .build import BATCH, Build
from .canonical import NOT_CANONICAL, canonical_rows, lay_members
from .duck import connect, parquet, translated
from .parameters import Resources

Identity = tuple[Any, ...]
BatchDigests = Callable[[Kind, pa.RecordBatch], Iterable[tuple[Identity, bytes]]]
"""Identity and digest of every row of a batch, as a store gives them."""


_HELD = 20_000
"""Added and changed, or removed, rows of a kind kept at most; where there are more they are read when asked for."""


def kinds() -> list[NodeKind | EdgeKind]:
    """All kinds, node kinds first, each by name."""
    return [*node_kinds().values(), *edge_kinds().values()]


def difference(old: Build | None, new: Build) -> Difference:
    """What turns the old build's rows into the new one's; without an old one every row is added.

    Both folders must stay in place as long as the difference is used.
    """
    if old is None:
        added = [
            KindDifference(kind, new.rows(kind), 0, 0, 0, partial(new.batches, kind), _nothing) for kind in kinds()
        ]
        return Difference(None, new.id, tuple(added))
    with _comparing() as duck:
        return Difference(old.id, new.id, tuple(_kind_difference(duck, kind, old, new) for kind in kinds()))


def difference_from_digests(
    digests_of: Callable[[Kind], Mapping[Identity, bytes]], new: Build, *, batch_digests: BatchDigests
) -> Difference:
    """What turns the rows that a store holds, known by their digests, into the new build's."""
    found = [_difference_from_digests(kind, digests_of(kind), new, batch_digests) for kind in kinds()]
    return Difference(None, new.id, tuple(found))


def compare(a: Build, b: Build, *, canonical: bool = False) -> dict[str, dict[str, int]]:
    """For each kind the rows `added`, `changed` and `removed` from build a to build b.

    In canonical form (see canonical.py) keys do not matter; kinds that tell of keys and of runs are left out there.
    """
    with _comparing() as duck:
        if canonical:
            lay_members(duck, "a", a)
            lay_members(duck, "b", b)
        return {
            kind.name: _count(duck, kind, a, b, canonical=canonical)
            for kind in kinds()
            if not (canonical and kind.name in NOT_CANONICAL)
        }


def _count(
    duck: duckdb.DuckDBPyConnection, kind: NodeKind | EdgeKind, a: Build, b: Build, *, canonical: bool
) -> dict[str, int]:
    if not (a.rows(kind) or b.rows(kind)) or (not canonical and a.digest(kind) == b.digest(kind)):
        return {"added": 0, "changed": 0, "removed": 0}
    for side, build in (("a", a), ("b", b)):
        rows = canonical_rows(kind, side) if canonical else f"FROM plain_{side}"
        plain = f"WITH plain_{side} AS (FROM {parquet(build.file(kind))})"
        duck.execute(f"CREATE OR REPLACE TEMP TABLE rows_{side} AS {plain} {rows}")
    one, other = f"a.{kind.identity[0]}", f"b.{kind.identity[0]}"
    sql = f"""
        SELECT count(*) FILTER ({one} IS NULL), count(*) FILTER ({other} IS NULL),
            count(*) FILTER ({one} IS NOT NULL AND {other} IS NOT NULL AND ({_differs(kind, "a", "b")}))
        FROM rows_a a FULL JOIN rows_b b USING ({", ".join(kind.identity)})"""  # noqa: S608 - names of our own kinds
    ((added, removed, changed),) = duck.execute(sql).fetchall()
    return {"added": added, "changed": changed, "removed": removed}


def _differs(kind: Kind, one: str, other: str) -> str:
    """Whether two rows of one identity differ in any other column."""
    names = [field.name for field in kind.columns if field.name not in kind.identity]
    return " OR ".join(f"{one}.{name} IS DISTINCT FROM {other}.{name}" for name in names) or "false"


def _kind_difference(
    duck: duckdb.DuckDBPyConnection, kind: NodeKind | EdgeKind, old: Build, new: Build
) -> KindDifference:
    rows = new.rows(kind)
    if old.digest(kind) == new.digest(kind):
        return KindDifference(kind, 0, 0, 0, rows, upserts=_nothing, removals=_nothing)
    files = (old.file(kind), new.file(kind))
    _open(duck, files)
    added = upserts = 0
    held: list[pa.RecordBatch] = []
    for batch in duck.sql(_upserts(kind)).to_arrow_reader(BATCH):
        upserts += batch.num_rows
        added += batch["is_new"].true_count
        if upserts <= _HELD:
            held.append(batch.select(kind.arrow.names).cast(kind.arrow))
    removed = old.rows(kind) - (rows - added)
    again = partial(_cast, files, _upserts(kind), kind.arrow)
    gone = _nothing
    if removed > _HELD:
        gone = partial(_cast, files, _removals(kind), _identity_schema(kind))
    elif removed:
        gone = partial(iter, list(_rows(duck, _removals(kind), _identity_schema(kind))))
    return KindDifference(
        kind,
        added,
        upserts - added,
        removed,
        rows - upserts,
        upserts=again if upserts > _HELD else partial(iter, held),
        removals=gone,
    )


def _upserts(kind: Kind) -> str:
    """Rows of `new` that `old` lacks or has otherwise, with `is_new`."""
    return f"""SELECT n.*, o.{kind.identity[0]} IS NULL AS is_new
        FROM new n LEFT JOIN old o USING ({", ".join(kind.identity)})
        WHERE o.{kind.identity[0]} IS NULL OR {_differs(kind, "n", "o")}"""  # noqa: S608 - names of our own kinds


def _removals(kind: Kind) -> str:
    identity = ", ".join(kind.identity)
    return f"SELECT {identity} FROM old ANTI JOIN new USING ({identity})"  # noqa: S608 - names of our own kinds


def _identity_schema(kind: Kind) -> pa.Schema:
    return pa.schema([kind.arrow.field(name) for name in kind.identity])


@contextmanager
def _comparing() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection whose temporary files go away with it."""
    with (
        TemporaryDirectory(prefix="research-graph-") as spill,
        closing(connect(Resources(), Path(spill))) as duck,
        translated(),
    ):
        yield duck


def _open(duck: duckdb.DuckDBPyConnection, files: tuple[Path, Path]) -> None:
    """Makes two Parquet files readable as `old` and `new`."""
    for name, file in zip(("old", "new"), files, strict=True):
        duck.read_parquet(str(file)).create_view(name, replace=True)


def _cast(files: tuple[Path, Path], sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Batches of a query over the Parquet files of `old` and `new`."""
    with _comparing() as duck:
        _open(duck, files)
        yield from _rows(duck, sql, schema)


def _rows(duck: duckdb.DuckDBPyConnection, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in duck.sql(sql).to_arrow_reader(BATCH):
        yield batch.select(schema.names).cast(schema)


def _nothing() -> Iterator[pa.RecordBatch]:
    return iter(())


def _difference_from_digests(
    kind: NodeKind | EdgeKind, held: Mapping[Identity, bytes], new: Build, batch_digests: BatchDigests
) -> KindDifference:
    added = changed = 0
    wanted: set[Identity] = set()
    upserts: set[Identity] = set()
    for batch in new.batches(kind):
        for identity, digest in batch_digests(kind, batch):
            wanted.add(identity)
            before = held.get(identity)
            if before != digest:
                upserts.add(identity)
                added += before is None
                changed += before is not None
    gone = [identity for identity in held if identity not in wanted]
    return KindDifference(
        kind,
        added,
        changed,
        len(gone),
        len(wanted) - len(upserts),
        upserts=partial(_chosen, new, kind, upserts),
        removals=partial(_identities, kind, gone),
    )


def _chosen(build: Build, kind: Kind, chosen: set[Identity]) -> Iterator[pa.RecordBatch]:
    """The build's rows with one of those identities."""
    for batch in build.batches(kind) if chosen else ():
        identities = zip(*(batch[name].to_pylist() for name in kind.identity), strict=True)
        found = batch.filter(pa.array([identity in chosen for identity in identities], pa.bool_()))
        if found.num_rows:
            yield found


def _identities(kind: Kind, gone: list[Identity]) -> Iterator[pa.RecordBatch]:
    schema = _identity_schema(kind)
    for start in range(0, len(gone), BATCH):
        columns = zip(*gone[start : start + BATCH], strict=True)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
