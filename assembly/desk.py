"""Where one build is put together: a DuckDB connection over the view and the keys, and the folder that fills up.

Families of tables (see tables/) lay record tables on the desk, keep working tables for each other and put down finished
tables. Sets of sources are bit strings here, one bit a source; a finished table gets their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from ..schema.errors import StorageError
from ..schema.kind import EdgeKind, NodeKind
from .build import kind_named, table_name
from .digest import BLOCK
from .duck import connect, parquet, translated
from .earlier import Earlier
from .parameters import Parameters, Resources
from .writing import TableWriter

GROUND = "ground"
"""The room whose tables are seen from every other one."""

Finish = Callable[[pa.Table], pa.Table]


def _as_it_is(rows: pa.Table) -> pa.Table:
    return rows


class Desk:
    """Working place of one build; a context manager that gives DuckDB's memory back."""

    def __init__(
        self, sources: Sequence[str], earlier: Earlier, *, parameters: Parameters, resources: Resources, folder: Path
    ) -> None:
        self.earlier = earlier
        self.parameters = parameters
        self.reference_year = parameters.reference_year
        self.sources = parameters.order(list(sources))
        self.counts: dict[str, int] = {}
        self._writer = TableWriter(folder)
        self._duck = connect(resources, folder)
        self._rooms: list[str] = []

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

    def lay_file(self, name: str, path: Path) -> None:
        """Makes a finished table readable under a name in this room."""
        self._duck.execute(f'CREATE VIEW "{name}" AS FROM {parquet(path)}')

    def lift(self, *names: str) -> None:
        """Takes laid tables away again, so that their memory is free."""
        for name in names:
            self._duck.unregister(name)

    def enter(self, room: str, doors: Mapping[str, str]) -> None:
        """Begins a family's room: working tables are kept in it and seen only there and from the rooms with a door.

        `doors`: working tables that this room sees, each with the room that it is kept in.
        """
        self._rooms.append(room)
        self._duck.execute(f"CREATE SCHEMA {_schema(room)}")
        for table, other in doors.items():
            self._duck.execute(f"CREATE VIEW {_schema(room)}.{table} AS FROM {_schema(other)}.{table}")
        _look_from(room, self._duck)

    def leave(self, *, but: Set[str]) -> None:
        """Removes the working tables of all rooms but those and the ground."""
        for room in [each for each in self._rooms if each not in {GROUND, *but}]:
            self._duck.execute(f"DROP SCHEMA {_schema(room)} CASCADE")
            self._rooms.remove(room)

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
            _look_from(self._rooms[-1], cursor)
            return cursor.sql(sql, params=values or None).to_arrow_table()

    def number(self, sql: str, **values: Any) -> int | None:
        """The one number that a query gives, None where it is null."""
        with translated():
            ((found,),) = self._duck.execute(sql, values or None).fetchall()
        return None if found is None else int(found)

    def rows(self, sql: str, **values: Any) -> Iterator[pa.Table]:
        """A query's rows in tables of BLOCK rows, only the last one smaller."""
        with translated():
            yield from evenly(self._duck.sql(sql, params=values or None).to_arrow_reader(BLOCK), BLOCK)

    def known(self, kind: str, rows: pa.Table, *, same: Sequence[str], columns: Sequence[str]) -> pa.Table | None:
        """Columns of the earlier build's rows of a kind, for each given row (sorted by `key`) the one with its key.

        Null where the earlier build has no such row or another value in one of the columns `same`; None where it has
        no such table.
        """
        table = table_name(kind_named(kind))
        if not self.earlier.is_intact(table):
            return None
        numbered = rows.select(["key", *same]).append_column("number", pa.array(range(rows.num_rows)))
        agrees = " AND ".join(f"o.{name} IS NOT DISTINCT FROM r.{name}" for name in ("key", *same))
        sql = f"""SELECT {", ".join(f"o.{name}" for name in columns)}
            FROM given r LEFT JOIN (FROM earlier WHERE key BETWEEN $first AND $last) o ON {agrees} ORDER BY r.number"""  # noqa: S608 - names of our own columns
        with translated(), closing(self._duck.cursor()) as cursor:
            cursor.register("given", numbered)
            cursor.register("earlier", cursor.read_parquet(str(self.earlier.file(table))))
            first, last = rows["key"][0].as_py(), rows["key"][-1].as_py()
            return cursor.sql(sql, params={"first": first, "last": last}).to_arrow_table()

    def put(self, name: str, sql: str, *, finish: Finish = _as_it_is, **values: Any) -> None:
        """Puts down a kind: a query with its columns, in any order of rows, `sources` as a bit string.

        `finish` gets the rows in pieces, sorted by the kind's identity, and adds columns that Python makes.
        """
        kind = kind_named(name)
        bits = "sources" in kind.arrow.names
        columns = "* REPLACE (sources::VARCHAR AS sources)" if bits else "*"
        rows = self.rows(f"SELECT {columns} FROM ({sql}) ORDER BY {', '.join(kind.identity)}", **values)  # noqa: S608 - our own queries
        named = map(self._with_source_names, rows) if bits else rows
        self.put_file(table_name(kind), kind.arrow, (_checked(kind, finish(piece)) for piece in named))

    def put_nothing(self, name: str) -> None:
        """Puts down a kind without rows."""
        kind = kind_named(name)
        self.put_file(table_name(kind), kind.arrow, ())

    def put_file(self, name: str, schema: pa.Schema, pieces: Iterable[pa.Table]) -> None:
        """Puts down a finished table in pieces of BLOCK rows, only the last one smaller."""
        self._writer.write(name, schema, pieces)

    def take_over(self, name: str) -> None:
        """Puts down a table of the earlier build as it is."""
        self._writer.take_over(name, self.earlier.file(name), self.earlier.entry(name))

    def written(self) -> dict[str, dict[str, Any]]:
        """What the manifest says of the tables put down, all of them on the device now."""
        self._writer.finish()
        return self._writer.tables

    def _with_source_names(self, table: pa.Table) -> pa.Table:
        """The table with sorted names of sources in the place of bit strings (as text)."""
        coded = pc.dictionary_encode(pa.concat_arrays(table["sources"].chunks))
        sets = [
            # Without any source there is no empty bit string: DuckDB makes it one bit.
            sorted(source for source, bit in zip(self.sources, text, strict=bool(self.sources)) if bit == "1")
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


def _schema(room: str) -> str:
    return f"room_{room}"


def _look_from(room: str, duck: duckdb.DuckDBPyConnection) -> None:
    duck.execute(f"SET search_path = '{_schema(room)},{_schema(GROUND)}'")


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
