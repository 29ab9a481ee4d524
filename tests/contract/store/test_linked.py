"""Conditions across a second edge: wherever conditions stand, alone and within others, over directed edges and not."""

from collections.abc import Iterator

import pytest
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.store.port import Snapshot, Store
from research_graph.store.query import (
    Compare,
    Condition,
    Direction,
    Every,
    Group,
    Linked,
    Not,
    Operator,
    Order,
    Page,
    Some,
    Step,
)
from support.graphs import edge, graph, key, load, node

A1, A2, A3 = (key("A", number) for number in range(3))
P1, P2, P3, P4 = (key("P", number) for number in range(4))
V1, V2 = (key("V", number) for number in range(2))
FIELD, SUBFIELD, TOPIC, OTHER = (key("T", number) for number in range(4))
AUTHOR, PAPER = node_kind("Author"), node_kind("Paper")
AUTHORED, CITES, IN_VENUE, ABOUT, TIE, BELOW = map(
    edge_kind, ("AUTHORED", "CITES", "PUBLISHED_IN", "ABOUT", "CO_AUTHORED_WITH", "SUBTOPIC_OF")
)
OUT, IN, BOTH = Direction.OUT, Direction.IN, Direction.BOTH
WORLD = graph(
    *(node("Author", author) for author in (A1, A2, A3)),
    *(node("Paper", paper, year=year) for paper, year in ((P1, 2004), (P2, 2003), (P3, 2002), (P4, None))),
    *(node("Venue", venue) for venue in (V1, V2)),
    *(node("Topic", topic) for topic in (FIELD, SUBFIELD, TOPIC, OTHER)),
    *(edge("AUTHORED", A1, paper, position=0) for paper in (P1, P2, P3, P4)),
    *(edge("AUTHORED", A2, P1, position=place) for place in (1, 2)),
    edge("AUTHORED", A3, P2, position=1),
    edge("PUBLISHED_IN", P1, V1),
    edge("PUBLISHED_IN", P1, V2),
    edge("PUBLISHED_IN", P2, V2),
    edge("PUBLISHED_IN", P4, V2),
    edge("CITES", P1, P2),
    edge("CITES", P3, P3),
    edge("CO_AUTHORED_WITH", A1, A2),
    edge("SUBTOPIC_OF", TOPIC, SUBFIELD),
    edge("SUBTOPIC_OF", SUBFIELD, FIELD),
    edge("SUBTOPIC_OF", FIELD, SUBFIELD),  # a circle ends
    edge("ABOUT", P1, TOPIC),
    edge("ABOUT", P2, SUBFIELD),
    edge("ABOUT", P3, OTHER),
)
AT_V1, AT_V2 = (Linked(IN_VENUE, OUT, (venue,)) for venue in (V1, V2))
CONDITIONS: dict[str, tuple[Condition, list[str]]] = {
    "one key": (AT_V2, [P1, P2, P4]),
    "several keys, each row once": (Linked(IN_VENUE, OUT, (V1, V2)), [P1, P2, P4]),
    "no keys": (Linked(IN_VENUE, OUT, ()), []),
    "keys that nothing has": (Linked(IN_VENUE, OUT, ("V0", "'); --", A1)), []),
    "an edge that comes": (Linked(AUTHORED, IN, (A2, A3)), [P1, P2]),
    "either way": (Linked(CITES, BOTH, (P2, P3)), [P1, P3]),
    "what one cites": (Linked(CITES, OUT, (P2, P3)), [P1, P3]),
    "what cites one": (Linked(CITES, IN, (P1,)), [P2]),
    "both": (Every((AT_V1, AT_V2)), [P1]),
    "one of two": (Some((AT_V1, Linked(AUTHORED, IN, (A3,)))), [P1, P2]),
    "not": (Not(AT_V2), [P3]),
    "with another": (Every((AT_V2, Compare("year", Operator.GTE, 2004))), [P1]),
    "or another": (Some((AT_V1, Compare("year", Operator.LTE, 2002))), [P1, P3]),
    "the topic alone": (Linked(ABOUT, OUT, (FIELD,)), []),
    "and what lies below": (Linked(ABOUT, OUT, (FIELD,), BELOW), [P1, P2]),
    "below one within": (Linked(ABOUT, OUT, (TOPIC, OTHER), BELOW), [P1, P3]),
    "below nothing": (Linked(ABOUT, OUT, (), BELOW), []),
}


@pytest.fixture(scope="module")
def snapshot(opened_store: Store) -> Iterator[Snapshot]:
    opened_store.clear()
    load(opened_store, WORLD)
    with opened_store.snapshot() as snapshot:
        yield snapshot


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_question_takes_it(snapshot: Snapshot, name: str) -> None:
    where, papers = CONDITIONS[name]
    newest = (Order("year", descending=True),)
    met = snapshot.neighbors(AUTHORED, [A1], direction=OUT, page=Page(9), where=where, order=newest)
    assert [row.node.key for row in met.get(A1, [])] == papers
    of_two = snapshot.neighbors(AUTHORED, [A1, A2], direction=OUT, page=Page(9), where=where, order=newest)
    assert [row.node.key for row in of_two.get(A1, [])] == papers
    assert {row.node.key for row in of_two.get(A2, [])} == {P1} & {*papers}
    step = Step(AUTHORED, OUT, (A1,), where, newest)
    assert [link.other for link in snapshot.expand([step], size=9)] == papers
    assert {link.other for link in snapshot.expand([step])} == {*papers}
    assert [paper.key for paper in snapshot.top(PAPER, page=Page(9), where=where, order=newest)] == papers
    assert snapshot.tally(AUTHORED, [A1], direction=OUT, where=where) == ({A1: {None: len(papers)}} if papers else {})
    assert snapshot.tally_nodes(PAPER, where=where) == ({None: len(papers)} if papers else {})
    by_venue = snapshot.tally_nodes(PAPER, where=where, by=Group(through=IN_VENUE))
    assert by_venue == snapshot.tally(AUTHORED, [A1], direction=OUT, where=where, by=Group(through=IN_VENUE)).get(
        A1, {}
    )


def test_pages_go_on_under_it(snapshot: Snapshot) -> None:
    first = snapshot.neighbors(AUTHORED, [A1], direction=OUT, page=Page(2), where=AT_V2)[A1]
    rest = snapshot.neighbors(AUTHORED, [A1], direction=OUT, page=Page(2, first[-1].cursor), where=AT_V2)[A1]
    assert sorted(row.node.key for row in (*first, *rest)) == sorted([P1, P2, P4])


def test_an_edge_without_direction_is_met_from_both_ends(snapshot: Snapshot) -> None:
    for other, found in ((A1, A2), (A2, A1)):
        where = Linked(TIE, BOTH, (other,))
        assert [author.key for author in snapshot.top(AUTHOR, page=Page(9), where=where)] == [found]
        met = snapshot.neighbors(AUTHORED, [P1], direction=IN, page=Page(9), where=where)[P1]
        assert {row.node.key for row in met} == {found}
