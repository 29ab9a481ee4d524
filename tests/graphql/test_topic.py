"""Topics: the tree, people, papers, years."""

from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.store.open import open_store
from support.graphql_world import World
from support.graphs import edge, graph, key, load, node

FIELD, SUB, OTHER = (key("T", name) for name in ("field", "sub", "other"))
ANN, BEN = key("A", "ann"), key("A", "ben")
PAPERS = {name: key("P", name) for name in ("one", "two", "three", "four")}
YEARS = {"one": 2001, "two": 2003, "three": 2003, "four": None}


def topic(key: str, name: str, **more: Any) -> Any:
    return node("Topic", key, **{"name": name, "scheme": "openalex", "search_rank": 0, **more})


GRAPH = graph(
    topic(FIELD, "Field", level="field", paper_count=9, external_ids=["openalex:fields/17"], keywords=["all"]),
    topic(SUB, "Sub", level="topic", paper_count=4, description="What it is."),
    topic(OTHER, "Other", paper_count=5),
    edge("SUBTOPIC_OF", SUB, FIELD),
    edge("SUBTOPIC_OF", OTHER, FIELD),
    node("Author", ANN, name="Ann"),
    node("Author", BEN, name="Ben"),
    edge("WORKS_ON", ANN, SUB, paper_count=1, share=1.0, last_year=2003),
    edge("WORKS_ON", BEN, SUB, paper_count=3, share=0.5),
    *(node("Paper", each, title=name, year=YEARS[name]) for name, each in PAPERS.items()),
    *(edge("ABOUT", each, SUB, evidence="inferred") for each in PAPERS.values()),
)
WHOLE = """query($id: ID, $external: String) { topic(id: $id, externalId: $external) {
  id name scheme level description keywords externalIds { scheme value } paperCount
  broader { totalCount nodes { name } } narrower { totalCount edges { node { name } } }
  topAuthors(first: 1) { totalCount edges { paperCount share lastYear node { name } } }
  papers(first: 2) { totalCount nodes { title year } } papersPerYear { year count } } }"""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    yield World(None, store)
    store.close()


def test_a_topic_says_its_place_people_and_papers(world: World) -> None:
    assert world.answer(WHOLE, id=SUB)["topic"] == {
        "id": SUB,
        "name": "Sub",
        "scheme": "openalex",
        "level": "topic",
        "description": "What it is.",
        "keywords": [],
        "externalIds": [],
        "paperCount": 4,
        "broader": {"totalCount": 1, "nodes": [{"name": "Field"}]},
        "narrower": {"totalCount": 0, "edges": []},
        "topAuthors": {
            "totalCount": 2,
            "edges": [{"paperCount": 3, "share": 0.5, "lastYear": None, "node": {"name": "Ben"}}],
        },
        "papers": {"totalCount": 4, "nodes": [{"title": "three", "year": 2003}, {"title": "two", "year": 2003}]},
        "papersPerYear": [{"year": 2001, "count": 1}, {"year": 2003, "count": 2}, {"year": None, "count": 1}],
    }
    # the topic; four lists; totals: of people and papers one call, of the tree one for each side; years
    assert world.calls == {"nodes": 1, "neighbors": 4, "degrees": 1, "counts": 2, "tally": 1}


def test_a_topic_by_external_id_with_what_lies_below(world: World) -> None:
    found = world.answer(WHOLE, external="openalex:fields/17")["topic"]
    assert found["externalIds"] == [{"scheme": "openalex", "value": "fields/17"}]
    assert found["narrower"] == {"totalCount": 2, "edges": [{"node": {"name": "Other"}}, {"node": {"name": "Sub"}}]}
    assert (found["keywords"], found["papersPerYear"]) == (["all"], [])


NARROWER = """query($id: ID!, $all: Boolean!, $first: Int = 2, $after: String, $where: PaperFilter) { topic(id: $id) {
  paperCount papers(includeNarrower: $all, first: $first, after: $after, where: $where) {
    totalCount nodes { title } pageInfo { endCursor hasNextPage } yearHistogram { year count } } } }"""


def test_papers_of_a_topic_with_those_below_it_come_once_each(world: World) -> None:
    found = world.answer(NARROWER, id=FIELD, all=True)["topic"]["papers"]
    assert found["totalCount"] == len(PAPERS)
    assert found["yearHistogram"] == [
        {"year": 2001, "count": 1},
        {"year": 2003, "count": 2},
        {"year": None, "count": 1},
    ]
    titles = [paper["title"] for paper in found["nodes"]]
    assert world.calls == {"nodes": 1, "top": 1, "tally_nodes": 2}
    assert world.cost == 1 + 1 + (2 + 300) + 1 + 150
    after = found["pageInfo"]["endCursor"]
    found = world.answer(NARROWER, id=FIELD, all=True, after=after)["topic"]["papers"]
    assert titles + [paper["title"] for paper in found["nodes"]] == ["three", "two", "one", "four"]
    assert world.answer(NARROWER, id=FIELD, all=False)["topic"]["papers"]["totalCount"] == 0
    assert world.answer(NARROWER, id=SUB, all=True)["topic"]["papers"]["totalCount"] == len(PAPERS)
    late = world.answer(NARROWER, id=FIELD, all=True, where={"year": {"gte": 2003}})["topic"]["papers"]
    assert (late["totalCount"], [paper["title"] for paper in late["nodes"]]) == (2, ["three", "two"])


def test_papers_below_are_told_for_one_topic_a_request(world: World) -> None:
    document = "query($i: [ID!]!, $all: Boolean!) { nodes(ids: $i) { ... on Topic { papers(includeNarrower: $all) {"
    document += " totalCount } } } }"
    errors = world.refused(document, i=[FIELD, SUB], all=True)
    assert [(error.extensions or {})["code"] for error in errors] == ["BAD_INPUT"] * 2
    twice = world.answer(document, i=[FIELD, FIELD], all=True)["nodes"]
    assert twice == [{"papers": {"totalCount": 4}}] * 2


@pytest.mark.parametrize(
    ("order", "names"),
    [("PAPER_COUNT_DESC", ["Ben", "Ann"]), ("SHARE_DESC", ["Ann", "Ben"]), ("LAST_YEAR_DESC", ["Ann", "Ben"])],
)
def test_orders_of_people(world: World, order: str, names: list[str]) -> None:
    document = f'{{ topic(id: "{SUB}") {{ topAuthors(orderBy: {order}) {{ nodes {{ name }} }} }} }}'
    assert [row["name"] for row in world.answer(document)["topic"]["topAuthors"]["nodes"]] == names


def test_only_what_is_selected_is_read(world: World) -> None:
    world.answer("query($id: ID) { topic(id: $id) { name topAuthors { nodes { name } } } }", id=SUB)
    assert world.calls == {"nodes": 1, "neighbors": 1}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(f'id: "{ANN}"', "BAD_ID"), ("", "BAD_INPUT"), (f'id: "{SUB}", externalId: "x"', "BAD_INPUT")],
)
def test_what_cannot_be_is_refused(world: World, arguments: str, code: str) -> None:
    (error,) = world.refused(f"{{ topic{f'({arguments})' if arguments else ''} {{ id }} }}")
    assert (error.extensions or {})["code"] == code
