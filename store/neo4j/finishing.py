"""What an offline import leaves to be done on a store's first use, before anything else is written or read."""

from __future__ import annotations

from typing import Any

import neo4j
import orjson

from ...schema.catalog import edge_kinds, node_kinds
from ...schema.kind import Kind
from . import statements
from .indexes import constraints, ensure, indexes

Unfinished = dict[str, dict[str, list[tuple[Any, ...]]]]
"""By kind and field the identities of rows whose text is empty."""
_AT_ONCE = 5_000


def finish(session: neo4j.Session, unfinished: str) -> None:
    """Makes constraints and indexes and sets the texts named by an import, then takes its mark away.

    Can be repeated and done by several at once: what is set is right as long as the mark is there, and no publish
    begins before it is gone.
    """
    ensure(session, constraints())
    found: Unfinished = orjson.loads(unfinished)
    for name, fields in found.items():
        for field, rows in fields.items():
            _set_empty(session, node_kinds().get(name) or edge_kinds()[name], field, rows)
    ensure(session, indexes())
    session.run(statements.FINISHED).consume()


def _set_empty(session: neo4j.Session, kind: Kind, field: str, rows: list[tuple[Any, ...]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        session.execute_write(_set_part, statements.set_empty(kind, field), rows[start : start + _AT_ONCE])


def _set_part(transaction: neo4j.ManagedTransaction, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if transaction.run(statements.HOLD_UNFINISHED).values():
        transaction.run(statement, rows=rows).consume()
