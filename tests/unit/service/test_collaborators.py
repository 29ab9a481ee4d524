"""Close, other and suggested collaborators as the store has them, with the definition, the reasons and the papers."""

from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import UsageError
from research_graph.service import collaborators as telling
from research_graph.service.collaborators import Asked, Closeness, collaborators
from research_graph.service.commands.collaborators import print_collaborators
from research_graph.store.open import open_store
from research_graph.store.port import Snapshot
from support.graphs import difference, edge, graph, key, node, publication

QUN, ANN, ZOE, MAX, FAR, ALONE = (key("A", name) for name in ("qun", "ann", "zoe", "max", "far", "alone"))
OLD, MID, NEW, CROWD = (key("P", name) for name in ("old", "mid", "new", "crowd"))
GROUP, FIELD = key("C", "group"), key("C", "field")
PARAMETERS: dict[str, object] = {
    "close_min_papers": 2,
    "close_min_strength": 0.2,
    "half_life": 1.0,
    "max_pair_authors": 3,
}


def tie(one: str, other: str, papers: int, recent: float, strength: float, first: int, last: int) -> Any:
    fields = {"paper_count": papers, "recent_strength": recent, "strength": strength}
    is_close = papers >= 2 and recent >= 0.2
    return edge("CO_AUTHORED_WITH", one, other, **fields, first_year=first, last_year=last, is_close=is_close)


def seats(paper: str, *people: str) -> list[Any]:
    return [edge("AUTHORED", person, paper, position=place) for place, person in enumerate(people)]


GRAPH = graph(
    node(
        "Author",
        QUN,
        name="Qun Liu",
        paper_count=4,
        first_year=2001,
        last_year=2021,
        collaborator_count=3,
        close_collaborator_count=1,
    ),
    node("Author", ANN, name="Ann Bell"),
    node("Author", ZOE, name="Zoe Roe"),
    node("Author", MAX, name="Max Low"),
    node("Author", FAR, name="Far Off"),
    node("Author", ALONE, name="Al One", paper_count=1),
    node("Paper", OLD, title="Old", year=2001),
    node("Paper", MID, title="Middle", year=2020),
    node("Paper", NEW, title="New", year=2021),
    node("Paper", CROWD, title="Crowd", year=2024),
    node("Cluster", GROUP, label="verbs", level="group", status="LIVE", size=2),
    node("Cluster", FIELD, label="language", level="field", status="LIVE", size=3),
    *seats(OLD, QUN, ZOE),
    *seats(MID, QUN, ANN, ZOE),
    *seats(NEW, ANN, QUN),
    *seats(CROWD, QUN, ANN, ZOE, MAX),
    tie(QUN, ANN, 2, 0.3, 1.5, 2020, 2021),
    tie(QUN, ZOE, 2, 0.15, 1.6, 2001, 2020),
    tie(QUN, MAX, 1, 0.9, 0.9, 2021, 2021),
    tie(ANN, FAR, 1, 0.4, 0.4, 2021, 2021),
    edge("MEMBER_OF", QUN, GROUP, level="group", strength=1.5),
    edge("MEMBER_OF", ANN, GROUP, level="group", strength=1.5),
    edge("MEMBER_OF", FAR, FIELD, level="field", strength=0.4),
)
HELD = publication(GRAPH, parameters=PARAMETERS)


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    store = open_store("sqlite://")
    store.apply(difference(None, GRAPH), HELD)
    with store.snapshot() as found:
        yield found
    store.close()


def of(snapshot: Snapshot, author: str = QUN, **asked: Any) -> dict[str, Any]:
    found = snapshot.nodes(node_kind("Author"), [author])[0]
    held = snapshot.publication()
    assert found is not None
    assert held is not None
    return collaborators(snapshot, held, found, Asked(**asked))


def test_papers_of_one_year_come_by_title() -> None:
    titles = "FADCBE"
    papers = [key("P", title) for title in titles]
    made = graph(
        node("Author", QUN, name="Qun Liu", paper_count=6, collaborator_count=1),
        node("Author", ANN, name="Ann Bell"),
        *(node("Paper", paper, title=title, year=2020) for paper, title in zip(papers, titles, strict=True)),
        *(seat for paper in papers for seat in seats(paper, QUN, ANN)),
        tie(QUN, ANN, 6, 1.0, 6.0, 2020, 2020),
    )
    store = open_store("sqlite://")
    store.apply(difference(None, made), publication(made, parameters=PARAMETERS))
    with store.snapshot() as found:
        (shown,) = of(found, papers=6, limit=1)["close"]["items"]
    store.close()
    assert [paper["title"] for paper in shown["papers"]] == sorted(titles)


def test_close_and_others_each_in_their_order_with_reasons_and_papers(snapshot: Snapshot) -> None:
    found = of(snapshot)
    assert (found["name"], found["collaborator_count"], found["papers_read"]) == ("Qun Liu", 3, 4)
    assert found["cluster"] == {"id": GROUP, "label": "verbs", "level": "group"}
    (ann,) = found["close"]["items"]
    assert ann == {
        "id": ANN,
        "name": "Ann Bell",
        "paper_count": 2,
        "recent_strength": 0.3,
        "strength": 1.5,
        "first_year": 2020,
        "last_year": 2021,
        "is_close": True,
        "why": "2 papers (≥ 2), recent strength 0.3 (≥ 0.2)",
        "cluster": {"id": GROUP, "label": "verbs", "level": "group"},
        "papers": [{"id": NEW, "title": "New", "year": 2021}, {"id": MID, "title": "Middle", "year": 2020}],
    }
    others = found["others"]["items"]
    assert [(row["id"], row["is_close"], row["why"], row["cluster"]) for row in others] == [
        (ZOE, False, "2 papers (≥ 2), recent strength 0.15 (< 0.2)", None),
        (MAX, False, "1 paper (< 2), recent strength 0.9 (≥ 0.2)", None),
    ]
    assert [paper["title"] for paper in others[0]["papers"]] == ["Middle", "Old"]
    assert others[1]["papers"] == [], "a paper of too many authors to tie anybody is no evidence"
    assert "suggested" not in found


def test_every_list_is_cut_and_says_of_how_many(snapshot: Snapshot) -> None:
    found = of(snapshot, limit=1, papers=1)
    assert {name: (len(found[name]["items"]), found[name]["total"]) for name in ("close", "others")} == {
        "close": (1, 1),
        "others": (1, 2),
    }
    assert [paper["id"] for paper in found["close"]["items"][0]["papers"]] == [NEW]
    assert of(snapshot, papers=0)["close"]["items"][0]["papers"] == []
    assert "others" not in of(snapshot, close_only=True)


def test_the_level_of_clusters_is_as_asked(snapshot: Snapshot) -> None:
    found = of(snapshot, level="field", suggested=True)
    assert (found["level"], found["cluster"], found["close"]["items"][0]["cluster"]) == ("field", None, None)
    assert found["suggested"]["items"][0]["cluster"]["id"] == FIELD


def test_a_store_without_clusters_is_said_to_have_none_once(capsys: pytest.CaptureFixture[str]) -> None:
    bare = graph(
        *((name, row) for name, rows in GRAPH.rows.items() for row in rows if name not in ("Cluster", "MEMBER_OF"))
    )
    store = open_store("sqlite://")
    store.apply(difference(None, bare), publication(bare, parameters=PARAMETERS))
    with store.snapshot() as snapshot:
        found = of(snapshot, suggested=True)
    store.close()
    assert (found["level"], found["cluster"], found["close"]["items"][0]["cluster"]) == (None, None, None)
    print_collaborators({**found, "redirected_from": None})
    page = capsys.readouterr().out
    assert page.count("research-graph cluster") == 1
    assert "group: " not in page


def test_suggestions_are_called_so_and_name_who_leads_there(snapshot: Snapshot) -> None:
    part = of(snapshot, suggested=True)["suggested"]
    (far,) = part["items"]
    assert (far["id"], far["is_suggestion"], far["through"], far["through_count"]) == (
        FAR,
        True,
        [{"id": ANN, "name": "Ann Bell"}],
        1,
    )
    assert far["score"] > 0
    assert part["truncated"] is False


def test_papers_are_looked_for_among_the_newest_and_that_is_said(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(telling, "PAPERS_READ", 3)
    found = of(snapshot)
    assert [paper["title"] for paper in found["others"]["items"][0]["papers"]] == ["Middle"]
    print_collaborators({**found, "redirected_from": None})
    assert "  shared papers are looked for among the newest 3\n" in capsys.readouterr().out


def test_the_page_for_people(snapshot: Snapshot, capsys: pytest.CaptureFixture[str]) -> None:
    print_collaborators({**of(snapshot, limit=1, papers=1, suggested=True), "redirected_from": FAR})
    assert capsys.readouterr().out.splitlines() == [
        f"Qun Liu  (author {QUN})",
        f"{FAR} was merged or split; this is the one that answers for it now",
        "  4 papers, 2001–2021",
        f"  group: verbs  (cluster {GROUP})",
        "  close: at least 2 shared papers and a recent strength of at least 0.2",
        "  strength: a shared paper of n authors adds 1/(n−1); papers of more than 3 authors tie nobody",
        "  recent strength: the same, each paper halved for every year before 2024",
        "",
        "close collaborators (1, by recent strength)",
        "",
        f"Ann Bell  (author {ANN})",
        "  2 papers (≥ 2), recent strength 0.3 (≥ 0.2), strength 1.5; 2020–2021",
        f"  group: verbs  (cluster {GROUP})",
        f"    2021  {NEW}  New",
        "",
        "other collaborators (showing 1 of 2, by strength)",
        "",
        f"Zoe Roe  (author {ZOE})",
        "  2 papers (≥ 2), recent strength 0.15 (< 0.2), strength 1.6; 2001–2020",
        "  group: none",
        f"    2020  {MID}  Middle",
        "",
        "suggested collaborators (guesses: no shared paper, but recent work with the same people)",
        "",
        f"Far Off  (author {FAR})",
        f"  score {of(snapshot, suggested=True)['suggested']['items'][0]['score']:.3g}, through Ann Bell",
        "  group: none",
    ]


def test_who_writes_alone_has_nobody(snapshot: Snapshot, capsys: pytest.CaptureFixture[str]) -> None:
    found = of(snapshot, ALONE, suggested=True)
    assert [found[name]["items"] for name in ("close", "others", "suggested")] == [[], [], []]
    print_collaborators({**found, "redirected_from": None})
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "(none)" in line] == [
        f"{name} collaborators (none)" for name in ("close", "other", "suggested")
    ]


@pytest.mark.parametrize(
    ("half_life", "year", "words"),
    [
        (1.0, 2023, "the same, each paper halved for every year before 2023"),
        (2.5, 2023, "the same, each paper halved for every 2.5 years before 2023"),
        (1.0, None, "no year is known, so that nothing is recent"),
    ],
)
def test_recent_strength_in_words(half_life: float, year: int | None, words: str) -> None:
    assert Closeness(2, 0.2, half_life, 100, year).in_words()["recent_strength"] == words


def test_a_strength_next_to_the_threshold_is_not_rounded_over_it() -> None:
    assert Closeness(2, 0.2, 1.0, 100, 2023).why(2, 0.1999999) == "2 papers (≥ 2), recent strength 0.1999999 (< 0.2)"


def test_a_store_that_does_not_say_its_parameters() -> None:
    without = {name: value for name, value in PARAMETERS.items() if name != "half_life"}
    with pytest.raises(UsageError, match="build b1 does not say its half_life"):
        Closeness.of(publication(GRAPH, parameters=without))
    assert Closeness.of(HELD) == Closeness(2, 0.2, 1.0, 3, 2024)
