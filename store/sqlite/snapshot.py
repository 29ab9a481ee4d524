"""Answers questions of the port within one read transaction, each by one statement (a search by one or two).

Neighbors are one statement for each key: see walks.py.
"""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ...schema.catalog import node_kind
from ...schema.kind import EdgeKind, NodeKind
from ...schema.publication import Publication
from ..check import (
    check_condition,
    check_fields,
    check_page,
    check_tally,
    keys_by_label,
    neighbor_terms,
    other_kind,
    top_terms,
)
from ..limit import Limit
from ..publication import decode
from ..query import (
    Ahead,
    Condition,
    Direction,
    Edge,
    Group,
    Hit,
    Link,
    Neighbor,
    Node,
    Order,
    Page,
    Side,
    Step,
    Subgraph,
)
from ..readers import reader
from . import tallies, walks
from .errors import of_sqlite
from .expressions import Columns, Parameters, beyond, condition, order_by
from .rows import Row, cell, key_list, record
from .search import search
from .subgraphs import edges_among, subgraph
from .tables import quoted


class SqliteSnapshot:
    """A view of one publication; not shared between threads."""

    reads_ahead = False

    def __init__(self, connection: sqlite3.Connection, where: str, limit: Limit) -> None:
        self._connection = connection
        self._where = where
        self._limit = limit
        self._held: list[Publication | None] = []

    def cancel(self) -> None:
        self._limit.cancel()

    def publication(self) -> Publication | None:
        self._limit.check()
        if not self._held:  # read once: within the transaction it does not change
            found = self._rows("SELECT value FROM _store WHERE name = 'publication'", ())
            self._held.append(decode(found[0][0]) if found else None)
        return self._held[0]

    def epoch(self) -> tuple[int, str] | None:
        held = self.publication()
        return (held.epoch, held.state) if held else None

    def nodes(
        self,
        kind: NodeKind,
        keys: Sequence[str],
        *,
        fields: Sequence[str] | None = None,
        then: Sequence[Ahead] = (),  # noqa: ARG002 - a further statement costs nothing here
    ) -> list[Node | None]:
        one_key = len(keys) == 1
        plan = _nodes(kind.name, None if fields is None else tuple(fields), one_key=one_key)
        rows = self._rows(plan.sql, (keys[0] if one_key else key_list(keys),))
        found = {row[0]: plan.read(row) for row in rows}
        return [found.get(key) for key in keys]

    def lookup(self, external_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for external_id, kind, key in self._rows(
            "SELECT e.external_id, e.kind, e.key FROM json_each(?) k CROSS JOIN _external_id e "
            "ON e.external_id = k.value ORDER BY k.key, e.kind, e.key",
            (key_list(external_ids),),
        ):
            found.setdefault(external_id, (kind, key))
        return found

    def redirects(self, keys: Sequence[str]) -> dict[str, str | None]:
        return dict(
            self._rows(
                'SELECT r.key, r.target FROM json_each(?) k CROSS JOIN "Redirect" r ON r.key = k.value',
                (key_list(keys),),
            )
        )

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
        then: Sequence[Ahead] = (),  # noqa: ARG002 - a further statement costs nothing here
    ) -> dict[str, list[Neighbor]]:
        if where is None and page.start is None:
            check_page(page, ())
            usual = (edge.name, direction, tuple(order), tuple(edge_fields), tuple(node_fields))
            plan = walks.usual_neighbors(*usual, backwards=page.backwards)
        else:
            check_page(page, neighbor_terms(edge, direction, order), keys)
            if where is not None:
                check_condition(where, node=other_kind(edge, direction), edge=edge)
            plan = walks.neighbors(edge, direction, page, where, order, edge_fields, node_fields)
        found: dict[str, list[Neighbor]] = {}
        for key in dict.fromkeys(keys):
            rows = self._rows(plan.sql, (key, page.size, *plan.parameters))
            if plan.reverse:
                rows.reverse()
            if rows:
                found[key] = plan.read(rows, key)
        return found

    def expand(self, steps: Sequence[Step], *, size: int | None = None, limit: int | None = None) -> list[Link]:
        asked = [step for step in steps if step.keys]
        if not asked:
            return []
        plan = walks.expand(asked, [key_list(step.keys) for step in asked], size=size, limit=limit)
        links = map(plan.read, self._rows(plan.sql, plan.parameters))
        if len(asked) == len(steps):
            return list(links)
        places = [index for index, step in enumerate(steps) if step.keys]
        return [link._replace(step=places[link.step]) for link in links]

    def edges_among(self, kinds: Sequence[EdgeKind], keys: Sequence[str], *, fields: Sequence[str] = ()) -> list[Edge]:
        return edges_among(self._rows, kinds, keys, fields)

    def subgraph(
        self,
        kinds: Sequence[EdgeKind],
        keys: Sequence[str],
        *,
        node_fields: Sequence[str] = (),
        edge_fields: Sequence[str] = (),
    ) -> Subgraph:
        nodes, degrees, edges = subgraph(self._rows, kinds, keys_by_label(keys), node_fields, edge_fields)
        return Subgraph({key: nodes[key] for key in keys if key in nodes}, degrees, edges)

    def counts(self, edge: EdgeKind, keys: Sequence[str], *, direction: Direction) -> dict[str, int]:
        other_kind(edge, direction)
        number = {Direction.OUT: "outgoing", Direction.IN: "incoming"}.get(direction, "outgoing + incoming - loops")
        rows = self._rows(
            f"SELECT d.key, {number} FROM json_each(?) k CROSS JOIN _degree d ON d.key = k.value AND d.kind = ?",
            (key_list(keys), edge.name),
        )
        return {key: count for key, count in rows if count}

    def degrees(self, edges: Sequence[EdgeKind], keys: Sequence[str]) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        names = ", ".join("?" for _ in edges)
        for key, kind, count in self._rows(
            f"SELECT d.key, d.kind, outgoing + incoming - loops FROM json_each(?) k CROSS JOIN _degree d "
            f"ON d.key = k.value WHERE d.kind IN ({names}) ORDER BY k.key, d.kind",
            (key_list(keys), *(edge.name for edge in edges)),
        ):
            found.setdefault(key, {})[kind] = count
        return found

    def search(
        self, kinds: Sequence[NodeKind], tokens: Sequence[str], page: Page, *, fields: Sequence[str] = ()
    ) -> list[Hit]:
        return search(self._rows, kinds, tokens, page, fields)

    def top(
        self,
        kind: NodeKind,
        *,
        page: Page,
        where: Condition | None = None,
        order: Sequence[Order] = (),
        fields: Sequence[str] = (),
    ) -> list[Node]:
        if where is None and page.start is None:
            check_page(page, ())
            plan = _usual_top(kind.name, tuple(order), tuple(fields), backwards=page.backwards)
        else:
            plan = _top(kind, page, where, order, fields)
        rows = self._rows(plan.sql, (page.size, *plan.parameters))
        if plan.reverse:
            rows.reverse()
        return list(map(plan.read, rows))

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
        plan = tallies.of_edges(edge, direction, where, by, one_key=len(keys) == 1)
        found: dict[str, dict[Any, int]] = {}
        for row in self._rows(plan.sql, (key_list(keys), size, *plan.parameters)):
            found.setdefault(row[0], {})[plan.read(row)] = row[2]
        return found

    def tally_nodes(
        self, kind: NodeKind, *, where: Condition | None = None, by: Group | None = None, size: int = 1000
    ) -> dict[Any, int]:
        check_tally(size, by, where, node=kind)
        plan = tallies.of_nodes(kind, where, by)
        return {plan.read(row): row[2] for row in self._rows(plan.sql, (size, *plan.parameters))}

    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        self._limit.check()
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except UnicodeEncodeError:  # half a surrogate pair: no row has such a text
            return []
        except sqlite3.Error as error:
            raise of_sqlite(error, self._where, self._limit) from error


@lru_cache(maxsize=512)
def _nodes(label: str, fields: tuple[str, ...] | None, *, one_key: bool) -> walks.Plan:
    kind = node_kind(label)
    columns = kind.columns[1:] if fields is None else check_fields(kind, fields)
    chosen = "".join(f", n.{quoted(column.name)}" for column in columns)
    keys = "" if one_key else "json_each(?1) k CROSS JOIN "
    sql = f"SELECT n.key{chosen} FROM {keys}{quoted(label)} n WHERE n.key = {'?1' if one_key else 'k.value'}"
    return walks.Plan(sql, (), reader(f"_new(Node, ({label!r}, row[0], {record(columns, 1)}, ()))"))


@lru_cache(maxsize=512)
def _usual_top(label: str, order: tuple[Order, ...], fields: tuple[str, ...], *, backwards: bool) -> walks.Plan:
    """The plan of a page without condition and start: its text is the same each time."""
    return _top(node_kind(label), Page(1, backwards=backwards), None, order, fields)


def _top(
    kind: NodeKind, page: Page, where: Condition | None, order: Sequence[Order], fields: Sequence[str]
) -> walks.Plan:
    """The plan of a page of nodes; the caller gives its size. Columns of a row: key, order values, fields."""
    terms = top_terms(kind, order)
    chosen = check_fields(kind, fields)
    check_page(page, terms)
    parameters = Parameters(None)
    columns = Columns("n.key", kind, "n")
    expressions = [columns(term.side, term.field) for term in terms]
    conditions = []
    if where is not None:
        check_condition(where, node=kind)
        conditions.append(condition(where, columns, parameters))
    if page.start is not None:
        conditions.append(beyond(terms, expressions, page.start, parameters, backwards=page.backwards))
    named = [columns(Side.NODE, column.name) for column in chosen]
    at = {expression: place for place, expression in enumerate(dict.fromkeys(["n.key", *expressions, *named]))}
    cursor = "".join(f"{cell(term.type, at[name])}, " for term, name in zip(terms, expressions, strict=True))
    known = ", ".join(
        f"{column.name!r}: {cell(column.type, at[name])}" for column, name in zip(chosen, named, strict=True)
    )
    sql = (
        f"SELECT {', '.join(at)} FROM {quoted(kind.name)} n "
        f"{'WHERE ' + ' AND '.join(conditions) if conditions else ''} "
        f"ORDER BY {order_by(terms, expressions, backwards=page.backwards)} LIMIT ?1"
    )
    read = reader(f"_new(Node, ({kind.name!r}, row[0], {{{known}}}, ({cursor})))")
    return walks.Plan(sql, tuple(parameters.values[1:]), read, reverse=page.backwards)
