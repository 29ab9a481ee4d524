"""Search by tokens: whole words first, then, only when these do not fill the page, the last word as a prefix.

The full-text index only says which rows match: a hit's class and rank decide its place, so no score may cut. Lucene
keeps words of 255 characters and takes 1,024 of them at most; what is longer or more is compared once more here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...schema.catalog import node_kind
from ...schema.errors import UsageError
from ...schema.kind import Field, FieldType, NodeKind
from ..check import Term, check_page, check_some_fields, display_field
from ..query import Hit, Page, Side
from .expressions import Parameters, beyond, order_by
from .indexes import quoted, search_index
from .rows import Row, record

TOKEN = re.compile(r"[a-z0-9]+|[^\x00-\x7f]")
HIT_ORDER = (
    Term(Side.NODE, "match", FieldType.INTEGER, descending=False, nullable=False),
    Term(Side.NODE, "rank", FieldType.INTEGER, descending=True, nullable=False),
    Term(Side.NODE, "key", FieldType.STRING, descending=False, nullable=False),
)
LONGEST_WORD = 255
MOST_WORDS = 500
_PREFIX = 2
"""The class of hits that match the last word as a prefix only."""

Ask = Callable[[str, dict[str, Any]], list[list[Any]]]
"""Runs a statement that gives one list, here of [label, match, rank, key, name, fields]."""


def search(ask: Ask, kinds: Sequence[NodeKind], tokens: Sequence[str], page: Page, fields: Sequence[str]) -> list[Hit]:
    """A page of hits over the kinds."""
    for kind in kinds:
        if not kind.searchable:
            raise UsageError(f"{kind.name} has no search columns")
    chosen = check_some_fields(kinds, fields)
    check_page(page, HIT_ORDER)
    if not kinds or not tokens or not all(map(TOKEN.fullmatch, tokens)):
        return []
    found: list[Hit] = []
    for prefix in (True, False) if page.backwards else (False, True):
        missing = page.size - len(found)
        if missing and not _is_behind(page, prefix=prefix):
            hits = _Question(tuple(tokens), replace(page, size=missing), chosen, prefix).hits(ask)
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

    def hits(self, ask: Ask) -> list[Hit]:
        """The page of hits, in order."""
        parameters = Parameters(
            indexes=[search_index(node_kind(label)) for label in self.columns],
            words=self._words(),
            phrase=f"|{' '.join(self.tokens)}|",
            size=self.page.size,
        )
        conditions = list(self._conditions(parameters))
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        match = "2" if self.prefix else "CASE WHEN n.search_names CONTAINS $phrase THEN 0 ELSE 1 END"
        backwards = self.page.backwards
        rows = ask(
            "UNWIND $indexes AS index CALL db.index.fulltext.queryNodes(index, $words) YIELD node AS n "
            f"WITH n, {match} AS m, coalesce(n.search_rank, 0) AS rank, n.key AS key{where} "
            f"WITH n, m, rank, key ORDER BY {order_by(HIT_ORDER, ('m', 'rank', 'key'), backwards=backwards)} "
            f"LIMIT $size RETURN collect({self._chosen()})",
            parameters.values,
        )
        readers = {label: record(columns, 5) for label, columns in self.columns.items()}
        found = [_hit(row, readers[row[0]](row)) for row in rows]
        return found[::-1] if backwards else found

    def _words(self) -> str:
        """The query in Lucene's language: every word must be there; of a prefix question the last one only begun."""
        *others, last = self.tokens
        words = [f"+{word[:LONGEST_WORD]}" for word in dict.fromkeys(others[:MOST_WORDS])]
        if not self.prefix or len(last) >= LONGEST_WORD:
            return " ".join([*words, f"+{last[:LONGEST_WORD]}"])
        return " ".join([*words, f"+{last}*", f"-{last}"])

    def _conditions(self, parameters: Parameters) -> Iterator[str]:
        *others, last = self.tokens
        text = "(' ' + n.search_tokens + ' ')"
        rest = [f" {word} " for word in others[MOST_WORDS:]]
        rest += [f" {word} " for word in others[:MOST_WORDS] if len(word) > LONGEST_WORD]
        if len(last) >= LONGEST_WORD:
            whole = parameters.bind(f" {last} ")
            yield f"{text} CONTAINS {parameters.bind(f' {last}')}"
            yield f"{'NOT ' if self.prefix else ''}{text} CONTAINS {whole}"
        if rest:
            yield f"all(word IN {parameters.bind(rest)} WHERE {text} CONTAINS word)"
        if self.page.start is not None:
            yield beyond(HIT_ORDER, ("m", "rank", "key"), self.page.start, parameters, backwards=self.page.backwards)

    def _chosen(self) -> str:
        rows = {label: self._row(node_kind(label), columns) for label, columns in self.columns.items()}
        if len(rows) == 1:
            [row] = rows.values()
            return row
        return "CASE " + " ".join(f"WHEN n:{quoted(label)} THEN {row}" for label, row in rows.items()) + " END"

    def _row(self, kind: NodeKind, columns: Sequence[Field]) -> str:
        chosen = [f"n.{quoted(display_field(kind))}", *(f"n.{quoted(column.name)}" for column in columns)]
        return f"['{kind.name}', m, rank, key, {', '.join(chosen)}]"


def _hit(row: Row, fields: dict[str, Any]) -> Hit:
    label, match, rank, key, name = row[:5]
    return Hit(label, key, name, match, rank, fields, (match, rank, key))
