"""Paths: the shortest and closest first, each tie with its papers, and an honest reason where there is none."""

from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.graphql.queries import paths as asking
from research_graph.store.open import open_store
from support.graphql_world import World
from support.graphs import difference, edge, graph, key, node, publication

ANN, BEN, CEM, DAN, EVE, ALONE, OLD = (key("A", name) for name in ("a", "b", "c", "d", "e", "alone", "old"))
NAMES = {ANN: "Ann", BEN: "Ben", CEM: "Cem", DAN: "Dan", EVE: "Eve", ALONE: "Alone"}
NOBODY = "A0000000000000000"


def papers(*rows: tuple[str, int, int, list[str]]) -> Iterator[Any]:
    for title, year, author_count, people in rows:
        paper = key("P", title)
        yield node("Paper", paper, title=title, year=year, author_count=author_count)
        for position, person in enumerate(people):
            yield edge("AUTHORED", person, paper, position=position, name="x", evidence="asserted", confidence=1.0)


def tie(one: str, other: str, strength: float, number: int) -> Any:
    return edge("CO_AUTHORED_WITH", one, other, strength=strength, paper_count=number, first_year=2001, last_year=2004)


GRAPH = graph(
    *(node("Author", each, name=name) for each, name in NAMES.items()),
    node("Redirect", OLD, target=ANN),
    *papers(
        ("Old work", 2001, 2, [ANN, BEN]),
        ("New work", 2004, 2, [BEN, ANN]),
        ("Crowd", 2009, 500, [ANN, BEN, CEM]),
        ("Else", 2003, 2, [BEN, DAN]),
    ),
    tie(ANN, BEN, 2.0, 2),
    tie(BEN, DAN, 1.0, 1),
    tie(ANN, CEM, 0.5, 1),
    tie(CEM, DAN, 0.5, 1),
    tie(DAN, EVE, 4.0, 1),
)
WHOLE = """query($a: ID!, $b: ID!) { paths(from: $a, to: $b, first: 1) { total reason redirected { asked id } asOf build
  paths { length cost nodes { id name hop degree }
    edges { source target kind strength paperCount firstYear lastYear papers(first: 2) { title year } } } } }"""
SHORT = "query($a: ID!, $b: ID!) { paths(from: $a, to: $b%s) { total reason paths { cost nodes { name } } } }"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    store = open_store("sqlite://")
    store.apply(difference(None, GRAPH), publication(GRAPH, parameters={"max_pair_authors": 100}))
    yield World(None, store)
    store.close()


def names(found: dict[str, Any]) -> list[str]:
    return ["".join(node["name"][0] for node in path["nodes"]) for path in found["paths"]["paths"]]


def test_a_paper_of_a_crowd_is_no_evidence_of_a_tie(world: World) -> None:
    document = """query($id: ID!) { author(id: $id) { collaborators(first: 9) {
      edges { node { name } sharedPapers { title } } } } }"""
    edges = world.answer(document, id=ANN)["author"]["collaborators"]["edges"]
    papers = {edge["node"]["name"][0]: [paper["title"] for paper in edge["sharedPapers"]] for edge in edges}
    assert papers == {"B": ["New work", "Old work"], "C": []}


def test_a_path_says_each_tie_and_its_newest_papers(world: World) -> None:
    found = world.answer(WHOLE, a=ANN, b=DAN)["paths"]
    ties = []
    for one, other, *rest in (
        (ANN, BEN, 2.0, 2, [{"title": "New work", "year": 2004}, {"title": "Old work", "year": 2001}]),
        (BEN, DAN, 1.0, 1, [{"title": "Else", "year": 2003}]),
    ):
        source, target = sorted((one, other))
        values = dict(zip(("strength", "paperCount", "papers"), rest, strict=True))
        years = {"firstYear": 2001, "lastYear": 2004}
        ties.append({"source": source, "target": target, "kind": "CO_AUTHORED_WITH", **values, **years})
    assert found == {
        "total": 2,
        "reason": None,
        "redirected": [],
        "asOf": "2025.1",
        "build": "b1",
        "paths": [
            {
                "length": 2,
                "cost": 1.5,
                "nodes": [
                    {"id": ANN, "name": "Ann", "hop": 0, "degree": 2},
                    {"id": BEN, "name": "Ben", "hop": 1, "degree": 2},
                    {"id": DAN, "name": "Dan", "hop": 2, "degree": 3},
                ],
                "edges": ties,
            }
        ],
    }
    # both ends, two levels; the paths' nodes and edges; shared papers of all ties, and the papers themselves
    assert world.calls == {"nodes": 2, "degrees": 2, "expand": 3, "subgraph": 1}


def test_the_closest_of_the_shortest_comes_first(world: World) -> None:
    assert names(world.answer(SHORT % "", a=ANN, b=DAN)) == ["ABD", "ACD"]
    assert names(world.answer(SHORT % ", first: 1", a=DAN, b=ANN)) == ["DBA"]
    assert names(world.answer(SHORT % "", a=ANN, b=ANN)) == ["A"]


def test_other_relations_have_no_shared_papers(world: World) -> None:
    document = """query($a: ID!, $b: ID!) { paths(from: $a, to: $b, relations: [AUTHORED], first: 10) {
      total paths { cost edges { kind strength papers { id } } } } }"""
    found = world.answer(document, a=ANN, b=DAN)["paths"]
    assert (found["total"], found["paths"][0]["cost"], len(found["paths"])) == (3, 4.0, 3)
    assert {(row["kind"], row["strength"], len(row["papers"])) for path in found["paths"] for row in path["edges"]} == {
        ("AUTHORED", None, 0)
    }


@pytest.mark.parametrize(
    ("start", "goal", "more", "reason"),
    [
        (ANN, ALONE, "", "NO_PATH_WITHIN_LENGTH"),
        (ANN, EVE, ", maxLength: 2", "NO_PATH_WITHIN_LENGTH"),
        (ANN, NOBODY, "", "UNKNOWN_NODE"),
        (NOBODY, NOBODY, "", "UNKNOWN_NODE"),
    ],
)
def test_where_there_is_none_it_says_why(world: World, start: str, goal: str, more: str, reason: str) -> None:
    assert world.answer(SHORT % more, a=start, b=goal)["paths"] == {"total": 0, "reason": reason, "paths": []}


def test_time_that_ran_out_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SECONDS", -1.0)
    found = world.answer(SHORT % "", a=ANN, b=DAN)["paths"]
    assert found == {"total": 0, "reason": "DEADLINE", "paths": []}


def test_redirected_ends_resolve_and_say_so(world: World) -> None:
    found = world.answer(WHOLE, a=OLD, b=BEN)["paths"]
    assert found["redirected"] == [{"asked": OLD, "id": ANN}]
    assert [node["name"] for node in found["paths"][0]["nodes"]] == ["Ann", "Ben"]


def test_without_paths_selected_no_more_is_read_than_the_search(world: World) -> None:
    world.answer("query($a: ID!, $b: ID!) { paths(from: $a, to: $b) { total } }", a=ANN, b=BEN)
    assert world.calls == {"nodes": 1, "degrees": 1, "expand": 1}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (f'from: "x", to: "{ANN}"', "BAD_ID"),
        (f'from: "{ANN}", to: "\\") RETURN 1"', "BAD_ID"),
        (f'from: "{ANN}", to: "{BEN}", maxLength: 7', "BAD_INPUT"),
        (f'from: "{ANN}", to: "{BEN}", maxLength: 0', "BAD_INPUT"),
        (f'from: "{ANN}", to: "{BEN}", first: 11', "BAD_INPUT"),
        (f'from: "{ANN}", to: "{BEN}", relations: []', "BAD_INPUT"),
    ],
)
def test_what_cannot_be_is_refused(world: World, arguments: str, code: str) -> None:
    (error,) = world.refused(f"{{ paths({arguments}) {{ total }} }}")
    assert (error.extensions or {})["code"] == code


def test_few_papers_of_a_tie(world: World) -> None:
    document = f'{{ paths(from: "{ANN}", to: "{BEN}") {{ paths {{ edges {{ papers(first: %s) {{ title }} }} }} }} }}'
    found = world.answer(document % 1)["paths"]["paths"][0]["edges"][0]["papers"]
    assert found == [{"title": "New work"}]
    (error,) = world.refused(document % 11)
    assert (error.extensions or {})["code"] == "BAD_INPUT"
