from __future__ import annotations

from pathlib import Path

import pytest
from research_graph.store.open import open_store
from support.graphs import edge, graph, key, load, node
from support.pages import ORIGIN, Reader, Reading, reading
from support.shelf_world import ADA, BO, COMPANY, FACULTY, OLD, PAPER, UNIVERSITY


@pytest.fixture(scope="module")
def university(shelf: Reader) -> Reading:
    return shelf.get(f"/institutions/{UNIVERSITY}")


def people(page: Reading) -> list[list[str]]:
    rows = [one for one in page.all("tr", within="people") if one.above[-1].tag == "tbody"]
    return [[cell.text for cell in page.all(within="people") if cell.above[-1] is row] for row in rows]


def test_what_it_is(university: Reading) -> None:
    assert university.one("h1").text == "University of Engines"
    assert university.one("p", "kicker").text == "Education · Oslo, Norway"
    assert "Also called UoE, Univ. of Engines" in university.text
    assert university.one("a", href="https://ror.org/01xtthb56").text == "01xtthb56"
    assert university.facts("place") == {"City": "Oslo", "Country": "Norway", "Type": "education", "Status": "active"}
    assert university.described["@type"] == "CollegeOrUniversity"
    assert university.described["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Oslo",
        "addressCountry": "NO",
    }
    assert university.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/institutions/{UNIVERSITY}"
    assert not university.all("p", "notice")


def test_people_with_years_in_each_order(shelf: Reader, university: Reading) -> None:
    assert university.facts("figures")["People"] == "2 who named it on a paper here, or whose profile does"
    assert people(university) == [
        ["Byron, Ada", "2008–2012 latest", "1", "25", "Weaving"],
        ["Bo & Sons", "no source says", "by a profile only", "1", "Weaving"],
    ]
    by_name = next(one for one in university.all("a", within="people") if one.text == "by name")
    shown = shelf.get(by_name.attributes["href"])
    assert [row[0] for row in people(shown)] == ["Bo & Sons", "Byron, Ada"]
    assert {f"/authors/{ADA}", f"/authors/{BO}"} <= set(university.links)


def test_papers_and_partners_say_how_far_was_looked(university: Reading) -> None:
    assert university.titles() == ["Engines & {braces} at 100%"]
    assert f"/papers/{PAPER}" in university.links
    assert "1 paper, newest first, then by title." in university.text
    assert university.one("section", aria_labelledby="partners").text == (
        "Partners No paper here is shared with another institution."
    )
    assert university.facts("figures")["Partners"] == "0 institutions with shared papers"


def test_papers_that_are_not_shown_are_with_its_people(tmp_path: Path) -> None:
    papers, tie = [key("P", place) for place in range(101)], {"first_year": 2001, "last_year": 2001}
    made = graph(
        node("Institution", UNIVERSITY, name="Mill", paper_count=101, author_count=2),
        node("Author", ADA, name="Ada", paper_count=101),
        node("Author", BO, name="Bo", paper_count=0),
        edge("AFFILIATED_WITH", ADA, UNIVERSITY, paper_count=101, **tie),
        edge("AFFILIATED_WITH", BO, UNIVERSITY, paper_count=0),
        *(node("Paper", id_, title=f"Paper {place}", year=2001, author_count=1) for place, id_ in enumerate(papers)),
        *(edge("AUTHORED", ADA, id_, position=0, name="Ada", institutions=[UNIVERSITY]) for id_ in papers),
    )
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    load(store, made)
    store.close()
    with reading(tmp_path / "store.sqlite", tmp_path) as reader:
        few, many, by_name = (
            reader.get(f"/institutions/{UNIVERSITY}?{query}") for query in ("", "papers=100", "papers=100&order=name")
        )
    assert "Show 100 papers, or go on with the papers of its people: Ada (101 there), …" in few.text
    assert "Showing 100 of 101 papers" in many.text
    assert "Go on with the papers of its people: Ada (101 there), …" in many.text
    assert many.text.count("Show 100") == 0
    assert "Go on with the papers of its people Place" in by_name.text, "nobody is named where all are by name"


def test_parts_and_history(shelf: Reader, university: Reading) -> None:
    history = university.one("section", aria_labelledby="parts").text
    assert history == "Parts and history Parts Faculty of Looms 0 papers Took over from Royal Mill 0 papers"
    faculty = shelf.get(f"/institutions/{FACULTY}")
    assert faculty.one("section", aria_labelledby="parts").text.endswith("Part of University of Engines Oslo, 1 paper")
    assert faculty.described["parentOrganization"] == [{"@type": "Organization", "name": "University of Engines"}]
    old = shelf.get(f"/institutions/{OLD}")
    assert old.one("p", "notice").text == "Its status is withdrawn; its successor is University of Engines."
    company = shelf.get(f"/institutions/{COMPANY}").text
    assert "No source relates it to another institution of this graph." in company


def test_one_of_which_little_is_known(shelf: Reader) -> None:
    page = shelf.get(f"/institutions/{FACULTY}")
    assert set(page.facts("place").values()) == {"no source says"}
    assert "Nobody in this graph names it." in page.text
    assert "No paper of this graph names it." in page.text
    assert "None" not in page.text


def test_addresses_that_cannot_be(shelf: Reader) -> None:
    for query in ("order=age", "papers=1000", "after=x"):
        assert shelf.get(f"/institutions/{UNIVERSITY}?{query}").status == 400
    assert shelf.get("/institutions/I0000000000000000").status == 404
    moved = shelf.get("/institutions/ror:01xtthb56?order=name")
    assert (moved.status, moved.headers["location"]) == (302, f"/institutions/{UNIVERSITY}?order=name")
