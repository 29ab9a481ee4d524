"""Pages of all nodes of a kind. An index gives its order only where a value is certain to be there, so nodes without
one are asked for by a second statement, and only when the page is not full.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...schema.kind import NodeKind
from ..check import Term, check_condition, check_fields, check_page, top_terms
from ..query import Condition, Node, Order, Page
from .expressions import Columns, Parameters, beyond, condition, order_by
from .indexes import quoted
from .rows import places, record

Ask = Callable[[str, dict[str, Any]], list[list[Any]]]
"""Runs a statement that gives one list, here of [key, fields, order values]."""


def top(
    ask: Ask,
    kind: NodeKind,
    *,
    page: Page,
    where: Condition | None,
    order: Sequence[Order],
    fields: Sequence[str],
) -> list[Node]:
    """A page of nodes in the order asked for."""
    terms = top_terms(kind, order)
    check_page(page, terms)
    if where is not None:
        check_condition(where, node=kind)
    question = _Question(kind, terms, page, where, tuple(fields))
    found: list[Node] = []
    for part in _parts(terms[0], page):
        missing = page.size - len(found)
        if missing:
            nodes = question.nodes(ask, size=missing, has_value=part)
            found = nodes + found if page.backwards else found + nodes
    return found


def _parts(first: Term, page: Page) -> list[bool]:
    """In the page's order, the parts where it may have rows: True, nodes with a value of the first term."""
    if not first.nullable:
        return [True]
    parts = [False, True] if page.backwards else [True, False]
    if page.start is None:
        return parts
    return parts[parts.index(page.start[0] is not None) :]


@dataclass(frozen=True, slots=True)
class _Question:
    kind: NodeKind
    terms: tuple[Term, ...]
    page: Page
    where: Condition | None
    fields: tuple[str, ...]

    def nodes(self, ask: Ask, *, size: int, has_value: bool) -> list[Node]:
        """The page's rows within one part."""
        columns, parameters = Columns(self.kind), Parameters(size=size)
        chosen = check_fields(self.kind, self.fields)
        ordered = [columns(term.side, term.field) for term in self.terms]
        conditions = [f"{ordered[0]} IS {'NOT ' if has_value else ''}NULL"]
        if self.where is not None:
            conditions.append(condition(self.where, columns, parameters))
        start = self.page.start
        if start is not None and (start[0] is not None) is has_value:
            conditions.append(self._beyond(start, ordered, parameters))
        named = ["n.key", *(f"n.{quoted(column.name)}" for column in chosen)]
        named += [expression for expression in dict.fromkeys(ordered) if expression not in named]
        rows = ask(
            f"MATCH (n:{quoted(self.kind.name)}) WHERE {' AND '.join(conditions)} "
            f"WITH n ORDER BY {order_by(self._terms, ordered, backwards=self.page.backwards)} LIMIT $size "
            f"RETURN collect([{', '.join(named)}])",
            parameters.values,
        )
        read, cursor = record(chosen, 1), places([named.index(expression) for expression in ordered])
        found = [Node(self.kind.name, row[0], read(row), cursor(row)) for row in rows]
        return found[::-1] if self.page.backwards else found

    @property
    def _terms(self) -> tuple[Term, ...]:
        """The order within a part: its first term has a value everywhere or nowhere."""
        return (replace(self.terms[0], nullable=False), *self.terms[1:])

    def _beyond(self, start: tuple[Any, ...], ordered: Sequence[str], parameters: Parameters) -> str:
        if start[0] is None:
            return beyond(self.terms[1:], ordered[1:], start[1:], parameters, backwards=self.page.backwards)
        return beyond(self._terms, ordered, start, parameters, backwards=self.page.backwards)
