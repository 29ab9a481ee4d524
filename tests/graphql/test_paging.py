"""Every list of the API, found in its schema: pages of any length, read from either end, meet each row once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from research_graph.store.open import open_store
from support.api_asked import Asked
from support.documents import FILTERS, TEXT
from support.graphql_world import World
from support.graphs import load
from support.schema_walk import Connection, connections
from support.tied_world import OTHERS, hub, tied_world

CONNECTIONS = connections()
ORDERED = [(one, order) for one in CONNECTIONS for order in one.orders]
NAMES = [one.name + (f" {order}" if order else "") for one, order in ORDERED]
GIVEN = {"text": f'"{TEXT}"'}
OF_SAMPLE = {
    "Query.papers": '{ title: { startsWith: "Neural" } }',
    "Query.authors": '{ name: { startsWith: "Ann" } }',
    "Query.clusters": "{ size: { gte: 20 } }",
    "Query.search": None,
    "Query.topics": None,
    "Query.institutions": None,
    "Query.venues": None,
}
"""What makes lists of all nodes short enough."""
IN_LONG_PAGES = {"Query.topics": 97, "Query.institutions": 97, "Query.venues": 97}
"""Lists of all nodes that nothing makes shorter, with the length of their pages."""
MOST_ROWS = 60
"""Rows of a list that is read one by one."""
LOOKED_AT = 400
"""Nodes of a kind among which one with a long list is looked for."""
EMPTY = ("Cluster.descendsFrom", "Cluster.descendants", "Institution.successors", "Institution.predecessors")
"""Lists that the sample has not: its clusters are of a first run, its organizations did not change."""
ROWS = "nodes { id } pageInfo"


@dataclass(frozen=True)
class List:
    """One list: a connection, whose it is (None: all nodes), in which order, under which condition."""

    api: Asked
    of: Connection
    parent: str | None
    order: str | None = None
    where: str | None = None

    def page(self, **given: Any) -> Any:
        """The page of these arguments."""
        several = "last" in self.of.arguments
        named = {"$first: Int": "first: $first", "$after: String": "after: $after"}
        named |= {"$last: Int": "last: $last", "$before: String": "before: $before"} if several else {}
        parts = [*named.values(), *(f"{name}: {GIVEN[name]}" for name in self.of.required)]
        parts += [f"orderBy: {self.order}"] if self.order else []
        parts += [f"where: {self.where}"] if self.where else []
        ends = "hasNextPage hasPreviousPage startCursor endCursor" if several else "hasNextPage endCursor"
        total = "totalCount" if "totalCount" in self.of.gives else ""
        field = (
            f"{self.of.field}({', '.join(parts)}) {{ {total} edges {{ cursor node {{ id }} }} {ROWS} {{ {ends} }} }}"
        )
        heads = ", ".join(named)
        if self.parent is None:
            return self.api.data(f"query({heads}) {{ {field} }}", **given)[self.of.field]
        text = f"query($id: ID!, {heads}) {{ node(id: $id) {{ ... on {self.of.type} {{ {field} }} }} }}"
        return self.api.data(text, id=self.parent, **given)["node"][self.of.field]

    def forwards(self, size: int) -> list[tuple[str, str]]:
        """Id and cursor of each row, page by page from the start."""
        found: list[tuple[str, str]] = []
        page = self.page(first=size)
        while True:
            rows = _rows(page)
            found += rows
            more = page["pageInfo"]["hasNextPage"]
            assert len(rows) == size if more else len(rows) <= size
            if not more:
                assert page.get("totalCount", len(found)) == len(found)
                return found
            page = self.page(first=size, after=page["pageInfo"]["endCursor"])
            assert page["pageInfo"].get("hasPreviousPage", True)

    def backwards(self, size: int) -> list[tuple[str, str]]:
        """The same from the end, brought into the order of the list."""
        found: list[tuple[str, str]] = []
        page = self.page(last=size)
        while True:
            found = _rows(page) + found
            if not page["pageInfo"]["hasPreviousPage"]:
                return found
            page = self.page(last=size, before=page["pageInfo"]["startCursor"])
            assert page["pageInfo"]["hasNextPage"]


def _rows(page: Any) -> list[tuple[str, str]]:
    rows = [(edge["node"]["id"], edge["cursor"]) for edge in page["edges"]]
    assert [node["id"] for node in page["nodes"]] == [id_ for id_, _ in rows]
    assert page["pageInfo"]["endCursor"] == (rows[-1][1] if rows else None)
    assert page["pageInfo"].get("startCursor", rows[0][1] if rows else None) == (rows[0][1] if rows else None)
    return rows


def check(one: List, sizes: tuple[int, ...]) -> list[tuple[str, str]]:
    """The rows of a list, the same for every page length and from both ends, each met once."""
    whole = one.forwards(100)
    assert len({cursor for _, cursor in whole}) == len(whole)
    for size in sizes:
        assert one.forwards(size) == whole
    for size in (100, *sizes) if "last" in one.of.arguments else ():
        assert one.backwards(size) == whole
    return whole


@pytest.fixture(scope="module")
def sample(world: World) -> Asked:
    return Asked(world.store)


@pytest.fixture(scope="module")
def tied() -> Iterator[Asked]:
    store = open_store("sqlite://")
    load(store, tied_world())
    yield Asked(store)
    store.close()


@pytest.fixture(scope="module")
def parents(world: World, sample: Asked) -> dict[str, str | None]:
    """For each list of a node the node of the sample whose list is longest, and yet short enough to read one by one."""
    found: dict[str, str | None] = {}
    for one in CONNECTIONS:
        if one.type != "Query":
            text = (
                f"query($i: [ID!]!) {{ nodes(ids: $i) {{ id ... on {one.type} {{ {one.field} {{ totalCount }} }} }} }}"
            )
            keys = sorted(world.by_key(one.type))[:LOOKED_AT]
            asked = [sample.data(text, i=keys[start : start + 100])["nodes"] for start in range(0, len(keys), 100)]
            totals = {row["id"]: row[one.field]["totalCount"] for rows in asked for row in rows}
            some = {id_: total for id_, total in totals.items() if 0 < total <= MOST_ROWS}
            found[one.name] = max(some, key=lambda id_: (some[id_], id_), default=None)
    return found


@pytest.mark.parametrize(("of", "order"), ORDERED, ids=NAMES)
def test_rows_that_are_equal_in_their_order_come_once_as_well(tied: Asked, of: Connection, order: str | None) -> None:
    parent = None if of.type == "Query" else hub(of.type)
    whole = check(List(tied, of, parent, order), (1, 7))
    assert len({id_ for id_, _ in whole}) >= OTHERS
    if of.filter:
        some = check(List(tied, of, parent, order, FILTERS[of.filter]), (1, 7))
        assert 0 < len(some) < len(whole)
        assert [row for row in whole if row in some] == some


@pytest.mark.parametrize(("of", "order"), ORDERED, ids=NAMES)
def test_lists_of_the_sample_come_once(
    sample: Asked, parents: dict[str, str | None], of: Connection, order: str | None
) -> None:
    parent, where = (None, OF_SAMPLE[of.name]) if of.type == "Query" else (parents[of.name], None)
    if of.type != "Query" and parent is None:
        assert of.name in EMPTY
        return
    sizes = (1, 7) if order == of.orders[0] else (7,)
    if of.name in IN_LONG_PAGES:
        sizes = (IN_LONG_PAGES[of.name],)
    assert check(List(sample, of, parent, order, where), sizes)


def test_all_people_of_the_sample_come_once(sample: Asked, world: World) -> None:
    (people,) = (one for one in CONNECTIONS if one.name == "Query.authors")
    assert sorted(id_ for id_, _ in List(sample, people, None).forwards(100)) == sorted(world.by_key("Author"))
