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


def finish(session: neo4j.Session, unfinished: str | None) -> None:
    """Makes constraints and indexes that are missing and sets the texts named by an import; can be repeated."""
    ensure(session, constraints())
    if unfinished:
        found: Unfinished = orjson.loads(unfinished)
        for name, fields in found.items():
            for field, rows in fields.items():
                _set_empty(session, node_kinds().get(name) or edge_kinds()[name], field, rows)
        session.run(statements.FINISH_NOTE).consume()
    ensure(session, indexes())


def _set_empty(session: neo4j.Session, kind: Kind, field: str, rows: list[tuple[Any, ...]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        session.run(statements.set_empty(kind, field), rows=rows[start : start + _AT_ONCE]).consume()
