"""Builds out of records in one call, and their rows as dicts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from research_graph.assembly.assemble import assemble
from research_graph.assembly.build import Build
from research_graph.assembly.parameters import Parameters, Resources
from research_graph.identity.keys import Keys
from research_graph.ledger.view import View
from research_graph.schema.catalog import edge_kinds, node_kinds
from research_graph.schema.records import Mention, PaperRecord, Record
from support.plain_identity import keys_of
from support.views import view_of

Records = Mapping[str, Sequence[Record]]


def assembled(builds: Path, records: Records, *, salt: str = "", **parameters: Any) -> Build:
    """The build of these records under the plainest identity."""
    view = view_of(records)
    return assemble(view, keys_of(view, salt=salt), parameters=Parameters(**parameters), builds=builds)


def together(*worlds: Records) -> dict[str, list[Record]]:
    """One world of several that have no records or ids in common."""
    found: dict[str, list[Record]] = {}
    for world in worlds:
        for source, records in world.items():
            found.setdefault(source, []).extend(records)
    return found


def rows(build: Build, kind: str) -> list[dict[str, Any]]:
    found = node_kinds().get(kind) or edge_kinds()[kind]
    return build.table(found).to_pylist()


def only(build: Build, kind: str, **fields: Any) -> dict[str, Any]:
    """The one row of a kind with these values."""
    found = [row for row in rows(build, kind) if all(row[name] == value for name, value in fields.items())]
    assert len(found) == 1, found
    return found[0]


def paper(record: str, *names: str, **fields: Any) -> PaperRecord:
    """A paper with authors of these names."""
    return PaperRecord(
        record, **{"title": f"Title of {record}", "mentions": [Mention(name) for name in names], **fields}
    )


class Shuffled:
    """A view whose rows come in another order and in other chunks."""

    def __init__(self, view: View, seed: int) -> None:
        self._view = view
        self._seed = seed
        self.digest = view.digest
        self.sources = view.sources

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        return shuffled(self._view.table(name, columns), self._seed)


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    order = list(range(table.num_rows))
    random.Random(seed).shuffle(order)
    half = len(order) // 2
    parts = [table.take(pa.array(part, pa.int64())) for part in (order[:half], order[half:])]
    return pa.concat_tables(parts)


def shuffled_keys(keys: Keys, seed: int) -> Keys:
    return Keys({name: shuffled(table, seed) for name, table in keys.tables.items()}, keys.report)


def resources(threads: int) -> Resources:
    return Resources(threads=threads)
