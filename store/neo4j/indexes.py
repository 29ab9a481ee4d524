"""Constraints and indexes, derived from the kinds; only those that are missing are made.

Uniqueness comes before the rows, because writing finds rows by it. The others serve reading and come after the rows of
a first load: filling an index once is several times cheaper than keeping it up to date for every batch.
"""

from __future__ import annotations

from functools import cache

import neo4j

from ...schema.catalog import node_kinds
from ...schema.errors import StoreMismatch
from ...schema.kind import FieldType, NodeKind

EXTERNAL_ID = "ExternalId"
"""Label of the nodes that say which node carries an external id: properties `id`, `kind`, `key`."""
PUBLICATION = "Publication"
"""Label of the one node that says what the store holds."""
_PREFIX = "research_graph"
_WAIT_S = 3600


def quoted(name: str) -> str:
    """A name of the schema as Cypher writes it."""
    return "`" + name.replace("`", "``") + "`"


def search_index(kind: NodeKind) -> str:
    """Name of the full-text index of a searchable kind."""
    return f"{_PREFIX}_search_{kind.name.lower()}"


@cache
def constraints() -> dict[str, str]:
    """Statements by name of what they make: keys and external ids are unique, and found by their index."""
    found = {f"{_PREFIX}_{label.lower()}_key": _unique(label, "n.key") for label in node_kinds()}
    found[f"{_PREFIX}_external_id"] = _unique(EXTERNAL_ID, "(n.id, n.key)")
    found[f"{_PREFIX}_publication"] = _unique(PUBLICATION, "n.name")
    return {name: statement.replace("?", name) for name, statement in found.items()}


@cache
def indexes() -> dict[str, str]:
    """Statements by name of what they make, for reading: indexed fields, and search tokens of each kind."""
    found = {}
    for kind in node_kinds().values():
        for column in kind.columns:
            if column.indexed and column.type not in (FieldType.STRINGS, FieldType.OBJECTS):
                name = f"{_PREFIX}_{kind.name.lower()}_{column.name}"
                found[name] = f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{quoted(kind.name)}) ON (n.{column.name})"
        if kind.searchable:
            name = search_index(kind)
            found[name] = (
                f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{quoted(kind.name)}) ON EACH [n.search_tokens] "
                "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"
            )
    return found


def missing(session: neo4j.Session, wanted: dict[str, str]) -> list[str]:
    """Statements for what the server lacks."""
    there = {name for (name,) in session.run("SHOW INDEXES YIELD name").values()}
    return [statement for name, statement in wanted.items() if name not in there]


def ensure(session: neo4j.Session, wanted: dict[str, str]) -> None:
    """Makes what the server lacks and waits until it can be used.

    Raises StoreMismatch where the like is there under a name of others: the server then makes none of ours.
    """
    statements = missing(session, wanted)
    if not statements:
        return
    for statement in statements:  # as transactions that are tried again: others may be making the same at once
        session.execute_write(_run, statement)
    if refused := missing(session, wanted):
        raise StoreMismatch(
            f"the database has an index of its own in place of: {refused[0]}",
            hint="find it by SHOW INDEXES, drop it and publish again",
        )
    session.run("CALL db.awaitIndexes($seconds)", seconds=_WAIT_S).consume()


def _run(transaction: neo4j.ManagedTransaction, statement: str) -> None:
    transaction.run(statement).consume()


def _unique(label: str, what: str) -> str:
    return f"CREATE CONSTRAINT ? IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE {what} IS UNIQUE"
