"""The port said once more, as plainly as possible: loops over whole rows in memory. What engines must answer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cmp_to_key
from typing import Any

import orjson
from research_graph.schema.catalog import node_kinds
from research_graph.schema.kind import EdgeKind, FieldType, Kind, NodeKind
from research_graph.schema.publication import Publication
from research_graph.store.check import Term, neighbor_terms, other_kind, top_terms
from research_graph.store.query import (
    Compare,
    Condition,
    Direction,
    Edge,
    Every,
    Group,
    Hit,
    Link,
    Linked,
    Neighbor,
    Node,
    Not,
    Operator,
    Order,
    Page,
    Side,
    Some,
    Step,
    Subgraph,
)

from .graphs import Graph, Row

Sides = dict[Side, Row]


class NaiveSnapshot:
    """Answers from a graph's rows."""

    def __init__(self, graph: Graph, publication: Publication | None = None) -> None:
        self._graph = graph
        self._publication = publication

    def publication(self) -> Publication | None:
        return replace(self._publication, epoch=1) if self._publication else None

    def epoch(self) -> tuple[int, str] | None:
        held = self.publication()
        return (held.epoch, held.state) if held else None

    def cancel(self) -> None:
        raise NotImplementedError("nothing takes time here")

    def nodes(self, kind: NodeKind, keys: Sequence[str], *, fields: Sequence[str] | None = None) -> list[Node | None]:
        names = [column.name for column in kind.columns[1:]] if fields is None else fields
        rows = {row["key"]: row for row in self._rows(kind)}
        return [Node(kind.name, key, _values(kind, rows[key], names)) if key in rows else None for key in keys]

    def lookup(self, external_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        carried = sorted(
            (label, row["key"], external_id)
            for label, rows in self._graph.rows.items()
            for row in rows
            for external_id in row.get("external_ids") or ()
        )
        found = {external_id: (label, key) for label, key, external_id in reversed(carried)}
        return {external_id: found[external_id] for external_id in external_ids if external_id in found}

    def redirects(self, keys: Sequence[str]) -> dict[str, str | None]:
        return {row["key"]: row["target"] for row in self._graph.rows.get("Redirect", []) if row["key"] in keys}

    def neighbors(
        self,
        edge: EdgeKind,
        keys: Sequence[str],
        *,
        direction: Direction,
        page: Page,
        where: Condition | None = None,
        order: Sequence[Order] = (),
        edge_fields: Sequence[str] = (),
        node_fields: Sequence[str] = (),
    ) -> dict[str, list[Neighbor]]:
        far = other_kind(edge, direction)
        terms = neighbor_terms(edge, direction, order)
        found = {}
        for key in keys:
            met = [sides for sides in self._met(edge, key, direction) if self._holds(where, sides)]
            chosen = _paged(met, terms, page)
            if chosen:
                found[key] = [_neighbor(edge, far, sides, terms, edge_fields, node_fields) for sides in chosen]
        return found

    def expand(self, steps: Sequence[Step], *, size: int | None = None, limit: int | None = None) -> list[Link]:
        links = []
        for index, step in enumerate(steps):
            terms = neighbor_terms(step.edge, step.direction, step.order)
            for key in dict.fromkeys(step.keys):
                met = [sides for sides in self._met(step.edge, key, step.direction) if self._holds(step.where, sides)]
                for sides in _paged(met, terms, Page(size or len(met) + 1)):
                    values = _values(step.edge, sides[Side.EDGE], step.fields)
                    fields = tuple(values[name] for name in dict.fromkeys(step.fields))
                    links.append(Link(index, key, sides[Side.NODE]["key"], fields))
        return links[:limit]

    def edges_among(self, kinds: Sequence[EdgeKind], keys: Sequence[str], *, fields: Sequence[str] = ()) -> list[Edge]:
        found = []
        for kind in sorted(kinds, key=lambda kind: kind.name):
            names = [name for name in fields if any(column.name == name for column in kind.columns)]
            rows = [row for row in self._rows(kind) if row["source"] in keys and row["target"] in keys]
            rows.sort(key=lambda row, kind=kind: [row[name] for name in kind.identity])  # type: ignore[misc]
            found += [Edge(kind.name, row["source"], row["target"], _values(kind, row, names)) for row in rows]
        return found

    def subgraph(
        self,
        kinds: Sequence[EdgeKind],
        keys: Sequence[str],
        *,
        node_fields: Sequence[str] = (),
        edge_fields: Sequence[str] = (),
    ) -> Subgraph:
        found = {}
        for kind in node_kinds().values():
            if not kind.internal:
                known = [name for name in node_fields if any(column.name == name for column in kind.columns)]
                found |= {node.key: node for node in self.nodes(kind, keys, fields=known) if node}
        nodes = {key: found[key] for key in keys if key in found}
        return Subgraph(nodes, self.degrees(kinds, list(nodes)), self.edges_among(kinds, keys, fields=edge_fields))

    def counts(self, edge: EdgeKind, keys: Sequence[str], *, direction: Direction) -> dict[str, int]:
        numbers = {key: len(list(self._met(edge, key, direction))) for key in keys}
        return {key: number for key, number in numbers.items() if number}

    def degrees(self, edges: Sequence[EdgeKind], keys: Sequence[str]) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for key in keys:
            for edge in edges:
                number = sum(key in (row["source"], row["target"]) for row in self._rows(edge))
                if number:
                    found.setdefault(key, {})[edge.name] = number
        return found

    def tally(
        self,
        edge: EdgeKind,
        keys: Sequence[str],
        *,
        direction: Direction,
        where: Condition | None = None,
        by: Group | None = None,
        size: int = 1000,
    ) -> dict[str, dict[Any, int]]:
        found = {}
        for key in keys:
            met = [sides for sides in self._met(edge, key, direction) if self._holds(where, sides)]
            if numbers := self._numbers(met, by, size):
                found[key] = numbers
        return found

    def tally_nodes(
        self, kind: NodeKind, *, where: Condition | None = None, by: Group | None = None, size: int = 1000
    ) -> dict[Any, int]:
        rows = [{Side.NODE: row} for row in self._rows(kind) if self._holds(where, {Side.NODE: row})]
        return self._numbers(rows, by, size)

    def _numbers(self, rows: Sequence[Sides], by: Group | None, size: int) -> dict[Any, int]:
        numbers = Counter(value for sides in rows for value in self._values_of(sides, by))
        ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0] is None, item[0]))
        return dict(ranked[:size])

    def _values_of(self, sides: Sides, by: Group | None) -> set[Any]:
        if by is None:
            return {None}
        if by.through is None:
            return {sides[by.side][by.field]}
        led = self._met(by.through, sides[Side.NODE]["key"], by.direction)
        return {far[Side.NODE]["key"] for far in led}

    def search(
        self, kinds: Sequence[NodeKind], tokens: Sequence[str], page: Page, *, fields: Sequence[str] = ()
    ) -> list[Hit]:
        hits = [
            Hit(kind.name, row["key"], row[kind.called_by], match, rank, _known(kind, row, fields), place)
            for kind in kinds
            for row in self._rows(kind)
            if (match := _match(row, tokens)) is not None
            for rank in [row["search_rank"] or 0]
            for place in [(match, rank, row["key"])]
        ]
        hits.sort(key=_hit_place)
        if page.start is not None:
            start = _hit_place(Hit("", page.start[2], "", page.start[0], page.start[1], {}))
            hits = [hit for hit in hits if (_hit_place(hit) < start if page.backwards else _hit_place(hit) > start)]
        return hits[-page.size :] if page.backwards else hits[: page.size]

    def top(
        self,
        kind: NodeKind,
        *,
        page: Page,
        where: Condition | None = None,
        order: Sequence[Order] = (),
        fields: Sequence[str] = (),
    ) -> list[Node]:
        terms = top_terms(kind, order)
        rows = [{Side.NODE: row} for row in self._rows(kind) if self._holds(where, {Side.NODE: row})]
        return [
            Node(kind.name, sides[Side.NODE]["key"], _values(kind, sides[Side.NODE], fields), _place(sides, terms))
            for sides in _paged(rows, terms, page)
        ]

    def _holds(self, condition: Condition | None, sides: Sides) -> bool:
        """Whether the condition holds; a comparison with null does not."""
        match condition:
            case None:
                return True
            case Every():
                return all(self._holds(part, sides) for part in condition.conditions)
            case Some():
                return any(self._holds(part, sides) for part in condition.conditions)
            case Not():
                return not self._holds(condition.condition, sides)
            case Linked():
                met = self._met(condition.edge, sides[Side.NODE]["key"], condition.direction)
                return any(self._above(far[Side.NODE]["key"], condition.below) & {*condition.keys} for far in met)
            case Compare():
                return _compares(condition, sides[condition.side][condition.field])

    def _above(self, key: str, below: EdgeKind | None) -> set[str]:
        """The key and, with a kind, all to which its edges lead from it, followed any number of times."""
        found, waiting = {key}, [key] if below else []
        while below and waiting:
            here = waiting.pop()
            further = {row["target"] for row in self._rows(below) if row["source"] == here} - found
            found |= further
            waiting += further
        return found

    def _rows(self, kind: Kind) -> list[Row]:
        return self._graph.rows.get(kind.name, [])

    def _met(self, edge: EdgeKind, key: str, direction: Direction) -> Iterator[Sides]:
        far = {row["key"]: row for row in self._rows(other_kind(edge, direction))}
        for row in self._rows(edge):
            if direction is not Direction.IN and row["source"] == key:
                yield {Side.EDGE: row, Side.NODE: far[row["target"]]}
            elif direction is not Direction.OUT and row["target"] == key:
                yield {Side.EDGE: row, Side.NODE: far[row["source"]]}


def _compares(condition: Compare, found: Any) -> bool:
    if condition.operator is Operator.IS_NULL:
        return (found is None) is condition.value
    if found is None:
        return False
    value = condition.value
    return {
        Operator.EQ: lambda: found == value,
        Operator.IN: lambda: found in value,
        Operator.GTE: lambda: found >= value,
        Operator.LTE: lambda: found <= value,
        Operator.CONTAINS: lambda: value in found,
        Operator.STARTS_WITH: lambda: found.startswith(value),
    }[condition.operator]()


def _match(row: Row, tokens: Sequence[str]) -> int | None:
    known = set((row["search_tokens"] or "").split(" "))
    if not tokens or not known.issuperset(tokens[:-1]):
        return None
    if tokens[-1] in known:
        return 0 if f"|{' '.join(tokens)}|" in (row["search_names"] or "") else 1
    return 2 if any(token.startswith(tokens[-1]) for token in known) else None


def _hit_place(hit: Hit) -> tuple[int, int, str]:
    return hit.match, -hit.rank, hit.key


def _paged(rows: list[Sides], terms: Sequence[Term], page: Page) -> list[Sides]:
    ordered = sorted(rows, key=cmp_to_key(lambda one, other: _compare(_place(one, terms), _place(other, terms), terms)))
    if page.start is not None:
        sign = -1 if page.backwards else 1
        ordered = [row for row in ordered if _compare(_place(row, terms), page.start, terms) == sign]
    return ordered[-page.size :] if page.backwards else ordered[: page.size]


def _place(sides: Sides, terms: Sequence[Term]) -> tuple[Any, ...]:
    return tuple(sides[term.side][term.field] for term in terms)


def _compare(one: Sequence[Any], other: Sequence[Any], terms: Sequence[Term]) -> int:
    for left, right, term in zip(one, other, terms, strict=True):
        if left == right:
            continue
        if left is None or right is None:
            return 1 if left is None else -1
        return (1 if left > right else -1) * (-1 if term.descending else 1)
    return 0


def _values(kind: Kind, row: Row, names: Sequence[str]) -> Row:
    objects = {column.name for column in kind.columns if column.type is FieldType.OBJECTS}
    return {
        name: [orjson.loads(text) for text in row[name]] if name in objects and row[name] is not None else row[name]
        for name in names
    }


def _known(kind: Kind, row: Row, names: Sequence[str]) -> Row:
    return _values(kind, row, [name for name in names if name in row])


def _neighbor(
    edge: EdgeKind,
    far: NodeKind,
    sides: Sides,
    terms: Sequence[Term],
    edge_fields: Sequence[str],
    node_fields: Sequence[str],
) -> Neighbor:
    ours, theirs, place = sides[Side.EDGE], sides[Side.NODE], _place(sides, terms)
    node = Node(far.name, theirs["key"], _values(far, theirs, node_fields), place)
    return Neighbor(edge.name, ours["source"], ours["target"], _values(edge, ours, edge_fields), node, place)
