"""Where one build is put together: a DuckDB connection over the view and the keys, and the folder that fills up.

Families of tables (see tables/) lay record tables on the desk, keep working tables for each other and put down finished
tables. Sets of sources are bit strings here, one bit a source; a finished table gets their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa
import pyarrow.compute as pc

from ..identity.keys import Keys
from ..schema.catalog import edge_kinds, node_kinds
from ..schema.errors import StorageError
from ..schema.kind import EdgeKind, NodeKind
from .build import table_name
from .digest import BLOCK
from .duck import connect, translated
from .parameters import Parameters, Resources
from .writing import TableWriter


class SourceSaid(Protocol):
    """What a view tells about a source."""

    @property
    def name(self) -> str: ...

    @property
    def release(self) -> str | None: ...

    @property
    def license(self) -> str | None: ...

    @property
    def records(self) -> int: ...


class Records(Protocol):
    """What assembly needs of a ledger view."""

    @property
    def digest(self) -> str: ...

    @property
    def sources(self) -> Sequence[SourceSaid]: ...

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table: ...


Finish = Callable[[pa.Table], pa.Table]


def _as_it_is(rows: pa.Table) -> pa.Table:
    return rows


class Desk:
    """Working place of one build; a context manager that gives DuckDB's memory back."""

    def __init__(
        self, view: Records, keys: Keys, *, parameters: Parameters, resources: Resources, folder: Path
    ) -> None:
        self.view = view
        self.keys = keys
        self.parameters = parameters
        self.reference_year = parameters.reference_year
        self.sources = parameters.order([source.name for source in view.sources])
        self.counts: dict[str, int] = {}
        self._writer = TableWriter(folder)
        self._duck = connect(resources, folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._writer.__exit__(kind, error, at)
        finally:
            self._duck.close()

    def lay(self, name: str, table: pa.Table) -> None:
        """Makes an Arrow table readable under a name, in place of an older one."""
        self._duck.register(name, table)

    def lay_records(self, name: str, columns: Sequence[str]) -> None:
        """Lays a record table of the view under its own name, with `source` and these columns."""
        self.lay(name, self.view.table(name, columns))

    def lay_keys(self, name: str) -> None:
        """Lays a key table under `keys_<name>`."""
        self.lay(f"keys_{name}", self.keys.tables[name])

    def lift(self, *names: str) -> None:
        """Takes laid tables away again, so that their memory is free."""
        for name in names:
            self._duck.unregister(name)

    def keep(self, name: str, sql: str, **values: Any) -> None:
        """Makes a working table that later families may read."""
        with translated():
            self._duck.execute(f"CREATE TABLE {name} AS {sql}", values or None)

    def drop(self, *names: str) -> None:
        """Removes working tables that nobody reads any more."""
        for name in names:
            self._duck.execute(f"DROP TABLE {name}")

    def read(self, sql: str, **values: Any) -> pa.Table:
        """The rows of a query."""
        with translated():
            return self._duck.sql(sql, params=values or None).to_arrow_table()

    def look_up(self, sql: str, **values: Any) -> pa.Table:
        """The rows of a query over working tables alone, while another query's rows are still being taken."""
        with translated(), closing(self._duck.cursor()) as cursor:
            return cursor.sql(sql, params=values or None).to_arrow_table()

    def number(self, sql: str, **values: Any) -> int | None:
        """The one number that a query gives, None where it is null."""
        found = self.read(sql, **values).column(0)[0].as_py()
        return None if found is None else int(found)

    def rows(self, sql: str, **values: Any) -> Iterator[pa.Table]:
        """A query's rows in tables of BLOCK rows, only the last one smaller; `sources`, a bit string, as names."""
        with translated():
            relation = self._duck.sql(sql, params=values or None)
            bits = "sources" in relation.columns
            if bits:
                relation = relation.select("* REPLACE (sources::VARCHAR AS sources)")
            for piece in evenly(relation.to_arrow_reader(BLOCK), BLOCK):
                yield self._with_source_names(piece) if bits else piece

    def put(self, name: str, sql: str, *, finish: Finish = _as_it_is, **values: Any) -> None:
        """Puts down a kind: a query with its columns, in any order of rows, `sources` as a bit string.

        `finish` gets the rows in pieces, sorted by the kind's identity, and adds columns that Python makes.
        """
        kind: NodeKind | EdgeKind = node_kinds().get(name) or edge_kinds()[name]
        order = ", ".join(kind.identity)
        rows = self.rows(f"SELECT * FROM ({sql}) ORDER BY {order}", **values)  # noqa: S608 - our own queries
        self.put_file(table_name(kind), kind.arrow, (_checked(kind, finish(piece)) for piece in rows))

    def put_file(self, name: str, schema: pa.Schema, pieces: Iterable[pa.Table]) -> None:
        """Puts down a finished table in pieces of BLOCK rows, only the last one smaller."""
        self._writer.write(name, schema, pieces)

    def written(self) -> dict[str, dict[str, Any]]:
        """What the manifest says of the tables put down, all of them on the device now."""
        self._writer.finish()
        return self._writer.tables

    def _with_source_names(self, table: pa.Table) -> pa.Table:
        """The table with sorted names of sources in the place of bit strings (as text)."""
        coded = pc.dictionary_encode(pa.concat_arrays(table["sources"].chunks))
        sets = [
            sorted(source for source, bit in zip(self.sources, text, strict=True) if bit == "1")
            for text in coded.dictionary.to_pylist()
        ]
        names = pa.array(sets, pa.list_(pa.string())).take(coded.indices)
        return table.set_column(table.column_names.index("sources"), "sources", names)

    def source_table(self) -> pa.Table:
        """Columns source, place (0 is heard first) and text of the source's bit."""
        count = len(self.sources)
        bits = ["".join("1" if place == bit else "0" for bit in range(count)) for place in range(count)]
        return pa.table(
            {
                "source": pa.array(self.sources, pa.string()),
                "place": pa.array(range(count), pa.int64()),
                "bit": pa.array(bits, pa.string()),
            }
        )


def evenly(batches: Iterable[pa.RecordBatch], size: int) -> Iterator[pa.Table]:
    """The same rows in tables of that size, only the last one smaller; how they came depends on DuckDB's threads."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= size:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, size)
            waiting = table.slice(size).to_batches()
            rows -= size
    if rows:
        yield pa.Table.from_batches(waiting)


def _checked(kind: NodeKind | EdgeKind, rows: pa.Table) -> pa.Table:
    """The rows with the kind's columns and types."""
    rows = rows.select([field.name for field in kind.columns]).cast(kind.arrow)
    for field in kind.columns:
        if field.required and rows[field.name].null_count:
            raise StorageError(f"{kind.name}.{field.name} is null in {rows[field.name].null_count} rows")
    return rows
