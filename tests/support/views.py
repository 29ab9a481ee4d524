"""An in-memory view of records, made by the same flattening, order and rules as the ledger's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from research_graph.ledger.arrange import arranged
from research_graph.ledger.digest import content_id
from research_graph.ledger.manifest import LoadManifest, Mode
from research_graph.ledger.tables import raw_tables
from research_graph.ledger.view import View
from research_graph.schema.record_tables import RECORD_TABLES
from research_graph.schema.records import Record


@dataclass(frozen=True, slots=True)
class MemoryLoad:
    manifest: LoadManifest
    tables: dict[str, pa.Table]

    def read(self, table: str, columns: Sequence[str]) -> pa.Table:
        found = self.tables.get(table)
        return (RECORD_TABLES[table].empty_table() if found is None else found).select(list(columns))


def load_of(
    source: str,
    records: Sequence[Record],
    *,
    mode: Mode = Mode.SNAPSHOT,
    release: str | None = None,
    license: str | None = None,  # noqa: A002 - the field's name
    sequence: int = 1,
) -> MemoryLoad:
    tables = arranged(raw_tables(records))
    manifest = LoadManifest(
        source=source,
        id=content_id(source, mode, {name: [table] for name, table in tables.items()}),
        mode=mode,
        sequence=sequence,
        release=release,
        license=license,
        loader_version=1,
        inputs=None,
        counts={name: table.num_rows for name, table in tables.items()},
        rejected=0,
        repaired=0,
        duplicates=0,
        files={},
    )
    return MemoryLoad(manifest, tables)


def view_of(records: Mapping[str, Sequence[Record]], *, releases: Mapping[str, str] | None = None) -> View:
    """`view_of({"acl-anthology": [PaperRecord(...), ...]})`: each source as one snapshot."""
    return View(
        {source: [load_of(source, given, release=(releases or {}).get(source))] for source, given in records.items()}
    )
