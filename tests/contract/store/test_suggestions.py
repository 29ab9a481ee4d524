"""Suggested collaborators above the port: scores, whom nobody is told of, what cuts do, what it costs in calls."""

from collections.abc import Iterator
from math import sqrt

import pytest
from research_graph.schema.errors import UsageError
from research_graph.store.port import Snapshot, Store
from research_graph.store.suggestions import Suggestions, suggestions
from support.counted_snapshot import CountedSnapshot
from support.graphs import Graph, edge, graph, key, load, node

NAMES = [*"ABCDEFGHUVW", *(f"M{number}" for number in range(6))]
KEYS = {name: key("A", name) for name in NAMES}
TIES = {
    "AC": 1.0,
    "BC": 1.0,
    "CD": 0.5,
    "AE": 1.0,
    "BE": 1.0,
    "EF": 1.0,
    "AG": 0.0,
    "GH": 3.0,
    "UV": 2.0,
}
STAR = {("W", f"M{number}"): 1.0 + number for number in range(6)}


def world(*doubles: str) -> Graph:
    people = [node("Author", KEYS[name], name=name) for name in NAMES]
    both = {**{(pair[0], pair[1]): strength for pair, strength in TIES.items()}, **STAR}
    ties = [
        edge("CO_AUTHORED_WITH", KEYS[one], KEYS[two], paper_count=1, strength=9.0, recent_strength=recent)
        for (one, two), recent in both.items()
    ]
    same = [edge("POSSIBLY_SAME_AS", KEYS[pair[0]], KEYS[pair[1]], probability=0.5) for pair in doubles]
    return graph(*people, *ties, *same)


@pytest.fixture
def snapshot(store: Store) -> Iterator[Snapshot]:
    load(store, world("AU", "EV", "BH"))
    with store.snapshot() as snapshot:
        yield snapshot


def names(found: Suggestions) -> list[str]:
    return [each.name for each in found.items]


def test_scores_ways_and_order(snapshot: Snapshot) -> None:
    found = suggestions(snapshot, KEYS["A"])
    assert names(found) == ["B", "F", "D"]
    assert [each.score for each in found.items] == [
        pytest.approx(sqrt(1 / 2.5) + sqrt(1 / 3), abs=1e-6),
        pytest.approx(sqrt(1 / 3), abs=1e-6),
        pytest.approx(sqrt(0.5 / 2.5), abs=1e-6),
    ]
    assert [each.through for each in found.items] == [(KEYS["C"], KEYS["E"]), (KEYS["E"],), (KEYS["C"],)]
    assert [each.through_count for each in found.items] == [2, 1, 1]
    assert not found.truncated


def test_a_tie_that_is_not_recent_leads_nowhere(snapshot: Snapshot) -> None:
    assert "H" not in names(suggestions(snapshot, KEYS["A"]))
    assert names(suggestions(snapshot, KEYS["G"])) == []


def test_nobody_is_told_of_a_possible_double_or_of_whom_one_may_know(store: Store) -> None:
    load(store, world("AB"))
    with store.snapshot() as snapshot:
        assert names(suggestions(snapshot, KEYS["A"])) == ["F", "D"]  # B may be A
        assert names(suggestions(snapshot, KEYS["C"])) == ["E"]
    load(store, world("CF", "AD"))
    with store.snapshot() as snapshot:
        assert names(suggestions(snapshot, KEYS["A"])) == ["B"]  # F may be C, with whom A wrote; D may be A
        assert names(suggestions(snapshot, KEYS["D"])) == ["B"]  # A may be D


def test_only_the_first_are_given(snapshot: Snapshot) -> None:
    whole = suggestions(snapshot, KEYS["A"])
    cut = suggestions(snapshot, KEYS["A"], first=1, evidence=1)
    assert names(cut) == ["B"]
    assert cut.items[0].through == whole.items[0].through[:1]
    assert cut.items[0].through_count == 2
    assert not cut.truncated


def test_cuts_are_said_and_no_known_collaborator_is_suggested(snapshot: Snapshot) -> None:
    found = suggestions(snapshot, KEYS["M5"], most_ties=3)
    assert found.truncated
    assert names(found) == ["M4", "M3"]
    assert not suggestions(snapshot, KEYS["M5"], most_ties=6).truncated
    one = suggestions(snapshot, KEYS["B"], most_ties=1)
    assert one.truncated
    assert not {"C", "E"} & set(names(one))


@pytest.mark.parametrize("name", ["A", "W", "V"])
def test_it_costs_three_calls_at_most(snapshot: Snapshot, name: str) -> None:
    counted = CountedSnapshot(snapshot)
    suggestions(counted, KEYS[name])
    assert counted.calls["expand"] <= 2
    assert counted.calls["subgraph"] <= 1
    assert counted.calls.total() <= 3


def test_an_unknown_author_has_none_and_bad_numbers_are_named(snapshot: Snapshot) -> None:
    assert suggestions(snapshot, key("A", "nobody")) == Suggestions((), truncated=False)
    for options in ({"first": 0}, {"most_ties": 0}, {"evidence": -1}):
        with pytest.raises(UsageError, match="suggestions"):
            suggestions(snapshot, KEYS["A"], **options)
