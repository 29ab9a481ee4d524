"""Counting edges and nodes by a value: what counts once, what counts under None, what a cut leaves."""

from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.store.port import Snapshot, Store
from research_graph.store.query import Compare, Direction, Every, Group, Operator, Side, Some
from support.graphs import edge, graph, key, load, node

A1, A2, A3 = (key("A", number) for number in range(3))
P1, P2, P3, P4 = (key("P", number) for number in range(4))
V1, V2 = sorted(key("V", number) for number in range(2))
AUTHOR, PAPER, TOPIC = node_kind("Author"), node_kind("Paper"), node_kind("Topic")
AUTHORED, CITES, IN_VENUE, TIE = map(edge_kind, ("AUTHORED", "CITES", "PUBLISHED_IN", "CO_AUTHORED_WITH"))
OUT, IN, BOTH = Direction.OUT, Direction.IN, Direction.BOTH
WORLD = graph(
    *(node("Author", author) for author in (A1, A2, A3)),
    node("Paper", P1, year=2001, is_retracted=True),
    node("Paper", P2, year=1999),
    node("Paper", P3, year=1999),
    node("Paper", P4),
    node("Venue", V1),
    node("Venue", V2),
    *(edge("AUTHORED", A1, paper, position=0) for paper in (P1, P2, P3, P4)),
    edge("AUTHORED", A2, P1, position=1, is_corresponding=True),
    edge("AUTHORED", A2, P1, position=2),
    edge("PUBLISHED_IN", P1, V1),
    edge("PUBLISHED_IN", P1, V2),
    edge("PUBLISHED_IN", P2, V2),
    edge("PUBLISHED_IN", P3, V1),
    edge("CITES", P1, P2),
    edge("CITES", P2, P1),
    edge("CITES", P1, P1),
    edge("CO_AUTHORED_WITH", A1, A2, is_close=True),
)
OLD = Compare("year", Operator.LTE, 2000)


@pytest.fixture(scope="module")
def snapshot(opened_store: Store) -> Iterator[Snapshot]:
    opened_store.clear()
    load(opened_store, WORLD)
    with opened_store.snapshot() as snapshot:
        yield snapshot


def _ranked(numbers: dict[Any, int]) -> list[tuple[Any, int]]:
    return list(numbers.items())


def test_edges_are_counted_by_a_field_of_the_other_end_largest_first_and_none_last(snapshot: Snapshot) -> None:
    found = snapshot.tally(AUTHORED, [A1, A2, A3, "nobody", A1], direction=OUT, by=Group("year"))
    assert {author: _ranked(numbers) for author, numbers in found.items()} == {
        A1: [(1999, 2), (2001, 1), (None, 1)],
        A2: [(2001, 2)],
    }


def test_the_size_cuts_for_each_key(snapshot: Snapshot) -> None:
    for keys in ([A1], [A1, A2]):
        found = snapshot.tally(AUTHORED, keys, direction=OUT, by=Group("year"), size=1)
        assert found == {A1: {1999: 2}, A2: {2001: 2}} if len(keys) == 2 else {A1: {1999: 2}}


def test_without_a_group_all_count_under_none(snapshot: Snapshot) -> None:
    assert snapshot.tally(AUTHORED, [A1, A2, A3], direction=OUT) == {A1: {None: 4}, A2: {None: 2}}
    assert snapshot.tally(AUTHORED, [A1, A2], direction=OUT, where=OLD) == {A1: {None: 2}}
    numbers = {A1: {None: 4}, A2: {None: 2}}
    for keys in ([A1], [A1, A2]):
        assert snapshot.tally(AUTHORED, keys, direction=OUT, where=Some(())) == {}
        found = snapshot.tally(AUTHORED, keys, direction=OUT, where=Every(()), size=1)
        assert found == {author: numbers[author] for author in keys}
    assert snapshot.tally_nodes(PAPER, where=Some(())) == {}
    assert snapshot.tally_nodes(PAPER, where=Every(()), by=Group(through=IN_VENUE)) == {V1: 2, V2: 2}
    assert snapshot.tally(AUTHORED, [], direction=OUT) == snapshot.tally(AUTHORED, [], direction=OUT, where=OLD) == {}


def test_truth_values_come_as_such(snapshot: Snapshot) -> None:
    [(value, number)] = snapshot.tally(TIE, [A2], direction=BOTH, by=Group("is_close", Side.EDGE))[A2].items()
    assert value is True
    assert number == 1
    retracted = snapshot.tally_nodes(PAPER, by=Group("is_retracted"))
    assert _ranked(retracted) == [(False, 3), (True, 1)]
    assert {type(value) for value in retracted} == {bool}


def test_edges_are_counted_by_what_a_second_edge_leads_to(snapshot: Snapshot) -> None:
    found = snapshot.tally(AUTHORED, [A1, A2], direction=OUT, by=Group(through=IN_VENUE))
    assert {author: _ranked(numbers) for author, numbers in found.items()} == {
        A1: [(V1, 2), (V2, 2)],
        A2: [(V1, 2), (V2, 2)],
    }
    assert snapshot.tally(AUTHORED, [A1], direction=OUT, by=Group(through=IN_VENUE), where=OLD) == {A1: {V1: 1, V2: 1}}


def test_an_edge_counts_once_for_each_key_that_it_leads_to(snapshot: Snapshot) -> None:
    people = Group(through=AUTHORED, direction=IN)
    assert snapshot.tally(AUTHORED, [A1], direction=OUT, by=people) == {A1: {A1: 4, A2: 1}}
    assert snapshot.tally(AUTHORED, [A1, A2], direction=OUT, by=people, where=Compare("year", Operator.GTE, 2001)) == {
        A1: {A1: 1, A2: 1},
        A2: {A1: 2, A2: 2},
    }
    assert snapshot.tally_nodes(PAPER, by=people) == {A1: 4, A2: 1}
    assert snapshot.tally_nodes(PAPER, by=people, where=OLD) == {A1: 2}


def test_an_edge_to_itself_counts_once_and_one_each_way_twice(snapshot: Snapshot) -> None:
    assert snapshot.tally(CITES, [P1, P2, P3], direction=BOTH, by=Group("key")) == {P1: {P1: 1, P2: 2}, P2: {P1: 2}}
    assert snapshot.tally(CITES, [P1], direction=BOTH, by=Group("source", Side.EDGE)) == {P1: {P1: 2, P2: 1}}
    assert snapshot.tally_nodes(PAPER, by=Group(through=CITES, direction=BOTH)) == {P1: 2, P2: 1}
    assert snapshot.tally_nodes(PAPER, by=Group(through=CITES, direction=BOTH), where=OLD) == {P1: 1}
    assert snapshot.tally(AUTHORED, [A1], direction=OUT, by=Group(through=CITES, direction=BOTH)) == {
        A1: {P1: 2, P2: 1}
    }


def test_nodes_are_counted(snapshot: Snapshot) -> None:
    assert snapshot.tally_nodes(PAPER) == {None: 4}
    assert snapshot.tally_nodes(PAPER, where=OLD) == {None: 2}
    assert _ranked(snapshot.tally_nodes(PAPER, by=Group("year"))) == [(1999, 2), (2001, 1), (None, 1)]
    assert _ranked(snapshot.tally_nodes(PAPER, by=Group("year"), size=2)) == [(1999, 2), (2001, 1)]
    assert _ranked(snapshot.tally_nodes(PAPER, by=Group(through=IN_VENUE))) == [(V1, 2), (V2, 2)]
    assert snapshot.tally_nodes(TOPIC) == {}
    assert snapshot.tally_nodes(PAPER, where=Compare("year", Operator.EQ, 1)) == {}
    assert snapshot.tally_nodes(AUTHOR, by=Group(through=TIE, direction=BOTH)) == {A1: 1, A2: 1}
