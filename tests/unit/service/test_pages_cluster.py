from __future__ import annotations

from pathlib import Path

import pytest
from research_graph.store.open import open_store
from support.graphs import difference, edge, graph, key, node, publication
from support.pages import ORIGIN, Reader, Reading, reading
from support.shelf_world import ADA, CLUSTER, CLUSTER_BEFORE, CROWD, ENDED, OTHER, RUN, TOPIC, VANISHED


@pytest.fixture(scope="module")
def cluster(shelf: Reader) -> Reading:
    return shelf.get(f"/clusters/{CLUSTER}")


def rows(page: Reading, section: str) -> list[list[str]]:
    found = [one for one in page.all("tr", within=section) if one.above[-1].tag == "tbody"]
    return [[cell.text for cell in page.all(within=section) if cell.above[-1] is row] for row in found]


def test_what_it_is(cluster: Reading) -> None:
    assert cluster.one("h1").text == "looms, cards"
    assert cluster.one("p", "kicker").text.startswith("Cluster · group: ")
    assert cluster.all("title")[0].text == "looms, cards (group) · Research graph"
    assert cluster.one("section", aria_labelledby="near").text.startswith("Neighboring clusters mills group 1 member;")
    figures = cluster.facts("figures")
    assert figures["Members"] == "62 in this graph; all are listed below"
    assert figures["Papers"].startswith("1 of which at least half of the authors were members")
    assert figures["Typical topics"] == "Weaving"
    assert cluster.one("a", href="/search?q=cards+%26+looms&kind=papers").text == "cards & looms"
    assert cluster.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/clusters/{CLUSTER}"
    assert cluster.described["name"] == "looms, cards"
    assert cluster.described["@type"] == "CollectionPage", "no organization: it was computed"
    assert [one["name"] for one in cluster.described["mentions"]] == ["Ada Byron", "Bo & Sons"]
    assert "nobody's name for them" in cluster.text


def test_quality_in_words_with_the_numbers(shelf: Reader, cluster: Reading) -> None:
    told = [one.text for one in cluster.all("li", within="quality")]
    assert told == [
        "80% of its members' ties, by strength, stay inside.",
        "It is well connected.",
        "Runs from other random starts keep its members together to 50%.",
    ]
    numbers = {name: text.split()[0] for name, text in cluster.facts("quality").items()}
    assert numbers == {
        "Internal share": "0.800",
        "Conductance": "0.125",
        "Seed agreement": "0.500",
        "Well connected": "yes",
    }
    unmeasured = shelf.get(f"/clusters/{OTHER}")
    assert "Nothing was measured." in unmeasured.one("section", aria_labelledby="quality").text
    assert unmeasured.facts("quality")["Conductance"].startswith("not measured")


def test_the_first_order_is_the_one_in_force_whether_or_not_it_is_said(shelf: Reader) -> None:
    for query, current in (
        ("", "strongest ties inside"),
        ("?order=strength", "strongest ties inside"),
        ("?order=name", "by name"),
    ):
        page = shelf.get(f"/clusters/{CLUSTER}{query}")
        assert page.one("span", "chip", aria_current="true").text == current


def test_members_are_all_listed_in_each_order(shelf: Reader, cluster: Reading) -> None:
    assert rows(cluster, "members")[0] == ["Byron, Ada", "9.00", "25", "2001–2020", "University of Engines"]
    strengths = [float(row[1]) for row in rows(cluster, "members")]
    assert strengths == sorted(strengths, reverse=True)
    second = shelf.get(cluster.one("a", rel="next").attributes["href"])
    names = [row[0] for page in (cluster, second) for row in rows(page, "members")]
    assert len(names) == len(set(names)) == 62
    by_name = shelf.get(f"/clusters/{CLUSTER}?order=name")
    assert rows(by_name, "members")[0][0] == "Bo & Sons"
    assert by_name.one("span", "chip", aria_current="true").text == "by name"


def test_what_is_near_and_what_was_written(cluster: Reading) -> None:
    near = [one.text for one in cluster.all("li", within="near")]
    assert near == ["mills group 1 member; strength 1.5 in 1 tie, 1 person here and 1 there"]
    assert "1 cluster of the same level, strongest first." in cluster.text
    papers = cluster.all("li", "paper")
    assert f"All {len(papers)} papers of which at least half of the authors are members" in cluster.text
    assert "are members, the most cited first. When the run was made there were 1." in cluster.text
    assert "members, counted when the run was made" in cluster.facts("figures")["Papers"]
    assert [one.text for one in cluster.all("a", within="leading")] == ["Byron, Ada", "Bo & Sons"]


def test_topics_over_time(shelf: Reader, cluster: Reading) -> None:
    assert [row[:3] for row in rows(cluster, "time")] == [["Weaving", "1", "2010"]]
    assert "What its 3 papers were about;" in cluster.text
    assert f"/topics/{TOPIC}" in cluster.links
    chart = cluster.one("svg", "course").attributes["viewbox"]
    assert chart == "0 0 28 60", "three years, from the first to the last paper of the members"
    assert "No source gives topics for the papers of its members." in shelf.get(f"/clusters/{OTHER}").text


def test_a_large_cluster_has_one_count_of_papers(tmp_path: Path) -> None:
    """Only some papers of its members are read: how many of these are its own is not told as a second figure."""
    people, paper = [key("A", f"member {number}") for number in range(101)], key("P", "only")
    made = graph(
        node("Cluster", CLUSTER, label="crowd", level="group", status="LIVE", run=RUN, size=101, paper_count=7),
        node("Paper", paper, title="Only", author_count=1, year=2001),
        *(node("Author", id_, name=f"Member {place}", paper_count=0) for place, id_ in enumerate(people)),
        *(edge("MEMBER_OF", id_, CLUSTER, level="group", strength=9 - place / 20) for place, id_ in enumerate(people)),
        edge("AUTHORED", people[0], paper, position=0, name="Member 0"),
    )
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.apply(difference(None, made), publication(made, run=RUN))
    store.close()
    with reading(tmp_path / "store.sqlite", tmp_path) as reader:
        page = reader.get(f"/clusters/{CLUSTER}")
    assert page.facts("figures")["Papers"].startswith("7 of which")
    assert page.one("p", "muted", within="top").text.startswith("1 paper of which at least half of the authors")
    assert "They were looked for among up to 200 papers of each of the 100 strongest members." in page.text
    assert "When the run was made" not in page.text


def test_lineage_and_what_became_of_those_that_ended(shelf: Reader, cluster: Reading) -> None:
    before = cluster.one("section", aria_labelledby="lineage")
    assert "old looms group split; 75% of that one's members are here; ended; in run" in before.text
    assert f"Run {RUN}." in before.text
    ended = shelf.get(f"/clusters/{ENDED}")
    assert ended.one("p", "kicker").text.startswith("Ended cluster")
    assert ended.one("div", "notice").text == (
        "The newest run has this cluster no more. Its members went on in: "
        f"looms, cards group split; 75% of its members; 62 members; in run {RUN}"
    )
    assert "Run an earlier run, the last in which it was live." in ended.text
    assert not ended.has("near")
    lost = shelf.get(f"/clusters/{VANISHED}").one("div", "notice").text
    assert lost.endswith("No later cluster took enough of its members over to be called its descendant.")


def test_the_list_of_clusters(shelf: Reader) -> None:
    page = shelf.get("/clusters")
    names = [one.text for one in page.all("th", scope="row")]
    assert names == ["looms, cards groupAda Byron, Bo & Sons", "mills group"]
    assert (
        page.one("caption").text == "All 2 clusters at the level group, people who work together more than with others"
    )
    cells = [one.text for one in page.all("td")]
    assert cells[:6] == ["62", "1", "2010", "80%", "50%", "yes"]
    assert cells[6:] == ["1", "not counted", "years unknown", "not measured", "not measured", "not measured"]
    assert not page.all("meta", name="robots")
    groups = shelf.get("/clusters?level=group")
    assert groups.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/clusters"
    assert groups.one("meta", name="robots").attributes["content"] == "noindex"
    cores = shelf.get("/clusters?level=core")
    assert cores.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/clusters?level=core"
    assert not cores.all("meta", name="robots"), "the address that search engines should know"
    assert [one.text for one in shelf.get("/clusters?order=label").all("th", scope="row")] == names
    assert len(shelf.get("/clusters?connected=well").all("th", scope="row")) == 1
    ended = shelf.get("/clusters?status=ended")
    assert sorted(one.text for one in ended.all("th", scope="row")) == ["lost group", "old looms group"]
    assert [one.attributes["value"] for one in ended.all("option", selected="")][:2] == ["group", "ended"]
    none = shelf.get("/clusters?level=core")
    assert "No cluster matches these choices." in none.text


def test_addresses_that_cannot_be(shelf: Reader) -> None:
    for path in ("/clusters?level=all", "/clusters?connected=no", "/clusters?after=x", f"/clusters/{CLUSTER}?order=x"):
        assert shelf.get(path).status == 400
    moved = shelf.get(f"/clusters/{CLUSTER_BEFORE}?order=name")
    assert (moved.status, moved.headers["location"]) == (301, f"/clusters/{CLUSTER}?order=name")
    for id_ in ("C0000000000000000", ADA, CROWD[0], "doi:10.1234"):
        assert shelf.get(f"/clusters/{id_}").status == 404
