"""Search: the order of hits, what tells namesakes apart, pages, and text that looks like a query language."""

from collections.abc import Iterator

import pytest
from research_graph.store.open import open_store
from support.graphql_world import World
from support.graphs import edge, graph, key, load, node

ANN, ANNE, TWIN = key("A", "ann"), key("A", "anne"), key("A", "twin")
PAPER, PLACE, EARLIER = key("P", "paper"), key("I", "place"), key("I", "earlier")


def authored(author: str, position: int, name: str, **fields: object) -> tuple[str, dict[str, object]]:
    return edge("AUTHORED", author, PAPER, position=position, name=name, evidence="matched", confidence=1.0, **fields)


GRAPH = graph(
    node("Author", ANN, name="Ann Liu", paper_count=9, first_year=2001, last_year=2020, search_rank=9),
    node("Author", TWIN, name="Ann Liu", paper_count=2, first_year=2019, last_year=2019, search_rank=2),
    node("Author", ANNE, name="Ann Liukonen", paper_count=5, search_rank=50),
    node("Institution", PLACE, name="Liu Institute", search_rank=1, paper_count=3),
    node("Institution", EARLIER, name="Earlier"),
    node("Paper", PAPER, title="What Ann Liu wrote", year=2019, search_rank=4),
    edge("AFFILIATED_WITH", ANN, EARLIER, paper_count=5, last_year=2010, is_latest=False),
    edge("AFFILIATED_WITH", ANN, PLACE, paper_count=1, last_year=2020, is_latest=True),
    authored(TWIN, 0, "A. Liu", affiliations=["Printed U", "Other"]),
    authored(ANNE, 1, "A. Liukonen"),
    authored(ANN, 2, "Ann Liu"),
    authored(ANN, 3, "A fourth"),
)
HITS = """query(
  $text: String!, $kinds: [NodeKind!], $first: Int, $after: String, $last: Int, $before: String
) { search(text: $text, kinds: $kinds, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
TOLD = """query($text: String!, $kinds: [NodeKind!]) { search(text: $text, kinds: $kinds) { nodes {
  id kind name match rank paperCount firstYear lastYear affiliation authors } } }"""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    yield World(None, store)
    store.close()


def told(id_: str, kind: str, name: str, match: str, rank: int, **rest: object) -> dict[str, object]:
    rest = {"paperCount": None, "firstYear": None, "lastYear": None, "affiliation": None, "authors": [], **rest}
    return {"id": id_, "kind": kind, "name": name, "match": match, "rank": rank, **rest}


def test_hits_come_by_class_then_rank_and_say_what_tells_them_apart(world: World) -> None:
    assert world.answer(TOLD, text="ann liu")["search"]["nodes"] == [
        told(ANN, "AUTHOR", "Ann Liu", "NAME", 9, paperCount=9, firstYear=2001, lastYear=2020)
        | {"affiliation": "Liu Institute"},
        told(TWIN, "AUTHOR", "Ann Liu", "NAME", 2, paperCount=2, firstYear=2019, lastYear=2019)
        | {"affiliation": "Printed U"},
        told(PAPER, "PAPER", "What Ann Liu wrote", "WORDS", 4, firstYear=2019, lastYear=2019)
        | {"authors": ["A. Liu", "A. Liukonen", "Ann Liu"]},
        told(ANNE, "AUTHOR", "Ann Liukonen", "BEGINNING", 50, paperCount=5),
    ]
    assert (world.calls, world.cost) == ({"search": 1, "neighbors": 3}, 1 + 20 + 20 * 2)


def test_a_column_that_the_kinds_lack_is_null(world: World) -> None:
    (found,) = world.answer(TOLD, text="ann liu", kinds=["PAPER"])["search"]["nodes"]
    assert (found["name"], found["paperCount"], found["firstYear"]) == ("What Ann Liu wrote", None, 2019)
    assert world.calls == {"search": 1, "neighbors": 1}


def test_the_node_itself_costs_one_call_a_kind(world: World) -> None:
    document = '{ search(text: "ann liu") { nodes { node { __typename id ... on Paper { year } } } } }'
    found = [row["node"] for row in world.answer(document)["search"]["nodes"]]
    assert found[2] == {"__typename": "Paper", "id": PAPER, "year": 2019}
    assert [row["__typename"] for row in found] == ["Author", "Author", "Paper", "Author"]
    assert world.calls == {"search": 1, "nodes": 2}


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_visit_each_hit_once(world: World, size: int) -> None:
    met, after, pages = [], None, 0
    while pages == 0 or after:
        found = world.answer(HITS, text="liu", first=size, after=after)["search"]
        met += [edge["node"]["name"] for edge in found["edges"]]
        assert found["pageInfo"]["hasPreviousPage"] is (pages > 0)
        assert found["pageInfo"]["endCursor"] == found["edges"][-1]["cursor"]
        after = found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None
        pages += 1
    assert met == ["Ann Liu", "What Ann Liu wrote", "Ann Liu", "Liu Institute", "Ann Liukonen"]
    assert pages == -(-5 // size)
    back, before, pages = [], None, 0
    while pages == 0 or before:
        found = world.answer(HITS, text="liu", last=size, before=before)["search"]
        back = [edge["node"]["name"] for edge in found["edges"]] + back
        assert found["pageInfo"]["hasNextPage"] is (pages > 0)
        assert found["pageInfo"]["startCursor"] == found["edges"][0]["cursor"]
        before = found["pageInfo"]["startCursor"] if found["pageInfo"]["hasPreviousPage"] else None
        pages += 1
    assert back == met


@pytest.mark.parametrize(
    "text",
    ["", "  ", "*", "a~ OR [* TO *]", '") RETURN 1 //', "{$}", "\u0000", "🙂", "عربي", "`", "\\", 'AND "', "x" * 200],
)
def test_text_is_text(world: World, text: str) -> None:
    assert world.answer(HITS, text=text)["search"]["edges"] == []


def test_no_kinds_find_nothing(world: World) -> None:
    assert world.answer(HITS, text="liu", kinds=[])["search"] == {
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"text": "x" * 201}, "BAD_INPUT"),
        ({"text": "liu", "first": 0}, "BAD_INPUT"),
        ({"text": "liu", "first": 101}, "BAD_INPUT"),
        ({"text": "liu", "kinds": ["PAPER"] * 7}, "BAD_INPUT"),
        ({"text": "liu", "last": 0}, "BAD_INPUT"),
        ({"text": "liu", "first": 1, "last": 1}, "BAD_INPUT"),
        ({"text": "liu", "before": "x"}, "BAD_INPUT"),
        ({"text": "liu", "last": 1, "before": "x"}, "BAD_CURSOR"),
        ({"text": "liu", "after": "x"}, "BAD_CURSOR"),
        ({"text": "liu", "after": "-1"}, "BAD_CURSOR"),
    ],
)
def test_what_cannot_be_is_refused(world: World, variables: dict[str, object], code: str) -> None:
    (error,) = world.refused(HITS, **variables)
    assert (error.extensions or {})["code"] == code


def test_a_cursor_belongs_to_its_question(world: World) -> None:
    cursor = world.answer(HITS, text="Liu", first=1)["search"]["pageInfo"]["endCursor"]
    assert world.answer(HITS, text="liu!", after=cursor)["search"]["pageInfo"]["hasPreviousPage"]
    for other in ({"text": "ann"}, {"text": "liu", "kinds": ["AUTHOR"]}):
        (error,) = world.refused(HITS, after=cursor, **other)
        assert (error.extensions or {})["code"] == "BAD_CURSOR"
