"""Search by tokens in one statement: whole words, then, only if these do not fill the page, the last as a prefix.

The full-text index only says which rows match: a hit's class and rank decide its place, so no score may cut. Lucene
keeps words of 255 characters and takes 1,024 of them at most; what is longer or more is compared once more here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...schema.catalog import node_kind
from ...schema.errors import UsageError
from ...schema.kind import Field, NodeKind
from ..check import HIT_ORDER, are_tokens, check_page, check_some_fields
from ..query import Hit, Page
from ..readers import Row
from .expressions import Parameters, beyond, order_by
from .indexes import quoted, search_index
from .rows import record

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
    if not kinds or not tokens or not are_tokens(tokens):
        return []
    question = _Question(tuple(tokens), page, chosen)
    parts = [question.part(prefix=prefix) for prefix in _classes(page)]
    rows = ask(_joined(parts), question.parameters.values)
    readers = {label: record(columns, 5) for label, columns in chosen.items()}
    found = [_hit(row, readers[row[0]](row)) for row in rows]
    return found[::-1] if page.backwards else found


def _classes(page: Page) -> list[bool]:
    """In the page's order, the parts where it may have hits: False, whole words; True, the last one as a prefix."""
    parts = [True, False] if page.backwards else [False, True]
    if page.start is None:
        return parts
    return parts[parts.index(page.start[0] >= _PREFIX) :]


def _joined(parts: Sequence[str]) -> str:
    """One statement; a second part is carried out only when the first does not fill the page."""
    text = f"WITH $indexes AS indexes CALL (indexes) {{ {parts[0]} AS found }} "
    if len(parts) == 1:
        return text + "RETURN found"
    return (
        f"{text} WITH found, CASE WHEN size(found) < $size THEN $indexes ELSE [] END AS indexes "
        f"CALL (indexes) {{ {parts[1]} AS more }} RETURN found + more[..$size - size(found)]"
    )


class _Question:
    """What is asked for; its parts share the parameters."""

    def __init__(self, tokens: tuple[str, ...], page: Page, columns: dict[str, tuple[Field, ...]]) -> None:
        self._tokens = tokens
        self._page = page
        self._columns = columns
        self.parameters = Parameters(
            indexes=[search_index(node_kind(label)) for label in columns],
            phrase=f"|{' '.join(tokens)}|",
            size=page.size,
        )

    def part(self, *, prefix: bool) -> str:
        """One part over `indexes`, which collects at most a page of rows."""
        conditions = list(self._conditions(prefix=prefix))
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        match = str(_PREFIX) if prefix else "CASE WHEN n.search_names CONTAINS $phrase THEN 0 ELSE 1 END"
        words = self.parameters.bind(self._words(prefix=prefix))
        return (
            f"UNWIND indexes AS index CALL db.index.fulltext.queryNodes(index, {words}) YIELD node AS n "
            f"WITH n, {match} AS m, coalesce(n.search_rank, 0) AS rank, n.key AS key{where} WITH n, m, rank, key "
            f"ORDER BY {order_by(HIT_ORDER, ('m', 'rank', 'key'), backwards=self._page.backwards)} "
            f"LIMIT $size RETURN collect({self._chosen()})"
        )

    def _words(self, *, prefix: bool) -> str:
        """The query in Lucene's language: every word must be there; of a prefix question the last one only begun."""
        *others, last = self._tokens
        words = [f"+{word[:LONGEST_WORD]}" for word in dict.fromkeys(others[:MOST_WORDS])]
        if not prefix or len(last) >= LONGEST_WORD:
            return " ".join([*words, f"+{last[:LONGEST_WORD]}"])
        return " ".join([*words, f"+{last}*", f"-{last}"])

    def _conditions(self, *, prefix: bool) -> Iterator[str]:
        *others, last = self._tokens
        text = "(' ' + n.search_tokens + ' ')"
        rest = [f" {word} " for word in others[MOST_WORDS:]]
        rest += [f" {word} " for word in others[:MOST_WORDS] if len(word) > LONGEST_WORD]
        if len(last) >= LONGEST_WORD:
            whole = self.parameters.bind(f" {last} ")
            yield f"{text} CONTAINS {self.parameters.bind(f' {last}')}"
            yield f"{'NOT ' if prefix else ''}{text} CONTAINS {whole}"
        if rest:
            yield f"all(word IN {self.parameters.bind(rest)} WHERE {text} CONTAINS word)"
        if self._page.start is not None:
            yield beyond(
                HIT_ORDER, ("m", "rank", "key"), self._page.start, self.parameters, backwards=self._page.backwards
            )

    def _chosen(self) -> str:
        rows = {label: self._row(node_kind(label), columns) for label, columns in self._columns.items()}
        if len(rows) == 1:
            [row] = rows.values()
            return row
        return "CASE " + " ".join(f"WHEN n:{quoted(label)} THEN {row}" for label, row in rows.items()) + " END"

    def _row(self, kind: NodeKind, columns: Sequence[Field]) -> str:
        chosen = [f"n.{quoted(kind.called_by)}", *(f"n.{quoted(column.name)}" for column in columns)]
        return f"['{kind.name}', m, rank, key, {', '.join(chosen)}]"


def _hit(row: Row, fields: dict[str, Any]) -> Hit:
    label, match, rank, key, name = row[:5]
    return Hit(label, key, name, match, rank, fields, (match, rank, key))
