"""Search by tokens: whole words first, which a second statement is only needed for when they do not fill the page.

A hit's class and rank decide its place, so the full-text table only says which rows match; see docs/store.md.
"""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...schema.catalog import node_kind
from ...schema.errors import UsageError
from ...schema.kind import Field, FieldType, NodeKind
from ..check import Term, are_tokens, check_page, check_some_fields, display_field
from ..query import Hit, Page, Side
from .expressions import Parameters, beyond, order_by
from .rows import Row, record
from .tables import quoted, text

_RANK = "coalesce(n.search_rank, 0)"
HIT_ORDER = (
    Term(Side.NODE, "match", FieldType.INTEGER, descending=False, nullable=False),
    Term(Side.NODE, "rank", FieldType.INTEGER, descending=True, nullable=False),
    Term(Side.NODE, "key", FieldType.STRING, descending=False, nullable=False),
)
_PREFIX = 2
"""The class of hits that match the last word as a prefix only."""


def search(
    connection: sqlite3.Connection, kinds: Sequence[NodeKind], tokens: Sequence[str], page: Page, fields: Sequence[str]
) -> list[Hit]:
    """A page of hits over the kinds."""
    for kind in kinds:
        if not kind.searchable:
            raise UsageError(f"{kind.name} has no search columns")
    chosen = check_some_fields(kinds, fields)
    check_page(page, HIT_ORDER)
    if not kinds or not tokens or not are_tokens(tokens):
        return []
    found: list[Hit] = []
    for prefix in (True, False) if page.backwards else (False, True):
        missing = page.size - len(found)
        if missing and not _is_behind(page, prefix=prefix):
            asked = _Question(tuple(tokens), replace(page, size=missing), chosen, prefix)
            hits = asked.hits(connection)
            found = hits + found if page.backwards else found + hits
    return found


def _is_behind(page: Page, *, prefix: bool) -> bool:
    """Whether the page begins beyond all hits of this statement."""
    if page.start is None:
        return False
    if page.backwards:
        return prefix and page.start[0] < _PREFIX
    return not prefix and page.start[0] >= _PREFIX


@dataclass(frozen=True, slots=True)
class _Question:
    """One statement of a search: whole words, or the last word as a prefix and not whole."""

    tokens: tuple[str, ...]
    page: Page
    columns: dict[str, tuple[Field, ...]]
    prefix: bool

    def hits(self, connection: sqlite3.Connection) -> list[Hit]:
        """The page of hits, in order."""
        words = " ".join(f'"{token}"' for token in self.tokens)
        parameters = Parameters(words, f"{words}*", f"|{' '.join(self.tokens)}|", self.page.size)
        matches = " UNION ALL ".join(self._matches(label, parameters) for label in self.columns)
        ordered = order_by(HIT_ORDER, ("match", "rank", "key"), backwards=self.page.backwards)
        width = max(map(len, self.columns.values()))
        named = " UNION ALL ".join(self._named(label, width) for label in self.columns)
        rows = connection.execute(
            f"WITH hits AS MATERIALIZED (SELECT * FROM ({matches}) ORDER BY {ordered} LIMIT ?4) {named}",
            parameters.values,
        ).fetchall()
        readers = {label: record(columns, 5) for label, columns in self.columns.items()}
        rows.sort(key=lambda row: (row[1], -row[2], row[3]))
        return [_hit(row, readers[row[0]](row)) for row in rows]

    def _matches(self, label: str, parameters: Parameters) -> str:
        table, expression = quoted(f"_search {label}"), ("2", _RANK, "n.key")
        if self.prefix:
            which = f"{table} MATCH ?2 AND f.rowid NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH ?1)"
        else:
            which = f"{table} MATCH ?1"
            expression = ("iif(instr(n.search_names, ?3), 0, 1)", _RANK, "n.key")
        if self.page.start is not None:
            beyond_start = beyond(HIT_ORDER, expression, self.page.start, parameters, backwards=self.page.backwards)
            which += f" AND {beyond_start}"
        match, rank, key = expression
        return (
            f"SELECT {text(label)} AS kind, n._row AS place, {match} AS match, {rank} AS rank, {key} AS key "
            f"FROM {table} f CROSS JOIN {quoted(label)} n ON n._row = f.rowid WHERE {which}"
        )

    def _named(self, label: str, width: int) -> str:
        columns = self.columns[label]
        chosen = "".join(f", n.{quoted(column.name)}" for column in columns) + ", NULL" * (width - len(columns))
        name = f"n.{quoted(display_field(node_kind(label)))}"
        return (
            f"SELECT h.kind, h.match, h.rank, h.key, {name}{chosen} FROM hits h CROSS JOIN {quoted(label)} n "
            f"ON n._row = h.place WHERE h.kind = {text(label)}"
        )


def _hit(row: Row, fields: dict[str, Any]) -> Hit:
    kind, match, rank, key, name = row[:5]
    return Hit(kind, key, name, match, rank, fields, (match, rank, key))
