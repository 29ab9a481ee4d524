"""The tables of a store, derived from the kinds: one per kind, and what answers questions fast beside them.

Derived tables (`_external_id`, `_degree`, full text) are kept by triggers, so that they follow every change of a row
and of no other. On a first load they are filled in one sweep after the rows, and the triggers come last.
"""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from ...schema.catalog import edge_kinds, node_kinds
from ...schema.kind import EdgeKind, Field, FieldType, Kind, NodeKind

FORMAT = 1
APPLICATION_ID = 0x52_47_72_31
WALKED_BY = ("strength", "score", "paper_count")
"""An edge kind's first field of these, or any field marked as indexed, is an order that its walks have an index for."""

_TYPES = {
    FieldType.STRING: "TEXT",
    FieldType.INTEGER: "INTEGER",
    FieldType.FLOAT: "REAL",
    FieldType.BOOLEAN: "INTEGER",
    FieldType.STRINGS: "TEXT",
    FieldType.OBJECTS: "TEXT",
}
_PLACE = {FieldType.STRING: 1, FieldType.STRINGS: 2, FieldType.OBJECTS: 3}
_LAST = ("abstract",)


def quoted(name: str) -> str:
    """A name of the schema as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A name of the schema as an SQL text value."""
    return "'" + value.replace("'", "''") + "'"


def search_table(kind: NodeKind) -> str:
    """The full-text table of a searchable kind, quoted."""
    return quoted(f"_search {kind.name}")


def kinds() -> tuple[Kind, ...]:
    """All kinds, nodes first."""
    return (*node_kinds().values(), *edge_kinds().values())


def stored_columns(kind: Kind) -> tuple[Field, ...]:
    """The kind's columns as they lie in a row: small ones first, so that a long abstract is not read through."""
    return tuple(sorted(kind.columns, key=lambda column: (column.name in _LAST, _PLACE.get(column.type, 0))))


@cache
def fingerprint() -> str:
    """Digest of all statements that make the tables: a store made by others does not fit."""
    statements = [statement for kind in kinds() for statement in (create_table(kind), *create_rest(kind))]
    return sha256("\n".join([*SHARED_TABLES, *statements]).encode()).hexdigest()[:16]


SHARED_TABLES = (
    "CREATE TABLE _store(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE _external_id(external_id TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, "
    "PRIMARY KEY (external_id, kind, key)) WITHOUT ROWID",
    "CREATE TABLE _degree(key TEXT NOT NULL, kind TEXT NOT NULL, outgoing INTEGER NOT NULL, incoming INTEGER NOT NULL, "
    "loops INTEGER NOT NULL, PRIMARY KEY (key, kind)) WITHOUT ROWID",
)


def create_table(kind: Kind) -> str:
    """The statement that makes the kind's table."""
    columns = (
        f"{quoted(column.name)} {_TYPES[column.type]}{' NOT NULL' if column.required else ''}"
        for column in stored_columns(kind)
    )
    return f"CREATE TABLE {quoted(kind.name)}(_row INTEGER PRIMARY KEY, {', '.join(columns)}) STRICT"


def create_rest(kind: Kind) -> Iterator[str]:
    """Indexes, full text and triggers of a kind, to be made when the rows of a first load are in."""
    yield from _indexes(kind)
    if isinstance(kind, NodeKind):
        if kind.searchable:
            yield from _full_text(kind)
        if any(column.name == "external_ids" for column in kind.columns):
            yield from _external_id_triggers(kind)
    elif isinstance(kind, EdgeKind):
        yield from _degree_triggers(kind)


def _index(kind: Kind, columns: str, *, unique: bool = False, where: str = "") -> str:
    name = quoted(f"{kind.name} {columns.replace(chr(34), '')}")
    return f"CREATE {'UNIQUE ' if unique else ''}INDEX {name} ON {quoted(kind.name)}({columns}){where}"


def _indexes(kind: Kind) -> Iterator[str]:
    identity = ", ".join(map(quoted, kind.identity))
    yield _index(kind, identity, unique=True)
    if isinstance(kind, NodeKind):
        sort_key = ', "sort_key"' if kind.searchable else ""
        for column in kind.columns:
            if column.indexed and column.type in (FieldType.INTEGER, FieldType.FLOAT):
                yield _index(kind, f'{quoted(column.name)} DESC{sort_key}, "key"')
            elif column.indexed and column.name == "sort_key":
                yield _index(kind, '"sort_key", "key"')
            elif column.indexed:
                yield _index(kind, quoted(column.name), where=f" WHERE {quoted(column.name)} IS NOT NULL")
    elif isinstance(kind, EdgeKind):
        orders = _walk_orders(kind)
        if kind.discriminator or not orders:
            yield _index(kind, ", ".join(map(quoted, ("target", *kind.discriminator, "source"))))
        for name in orders:
            yield _index(kind, f'"source", {quoted(name)} DESC, "target"')
            yield _index(kind, f'"target", {quoted(name)} DESC, "source"')


def _walk_orders(kind: EdgeKind) -> list[str]:
    names = [column.name for column in kind.columns]
    usual = [name for name in WALKED_BY if name in names][:1]
    return usual + [column.name for column in kind.columns if column.indexed and column.name not in usual]


def _full_text(kind: NodeKind) -> Iterator[str]:
    table, rows = search_table(kind), quoted(kind.name)
    remove = f"INSERT INTO {table}({table}, rowid, search_tokens) VALUES ('delete', old._row, old.search_tokens);"
    add = f"INSERT INTO {table}(rowid, search_tokens) VALUES (new._row, new.search_tokens);"
    yield (
        f"CREATE VIRTUAL TABLE {table} USING fts5(search_tokens, content={quoted(kind.name)}, content_rowid=_row, "
        "tokenize='ascii', detail=none, columnsize=0, prefix='1 2 3')"
    )
    yield f"INSERT INTO {table}({table}) VALUES ('rebuild')"
    yield f"CREATE TRIGGER {quoted(f'{kind.name} search added')} AFTER INSERT ON {rows} BEGIN {add} END"
    yield f"CREATE TRIGGER {quoted(f'{kind.name} search removed')} AFTER DELETE ON {rows} BEGIN {remove} END"
    yield (
        f"CREATE TRIGGER {quoted(f'{kind.name} search changed')} AFTER UPDATE OF search_tokens ON {rows} "
        f"WHEN old.search_tokens IS NOT new.search_tokens BEGIN {remove} {add} END"
    )


def _external_id_triggers(kind: NodeKind) -> Iterator[str]:
    rows, label = quoted(kind.name), text(kind.name)
    remove = f"DELETE FROM _external_id WHERE key = old.key AND kind = {label} AND external_id IN "
    remove += "(SELECT value FROM json_each(old.external_ids));"
    add = f"INSERT INTO _external_id SELECT DISTINCT value, {label}, new.key FROM json_each(new.external_ids);"
    yield (
        f"INSERT INTO _external_id SELECT DISTINCT e.value, {label}, n.key FROM {rows} n, json_each(n.external_ids) e "
        "ORDER BY 1, 3"
    )
    yield f"CREATE TRIGGER {quoted(f'{kind.name} id added')} AFTER INSERT ON {rows} BEGIN {add} END"
    yield f"CREATE TRIGGER {quoted(f'{kind.name} id removed')} AFTER DELETE ON {rows} BEGIN {remove} END"
    yield (
        f"CREATE TRIGGER {quoted(f'{kind.name} id changed')} AFTER UPDATE OF external_ids ON {rows} "
        f"WHEN old.external_ids IS NOT new.external_ids BEGIN {remove} {add} END"
    )


def _degree_triggers(kind: EdgeKind) -> Iterator[str]:
    rows, name = quoted(kind.name), text(kind.name)
    yield (
        f"INSERT INTO _degree SELECT key, {name}, sum(outgoing), sum(incoming), sum(loops) FROM ("
        f"SELECT source AS key, count(*) AS outgoing, 0 AS incoming, sum(source = target) AS loops FROM {rows} "
        f"GROUP BY source UNION ALL SELECT target, 0, count(*), 0 FROM {rows} GROUP BY target) "
        "GROUP BY key ORDER BY key"
    )
    add = (
        f"INSERT INTO _degree VALUES (new.source, {name}, 1, 0, new.source = new.target) "
        "ON CONFLICT DO UPDATE SET outgoing = outgoing + 1, loops = loops + excluded.loops; "
        f"INSERT INTO _degree VALUES (new.target, {name}, 0, 1, 0) ON CONFLICT DO UPDATE SET incoming = incoming + 1;"
    )
    remove = (
        f"UPDATE _degree SET outgoing = outgoing - 1, loops = loops - (old.source = old.target) "
        f"WHERE key = old.source AND kind = {name}; "
        f"UPDATE _degree SET incoming = incoming - 1 WHERE key = old.target AND kind = {name}; "
        f"DELETE FROM _degree WHERE key IN (old.source, old.target) AND kind = {name} AND outgoing + incoming = 0;"
    )
    yield f"CREATE TRIGGER {quoted(f'{kind.name} counted')} AFTER INSERT ON {rows} BEGIN {add} END"
    yield f"CREATE TRIGGER {quoted(f'{kind.name} uncounted')} AFTER DELETE ON {rows} BEGIN {remove} END"
