"""Institutions: people, the tree, papers by way of the people, partners by shared papers."""

from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.graphql.types import institution as fields
from research_graph.store import institutions as reading
from research_graph.store.open import open_store
from support.graphql_world import World
from support.graphs import edge, graph, key, load, node

HOME, LAB, NEAR, FAR, NEXT = (key("I", name) for name in ("home", "lab", "near", "far", "next"))
ANN, BEN, CEM = (key("A", name) for name in ("ann", "ben", "cem"))
PAPERS = {name: key("P", name) for name in ("Newest", "Three", "Alone", "Elsewhere")}
SLOTS = (
    ("Newest", ANN, [HOME, NEAR]),
    ("Newest", BEN, [HOME]),
    ("Three", ANN, [HOME]),
    ("Three", CEM, [NEAR, FAR]),
    ("Alone", BEN, [HOME]),
    ("Elsewhere", ANN, [FAR]),
)


def slots() -> Iterator[Any]:
    for position, (title, author, places) in enumerate(SLOTS):
        told = {"name": "x", "evidence": "matched", "confidence": 1.0, "position": position}
        yield edge("AUTHORED", author, PAPERS[title], institutions=sorted(places), **told)


GRAPH = graph(
    node(
        "Institution",
        HOME,
        name="Home",
        aliases=["H"],
        ror="02nr0ka47",
        external_ids=["ror:02nr0ka47"],
        country_code="DE",
        city="Ulm",
        type="education",
        status="active",
        paper_count=3,
        author_count=3,
    ),
    node("Institution", LAB, name="Lab", paper_count=2),
    node("Institution", NEAR, name="Near"),
    node("Institution", FAR, name="Far"),
    node("Institution", NEXT, name="Next"),
    edge("PART_OF", LAB, HOME),
    edge("SUCCEEDED_BY", HOME, NEXT),
    node("Author", ANN, name="Ann"),
    node("Author", BEN, name="Ben"),
    node("Author", CEM, name="Cem"),
    edge("AFFILIATED_WITH", ANN, HOME, paper_count=2, first_year=2001, last_year=2005, is_latest=False),
    edge("AFFILIATED_WITH", BEN, HOME, paper_count=3, first_year=2004, last_year=2004, is_latest=True),
    edge("AFFILIATED_WITH", CEM, HOME, paper_count=0, is_latest=False),
    node("Paper", PAPERS["Newest"], title="Newest", year=2005),
    node("Paper", PAPERS["Three"], title="Three", year=2001),
    node("Paper", PAPERS["Alone"], title="Alone", year=2004),
    node("Paper", PAPERS["Elsewhere"], title="Elsewhere", year=2009),
    *slots(),
)
WHOLE = """query($id: ID, $external: String) { institution(id: $id, externalId: $external) {
  id name aliases ror externalIds { id } countryCode city type status paperCount authorCount
  people(first: 2) { totalCount edges { paperCount firstYear lastYear isLatest node { name } } }
  partOf { nodes { name } } parts { totalCount nodes { name } }
  successors { nodes { name } } predecessors { nodes { name } } } }"""
SHARED = """query($id: ID, $first: Int! = 10) { institution(id: $id) {
  papers(first: $first) { totalCount truncated nodes { title year } }
  partners(first: $first) { totalCount papersRead papersTotal truncated items {
    paperCount strength node { name } } } } }"""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    yield World(None, store)
    store.close()


def test_an_institution_says_what_it_is_and_who_is_there(world: World) -> None:
    assert world.answer(WHOLE, external="ror:02nr0ka47")["institution"] == {
        "id": HOME,
        "name": "Home",
        "aliases": ["H"],
        "ror": "02nr0ka47",
        "externalIds": [{"id": "ror:02nr0ka47"}],
        "countryCode": "DE",
        "city": "Ulm",
        "type": "education",
        "status": "active",
        "paperCount": 3,
        "authorCount": 3,
        "people": {
            "totalCount": 3,
            "edges": [
                {"paperCount": 3, "firstYear": 2004, "lastYear": 2004, "isLatest": True, "node": {"name": "Ben"}},
                {"paperCount": 2, "firstYear": 2001, "lastYear": 2005, "isLatest": False, "node": {"name": "Ann"}},
            ],
        },
        "partOf": {"nodes": []},
        "parts": {"totalCount": 1, "nodes": [{"name": "Lab"}]},
        "successors": {"nodes": [{"name": "Next"}]},
        "predecessors": {"nodes": []},
    }
    assert world.calls == {"lookup": 1, "nodes": 1, "neighbors": 5, "degrees": 1, "counts": 1}


def test_the_other_ends_of_the_tree(world: World) -> None:
    document = """query($a: ID, $b: ID) {
      lab: institution(id: $a) { partOf { nodes { name } } }
      next: institution(id: $b) { predecessors { nodes { name } } } }"""
    assert world.answer(document, a=LAB, b=NEXT) == {
        "lab": {"partOf": {"nodes": [{"name": "Home"}]}},
        "next": {"predecessors": {"nodes": [{"name": "Home"}]}},
    }


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("PAPER_COUNT_DESC", ["Ben", "Ann", "Cem"]),
        ("LAST_YEAR_DESC", ["Ann", "Ben", "Cem"]),
        ("NAME_ASC", ["Ann", "Ben", "Cem"]),
    ],
)
def test_orders_of_people(world: World, order: str, names: list[str]) -> None:
    document = f'{{ institution(id: "{HOME}") {{ people(orderBy: {order}) {{ nodes {{ name }} }} }} }}'
    assert [row["name"] for row in world.answer(document)["institution"]["people"]["nodes"]] == names


def test_papers_and_partners_come_by_way_of_the_people(world: World) -> None:
    assert world.answer(SHARED, id=HOME)["institution"] == {
        "papers": {
            "totalCount": 3,
            "truncated": False,
            "nodes": [
                {"title": "Newest", "year": 2005},
                {"title": "Alone", "year": 2004},
                {"title": "Three", "year": 2001},
            ],
        },
        "partners": {
            "totalCount": 2,
            "papersRead": 3,
            "papersTotal": 3,
            "truncated": False,
            "items": [
                {"paperCount": 2, "strength": 1.5, "node": {"name": "Near"}},
                {"paperCount": 1, "strength": 0.5, "node": {"name": "Far"}},
            ],
        },
    }
    # the institution; people twice; papers of people, papers of people and all their authors; papers by year, as asked
    assert world.calls == {"nodes": 4, "neighbors": 2, "expand": 3}


def test_first_cuts(world: World) -> None:
    found = world.answer(SHARED, id=HOME, first=1)["institution"]
    assert [row["title"] for row in found["papers"]["nodes"]] == ["Newest"]
    assert [row["node"]["name"] for row in found["partners"]["items"]] == ["Near"]


@pytest.mark.parametrize(
    ("bound", "papers", "read"),
    [("PEOPLE_READ", True, 2), ("PAPERS_READ", False, 1), ("OF_EACH", False, 1), ("SLOTS_READ", False, 3)],
)
def test_what_was_not_looked_at_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, bound: str, papers: bool, read: int
) -> None:
    monkeypatch.setattr(reading, bound, 1)
    found = world.answer(SHARED, id=HOME)["institution"]
    assert found["papers"]["truncated"] is papers
    assert (found["partners"]["truncated"], found["partners"]["papersRead"]) == (True, read)


def test_nobody_is_at_an_institution(world: World) -> None:
    found = world.answer(SHARED, id=LAB)["institution"]
    assert (found["papers"]["nodes"], found["partners"]["items"]) == ([], [])
    assert (found["papers"]["totalCount"], found["partners"]["papersRead"]) == (2, 0)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (f'{{ institution(id: "{ANN}") {{ id }} }}', "BAD_ID"),
        (f'{{ institution(id: "{HOME}") {{ papers(first: 101) {{ totalCount }} }} }}', "BAD_INPUT"),
        (f'{{ institution(id: "{HOME}") {{ partners(first: 0) {{ totalCount }} }} }}', "BAD_INPUT"),
    ],
)
def test_what_cannot_be_is_refused(world: World, document: str, code: str) -> None:
    (error,) = world.refused(document)
    assert (error.extensions or {})["code"] == code


def test_partners_of_many_institutions_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "MOST_AT_ONCE", 1)
    ids = f'["{HOME}", "{LAB}"]'
    for field in ("papers { totalCount }", "partners { totalCount }"):
        errors = world.refused(f"{{ nodes(ids: {ids}) {{ ... on Institution {{ {field} }} }} }}")
        assert {(error.extensions or {})["code"] for error in errors} == {"BAD_INPUT"}
