"""Clusters: their fields, members, lineage, what surrounds them, and lists of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.graphql.types import cluster as fields
from research_graph.store import neighboring as reading
from research_graph.store import over_time
from research_graph.store.open import open_store
from support.graphql_world import World
from support.graphs import edge, graph, key, load, node

HOME, NEAR, FAR, ENDED, FIELD, OLD = (key("C", name) for name in ("home", "near", "far", "ended", "field", "old"))
PEOPLE = {name: key("A", name) for name in ("h1", "h2", "n1", "f1", "out")}
TIES = (("h1", "h2", 9.0), ("h1", "n1", 2.0), ("h2", "n1", 0.5), ("h2", "f1", 3.5), ("n1", "f1", 7.0), ("h1", "out", 8))
SEATS = (("h1", HOME, 9.0), ("h2", HOME, 8.0), ("n1", NEAR, 1.0), ("f1", FAR, 1.0))
PAPERS = (
    ("Cited", 2001, 9, 2, ["h1", "n1"]),
    ("Ours", 2003, 1, 2, ["h1", "h2"]),
    ("Newer", 2004, 1, 2, ["h2"]),
    ("Theirs", 2004, 90, 3, ["h1"]),
)


TOPICS = {name: key("T", name) for name in ("parsing", "speech", "none of theirs")}
SUBJECTS = (
    ("Cited", "parsing"),
    ("Ours", "parsing"),
    ("Ours", "speech"),
    ("Newer", "speech"),
    ("Newer", "parsing"),
    ("Theirs", "none of theirs"),
)


def cluster(key: str, label: str, level: str, size: int, **more: Any) -> Any:
    return node("Cluster", key, label=label, level=level, size=size, **{"status": "LIVE", **more})


def written() -> Iterator[Any]:
    for title, year, rank, author_count, people in PAPERS:
        paper = key("P", title)
        yield node("Paper", paper, title=title, year=year, author_count=author_count, search_rank=rank)
        for place, name in enumerate(people):
            told = {"name": name, "evidence": "matched", "confidence": 1.0}
            yield edge("AUTHORED", PEOPLE[name], paper, position=place, **told)


GRAPH = graph(
    *(node("Author", each, name=name, paper_count=ord(name[-1])) for name, each in PEOPLE.items()),
    cluster(
        HOME,
        "Home",
        "group",
        2,
        paper_count=3,
        first_year=2001,
        last_year=2004,
        internal_share=0.5,
        conductance=0.25,
        is_well_connected=True,
        topics=["Parsing"],
        terms=["trees"],
        venues=["ACL"],
        people=[PEOPLE["h2"], PEOPLE["h1"]],
        run="r2",
    ),
    cluster(NEAR, "Near", "group", 1, paper_count=7, is_well_connected=False),
    cluster(FAR, "Far", "group", 1, topics=["Parsing", "Speech"]),
    cluster(ENDED, "Ended", "group", 7, status="ENDED", run="r1"),
    cluster(FIELD, "Field", "field", 9),
    node("Redirect", OLD, target=HOME),
    *(edge("CO_AUTHORED_WITH", PEOPLE[one], PEOPLE[other], strength=value) for one, other, value in TIES),
    *(edge("MEMBER_OF", PEOPLE[name], where, level="group", strength=value) for name, where, value in SEATS),
    *(edge("MEMBER_OF", each, FIELD, level="field", strength=1.0) for each in PEOPLE.values()),
    edge("DESCENDS_FROM", HOME, ENDED, event="split", overlap=0.75, run="r2"),
    edge("DESCENDS_FROM", NEAR, ENDED, event="split", overlap=0.25, run="r2"),
    *written(),
    *(node("Topic", each, name=name, scheme="test") for name, each in TOPICS.items()),
    *(edge("ABOUT", key("P", paper), TOPICS[topic], evidence="inferred") for paper, topic in SUBJECTS),
)
WHOLE = """query($id: ID!) { cluster(id: $id) {
  id redirectedFrom sources label level status size paperCount firstYear lastYear topics terms venues run
  quality { internalShare conductance isWellConnected seedAgreement } leadingPeople { name } } }"""
PARTS = """query($id: ID!, $first: Int! = 10) { cluster(id: $id) {
  members(first: 1) { totalCount pageInfo { hasNextPage } edges { strength node { name } } }
  descendsFrom { totalCount edges { event overlap run node { label status } } }
  descendants { edges { node { label } } }
  neighboringClusters(first: $first) { totalCount truncated items {
    strength ties peopleHere peopleThere node { label size } } }
  topPapers(first: $first) { totalCount truncated items { memberCount node { title year } } } } }"""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    yield World(None, store)
    store.close()


def test_a_cluster_says_what_it_is_and_how_far_it_can_be_trusted(world: World) -> None:
    assert world.answer(WHOLE, id=HOME)["cluster"] == {
        "id": HOME,
        "redirectedFrom": None,
        "sources": ["test"],
        "label": "Home",
        "level": "GROUP",
        "status": "LIVE",
        "size": 2,
        "paperCount": 3,
        "firstYear": 2001,
        "lastYear": 2004,
        "topics": ["Parsing"],
        "terms": ["trees"],
        "venues": ["ACL"],
        "run": "r2",
        "quality": {"internalShare": 0.5, "conductance": 0.25, "isWellConnected": True, "seedAgreement": None},
        "leadingPeople": [{"name": "h2"}, {"name": "h1"}],
    }
    assert world.calls == {"nodes": 2}


def test_what_is_unknown_is_null_or_empty(world: World) -> None:
    found = world.answer(WHOLE, id=ENDED)["cluster"]
    assert [found[name] for name in ("topics", "terms", "venues", "leadingPeople", "paperCount")] == [
        *([[]] * 4),
        None,
    ]
    assert (found["status"], found["run"]) == ("ENDED", "r1")


def test_a_redirected_cluster_says_so(world: World) -> None:
    found = world.answer("query($id: ID!) { cluster(id: $id) { id redirectedFrom } }", id=OLD)
    assert found == {"cluster": {"id": HOME, "redirectedFrom": OLD}}
    assert world.answer(WHOLE, id="C0000000000000000") == {"cluster": None}


def test_members_lineage_neighbors_and_papers(world: World) -> None:
    assert world.answer(PARTS, id=HOME)["cluster"] == {
        "members": {
            "totalCount": 2,
            "pageInfo": {"hasNextPage": True},
            "edges": [{"strength": 9.0, "node": {"name": "h1"}}],
        },
        "descendsFrom": {
            "totalCount": 1,
            "edges": [{"event": "SPLIT", "overlap": 0.75, "run": "r2", "node": {"label": "Ended", "status": "ENDED"}}],
        },
        "descendants": {"edges": []},
        "neighboringClusters": {
            "totalCount": 2,
            "truncated": False,
            "items": [
                {"strength": 3.5, "ties": 1, "peopleHere": 1, "peopleThere": 1, "node": {"label": "Far", "size": 1}},
                {"strength": 2.5, "ties": 2, "peopleHere": 2, "peopleThere": 1, "node": {"label": "Near", "size": 1}},
            ],
        },
        "topPapers": {
            "totalCount": 3,
            "truncated": False,
            "items": [
                {"memberCount": 1, "node": {"title": "Cited", "year": 2001}},
                {"memberCount": 2, "node": {"title": "Ours", "year": 2003}},
                {"memberCount": 1, "node": {"title": "Newer", "year": 2004}},
            ],
        },
    }
    # the cluster; members, lineage both ways; ties, homes, authorships; nearby clusters, papers twice
    assert world.calls == {"nodes": 4, "neighbors": 5, "degrees": 1, "counts": 1, "expand": 3}


def test_later_clusters_of_one_that_ended(world: World) -> None:
    found = world.answer(PARTS, id=ENDED)["cluster"]
    assert [edge["node"]["label"] for edge in found["descendants"]["edges"]] == ["Home", "Near"]
    assert found["neighboringClusters"] == {"totalCount": 0, "truncated": False, "items": []}
    assert found["topPapers"] == {"totalCount": 0, "truncated": False, "items": []}


def test_first_cuts_and_the_totals_stay(world: World) -> None:
    found = world.answer(PARTS, id=HOME, first=1)["cluster"]
    assert [row["node"]["label"] for row in found["neighboringClusters"]["items"]] == ["Far"]
    assert [row["node"]["title"] for row in found["topPapers"]["items"]] == ["Cited"]
    assert (found["neighboringClusters"]["totalCount"], found["topPapers"]["totalCount"]) == (2, 3)


@pytest.mark.parametrize("bound", ["MEMBERS_READ", "TIES_READ", "PAPERS_READ"])
def test_what_was_not_looked_at_is_told(world: World, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(reading, bound, 1)
    found = world.answer(PARTS, id=HOME)["cluster"]
    assert found["neighboringClusters"]["truncated"] is (bound != "PAPERS_READ")
    assert found["topPapers"]["truncated"] is (bound != "TIES_READ")


OVER_TIME = """query($id: ID!, $first: Int! = 10) { cluster(id: $id) { topicsOverTime(first: $first) {
  papersRead truncated papersPerYear { year count }
  items { paperCount topic { name } papersPerYear { year count } } } } }"""


def years(**numbers: int) -> list[dict[str, int]]:
    return [{"year": int(year[1:]), "count": number} for year, number in numbers.items()]


def test_topics_over_time_are_those_of_the_papers_that_are_theirs(world: World) -> None:
    expected = {
        "papersRead": 3,
        "truncated": False,
        "papersPerYear": years(y2001=1, y2003=1, y2004=1),
        "items": [
            {"paperCount": 3, "topic": {"name": "parsing"}, "papersPerYear": years(y2001=1, y2003=1, y2004=1)},
            {"paperCount": 2, "topic": {"name": "speech"}, "papersPerYear": years(y2003=1, y2004=1)},
        ],
    }
    assert world.answer(OVER_TIME, id=HOME)["cluster"]["topicsOverTime"] == expected
    assert world.calls == {"nodes": 2, "neighbors": 2, "expand": 1}
    assert world.cost == 1 + 1 + 410 + 10
    expected["items"] = expected["items"][:1]  # type: ignore[index]
    assert world.answer(OVER_TIME, id=HOME, first=1)["cluster"]["topicsOverTime"] == expected
    nothing = {"papersRead": 0, "truncated": False, "papersPerYear": [], "items": []}
    assert world.answer(OVER_TIME, id=ENDED)["cluster"]["topicsOverTime"] == nothing


@pytest.mark.parametrize(
    ("bound", "module", "papers", "about"),
    [
        ("MEMBERS_READ", reading, 2, 2),
        ("PAPERS_OF_ONE", over_time, 1, 2),
        ("MOST_PAPERS", over_time, 1, 2),
        ("TOPICS_OF_ONE", over_time, 3, 2),
    ],
)
def test_topics_that_were_not_looked_at_are_told(
    world: World, monkeypatch: pytest.MonkeyPatch, bound: str, module: Any, papers: int, about: int
) -> None:
    monkeypatch.setattr(module, bound, 1)
    found = world.answer(OVER_TIME, id=HOME)["cluster"]["topicsOverTime"]
    assert (found["papersRead"], len(found["items"]), found["truncated"]) == (papers, about, True)


LIST = """query($level: ClusterLevel! = GROUP, $where: ClusterFilter, $order: ClusterOrder! = SIZE_DESC) {
  clusters(level: $level, where: $where, orderBy: $order%s) { totalCount nodes { label } } }"""


@pytest.mark.parametrize(
    ("more", "variables", "labels"),
    [
        ("", {}, ["Home", "Far", "Near"]),
        ("", {"level": "FIELD"}, ["Field"]),
        ("", {"level": "CORE"}, []),
        ("", {"order": "LABEL_ASC"}, ["Far", "Home", "Near"]),
        ("", {"order": "PAPER_COUNT_DESC"}, ["Near", "Home", "Far"]),
        (", status: ENDED", {}, ["Ended"]),
        (", status: null", {}, ["Ended", "Home", "Far", "Near"]),
        ("", {"where": {"size": {"gte": 2}}}, ["Home"]),
        ("", {"where": {"topic": {"contains": "Parsing"}}}, ["Home", "Far"]),
        ("", {"where": {"isWellConnected": {"eq": False}}}, ["Near"]),
        ("", {"where": {"not": {"label": {"startsWith": "H"}}}}, ["Far", "Near"]),
        ("", {"where": {"or": [{"conductance": {"lte": 0.3}}, {"label": {"eq": "Near"}}]}}, ["Home", "Near"]),
    ],
)
def test_lists_of_clusters(world: World, more: str, variables: dict[str, Any], labels: list[str]) -> None:
    found = world.answer(LIST % more, **variables)["clusters"]
    assert (found["totalCount"], [row["label"] for row in found["nodes"]]) == (len(labels), labels)
    assert world.calls == {"top": 1, "tally_nodes": 1}


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("way", [("first", "after", "endCursor"), ("last", "before", "startCursor")])
def test_pages_visit_each_cluster_once(world: World, size: int, way: tuple[str, str, str]) -> None:
    number, place, cursor = way
    document = f"""query($n: Int!, $c: String) {{ clusters(status: null, {number}: $n, {place}: $c) {{
      nodes {{ label }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    met: list[str] = []
    at, more = None, True
    while more:
        found = world.answer(document, n=size, c=at)["clusters"]
        page = [row["label"] for row in found["nodes"]]
        met = met + page if number == "first" else page + met
        at, more = (
            found["pageInfo"][cursor],
            found["pageInfo"]["hasNextPage" if number == "first" else "hasPreviousPage"],
        )
    assert met == ["Ended", "Home", "Far", "Near"]


def test_surroundings_of_many_clusters_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "MOST_AT_ONCE", 2)
    for field in ("neighboringClusters { totalCount }", "topPapers { totalCount }", "topicsOverTime { papersRead }"):
        errors = world.refused(f"{{ clusters {{ nodes {{ {field} }} }} }}")
        assert [(error.extensions or {})["code"] for error in errors] == ["BAD_INPUT"] * 3
        assert world.answer(f"{{ clusters(first: 2) {{ nodes {{ {field} }} }} }}")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (f'{{ cluster(id: "{PEOPLE["h1"]}") {{ id }} }}', "BAD_ID"),
        (f'{{ cluster(id: "{HOME}") {{ topPapers(first: 101) {{ totalCount }} }} }}', "BAD_INPUT"),
        (f'{{ cluster(id: "{HOME}") {{ neighboringClusters(first: 0) {{ totalCount }} }} }}', "BAD_INPUT"),
        ("{ clusters(first: 101) { totalCount } }", "BAD_INPUT"),
        ('{ clusters(after: "x") { totalCount } }', "BAD_CURSOR"),
        ('{ clusters(where: {topic: {eq: "x"}}) { totalCount } }', "BAD_INPUT"),
    ],
)
def test_what_cannot_be_is_refused(world: World, document: str, code: str) -> None:
    (error,) = world.refused(document)
    assert (error.extensions or {})["code"] == code
