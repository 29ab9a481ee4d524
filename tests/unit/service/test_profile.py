from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.schema.catalog import node_kind
from research_graph.service import profile as profiles
from research_graph.service.commands.show import print_profile
from research_graph.service.profile import HIDDEN, profile
from research_graph.store.open import open_store
from research_graph.store.port import Snapshot
from research_graph.store.query import Page
from support.graphs import edge, graph, key, load, node

QUN, ANN, ZOE = (key("A", name) for name in ("qun", "ann", "zoe"))
OLD, NEW, UNDATED = (key("P", name) for name in ("old", "new", "undated"))
LAB, FIRM, HEIR = (key("I", name) for name in ("lab", "firm", "heir"))
FIELD, TOPIC = key("T", "field"), key("T", "topic")
ACL = key("V", "acl")

GRAPH = graph(
    node("Author", QUN, name="Qun Liu", paper_count=3, merge_risk=0.25, external_ids=["orcid:1"]),
    node("Author", ANN, name="Ann Bell"),
    node("Author", ZOE, name="Zoe Roe"),
    node("Paper", OLD, title="Old", year=2001),
    node("Paper", NEW, title="New", year=2021, type="article"),
    node("Paper", UNDATED, title="Undated"),
    node("Institution", LAB, name="Lab"),
    node("Institution", FIRM, name="Firm"),
    node("Institution", HEIR, name="Heir"),
    node("Topic", FIELD, name="Computing"),
    node("Topic", TOPIC, name="Translation", level="topic"),
    node("Venue", ACL, name="Meeting", acronym="ACL"),
    edge("AUTHORED", QUN, OLD, position=0, name="Q. Liu", evidence="asserted", affiliations=["Lab, Beijing"]),
    edge("AUTHORED", QUN, NEW, position=1, name="Qun Liu", evidence="matched", affiliations=["Lab, Beijing", "Firm"]),
    edge("AUTHORED", QUN, UNDATED, position=0, name="Qun Liu", evidence="name_only", affiliations=None),
    edge("AUTHORED", ANN, NEW, position=0, name="Ann Bell"),
    edge("CO_AUTHORED_WITH", QUN, ANN, strength=0.5, paper_count=1, is_close=False),
    edge("CO_AUTHORED_WITH", QUN, ZOE, strength=2.5, paper_count=3, is_close=True),
    edge("AFFILIATED_WITH", QUN, LAB, paper_count=2, first_year=2001, last_year=2021, is_latest=True),
    edge("AFFILIATED_WITH", QUN, FIRM, paper_count=1, first_year=2010, last_year=2012, is_latest=False),
    edge("WORKS_ON", QUN, TOPIC, paper_count=2, share=0.5, last_year=2021),
    edge("POSSIBLY_SAME_AS", QUN, ZOE, probability=0.5, reasons=["same name"]),
    edge("CITES", NEW, OLD),
    edge("PUBLISHED_IN", NEW, ACL),
    edge("ABOUT", NEW, TOPIC, score=0.9, rank=1, evidence="inferred"),
    edge("SUBTOPIC_OF", TOPIC, FIELD),
    edge("PART_OF", LAB, FIRM),
    edge("SUCCEEDED_BY", FIRM, HEIR),
)


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    with store.snapshot() as snapshot:
        yield snapshot
    store.close()


def of(snapshot: Snapshot, kind: str, key: str, limit: int = 10) -> dict[str, Any]:
    node = snapshot.nodes(node_kind(kind), [key])[0]
    assert node is not None
    return profile(snapshot, node, limit=limit)


def names(part: dict[str, Any]) -> list[Any]:
    return [item.get("name") or item.get("title") for item in part["items"]]


def test_an_author_with_everything_around(snapshot: Snapshot) -> None:
    found = of(snapshot, "Author", QUN)
    assert (found["id"], found["kind"], found["name"], found["merge_risk"]) == (QUN, "author", "Qun Liu", 0.25)
    assert not HIDDEN & found.keys()
    assert names(found["papers"]) == ["New", "Old", "Undated"]
    assert [item["evidence"] for item in found["papers"]["items"]] == ["matched", "asserted", "name_only"]
    assert [(item["name"], item["strength"], item["is_close"]) for item in found["collaborators"]["items"]] == [
        ("Zoe Roe", 2.5, True),
        ("Ann Bell", 0.5, False),
    ]
    assert names(found["affiliations"]) == ["Lab", "Firm"]
    assert found["topics"] == {
        "total": 1,
        "items": [
            {"id": TOPIC, "name": "Translation", "level": "topic", "paper_count": 2, "share": 0.5, "last_year": 2021}
        ],
    }
    assert found["possibly_same"]["items"][0]["reasons"] == ["same name"]


def test_affiliations_as_printed_are_counted_with_their_years(snapshot: Snapshot) -> None:
    assert of(snapshot, "Author", QUN)["printed_affiliations"] == {
        "total": 2,
        "items": [
            {"name": "Lab, Beijing", "paper_count": 2, "first_year": 2001, "last_year": 2021},
            {"name": "Firm", "paper_count": 1, "first_year": 2021, "last_year": 2021},
        ],
        "papers_read": 3,
        "papers_total": 3,
    }


def test_a_person_of_many_papers_is_read_in_part_and_that_is_said(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(profiles, "PRINTED_FROM", 1)
    pages: list[int] = []

    class Watched:
        counts = snapshot.counts

        def neighbors(self, *given: Any, page: Page, **more: Any) -> Any:
            pages.append(page.size)
            return snapshot.neighbors(*given, page=page, **more)

    node = snapshot.nodes(node_kind("Author"), [QUN])[0]
    assert node is not None
    found = profile(Watched(), node, limit=1, papers=2)  # type: ignore[arg-type]
    assert max(pages) == 2
    assert names(found["papers"]) == ["New", "Old"]
    assert found["printed_affiliations"] == {
        "total": 2,
        "items": [{"name": "Firm", "paper_count": 1, "first_year": 2021, "last_year": 2021}],
        "papers_read": 1,
        "papers_total": 3,
    }
    print_profile({**found, "redirected_from": None})
    told = capsys.readouterr().out.splitlines()
    assert "papers (showing 2 of 3)" in told
    assert "printed affiliations (showing 1 of 2, on the newest 1 of 3 papers)" in told
    assert "topics (1)" in told


def test_lists_of_papers_have_a_length_of_their_own(snapshot: Snapshot) -> None:
    node = snapshot.nodes(node_kind("Author"), [QUN])[0]
    assert node is not None
    found = profile(snapshot, node, limit=1, papers=3)
    assert (len(found["papers"]["items"]), len(found["collaborators"]["items"])) == (3, 1)


def test_every_cut_is_disclosed(snapshot: Snapshot) -> None:
    found = of(snapshot, "Author", QUN, limit=1)
    totals = {name: part["total"] for name, part in found.items() if isinstance(part, dict) and part["total"]}
    assert totals == {
        "papers": 3,
        "collaborators": 2,
        "affiliations": 2,
        "printed_affiliations": 2,
        "topics": 1,
        "possibly_same": 1,
    }
    assert all(len(found[name]["items"]) == 1 for name in totals)


def test_a_person_without_edges_has_empty_lists(snapshot: Snapshot) -> None:
    found = of(snapshot, "Author", ANN)
    assert found["topics"] == {"total": 0, "items": []}
    assert found["printed_affiliations"] == {"total": 0, "items": [], "papers_read": 1, "papers_total": 1}


def test_a_paper(snapshot: Snapshot) -> None:
    found = of(snapshot, "Paper", NEW)
    assert [(item["position"], item["name"]) for item in found["authors"]["items"]] == [(0, "Ann Bell"), (1, "Qun Liu")]
    assert [(item["name"], item["acronym"]) for item in found["venues"]["items"]] == [("Meeting", "ACL")]
    assert [(item["name"], item["score"]) for item in found["topics"]["items"]] == [("Translation", 0.9)]
    assert (names(found["references"]), names(found["cited_by"])) == (["Old"], [])
    assert names(of(snapshot, "Paper", OLD)["cited_by"]) == ["New"]


def test_topics_institutions_and_venues(snapshot: Snapshot) -> None:
    topic = of(snapshot, "Topic", TOPIC)
    assert (names(topic["broader"]), names(topic["papers"]), names(topic["people"])) == (
        ["Computing"],
        ["New"],
        ["Qun Liu"],
    )
    assert names(of(snapshot, "Topic", FIELD)["narrower"]) == ["Translation"]
    firm = of(snapshot, "Institution", FIRM)
    assert (names(firm["parts"]), names(firm["succeeded_by"]), names(firm["people"])) == (
        ["Lab"],
        ["Heir"],
        ["Qun Liu"],
    )
    assert names(of(snapshot, "Institution", LAB)["part_of"]) == ["Firm"]
    assert names(of(snapshot, "Institution", HEIR)["successor_of"]) == ["Firm"]
    assert names(of(snapshot, "Venue", ACL)["papers"]) == ["New"]
