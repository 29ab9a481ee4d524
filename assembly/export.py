"""A build's tables as files for other programs: mentions, authors, collaborators as one table, the graph as a whole.

Every file is written beside its place and renamed; a manifest beside it names the build, the form and the checksum.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..schema.catalog import edge_kind, edge_kinds, node_kind, node_kinds
from ..schema.errors import UsageError
from ..schema.kind import EdgeKind, Field, FieldType, NodeKind
from .build import BATCH, Build
from .files import checksum, write_json

SEARCH_COLUMNS = {"search_names", "search_tokens", "search_rank", "sort_key"}
FORMAT = 1
_MENTION = ("source", "record", "position", "name", "author", "evidence", "confidence")
_TIE = ("paper_count", "strength", "recent_strength", "first_year", "last_year", "is_close")
EXPORTS = ("mentions", "authors", "collaborators", "graph")
FORMS = ("jsonl", "parquet", "csv", "graphml")
_HINT = "mentions, authors and collaborators go as jsonl, parquet or csv, graph also as graphml"
_CONTROLS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
_KEPT = {"\r": "&#13;"}
"""Readers of XML would take it for a line feed."""

Batches = Iterator[pa.RecordBatch]


def export(build: Build, what: str, form: str, out: Path) -> int:
    """Writes `what` (mentions, authors, collaborators, graph) as `form` (jsonl, parquet, csv, graphml); rows written.

    `graph` as csv or parquet is a folder with a file a kind, as jsonl one file of nodes, then edges, each with its
    `kind`. Only `graph` can be graphml. UsageError for anything else, and where a file and a folder would meet.
    """
    if what not in EXPORTS or form not in FORMS or (form == "graphml" and what != "graph"):
        raise UsageError(f"cannot export {what!r} as {form!r}", hint=_HINT)
    if what == "graph" and form in ("parquet", "csv"):
        return _export_folder(build, form, out)
    if out.is_dir():
        raise UsageError(f"{out} is a folder", hint="name the file to write")
    if what == "graph":
        rows = _write(out, lambda path: (_graph_jsonl if form == "jsonl" else _graphml)(path, build))
    else:
        schema, batches = _TABLES[what](build)
        rows = _write(out, lambda path: _WRITERS[form](path, batches, schema))
    _note(out.with_name(out.name + ".manifest.json"), build, (what, form), {out: rows})
    return rows


def _export_folder(build: Build, form: str, out: Path) -> int:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file", hint=f"the graph as {form} is a folder with a file for each kind")
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    for kind in _kinds():
        path = out / f"{kind.name}.{form}"
        written[path] = _write(path, partial(_write_kind, build, kind, form))
    _note(out / "manifest.json", build, ("graph", form), written)
    return sum(written.values())


def _write_kind(build: Build, kind: NodeKind | EdgeKind, form: str, path: Path) -> int:
    schema = _shown_schema(kind)
    return _WRITERS[form](path, build.batches(kind, schema.names), schema)


def _note(path: Path, build: Build, kind: tuple[str, str], written: dict[Path, int]) -> None:
    what, form = kind
    files = {file.name: {"rows": rows, "sha256": checksum(file)} for file, rows in written.items()}
    manifest = {
        "format": FORMAT,
        "build": build.id,
        "what": what,
        "form": form,
        "rows": sum(written.values()),
        "files": files,
    }
    write_json(path, manifest)


def _kinds() -> list[NodeKind | EdgeKind]:
    return [*(kind for kind in node_kinds().values() if not kind.internal), *edge_kinds().values()]


def _shown_schema(kind: NodeKind | EdgeKind) -> pa.Schema:
    """A kind's columns but for those that only serve search."""
    return pa.schema([column for column in kind.arrow if column.name not in SEARCH_COLUMNS])


def _mentions(build: Build) -> tuple[pa.Schema, Batches]:
    table = build.keys().tables["mentions"].select(_MENTION)
    return table.schema, iter(table.to_batches(BATCH))


def _authors(build: Build) -> tuple[pa.Schema, Batches]:
    schema = _shown_schema(node_kind("Author"))
    return schema, build.batches(node_kind("Author"), schema.names)


def _collaborators(build: Build) -> tuple[pa.Schema, Batches]:
    """Every tie from both its ends, sorted by author, then collaborator."""
    ties = build.table(edge_kind("CO_AUTHORED_WITH"), ["source", "target", *_TIE])
    there = ties.rename_columns(["author", "collaborator", *_TIE])
    back = ties.select(["target", "source", *_TIE]).rename_columns(there.column_names)
    both = pa.concat_tables([there, back])
    order = pc.sort_indices(both, [("author", "ascending"), ("collaborator", "ascending")])
    table = both.take(order)
    return table.schema, iter(table.to_batches(BATCH))


_TABLES = {"mentions": _mentions, "authors": _authors, "collaborators": _collaborators}


def _write(path: Path, write: Callable[[Path], int]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    try:
        rows = write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _jsonl(path: Path, batches: Batches, schema: pa.Schema) -> int:  # noqa: ARG001 - one form for all writers
    rows = 0
    with path.open("wb") as file:
        for batch in batches:
            for row in batch.to_pylist():
                file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
                rows += 1
    return rows


def _parquet(path: Path, batches: Batches, schema: pa.Schema) -> int:
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _csv(path: Path, batches: Batches, schema: pa.Schema) -> int:
    """Lists as JSON text, null as an empty field."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(schema.names)
        for batch in batches:
            for row in batch.to_pylist():
                writer.writerow([_plain(value) for value in row.values()])
                rows += 1
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return orjson.dumps(value).decode()
    return str(value).lower() if isinstance(value, bool) else value


_WRITERS: dict[str, Callable[[Path, Batches, pa.Schema], int]] = {"jsonl": _jsonl, "parquet": _parquet, "csv": _csv}


def _graph_jsonl(path: Path, build: Build) -> int:
    rows = 0
    with path.open("wb") as file:
        for kind in _kinds():
            for row in chain.from_iterable(
                batch.to_pylist() for batch in build.batches(kind, _shown_schema(kind).names)
            ):
                file.write(orjson.dumps({"kind": kind.name, **row}, option=orjson.OPT_APPEND_NEWLINE))
                rows += 1
    return rows


_GRAPHML_TYPES = {FieldType.INTEGER: "long", FieldType.FLOAT: "double", FieldType.BOOLEAN: "boolean"}


def _graphml(path: Path, build: Build) -> int:
    """One file that graph tools read; lists as JSON text, the kind as `label`."""
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        file.write('<key id="label" for="all" attr.name="label" attr.type="string"/>\n')
        for kind in _kinds():
            owner = "node" if isinstance(kind, NodeKind) else "edge"
            for field in _properties(kind):
                form = _GRAPHML_TYPES.get(field.type, "string")
                name = f'id="{kind.name}.{field.name}" for="{owner}" attr.name="{field.name}" attr.type="{form}"'
                file.write(f"<key {name}/>\n")
        file.write('<graph edgedefault="directed">\n')
        for kind in _kinds():
            rows += _graphml_rows(file, build, kind)
        file.write("</graph>\n</graphml>\n")
    return rows


def _properties(kind: NodeKind | EdgeKind) -> list[Field]:
    ends = {"key"} if isinstance(kind, NodeKind) else {"source", "target"}
    return [column for column in kind.columns if column.name not in ends | SEARCH_COLUMNS]


def _graphml_rows(file: TextIO, build: Build, kind: NodeKind | EdgeKind) -> int:
    rows = 0
    names = [field.name for field in _properties(kind)]
    for row in chain.from_iterable(batch.to_pylist() for batch in build.batches(kind)):
        if isinstance(kind, NodeKind):
            tag, opening = "node", f"<node id={quoteattr(row['key'])}>"
        else:
            tag, opening = "edge", f"<edge source={quoteattr(row['source'])} target={quoteattr(row['target'])}>"
        data = "".join(
            f'<data key="{kind.name}.{name}">{escape(_xml(_plain(row[name])), _KEPT)}</data>'
            for name in names
            if row[name] is not None
        )
        file.write(f'{opening}<data key="label">{kind.name}</data>{data}</{tag}>\n')
        rows += 1
    return rows


def _xml(value: Any) -> str:
    return _CONTROLS.sub("", str(value))
