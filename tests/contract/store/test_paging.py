"""Pages of any size, in both directions, visit every row once and in one order, nulls and equal values included."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.store.port import Snapshot, Store
from research_graph.store.query import Compare, Direction, Operator, Order, Page, Side
from support.graphs import load
from support.small_world import small_world

WORLD = small_world(3)
HUB = WORLD.rows["Topic"][0]["key"]
BUSIEST = max(
    (row["key"] for row in WORLD.rows["Author"]),
    key=lambda key: sum(key in (tie["source"], tie["target"]) for tie in WORLD.rows["CO_AUTHORED_WITH"]),
)

Read = Callable[[Snapshot, Page], list[Any]]


def _top(snapshot: Snapshot, page: Page) -> list[Any]:
    order = (Order("year", descending=True), Order("search_rank"), Order("is_retracted", descending=True))
    return snapshot.top(node_kind("Paper"), page=page, order=order)


def _top_filtered(snapshot: Snapshot, page: Page) -> list[Any]:
    where = Compare("merge_risk", Operator.IS_NULL, value=False)
    return snapshot.top(node_kind("Author"), page=page, order=(Order("orcid"), Order("merge_risk")), where=where)


def _search(snapshot: Snapshot, page: Page) -> list[Any]:
    return snapshot.search([node_kind("Author"), node_kind("Paper")], ["l"], page)


def _hits_of_all_classes(snapshot: Snapshot, page: Page) -> list[Any]:
    return snapshot.search([node_kind("Author"), node_kind("Institution"), node_kind("Topic")], ["qun"], page)


def _ties(snapshot: Snapshot, page: Page) -> list[Any]:
    order = (Order("first_year", side=Side.EDGE), Order("paper_count", descending=True))
    return snapshot.neighbors(
        edge_kind("CO_AUTHORED_WITH"), [BUSIEST], direction=Direction.BOTH, page=page, order=order
    ).get(BUSIEST, [])


def _papers_of_topic(snapshot: Snapshot, page: Page) -> list[Any]:
    order = (Order("score", descending=True, side=Side.EDGE), Order("year"))
    return snapshot.neighbors(edge_kind("ABOUT"), [HUB], direction=Direction.IN, page=page, order=order).get(HUB, [])


READS: dict[str, Read] = {
    "top": _top,
    "top filtered": _top_filtered,
    "search": _search,
    "hits of all classes": _hits_of_all_classes,
    "ties": _ties,
    "papers of a topic": _papers_of_topic,
}


@pytest.fixture(scope="module")
def snapshot(opened_store: Store) -> Iterator[Snapshot]:
    opened_store.clear()
    load(opened_store, WORLD)
    with opened_store.snapshot() as snapshot:
        yield snapshot


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("name", READS)
def test_pages_forwards_and_backwards_are_the_whole_list_cut(snapshot: Snapshot, name: str, size: int) -> None:
    whole = READS[name](snapshot, Page(10_000))
    assert len(whole) == len({row.cursor for row in whole}) >= 7
    assert _forwards(snapshot, READS[name], size) == [whole[at : at + size] for at in range(0, len(whole), size)]
    ends = range(len(whole), 0, -size)
    assert _backwards(snapshot, READS[name], size) == [whole[max(0, end - size) : end] for end in ends]


def test_hits_of_all_classes_are(snapshot: Snapshot) -> None:
    assert {hit.match for hit in _hits_of_all_classes(snapshot, Page(100))} == {0, 1, 2}


def test_a_page_goes_on_from_the_values_of_a_row_that_is_gone(snapshot: Snapshot) -> None:
    papers = snapshot.top(node_kind("Paper"), page=Page(100), order=(Order("year"),))
    years = [paper.cursor[0] for paper in papers]
    later = snapshot.top(node_kind("Paper"), page=Page(100, (2001, "PZZZZZZZZZZZZZZZZ")), order=(Order("year"),))
    assert later == papers[years.index(2020) :]


def _forwards(snapshot: Snapshot, read: Read, size: int) -> list[list[Any]]:
    pages: list[list[Any]] = []
    start = None
    while page := read(snapshot, Page(size, start)):
        pages.append(page)
        start = page[-1].cursor
    return pages


def _backwards(snapshot: Snapshot, read: Read, size: int) -> list[list[Any]]:
    pages: list[list[Any]] = []
    start = None
    while page := read(snapshot, Page(size, start, backwards=True)):
        pages.append(page)
        start = page[0].cursor
    return pages
