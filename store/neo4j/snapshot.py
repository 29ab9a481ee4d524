"""Answers questions of the port through one reading session, each by one statement (search and top by one or two).

Statements commit by themselves: a transaction around them would cost a round trip more and promise nothing, because a
server shows what others commit to every statement anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import neo4j

from ...schema.errors import StorageError
from ...schema.kind import EdgeKind, NodeKind
from ...schema.publication import Publication
from ..check import (
    check_fields,
    check_page,
    check_tally,
    keys_by_label,
    neighbor_terms,
    other_kind,
)
from ..limit import Limit
from ..publication import decode
from ..query import Ahead, Condition, Direction, Edge, Group, Hit, Link, Neighbor, Node, Order, Page, Step, Subgraph
from ..readers import Row
from . import tallies, walks
from .ending import MARK
from .errors import NO_SUCH_INDEX, translated
from .expressions import arrow
from .indexes import EXTERNAL_ID, quoted
from .rows import record, sendable
from .search import search
from .statements import READ_EPOCH, READ_PUBLICATION, WITH_EPOCH
from .subgraphs import plan
from .top import top

_new = tuple.__new__
"""Makes a named tuple at half the price of calling its class."""


class Neo4jSnapshot:
    """A view for one request; not shared between threads.

    What was read ahead is kept for as long; the epoch comes with every answer.
    """

    reads_ahead = True

    def __init__(self, session: neo4j.Session, where: str, limit: Limit, mark: str) -> None:
        self._session = session
        self._where = where
        self._limit = limit
        self._metadata = {MARK: mark}
        self._told: tuple[int, str] | None = None
        self._rows_ahead: dict[Ahead, dict[str, list[Any]]] = {}
        self._links_ahead: dict[tuple[Any, ...], dict[str, list[Any]]] = {}

    def cancel(self) -> None:
        self._limit.cancel()

    def publication(self) -> Publication | None:
        found = self._run(READ_PUBLICATION)
        return decode(found[0][0]) if found else None

    def epoch(self) -> tuple[int, str] | None:
        told, self._told = self._told, None
        if told is not None:
            return told
        found = self._run(READ_EPOCH)
        return (found[0][0], found[0][1]) if found else None

    def nodes(
        self,
        kind: NodeKind,
        keys: Sequence[str],
        *,
        fields: Sequence[str] | None = None,
        then: Sequence[Ahead] = (),
    ) -> list[Node | None]:
        columns = kind.columns[1:] if fields is None else check_fields(kind, fields)
        text, fixed = walks.nodes(kind, columns, tuple(then))
        rows = self._list(text, {**fixed, "keys": sendable(keys)})
        label, read = kind.name, record(columns, 1)
        self._keep(then, rows, 1 + len(columns))
        found = {row[0]: Node(label, row[0], read(row)) for row in rows}
        return [found.get(key) for key in keys]

    def lookup(self, external_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        rows = self._list(
            f"UNWIND $ids AS id MATCH (e:{EXTERNAL_ID} {{id: id}}) WHERE e.key IS NOT NULL "
            "RETURN collect([id, e.kind, e.key])",
            {"ids": sendable(external_ids)},
        )
        found: dict[str, tuple[str, str]] = {}
        for external_id, kind, key in sorted(rows):
            found.setdefault(external_id, (kind, key))
        return found

    def redirects(self, keys: Sequence[str]) -> dict[str, str | None]:
        rows = self._list(
            "UNWIND $keys AS k MATCH (n:Redirect {key: k}) RETURN collect([k, n.target])", {"keys": sendable(keys)}
        )
        return dict(rows)

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
        then: Sequence[Ahead] = (),
    ) -> dict[str, list[Neighbor]]:
        check_page(page, neighbor_terms(edge, direction, order), keys)
        fields = tuple(edge_fields), tuple(node_fields)
        asked = Ahead(edge, direction, page, where, tuple(order), *fields, tuple(then))
        plan = walks.neighbors(asked)
        known = self._rows_ahead.get(asked, {})
        if all(key in known for key in keys):
            pages = [(key, known[key]) for key in keys if known[key]]
        else:
            pages = self._list(plan.text, plan.parameters(keys))
        found: dict[str, list[Neighbor]] = {}
        for key, rows in pages:
            self._keep(then, rows, plan.width)
            made = []
            for row in rows:
                other, cursor = row[0], plan.cursor(row)
                source, target = _ends(edge, direction, key, other, row[1] if plan.has_source else None)
                node = Node(plan.other, other, plan.node(row), cursor)
                made.append(Neighbor(edge.name, source, target, plan.edge(row), node, cursor))
            found[key] = made[::-1] if page.backwards else made
        return found

    def expand(self, steps: Sequence[Step], *, size: int | None = None, limit: int | None = None) -> list[Link]:
        if not any(step.keys for step in steps):
            return []
        plan = walks.expand(steps, size=size, limit=limit)
        known = None if size is None else self._walked(steps, size)
        by_step = dict(self._list(plan.text, plan.parameters) if known is None else known)
        found: list[Link] = []
        for index, step in enumerate(steps):
            read = plan.fields[index]
            if size is None:
                found += [Link(index, row[0], row[1], read(row)) for row in by_step[index]]
            else:
                links = dict(by_step[index])
                asked = dict.fromkeys(step.keys)
                found += [_new(Link, (index, key, row[0], read(row))) for key in asked for row in links.get(key, ())]
                if step.again:
                    ahead = self._links_ahead.setdefault(_walk(step, size), {})
                    ahead.update((row[0], row[-1]) for rows in links.values() for row in rows)
        return found if limit is None else found[:limit]

    def edges_among(self, kinds: Sequence[EdgeKind], keys: Sequence[str], *, fields: Sequence[str] = ()) -> list[Edge]:
        return self._subgraph(kinds, keys, (), fields, counts=False).edges

    def subgraph(
        self,
        kinds: Sequence[EdgeKind],
        keys: Sequence[str],
        *,
        node_fields: Sequence[str] = (),
        edge_fields: Sequence[str] = (),
    ) -> Subgraph:
        nodes, degrees, edges = self._subgraph(kinds, keys, node_fields, edge_fields, counts=True)
        return Subgraph({key: nodes[key] for key in keys if key in nodes}, degrees, edges)

    def counts(self, edge: EdgeKind, keys: Sequence[str], *, direction: Direction) -> dict[str, int]:
        other_kind(edge, direction)
        label = edge.target if direction is Direction.IN else edge.source
        rows = self._list(
            f"UNWIND $keys AS k MATCH (n:{quoted(label)} {{key: k}}) "
            f"WITH k, COUNT {{ {_met(edge, direction)} }} AS number WHERE number > 0 RETURN collect([k, number])",
            {"keys": sendable(keys)},
        )
        return dict(rows)

    def degrees(self, edges: Sequence[EdgeKind], keys: Sequence[str]) -> dict[str, dict[str, int]]:
        met: dict[str, list[EdgeKind]] = {}
        asked = {}
        for label, found in keys_by_label(sendable(keys)).items():
            met[label] = [edge for edge in _by_name(edges) if label in (edge.source, edge.target)]
            if met[label]:
                asked[label] = found
        if not asked:
            return {}
        branches = (
            f"UNWIND ${label} AS k MATCH (n:{quoted(label)} {{key: k}}) "
            f"RETURN {label!r} AS label, collect([k, {', '.join(_counted(edge) for edge in met[label])}]) AS rows"
            for label in asked
        )
        counted = self._run(" UNION ALL ".join(branches), asked)
        by_key = {
            key: {edge.name: number for edge, number in zip(met[label], numbers, strict=True) if number}
            for label, rows in counted
            for key, *numbers in rows
        }
        return {key: by_key[key] for key in dict.fromkeys(keys) if by_key.get(key)}

    def search(
        self, kinds: Sequence[NodeKind], tokens: Sequence[str], page: Page, *, fields: Sequence[str] = ()
    ) -> list[Hit]:
        return search(self._list_or_none, kinds, tokens, page, fields)

    def top(
        self,
        kind: NodeKind,
        *,
        page: Page,
        where: Condition | None = None,
        order: Sequence[Order] = (),
        fields: Sequence[str] = (),
    ) -> list[Node]:
        return top(self._list, kind, page=page, where=where, order=order, fields=fields)

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
        check_tally(size, by, where, node=other_kind(edge, direction), edge=edge)
        if where is None and by is None:
            return {key: {None: count} for key, count in self.counts(edge, keys, direction=direction).items()}
        found = self._list(*tallies.of_edges(edge, keys, direction, where, by, size=size))
        return {key: dict(rows) for key, rows in found}

    def tally_nodes(
        self, kind: NodeKind, *, where: Condition | None = None, by: Group | None = None, size: int = 1000
    ) -> dict[Any, int]:
        check_tally(size, by, where, node=kind)
        return dict(self._list(*tallies.of_nodes(kind, where, by, size=size)))

    def _subgraph(
        self,
        kinds: Sequence[EdgeKind],
        keys: Sequence[str],
        node_fields: Sequence[str],
        edge_fields: Sequence[str],
        *,
        counts: bool,
    ) -> Subgraph:
        by_label = keys_by_label(sendable(keys))
        names = tuple(kind.name for kind in kinds)
        asked = plan(tuple(by_label), names, tuple(node_fields), tuple(edge_fields), counts=counts)
        return asked.read(self._list(asked.text, asked.parameters(by_label))) if by_label else Subgraph({}, {}, [])

    def _keep(self, then: Sequence[Ahead], rows: Sequence[Row], width: int) -> None:
        """Keeps what was read along with rows of that width."""
        for place, asked in enumerate(then, width):
            self._rows_ahead.setdefault(asked, {}).update((row[0], row[place]) for row in rows)

    def _walked(self, steps: Sequence[Step], size: int) -> list[tuple[int, list[Any]]] | None:
        """What was read along by an earlier walk, if that is all that these steps ask for."""
        found = []
        for index, step in enumerate(steps):
            known = self._links_ahead.get(_walk(step, size))
            if known is None or any(key not in known for key in step.keys):
                return None
            found.append((index, [(key, known[key]) for key in step.keys]))
        return found

    def _list(self, text: str, parameters: dict[str, Any]) -> list[Any]:
        """The one list that a statement gives; the epoch comes with it, which saves a statement for that."""
        [[found, epoch, state]] = self._run(WITH_EPOCH.format(text), parameters)
        self._told = None if epoch is None else (epoch, state)
        return found  # type: ignore[no-any-return]

    def _list_or_none(self, text: str, parameters: dict[str, Any]) -> list[Any]:
        """The same; nothing where the search indexes are not there yet, which a first publish makes at its end."""
        try:
            return self._list(text, parameters)
        except StorageError as error:
            if NO_SUCH_INDEX in error.message:
                return []
            raise

    def _run(self, text: str, parameters: dict[str, Any] | None = None) -> list[list[Any]]:
        """The rows that a statement gives."""
        self._limit.check()
        query = neo4j.Query(text, self._metadata, self._limit.left())
        with translated(self._where, self._limit):
            return self._session.run(query, parameters).values()


def _ends(edge: EdgeKind, direction: Direction, key: str, other: str, source: str | None) -> tuple[str, str]:
    """The edge's source and target; an undirected one has the smaller key as its source."""
    if direction is Direction.BOTH:
        is_source = key == source if edge.directed else key < other
        return (key, other) if is_source else (other, key)
    return (key, other) if direction is Direction.OUT else (other, key)


def _walk(step: Step, size: int) -> tuple[Any, ...]:
    """What a step asks of whatever node."""
    return step.edge.name, step.direction, step.where, step.order, step.fields, size


def _by_name(kinds: Sequence[EdgeKind]) -> list[EdgeKind]:
    return sorted(kinds, key=lambda kind: kind.name)


def _counted(edge: EdgeKind) -> str:
    return f"COUNT {{ {_met(edge, Direction.BOTH)} }}"


def _met(edge: EdgeKind, direction: Direction) -> str:
    return f"(n){arrow(edge, direction, '')}()"
