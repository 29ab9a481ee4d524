"""Questions that the kinds do not allow are refused alike, before an engine sees them, and change nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.errors import UsageError
from research_graph.store.port import Snapshot, Store
from research_graph.store.query import Compare, Direction, Every, Group, Linked, Operator, Order, Page, Side, Step
from support.graphs import edge, graph, key, load, node

A1, A2, P1 = key("A", 1), key("A", 2), key("P", 1)
AUTHOR, PAPER, REDIRECT = node_kind("Author"), node_kind("Paper"), node_kind("Redirect")
TIE, AUTHORED, CITES = edge_kind("CO_AUTHORED_WITH"), edge_kind("AUTHORED"), edge_kind("CITES")
OUT = Direction.OUT


@pytest.fixture(scope="module")
def snapshot(opened_store: Store) -> Iterator[Snapshot]:
    opened_store.clear()
    nodes = (node("Author", A1), node("Author", A2), node("Paper", P1))
    load(opened_store, graph(*nodes, edge("CO_AUTHORED_WITH", A1, A2)))
    with opened_store.snapshot() as snapshot:
        yield snapshot


def _neighbors(snapshot: Snapshot, **asked: Any) -> Any:
    asked = {"edge": TIE, "keys": [A1], "direction": Direction.BOTH, "page": Page(1)} | asked
    return snapshot.neighbors(asked.pop("edge"), asked.pop("keys"), **asked)


def _top(snapshot: Snapshot, **asked: Any) -> Any:
    return snapshot.top(asked.pop("kind", AUTHOR), page=asked.pop("page", Page(1)), **asked)


REFUSED: dict[str, Callable[[Snapshot], Any]] = {
    "unknown node field": lambda s: s.nodes(AUTHOR, [A1], fields=["title"]),
    "unknown neighbor field": lambda s: _neighbors(s, node_fields=["x) RETURN 1 //"]),
    "unknown edge field": lambda s: _neighbors(s, edge_fields=['"; DROP TABLE Author']),
    "field of no kind": lambda s: s.edges_among([CITES], [A1], fields=["strength"]),
    "field of no searched kind": lambda s: s.search([AUTHOR], ["a"], Page(1), fields=["title"]),
    "order by a list": lambda s: _top(s, order=(Order("external_ids"),)),
    "order by an unknown field": lambda s: _top(s, order=(Order("name; DROP"),)),
    "no rows": lambda s: _top(s, page=Page(0)),
    "fewer rows": lambda s: s.search([AUTHOR], ["a"], Page(-1)),
    "undirected kind read one way": lambda s: _neighbors(s, direction=Direction.OUT),
    "undirected kind counted one way": lambda s: s.counts(TIE, [A1], direction=Direction.IN),
    "kind of two labels read both ways": lambda s: _neighbors(s, edge=AUTHORED),
    "kind of two labels walked both ways": lambda s: s.expand([Step(AUTHORED, Direction.BOTH, (A1,))]),
    "cursor of another length": lambda s: _top(s, page=Page(1, ("x", A1))),
    "cursor of another type": lambda s: _top(s, page=Page(1, (2001,))),
    "cursor with null where none can be": lambda s: _top(s, page=Page(1, (None,))),
    "cursor with a list": lambda s: _top(s, page=Page(1, ([A1],))),
    "cursor with a truth value for a number": lambda s: _top(
        s, kind=PAPER, order=(Order("year"),), page=Page(1, (True, P1))
    ),
    "cursor too large": lambda s: _top(s, kind=PAPER, order=(Order("year"),), page=Page(1, (2**70, P1))),
    "cursor without value": lambda s: _top(s, order=(Order("merge_risk"),), page=Page(1, (float("nan"), A1))),
    "cursor of half a letter": lambda s: _top(s, page=Page(1, ("\ud800",))),
    "cursor of a search": lambda s: s.search([AUTHOR], ["a"], Page(1, ("0", 1, A1))),
    "cursor for many keys": lambda s: _neighbors(s, keys=[A1, A2], page=Page(1, (A1,))),
    "search where nothing is searched": lambda s: s.search([REDIRECT], ["a"], Page(1)),
    "condition on an unknown field": lambda s: _top(s, where=Compare("x", Operator.EQ, 1)),
    "condition on an edge without edges": lambda s: _top(s, where=Compare("strength", Operator.EQ, 1.0, Side.EDGE)),
    "comparison with null": lambda s: _top(s, where=Compare("orcid", Operator.EQ, None)),
    "comparison with another type": lambda s: _top(s, where=Compare("paper_count", Operator.GTE, "1")),
    "part of a number": lambda s: _top(s, where=Compare("paper_count", Operator.CONTAINS, 1)),
    "list equal to a value": lambda s: _top(s, where=Compare("external_ids", Operator.EQ, "x")),
    "objects compared": lambda s: _top(s, kind=PAPER, where=Compare("versions", Operator.CONTAINS, "x")),
    "choices that are no tuple": lambda s: _top(s, where=Compare("orcid", Operator.IN, "abc")),
    "too many choices": lambda s: _top(s, where=Compare("orcid", Operator.IN, tuple(map(str, range(1001))))),
    "tally of no values": lambda s: s.tally(TIE, [A1], direction=Direction.BOTH, size=0),
    "tally of nodes of no values": lambda s: s.tally_nodes(PAPER, size=0),
    "tally one way of what has none": lambda s: s.tally(TIE, [A1], direction=Direction.OUT),
    "tally by an unknown field": lambda s: s.tally(TIE, [A1], direction=Direction.BOTH, by=Group("year")),
    "tally by a list": lambda s: s.tally_nodes(AUTHOR, by=Group("external_ids")),
    "tally by objects": lambda s: s.tally_nodes(PAPER, by=Group("versions")),
    "tally by an edge without edges": lambda s: s.tally_nodes(AUTHOR, by=Group("strength", Side.EDGE)),
    "tally by nothing": lambda s: s.tally_nodes(AUTHOR, by=Group()),
    "tally by a field and an edge": lambda s: s.tally_nodes(AUTHOR, by=Group("name", through=AUTHORED)),
    "tally through an edge of others": lambda s: s.tally_nodes(PAPER, by=Group(through=AUTHORED)),
    "tally through an edge without direction": lambda s: s.tally_nodes(AUTHOR, by=Group(through=TIE)),
    "tally through an edge both ways": lambda s: s.tally_nodes(
        AUTHOR, by=Group(through=AUTHORED, direction=Direction.BOTH)
    ),
    "tally under an unknown condition": lambda s: s.tally_nodes(AUTHOR, where=Compare("x", Operator.EQ, 1)),
    "linked over an edge of others": lambda s: _top(s, where=Linked(CITES, OUT, (P1,))),
    "linked over an edge read the wrong way": lambda s: _top(s, where=Linked(AUTHORED, Direction.IN, (P1,))),
    "linked one way over what has none": lambda s: _top(s, where=Linked(TIE, OUT, (A1,))),
    "linked to keys that are no tuple": lambda s: _top(s, where=Linked(AUTHORED, OUT, P1)),  # type: ignore[arg-type]
    "linked to what is no key": lambda s: _top(s, where=Linked(AUTHORED, OUT, (1,))),  # type: ignore[arg-type]
    "linked to half a letter": lambda s: _top(s, where=Linked(AUTHORED, OUT, ("\ud800",))),
    "linked to too many keys": lambda s: _top(s, where=Linked(AUTHORED, OUT, tuple(map(str, range(1001))))),
    "linked below what is elsewhere": lambda s: _top(s, where=Linked(AUTHORED, OUT, (P1,), edge_kind("SUBTOPIC_OF"))),
    "linked below over what has no direction": lambda s: _top(s, where=Linked(TIE, Direction.BOTH, (A1,), TIE)),
    "nested": lambda s: _neighbors(s, where=Every((Compare("x", Operator.IS_NULL, value=True, side=Side.EDGE),))),
    "nested in a step": lambda s: s.expand([Step(TIE, Direction.BOTH, (A1,), Compare("x", Operator.EQ, 1))]),
}


@pytest.mark.parametrize("why", REFUSED)
def test_is_refused_and_the_snapshot_goes_on(snapshot: Snapshot, why: str) -> None:
    with pytest.raises(UsageError):
        REFUSED[why](snapshot)
    assert [row.node.key for row in _neighbors(snapshot)[A1]] == [A2]


@pytest.mark.parametrize("text", ["\ud800", "\x00", "'); --", "é" * 10_000])
def test_keys_and_ids_of_any_form_are_just_not_there(snapshot: Snapshot, text: str) -> None:
    assert snapshot.nodes(AUTHOR, [text, A1], fields=["key"])[0] is None
    assert snapshot.nodes(AUTHOR, [text], fields=["key"]) == [None]
    assert snapshot.lookup([text]) == {}
    assert snapshot.redirects([text]) == {}
    assert snapshot.counts(TIE, [text, A1], direction=Direction.BOTH) == {A1: 1}
    assert [row.node.key for row in _neighbors(snapshot, keys=[text, A1])[A1]] == [A2]
    assert _neighbors(snapshot, keys=[text]) == {}
    assert snapshot.search([AUTHOR], [text], Page(3)) == []
    assert snapshot.tally(TIE, [text, A1], direction=Direction.BOTH, by=Group("key")) == {A1: {A2: 1}}
    ends = [{row.source, row.target} for row in snapshot.edges_among([TIE], [text, A1, A2])]
    assert ends == [{A1, A2}]


def test_two_thousand_keys_are_one_call(snapshot: Snapshot) -> None:
    keys = [key("A", f"none {number}") for number in range(2_000)]
    assert [found.key for found in snapshot.nodes(AUTHOR, [*keys, A2], fields=[]) if found] == [A2]
    assert snapshot.degrees([TIE, CITES], [*keys, A2]) == {A2: {"CO_AUTHORED_WITH": 1}}
    assert len(snapshot.edges_among([TIE], [*keys, A1, A2])) == 1
