"""The graph as files: JSON Lines or GraphML of all of it, GraphML of one person's surroundings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ..schema.catalog import edge_kind, edge_kinds, node_kind, node_kinds
from ..schema.errors import UsageError
from ..schema.kind import EdgeKind, Field, FieldType, NodeKind
from ..schema.run_tables import LIVE
from .build import Build
from .export_forms import Batches, plain
from .export_tables import SEARCH_COLUMNS, shown_schema

RADII = (1, 2)
_CONTROLS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
_KEPT = {"\r": "&#13;"}
"""Readers of XML would take it for a line feed."""
_GRAPHML_TYPES = {FieldType.INTEGER: "long", FieldType.FLOAT: "double", FieldType.BOOLEAN: "boolean"}

AnyKind = NodeKind | EdgeKind
RowsOf = Callable[[AnyKind], Batches]


def shown_kinds() -> list[AnyKind]:
    """Every kind that people see, nodes first."""
    return [*(kind for kind in node_kinds().values() if not kind.internal), *edge_kinds().values()]


def write_graph_jsonl(path: Path, build: Build) -> int:
    """Nodes, then edges, a line each with its `kind`."""
    rows = 0
    with path.open("wb") as file:
        for kind in shown_kinds():
            for row in _dicts(build.batches(kind, shown_schema(kind).names)):
                file.write(orjson.dumps({"kind": kind.name, **row}, option=orjson.OPT_APPEND_NEWLINE))
                rows += 1
    return rows


def write_graphml(path: Path, build: Build) -> int:
    """One file that graph tools read; lists as JSON text, the kind as `label`."""
    return _graphml(path, shown_kinds(), build.batches)


def write_ego(path: Path, build: Build, person: str, *, radius: int = 1) -> int:
    """GraphML of a person, the people at most `radius` ties away, all ties among these, and their live clusters.

    `person`: the key of an author, an earlier one too where it redirects. UsageError for any other.
    """
    if radius not in RADII:
        raise UsageError(f"radius {radius} is not 1 or 2", hint="beyond two ties nearly everybody is there")
    center = _person(build, person)
    rows_of = _surroundings(build, center, radius)
    kinds: list[AnyKind] = [node_kind("Author"), node_kind("Cluster")]
    return _graphml(path, [*kinds, edge_kind("CO_AUTHORED_WITH"), edge_kind("MEMBER_OF")], rows_of)


def _person(build: Build, person: str) -> str:
    known = build.table(node_kind("Author"), ["key"])["key"]
    redirects = build.keys().tables["redirects"]
    targets = redirects.filter(pc.equal(redirects["key"], person))["target"].to_pylist()
    for key in (person, *targets):
        if key is not None and pc.index(known, key).as_py() >= 0:
            return str(key)
    raise UsageError(f"no author {person!r} in build {build.id}", hint="`research-graph search NAME` finds people")


def _surroundings(build: Build, center: str, radius: int) -> RowsOf:
    ties = build.table(edge_kind("CO_AUTHORED_WITH"), ["source", "target"])
    people = pa.array([center], pa.string())
    for _ in range(radius):
        forth = ties["target"].filter(pc.is_in(ties["source"], value_set=people))
        back = ties["source"].filter(pc.is_in(ties["target"], value_set=people))
        people = pa.chunked_array([people, *forth.chunks, *back.chunks], pa.string()).unique()
    members = build.table(edge_kind("MEMBER_OF"), ["source", "target"])
    joined = members["target"].filter(pc.is_in(members["source"], value_set=people)).unique()
    known = build.table(node_kind("Cluster"), ["key", "status"])
    live = known["key"].filter(pc.equal(known["status"], LIVE)).combine_chunks()
    clusters = joined.filter(pc.is_in(joined, value_set=live))
    ends = {"Author": people, "Cluster": clusters}

    def rows_of(kind: AnyKind) -> Batches:
        wanted = {"key": kind.name} if isinstance(kind, NodeKind) else {"source": kind.source, "target": kind.target}
        for batch in build.batches(kind):
            for column, label in wanted.items():
                batch = batch.filter(pc.is_in(batch.column(column), value_set=ends[label]))
            yield batch

    return rows_of


def _graphml(path: Path, kinds: Sequence[AnyKind], rows_of: RowsOf) -> int:
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        file.write('<key id="label" for="all" attr.name="label" attr.type="string"/>\n')
        for kind in kinds:
            owner = "node" if isinstance(kind, NodeKind) else "edge"
            for field in _properties(kind):
                form = _GRAPHML_TYPES.get(field.type, "string")
                name = f'id="{kind.name}.{field.name}" for="{owner}" attr.name="{field.name}" attr.type="{form}"'
                file.write(f"<key {name}/>\n")
        file.write('<graph edgedefault="directed">\n')
        for kind in kinds:
            rows += _graphml_rows(file, rows_of(kind), kind)
        file.write("</graph>\n</graphml>\n")
    return rows


def _properties(kind: AnyKind) -> list[Field]:
    ends = {"key"} if isinstance(kind, NodeKind) else {"source", "target"}
    return [column for column in kind.columns if column.name not in ends | SEARCH_COLUMNS]


def _graphml_rows(file: TextIO, batches: Batches, kind: AnyKind) -> int:
    rows = 0
    names = [field.name for field in _properties(kind)]
    for row in _dicts(batches):
        if isinstance(kind, NodeKind):
            tag, opening = "node", f"<node id={quoteattr(row['key'])}>"
        else:
            tag, opening = "edge", f"<edge source={quoteattr(row['source'])} target={quoteattr(row['target'])}>"
        data = "".join(
            f'<data key="{kind.name}.{name}">{escape(_xml(plain(row[name])), _KEPT)}</data>'
            for name in names
            if row[name] is not None
        )
        file.write(f'{opening}<data key="label">{kind.name}</data>{data}</{tag}>\n')
        rows += 1
    return rows


def _dicts(batches: Batches) -> Iterator[dict[str, Any]]:
    return chain.from_iterable(batch.to_pylist() for batch in batches)


def _xml(value: Any) -> str:
    return _CONTROLS.sub("", str(value))
