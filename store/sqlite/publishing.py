"""Writes a difference: as one transaction into what is there, or as a first load, rows first and the rest after."""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter

from ...schema.difference import Difference, KindDifference
from ...schema.kind import Kind
from ...schema.publication import Publication
from ..port import Progress, Seen
from ..publication import check_base, check_seen, counted, decode, encode, following, says_the_same
from .connection import create_tables, finish_table
from .rows import Row, batch_rows
from .tables import kinds, quoted, stored_columns

_ROWS = attrgetter("num_rows")
_READY = 12
"""Batches of rows that are made ready ahead at most, so that memory stays bounded."""


def held(connection: sqlite3.Connection) -> Publication | None:
    """The publication the store holds."""
    row = connection.execute("SELECT value FROM _store WHERE name = 'publication'").fetchone()
    return decode(row[0]) if row else None


def fill(
    connection: sqlite3.Connection,
    difference: Difference,
    publication: Publication,
    *,
    before: Publication | None,
    progress: Progress | None,
) -> None:
    """Makes the tables of an empty database and fills them; `before` is what the replaced store held."""
    create_tables(connection)
    _fill(connection, difference, progress)
    _note(connection, following(before, publication))


def _fill(connection: sqlite3.Connection, difference: Difference, progress: Progress | None) -> None:
    """Inserts kind after kind; while SQLite finishes one on a second thread, rows of the next are made ready here.

    Only then: inserts give Python's lock away at every row, and another thread that wants it slows them down a lot.
    """
    batches = _ready_batches(difference, progress)
    waiting: deque[tuple[Kind, list[Row] | None]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="finish") as second:
        while batch := waiting.popleft() if waiting else next(batches, None):
            kind, rows = batch
            if rows is not None:
                connection.executemany(_upsert_sql(kind, insert_only=True), rows)
                continue
            finished = second.submit(finish_table, connection, kind)
            while not finished.done() and len(waiting) < _READY and (after := next(batches, None)):
                waiting.append(after)
            finished.result()
    named = {change.kind.name for change in difference.kinds}
    for kind in kinds():
        if kind.name not in named:
            finish_table(connection, kind)


def _ready_batches(difference: Difference, progress: Progress | None) -> Iterator[tuple[Kind, list[Row] | None]]:
    """Rows to insert by kind; None at a kind's end."""
    for change in difference.kinds:
        kind, total = change.kind, change.added + change.changed
        columns = stored_columns(kind)
        for batch in counted(change.upserts(), kind, total, rows=_ROWS, progress=progress):
            yield kind, list(batch_rows(batch, columns))
        yield kind, None


def change(
    connection: sqlite3.Connection,
    difference: Difference,
    publication: Publication,
    *,
    seen: Seen | None,
    where: str,
    progress: Progress | None,
) -> None:
    """Carries the difference out in one transaction: nodes, edges, then edges and nodes that go.

    `where` names the store in errors: StoreChanged where it is not as it was `seen`, StoreMismatch where the
    difference starts from another build.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = held(connection)
        check_seen(Seen(before), seen, where=where)
        check_base(before, difference)
        if difference.is_empty and says_the_same(before, publication):
            connection.execute("ROLLBACK")
            return
        for kind in difference.kinds:
            _upsert(connection, kind, progress=progress)
        for kind in reversed(difference.kinds):
            _remove(connection, kind, progress=progress)
        _note(connection, following(before, publication))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def _upsert(connection: sqlite3.Connection, change: KindDifference, *, progress: Progress | None) -> None:
    kind, total = change.kind, change.added + change.changed
    columns = stored_columns(kind)
    rows = (
        row
        for batch in counted(change.upserts(), kind, total, rows=_ROWS, progress=progress)
        for row in batch_rows(batch, columns)
    )
    connection.executemany(_upsert_sql(kind, insert_only=False), rows)


def _upsert_sql(kind: Kind, *, insert_only: bool) -> str:
    names = [column.name for column in stored_columns(kind)]
    sql = f"INSERT INTO {quoted(kind.name)}({', '.join(map(quoted, names))}) VALUES ({', '.join('?' * len(names))})"
    if insert_only:
        return sql
    changed = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in names if name not in kind.identity)
    return f"{sql} ON CONFLICT({', '.join(map(quoted, kind.identity))}) DO UPDATE SET {changed}"


def _remove(connection: sqlite3.Connection, change: KindDifference, *, progress: Progress | None) -> None:
    kind = change.kind
    sql = f"DELETE FROM {quoted(kind.name)} WHERE {' AND '.join(f'{quoted(name)} = ?' for name in kind.identity)}"
    for batch in counted(change.removals(), kind, change.removed, rows=_ROWS, progress=progress):
        connection.executemany(sql, batch_rows(batch, [kind.field(name) for name in kind.identity]))


def _note(connection: sqlite3.Connection, publication: Publication) -> None:
    connection.execute("INSERT OR REPLACE INTO _store VALUES ('publication', ?)", (encode(publication),))
