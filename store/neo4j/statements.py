"""What is written to a server: one statement per kind and deed, over `$rows`, lists in the order of the columns.

Each can be repeated: what is there already is set again, what is gone already is not missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ...schema.catalog import edge_kinds, node_kinds
from ...schema.kind import EdgeKind, Field, Kind, NodeKind
from .indexes import EXTERNAL_ID, PUBLICATION, quoted

IDS = "external_ids"

_MARK = "coalesce(p.publisher, '') + coalesce(toString(p.writes), '') + coalesce(p.note, '')"
"""Differs after every transaction of a publish; empty where nothing was published."""
READ_NOTE = f"MATCH (p:{PUBLICATION}) RETURN p.note, coalesce(p.from_nothing, false), p.unfinished, {_MARK}"
READ_PUBLICATION = f"MATCH (p:{PUBLICATION}) RETURN p.note"
READ_EPOCH = f"MATCH (p:{PUBLICATION}) RETURN p.epoch, p.state"
WITH_EPOCH = f"CALL () {{{{ {{}} AS found }}}} OPTIONAL MATCH (p:{PUBLICATION}) RETURN found, p.epoch, p.state"
"""Reads the epoch along with a statement that gives one value."""
_LOCKED = "SET p.locked = true REMOVE p.locked WITH p"
"""A write to the node, so that what is read after it stays as it is until the transaction ends."""
TAKE = (
    f"MERGE (p:{PUBLICATION} {{name: 'current'}}) {_LOCKED} "
    f"WHERE p.publisher = $publisher OR {_MARK} = $mark SET p.publisher = $publisher RETURN p.publisher"
)
"""Makes one the publisher, if nothing changed since the mark was read (or it is a retry that was carried out)."""
HOLD = (
    f"MATCH (p:{PUBLICATION} {{name: 'current'}}) {_LOCKED} WHERE p.publisher = $publisher "
    "SET p.writes = coalesce(p.writes, 0) + 1 RETURN p.publisher"
)
"""Says in a batch's transaction that one is still the publisher, and keeps others from becoming it until its end."""
HOLD_UNFINISHED = f"MATCH (p:{PUBLICATION}) {_LOCKED} WHERE p.unfinished IS NOT NULL RETURN p.unfinished"
WRITE_NOTE = (
    f"MATCH (p:{PUBLICATION} {{name: 'current'}}) SET p += {{note: $note, build: $build, state: $state, "
    "epoch: $epoch, as_of: $as_of, from_nothing: $from_nothing}"
)
FINISHED = f"MATCH (p:{PUBLICATION}) REMOVE p.unfinished"


def upsert(kind: Kind) -> str:
    """Makes rows or sets them anew; rows have the kind's columns. A property that a row lacks is taken away."""
    if isinstance(kind, EdgeKind):
        return _upsert_edges(kind)
    assert isinstance(kind, NodeKind)  # noqa: S101 - the only other kind
    return _upsert_nodes(kind)


def remove(kind: Kind) -> str:
    """Removes rows, given by the kind's identity columns."""
    if isinstance(kind, EdgeKind):
        return f"UNWIND $rows AS row {_ends(kind)} MATCH (a)-[r:{_type(kind, kind.identity)}]->(b) DELETE r"
    assert isinstance(kind, NodeKind)  # noqa: S101 - the only other kind
    ids = ""
    if has_ids(kind):
        ids = f"CALL (n) {{ UNWIND n.{IDS} AS id MATCH (e:{EXTERNAL_ID} {{id: id, key: n.key}}) DELETE e }} "
    return f"UNWIND $rows AS row MATCH (n:{quoted(kind.name)} {{key: row[0]}}) {ids}DETACH DELETE n"


def set_empty(kind: Kind, field: str) -> str:
    """Sets a field to an empty text, for rows of the kind's identity columns."""
    if isinstance(kind, EdgeKind):
        found = f"{_ends(kind)} MATCH (a)-[n:{_type(kind, kind.identity)}]->(b)"
    else:
        found = f"MATCH (n:{quoted(kind.name)} {{key: row[0]}})"
    return f"UNWIND $rows AS row {found} SET n.{quoted(field)} = ''"


@cache
def clear(size: int) -> tuple[str, ...]:
    """Each removes `size` rows of all kinds or of what goes with them, and says how many there were; others stay."""
    labels = "|".join(map(quoted, [*node_kinds(), EXTERNAL_ID]))
    types = "|".join(map(quoted, edge_kinds()))
    return (
        f"MATCH ()-[r:{types}]->() WITH r LIMIT {size} DELETE r RETURN count(*)",
        f"MATCH (n:{labels}) WITH n LIMIT {size} DETACH DELETE n RETURN count(*)",
    )


def read_all(kind: Kind) -> str:
    """Reads every row, with the kind's columns."""
    if isinstance(kind, EdgeKind):
        ends, name = f"(n:{quoted(kind.source)})-[r:{_name(kind)}]->(m:{quoted(kind.target)})", "r"
        first = ["n.key", "m.key"]
    else:
        ends, name, first = f"(n:{quoted(kind.name)})", "n", []
    rest = [f"{name}.{quoted(column.name)}" for column in kind.columns[len(first) :]]
    return f"MATCH {ends} RETURN {', '.join(first + rest)}"


def has_ids(kind: NodeKind) -> bool:
    """Whether nodes of the kind carry external ids."""
    return any(column.name == IDS for column in kind.columns)


def _upsert_nodes(kind: NodeKind) -> str:
    merge = f"UNWIND $rows AS row MERGE (n:{quoted(kind.name)} {{key: row[0]}})"
    assign = f"SET n = {_map(kind.columns)}"
    if not has_ids(kind):
        return f"{merge} {assign}"
    place = [column.name for column in kind.columns].index(IDS)
    return (
        f"{merge} WITH n, row, coalesce(n.{IDS}, []) AS old, coalesce(row[{place}], []) AS new {assign} "
        f"FOREACH (id IN [id IN new WHERE NOT id IN old] | MERGE (e:{EXTERNAL_ID} {{id: id, key: row[0]}}) "
        f"SET e.kind = '{kind.name}') "
        "WITH row[0] AS key, [id IN old WHERE NOT id IN new] AS gone WHERE gone <> [] "
        f"UNWIND gone AS id MATCH (e:{EXTERNAL_ID} {{id: id, key: key}}) DELETE e"
    )


def _upsert_edges(kind: EdgeKind) -> str:
    one = _type(kind, [column.name for column in kind.columns])
    return f"UNWIND $rows AS row {_ends(kind)} MERGE (a)-[r:{one}]->(b) SET r = {_map(kind.columns, 2)}"


def _ends(kind: EdgeKind) -> str:
    return f"MATCH (a:{quoted(kind.source)} {{key: row[0]}}) MATCH (b:{quoted(kind.target)} {{key: row[1]}})"


def _type(kind: EdgeKind, columns: Sequence[str]) -> str:
    """The relationship's type, with what tells two between the same ends apart, from rows with these columns."""
    named = ", ".join(f"{quoted(name)}: row[{columns.index(name)}]" for name in kind.discriminator)
    return f"{_name(kind)} {{{named}}}" if named else _name(kind)


def _name(kind: EdgeKind) -> str:
    return quoted(kind.name)


def _map(columns: Sequence[Field], at: int = 0) -> str:
    named = (f"{quoted(column.name)}: row[{place}]" for place, column in enumerate(columns) if place >= at)
    return f"{{{', '.join(named)}}}"
