"""The ledger as one set of tables: what all sources say now. Reads only the columns that are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import pyarrow as pa

from ..schema.record_tables import RECORD_TABLES
from .current import Load, Selection, Winners, in_force, select
from .manifest import RECORD_COUNTS

_SOURCE = pa.field("source", pa.string())


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source now: newest release and last stated license among the loads in force, number of current records."""

    name: str
    release: str | None
    license: str | None
    records: int


class View:
    """Current rows of all sources. Columns are read once and kept; a view does not see loads accepted after it."""

    def __init__(self, loads: Mapping[str, Sequence[Load]]) -> None:
        self._loads = {name: _loads_in_force(loads[name]) for name in sorted(loads) if loads[name]}
        self._winners = {name: Winners(parts) for name, parts in self._loads.items()}
        self._selections: dict[tuple[str, str], Selection] = {}
        self._columns: dict[tuple[str, str], pa.ChunkedArray] = {}

    @cached_property
    def digest(self) -> str:
        """Names the content: loads in force, in order, of every source."""
        lines = [
            "\t".join((name, load.manifest.id, load.manifest.release or "", load.manifest.license or ""))
            for name, loads in self._loads.items()
            for load in loads
        ]
        return sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def sources(self) -> tuple[SourceView, ...]:
        """The sources that have accepted loads, by name."""
        return tuple(self._source(name) for name in self._loads)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Current rows of a record table: `source`, then its columns (or those chosen), by source, record, position.

        KeyError for a table or column that RECORD_TABLES does not name; Damaged where a file cannot be read.
        """
        schema = RECORD_TABLES[name]
        names = schema.names if columns is None else [column for column in columns if column != "source"]
        chosen = [schema.field(column) for column in names]
        missing = [field.name for field in (_SOURCE, *chosen) if (name, field.name) not in self._columns]
        if missing:
            self._read(name, [column for column in missing if column != "source"])
        fields = pa.schema([_SOURCE, *chosen])
        return pa.Table.from_arrays([self._columns[name, field.name] for field in fields], schema=fields)

    def only(self, source: str) -> View:
        """What one source says; KeyError for a source that is not there."""
        return View({source: self._loads[source]})

    def _read(self, name: str, columns: list[str]) -> None:
        wanted = columns or ["record"]
        parts = {source: self._selection(source, name).read(wanted) for source in self._loads}
        schema = pa.schema([RECORD_TABLES[name].field(column) for column in wanted])
        table = pa.concat_tables([schema.empty_table(), *parts.values()])
        for column in wanted:
            self._columns[name, column] = table[column]
        sources = [pa.repeat(pa.scalar(source, pa.string()), part.num_rows) for source, part in parts.items()]
        self._columns[name, "source"] = pa.chunked_array(sources, pa.string())

    def _selection(self, source: str, name: str) -> Selection:
        if (source, name) not in self._selections:
            self._selections[source, name] = select(name, self._loads[source], self._winners[source])
        return self._selections[source, name]

    def _source(self, name: str) -> SourceView:
        manifests = [load.manifest for load in self._loads[name]]
        releases = [each.release for each in manifests if each.release is not None]
        licenses = [each.license for each in manifests if each.license is not None]
        return SourceView(
            name=name,
            release=max(releases, default=None),
            license=licenses[-1] if licenses else None,
            records=sum(self._count(name, table) for table in RECORD_COUNTS if table != "deletions"),
        )

    def _count(self, source: str, table: str) -> int:
        loads = self._loads[source]
        if len(loads) == 1 and not loads[0].manifest.counts.get("deletions"):
            return loads[0].manifest.counts.get(table, 0)
        return len(self._selection(source, table).read(["record"])["record"])


def _loads_in_force(loads: Sequence[Load]) -> list[Load]:
    by_id = {load.manifest.id: load for load in loads}
    return [by_id[manifest.id] for manifest in in_force([load.manifest for load in loads])]
