"""A whole build as files for `neo4j-admin database import full`: a first load without a running server.

The files are Parquet: the importer's CSV has no empty list (it comes out as no value), and no separator that may not
also stand in a text. From Parquet empty texts come out as no value, so the publication node names the few there are;
they are set, and constraints and indexes made, when the store is first used (finishing.py). After that the store is
what a publish would have made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...schema.difference import Difference
from ...schema.errors import UsageError
from ...schema.kind import EdgeKind, Field, FieldType, Kind, NodeKind
from ...schema.publication import Publication
from ..publication import encode, following, is_whole
from .finishing import Unfinished
from .indexes import EXTERNAL_ID, PUBLICATION
from .statements import IDS, has_ids

_TYPES = {
    FieldType.STRING: "string",
    FieldType.INTEGER: "long",
    FieldType.FLOAT: "double",
    FieldType.BOOLEAN: "boolean",
    FieldType.STRINGS: "string[]",
    FieldType.OBJECTS: "string[]",
}
_ARGUMENTS = ("database", "import", "full", "neo4j", "--overwrite-destination", "--input-type=parquet")
_PATTERNS = frozenset("^$*+?()[]{}|\\,")
"""In the importer's arguments these make a path a pattern or several paths."""
_IDS = {
    f":ID({EXTERNAL_ID})": pa.string(),
    "id:string": pa.string(),
    "kind:string": pa.string(),
    "key:string": pa.string(),
}
"""The importer needs one column by which nodes differ, even where no relationship names them; this one is not kept."""


def write_import_files(difference: Difference, publication: Publication, folder: Path) -> list[str]:
    """Writes one file per kind into the folder; the words after `neo4j-admin` that import them.

    Raises UsageError for a difference that is not from nothing, and for a folder whose name the importer would take
    for a pattern.
    """
    folder = folder.resolve()
    if not is_whole(difference):
        raise UsageError("an import takes a whole build", hint="make the difference from nothing")
    if _PATTERNS & set(str(folder)):
        raise UsageError(f"the importer takes {folder} for a pattern", hint="choose a folder with a plain name")
    folder.mkdir(parents=True, exist_ok=True)
    nodes: list[str] = []
    edges: list[str] = []
    empty: Unfinished = {}
    for change in difference.kinds:
        if change.added:
            kind, path = change.kind, folder / f"{change.kind.name}.parquet"
            columns = dict(zip(_header(kind), kind.arrow.types, strict=True))
            _write(path, columns, (_ordered(batch, kind, empty) for batch in change.upserts()))
            (nodes if isinstance(kind, NodeKind) else edges).append(f"{kind.name}={path}")
    ids, note = folder / f"{EXTERNAL_ID}.parquet", folder / f"{PUBLICATION}.parquet"
    _write(ids, _IDS, _external_ids(difference))
    pq.write_table(_publication(publication, empty), note)
    nodes += [f"{EXTERNAL_ID}={ids}", f"{PUBLICATION}={note}"]
    return [*_ARGUMENTS, *(f"--nodes={each}" for each in nodes), *(f"--relationships={each}" for each in edges)]


def _header(kind: Kind) -> Iterator[str]:
    """Names of the columns as the importer reads them; ends of edges are found by the keys of their kind."""
    if isinstance(kind, EdgeKind):
        yield from (f":START_ID({kind.source})", f":END_ID({kind.target})")
        yield from map(_column, kind.columns[2:])
    else:
        yield f"key:ID({kind.name})"
        yield from map(_column, kind.columns[1:])


def _column(field: Field) -> str:
    return f"{field.name}:{_TYPES[field.type]}"


def _ordered(batch: pa.RecordBatch, kind: Kind, empty: Unfinished) -> Sequence[pa.Array]:
    """The columns in order; rows with an empty text are added to `empty`."""
    for field in kind.columns:
        if field.type is FieldType.STRING:
            found = batch.select(kind.identity).filter(pc.equal(batch.column(field.name), ""))
            if found.num_rows:
                rows = list(zip(*(column.to_pylist() for column in found.columns), strict=True))
                empty.setdefault(kind.name, {}).setdefault(field.name, []).extend(rows)
    return [batch.column(field.name) for field in kind.columns]


def _external_ids(difference: Difference) -> Iterator[Sequence[pa.Array]]:
    for change in difference.kinds:
        if isinstance(change.kind, NodeKind) and has_ids(change.kind):
            for batch in change.upserts():
                yield _ids_of(batch, change.kind)


def _ids_of(batch: pa.RecordBatch, kind: NodeKind) -> Sequence[pa.Array]:
    """The columns of _IDS; an id that a node has twice is told once."""
    ids, keys = batch.column(IDS), batch.column("key")
    pairs = pa.table({"id": pc.list_flatten(ids), "key": keys.take(pc.list_parent_indices(ids))})
    distinct = pairs.group_by(["id", "key"], use_threads=False).aggregate([]).combine_chunks()
    id_column, key_column = (distinct.column(name).combine_chunks() for name in ("id", "key"))
    both = pc.binary_join_element_wise(id_column, key_column, " ")
    return [both, id_column, pa.repeat(kind.name, distinct.num_rows), key_column]


def _publication(publication: Publication, empty: Unfinished) -> pa.Table:
    held = following(None, publication)
    return pa.table(
        {
            f"name:ID({PUBLICATION})": pa.array(["current"]),
            "note:string": pa.array([encode(held)]),
            "build:string": pa.array([held.build]),
            "state:string": pa.array([held.state]),
            "epoch:long": pa.array([held.epoch]),
            "as_of:string": pa.array([held.as_of], pa.string()),
            "from_nothing:boolean": pa.array([False]),
            "unfinished:string": pa.array([orjson.dumps(empty).decode()]),
        }
    )


def _write(path: Path, columns: dict[str, pa.DataType], parts: Iterable[Sequence[pa.Array]]) -> None:
    schema = pa.schema(list(columns.items()))
    with pq.ParquetWriter(path, schema) as writer:
        for part in parts:
            writer.write_batch(pa.RecordBatch.from_arrays(list(part), schema=schema))
