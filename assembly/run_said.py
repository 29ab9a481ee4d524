"""The run of community detection that a build takes over, beside the records: tables of schema.run_tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..schema.run_tables import RUN_TABLES
from .inputs import Records, SourceSaid

TAKEN = ("clusters", "members", "descents")
"""The tables that a build shows."""


@dataclass(frozen=True, slots=True)
class RunSaid:
    """A run's id and the tables of it that a build shows."""

    id: str
    tables: Mapping[str, pa.Table]


class WithRun:
    """A view with a run's tables as `run_<table>`; without a run they are empty. Rows that name no run get its id."""

    def __init__(self, view: Records, run: RunSaid | None) -> None:
        self._view = view
        said = {name: signed(run.tables[name], run.id) for name in TAKEN} if run else {}
        self._tables = {f"run_{name}": said.get(name, RUN_TABLES[name].empty_table()) for name in TAKEN}

    @property
    def digest(self) -> str:
        return self._view.digest

    @property
    def sources(self) -> Sequence[SourceSaid]:
        return self._view.sources

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        if name not in self._tables:
            return self._view.table(name, columns)
        table = self._tables[name]
        return table.select(list(columns)) if columns is not None else table


def signed(table: pa.Table, run: str) -> pa.Table:
    """The table with the run's id in rows that name no run: a run cannot name itself in what its id is made from."""
    if "run" not in table.column_names:
        return table
    place = table.column_names.index("run")
    return table.set_column(place, "run", pc.fill_null(table["run"], run))
