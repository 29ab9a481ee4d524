"""What may be asked, decided once for all engines: fields exist, directions fit, cursors have the form of the order.

Also completes orders, so that every engine's pages are total and alike: nodes by key at last, neighbors by the other
end's key, then the source (only BOTH on a directed kind can meet one node from both sides), then the discriminator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

from ..schema.catalog import edge_kind, kind_of_letter, node_kind, node_kinds
from ..schema.errors import UsageError
from ..schema.kind import EdgeKind, Field, FieldType, Kind, NodeKind
from .query import Compare, Condition, Direction, Every, Group, Linked, Not, Operator, Order, Page, Side, Some

LARGEST_INTEGER = 2**63 - 1
MOST_CHOICES = 1_000
_TOKEN = re.compile(r"[a-z0-9]+|[^\x00-\x7f\ud800-\udfff]")
_LISTS = (FieldType.STRINGS, FieldType.OBJECTS)
_PYTHON: dict[FieldType, tuple[type, ...]] = {
    FieldType.STRING: (str,),
    FieldType.STRINGS: (str,),
    FieldType.INTEGER: (int,),
    FieldType.FLOAT: (int, float),
    FieldType.BOOLEAN: (bool,),
}
_OPERATORS: dict[FieldType, tuple[Operator, ...]] = {
    FieldType.STRING: tuple(Operator),
    FieldType.INTEGER: (Operator.EQ, Operator.IN, Operator.GTE, Operator.LTE, Operator.IS_NULL),
    FieldType.FLOAT: (Operator.EQ, Operator.IN, Operator.GTE, Operator.LTE, Operator.IS_NULL),
    FieldType.BOOLEAN: (Operator.EQ, Operator.IN, Operator.IS_NULL),
    FieldType.STRINGS: (Operator.CONTAINS, Operator.IS_NULL),
    FieldType.OBJECTS: (Operator.IS_NULL,),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a complete order. `nullable`: rows without a value exist and come last."""

    side: Side
    field: str
    type: FieldType
    descending: bool
    nullable: bool


HIT_ORDER = (
    Term(Side.NODE, "match", FieldType.INTEGER, descending=False, nullable=False),
    Term(Side.NODE, "rank", FieldType.INTEGER, descending=True, nullable=False),
    Term(Side.NODE, "key", FieldType.STRING, descending=False, nullable=False),
)
"""The order of search hits."""


def top_terms(kind: NodeKind, order: Sequence[Order]) -> tuple[Term, ...]:
    """The complete order of a page of nodes; UsageError for a field that does not exist or has no order."""
    return _top_terms(kind, tuple(order))


@lru_cache(maxsize=512)
def _top_terms(kind: NodeKind, order: tuple[Order, ...]) -> tuple[Term, ...]:
    terms = [_term(order_term, kind, Side.NODE) for order_term in order]
    return _distinct([*terms, _plain(Side.NODE, kind.field("key"))])


def neighbor_terms(edge: EdgeKind, direction: Direction, order: Sequence[Order]) -> tuple[Term, ...]:
    """The complete order of a page of neighbors. Edge fields include `source` and `target`."""
    return _neighbor_terms(edge, direction, tuple(order))


@lru_cache(maxsize=512)
def _neighbor_terms(edge: EdgeKind, direction: Direction, order: tuple[Order, ...]) -> tuple[Term, ...]:
    other = other_kind(edge, direction)
    terms = [_term(term, other if term.side is Side.NODE else edge, term.side) for term in order]
    terms.append(_plain(Side.NODE, other.field("key")))
    if direction is Direction.BOTH and edge.directed:
        terms.append(_plain(Side.EDGE, edge.field("source")))
    terms.extend(_plain(Side.EDGE, edge.field(name)) for name in edge.discriminator)
    return _distinct(terms)


def other_kind(edge: EdgeKind, direction: Direction) -> NodeKind:
    """The node kind at the far end; UsageError where the kind cannot be read in that direction."""
    if not edge.directed and direction is not Direction.BOTH:
        raise UsageError(f"{edge.name} has no direction", hint="read it with BOTH")
    if direction is Direction.BOTH and edge.source != edge.target:
        raise UsageError(f"{edge.name} joins {edge.source} and {edge.target}", hint="read it OUT or IN")
    return node_kind(edge.source if direction is Direction.IN else edge.target)


def ways(edge: EdgeKind) -> list[tuple[Direction, str, str]]:
    """Directions in which a walk follows the kind, with the labels it leaves from and comes to."""
    if edge.source == edge.target:
        return [(Direction.BOTH, edge.source, edge.target)]
    return [(Direction.OUT, edge.source, edge.target), (Direction.IN, edge.target, edge.source)]


def keys_by_label(keys: Iterable[str]) -> dict[str, list[str]]:
    """Keys by the label that their letter stands for; text that is no key is left out."""
    letters = kind_of_letter()
    found: dict[str, list[str]] = {}
    for key in keys:
        if key[:1] in letters:
            found.setdefault(letters[key[0]].name, []).append(key)
    return found


def check_fields(kind: Kind, fields: Sequence[str]) -> tuple[Field, ...]:
    """The kind's columns of these names, in their order, each once; UsageError where one does not exist."""
    return tuple(_field(kind, name) for name in dict.fromkeys(fields))


def check_some_fields(kinds: Sequence[Kind], fields: Sequence[str]) -> dict[str, tuple[Field, ...]]:
    """By kind, the columns that it has of these names; UsageError for a name that none of the kinds has."""
    return _some_fields(tuple(kind.name for kind in kinds), tuple(dict.fromkeys(fields)))


@lru_cache(maxsize=512)
def _some_fields(kinds: tuple[str, ...], fields: tuple[str, ...]) -> dict[str, tuple[Field, ...]]:
    known = {name: {column.name: column for column in _kind(name).columns} for name in kinds}
    for field in fields:
        if kinds and not any(field in columns for columns in known.values()):
            raise UsageError(f"none of {', '.join(known)} has a field {field!r}", hint="see docs/schema.md")
    return {name: tuple(columns[field] for field in fields if field in columns) for name, columns in known.items()}


def _kind(name: str) -> Kind:
    return node_kinds().get(name) or edge_kind(name)


def check_subgraph(
    kinds: Sequence[EdgeKind], node_fields: Sequence[str], edge_fields: Sequence[str]
) -> tuple[dict[str, tuple[Field, ...]], dict[str, tuple[Field, ...]]]:
    """By label and by kind of edge, the columns that it has of these names; UsageError for a name that none has."""
    return check_some_fields(tuple(node_kinds().values()), node_fields), check_some_fields(kinds, edge_fields)


def are_tokens(words: Sequence[str]) -> bool:
    """Whether all words have the form of search tokens; others match nothing."""
    return all(map(_TOKEN.fullmatch, words))


def check_page(page: Page, terms: Sequence[Term], keys: Sequence[str] = ()) -> None:
    """UsageError for a page of no rows, or a start that no row of this order can have given out or is for many keys."""
    if page.size < 1:
        raise UsageError(f"a page of {page.size} rows", hint="ask for at least one")
    if page.start is None:
        return
    if len(keys) > 1:
        raise UsageError("a page that starts at a cursor is for one key", hint="ask for the keys one by one")
    fits = len(page.start) == len(terms) and all(
        (value is None and term.nullable) or _is_value(value, term.type)
        for value, term in zip(page.start, terms, strict=True)
    )
    if not fits:
        raise UsageError("the cursor does not belong to this order", hint="start again without a cursor")


def check_tally(
    size: int, by: Group | None, where: Condition | None, *, node: NodeKind, edge: EdgeKind | None = None
) -> None:
    """UsageError for a tally of no values, or by what the kinds do not have or no order tells apart."""
    if size < 1:
        raise UsageError(f"a tally of {size} values", hint="ask for at least one")
    if where is not None:
        check_condition(where, node=node, edge=edge)
    if by is not None:
        group_term(by, node=node, edge=edge)


def group_term(by: Group, *, node: NodeKind, edge: EdgeKind | None = None) -> Term | None:
    """The field that is counted by; None where a second kind of edge leads to what is."""
    if by.through is not None and by.field is None:
        _led_kind(by.through, by.direction, node)
        return None
    if by.through is not None or by.field is None:
        raise UsageError("a tally is by a field or through a kind of edge, by one of them")
    kind = node if by.side is Side.NODE else edge
    if kind is None:
        raise UsageError(f"a tally by the edge field {by.field!r} where no edges are asked for")
    field = _field(kind, by.field)
    if field.type in _LISTS:
        raise UsageError(f"{kind.name} cannot be counted by the list {field.name}")
    return Term(by.side, field.name, field.type, descending=False, nullable=True)


def _led_kind(edge: EdgeKind, direction: Direction, node: Kind) -> NodeKind:
    """The kind that edges lead to from nodes of this one; UsageError where they lead nowhere."""
    far = other_kind(edge, direction)
    if (edge.target if direction is Direction.IN else edge.source) != node.name:
        raise UsageError(f"{edge.name} leads nowhere from {node.name} in the direction {direction.value}")
    return far


def leads_twice(through: EdgeKind, direction: Direction) -> bool:
    """Whether several edges of the kind may lead from one node to the same key."""
    return bool(through.discriminator) or (direction is Direction.BOTH and through.directed)


def check_condition(condition: Condition, *, node: Kind, edge: Kind | None = None) -> None:
    """UsageError for a comparison that the kinds do not allow."""
    if isinstance(condition, Compare):
        kind = node if condition.side is Side.NODE else edge
        if kind is None:
            raise UsageError(f"a condition on the edge field {condition.field!r} where no edges are asked for")
        _check_comparison(condition, _field(kind, condition.field))
    elif isinstance(condition, Linked):
        _check_linked(condition, node)
    elif isinstance(condition, Not):
        check_condition(condition.condition, node=node, edge=edge)
    else:
        for part in condition.conditions:
            check_condition(part, node=node, edge=edge)


def uses_node(condition: Condition | None) -> bool:
    """Whether the condition asks about the node at the other end."""
    match condition:
        case None:
            return False
        case Compare():
            return condition.side is Side.NODE and condition.field != "key"
        case Linked():
            return False
        case Not():
            return uses_node(condition.condition)
        case Every() | Some():
            return any(uses_node(part) for part in condition.conditions)


def _check_comparison(condition: Compare, field: Field) -> None:
    operator, value = condition.operator, condition.value
    if operator not in _OPERATORS[field.type]:
        raise UsageError(f"{field.name} cannot be compared by {operator.value}")
    if operator is Operator.IS_NULL:
        fits = isinstance(value, bool)
    elif operator is Operator.IN:
        fits = isinstance(value, tuple) and len(value) <= MOST_CHOICES
        fits = fits and all(_is_value(choice, field.type) for choice in value)
    else:
        fits = _is_value(value, field.type)
    if not fits:
        raise UsageError(f"{field.name} cannot be compared by {operator.value} with a value of this form")


def _check_linked(condition: Linked, node: Kind) -> None:
    far, below, keys = _led_kind(condition.edge, condition.direction, node), condition.below, condition.keys
    if below is not None and (not below.directed or (below.source, below.target) != (far.name, far.name)):
        raise UsageError(f"{below.name} does not lead from {far.name} to {far.name}")
    if (
        not isinstance(keys, tuple)
        or len(keys) > MOST_CHOICES
        or not all(_is_value(key, FieldType.STRING) for key in keys)
    ):
        raise UsageError(f"{condition.edge.name} cannot be looked for by keys of this form")


def _is_value(value: Any, form: FieldType) -> bool:
    if not isinstance(value, _PYTHON[form]) or (isinstance(value, bool) and form is not FieldType.BOOLEAN):
        return False
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and -LARGEST_INTEGER <= value <= LARGEST_INTEGER


def _field(kind: Kind, name: str) -> Field:
    try:
        return kind.field(name)
    except KeyError:
        raise UsageError(f"{kind.name} has no field {name!r}", hint="see docs/schema.md") from None


def _term(order: Order, kind: Kind, side: Side) -> Term:
    field = _field(kind, order.field)
    if field.type in _LISTS:
        raise UsageError(f"{kind.name} cannot be ordered by the list {field.name}")
    return Term(side, field.name, field.type, order.descending, not field.required)


def _plain(side: Side, field: Field) -> Term:
    return Term(side, field.name, field.type, descending=False, nullable=False)


def _distinct(terms: Sequence[Term]) -> tuple[Term, ...]:
    found: dict[tuple[Side, str], Term] = {}
    for term in terms:
        found.setdefault((term.side, term.field), term)
    return tuple(found.values())
