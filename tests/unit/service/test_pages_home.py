from __future__ import annotations

import pytest
from support.pages import ORIGIN, Reader, Reading


@pytest.fixture(scope="module")
def home(library: Reader) -> Reading:
    return library.get("/")


def test_it_counts_what_the_graph_holds(library: Reader, home: Reading) -> None:
    counts = library.ask("{ graph { nodes { kind count } } }")["graph"]["nodes"]
    shown = {one.text for one in home.all("li", within="holds")}
    assert home.status == 200
    assert shown == {"22 people", "32 papers", "2 topics", "1 institution", "2 venues", f"{_clusters(counts)} clusters"}


def _clusters(counts: list[dict[str, object]]) -> object:
    return next(row["count"] for row in counts if row["kind"] == "CLUSTER")


def test_it_names_its_sources_with_release_and_license(home: Reading) -> None:
    assert [one.text for one in home.all("td", within="sources")] == ["2024-05-01", "37", "CC0-1.0"]
    assert home.one("th", within="sources", scope="row").text == "library"
    assert "newest release 2024-05-01" in home.one("footer").text
    told = "It is made from library (release 2024-05-01). Every figure holds for what this source tells"
    assert told in home.one("section", aria_labelledby="holds").text


def test_it_offers_people_topics_venues_and_groups_to_start_from(library: Reader, home: Reading) -> None:
    people = [one.text for one in home.all("li", within="people")]
    assert people[:2] == ["Okafor, Mira 25 papers", "Lind, Bo 12 papers"]
    assert people[2] == "Li, Yan probably several people 3 papers", "the mark that the person's own page has"
    assert all(" group " in one.text for one in home.all("li", within="clusters"))
    assert [one.text for one in home.all("li", within="topics")] == ["Names 12 papers", "Parsing 12 papers"]
    assert [one.text for one in home.all("li", within="venues")] == [
        "Annual Meeting 16 papers",
        "Letters of Graphs 8 papers",
    ]
    assert home.has("clusters")
    assert [one.text for one in home.all("a") if one.text.startswith("All ")][:3] == [
        "All 22 people",
        f"All {len(library.get('/clusters').all('th', scope='row'))} groups",
        "All 2 topics",
    ]
    for name in ("people", "topics", "venues", "clusters"):
        for link in home.all("a", within=name):
            assert library.get(link.attributes["href"]).status == 200, link.attributes


def test_it_says_where_topics_are_from_when_not_every_source_has_any(library: Reader, shelf: Reader) -> None:
    assert "Those here are given by test only." in shelf.get("/").one("section", aria_labelledby="topics").text
    assert "given by" not in library.get("/").text


def test_it_searches_and_says_what_it_is_for(library: Reader, home: Reading) -> None:
    form = home.one("form")
    assert form.attributes["action"] == "/search"
    assert [one.attributes["for"] for one in home.all("label")] == [one.attributes["id"] for one in home.all("input")]
    assert "/explorer" in home.links
    assert "What it is for" in home.text
    assert home.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/"
    assert home.described["@type"] == "WebSite"
    assert library.get("/search?q=Okafor").status == 200
