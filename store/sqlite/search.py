"""Search by tokens. A hit's class and rank decide its place; the full-text table only says which rows match.

A last word of three letters or more is searched in one statement; a shorter one is the beginning of so many words that
whole words are asked for first, and the others only when these do not fill the page. docs/store.md defines the classes.
"""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from typing import Any

from ...schema.catalog import node_kind
from ...schema.errors import UsageError
from ...schema.kind import NodeKind
from ..check import HIT_ORDER, are_tokens, check_page, check_some_fields
from ..query import Hit, Page
from ..readers import reader
from .expressions import Parameters, beyond, order_by
from .rows import Row, record
from .tables import quoted, text
from .walks import Plan

Ask = Callable[[str, Sequence[Any]], list[Row]]
SHORT = 3
"""Words of fewer letters are searched in two statements."""
_PREFIX = 2
"""The class of hits that match the last word as a prefix only."""


class _Part(Enum):
    """Which hits a statement finds: the full-text question (a parameter's number) and the class of a hit."""

    ALL = ("?2", f"iif(instr(' ' || n.search_tokens || ' ', ?4), iif(instr(n.search_names, ?3), 0, 1), {_PREFIX})")
    WHOLE = ("?1", "iif(instr(n.search_names, ?3), 0, 1)")
    PREFIX = ("?2", str(_PREFIX))


def search(ask: Ask, kinds: Sequence[NodeKind], tokens: Sequence[str], page: Page, fields: Sequence[str]) -> list[Hit]:
    """A page of hits over the kinds."""
    for kind in kinds:
        if not kind.searchable:
            raise UsageError(f"{kind.name} has no search columns")
    check_some_fields(kinds, fields)
    check_page(page, HIT_ORDER)
    if not kinds or not tokens or not are_tokens(tokens):
        return []
    labels, words = tuple(dict.fromkeys(kind.name for kind in kinds)), " ".join(f'"{token}"' for token in tokens)
    asked = (words, f"{words}*", f"|{' '.join(tokens)}|", f" {tokens[-1]} ")
    found: list[Hit] = []
    for part in _parts(tokens[-1], page):
        if missing := page.size - len(found):
            hits = _hits(ask, part, labels, tuple(fields), asked, replace(page, size=missing))
            found = hits + found if page.backwards else found + hits
    return found


def _parts(last: str, page: Page) -> list[_Part]:
    """The statements to make until the page is full; those that lie behind its start are left out."""
    if len(last) >= SHORT:
        return [_Part.ALL]
    begins = None if page.start is None else page.start[0]
    if page.backwards:
        return [_Part.WHOLE] if begins is not None and begins < _PREFIX else [_Part.PREFIX, _Part.WHOLE]
    return [_Part.PREFIX] if begins is not None and begins >= _PREFIX else [_Part.WHOLE, _Part.PREFIX]


def _hits(
    ask: Ask,
    part: _Part,
    labels: tuple[str, ...],
    fields: tuple[str, ...],
    asked: tuple[str, ...],
    page: Page,
) -> list[Hit]:
    parameters = Parameters(*asked, page.size)
    if page.start is None:
        plan = _usual(part, labels, fields, backwards=page.backwards)
    else:
        plan = _plan(part, labels, fields, page, parameters)
    rows = ask(plan.sql, parameters.values)
    rows.sort(key=lambda row: (row[1], -row[2], row[3]))
    return list(map(plan.read, rows))


@lru_cache(maxsize=256)
def _usual(part: _Part, labels: tuple[str, ...], fields: tuple[str, ...], *, backwards: bool) -> Plan:
    return _plan(part, labels, fields, Page(1, backwards=backwards), Parameters())


def _plan(part: _Part, labels: tuple[str, ...], fields: tuple[str, ...], page: Page, parameters: Parameters) -> Plan:
    """Columns of a row: label, class, rank, key, name, fields."""
    columns = check_some_fields([node_kind(label) for label in labels], fields)
    ordered = order_by(HIT_ORDER, ("match", "rank", "key"), backwards=page.backwards)
    matches = " UNION ALL ".join(_matches(part, label, page, parameters) for label in labels)
    width = max(map(len, columns.values()))
    named, readers = [], {}
    for label in labels:
        chosen = "".join(f", n.{quoted(column.name)}" for column in columns[label])
        chosen += ", NULL" * (width - len(columns[label]))
        named.append(
            f"SELECT {text(label)}, h.match, h.rank, h.key, n.{quoted(node_kind(label).called_by)}{chosen} "
            f"FROM hits h CROSS JOIN {quoted(label)} n ON n._row = h.place WHERE h.kind = {text(label)}"
        )
        cells = f"row[0], row[3], row[4], row[1], row[2], {record(columns[label], 5)}, (row[1], row[2], row[3])"
        readers[label] = reader(f"_new(Hit, ({cells}))")
    hits = f"WITH hits AS MATERIALIZED (SELECT * FROM ({matches}) ORDER BY {ordered} LIMIT ?5)"
    return Plan(f"{hits} {' UNION ALL '.join(named)}", (), lambda row: readers[row[0]](row))


def _matches(part: _Part, label: str, page: Page, parameters: Parameters) -> str:
    question, match = part.value
    table = quoted(f"_search {label}")
    which = f"{table} MATCH {question}"
    if part is _Part.PREFIX:
        which += f" AND f.rowid NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH ?1)"
    rank = "coalesce(n.search_rank, 0)"
    if page.start is not None:
        which += f" AND {beyond(HIT_ORDER, (match, rank, 'n.key'), page.start, parameters, backwards=page.backwards)}"
    return (
        f"SELECT {text(label)} AS kind, n._row AS place, {match} AS match, {rank} AS rank, n.key AS key "
        f"FROM {table} f CROSS JOIN {quoted(label)} n ON n._row = f.rowid WHERE {which}"
    )
