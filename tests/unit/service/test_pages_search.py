from __future__ import annotations

import pytest
from research_graph.service.pages.kinds.search import PAGE
from research_graph.service.pages.page import KINDS, Asked
from starlette.datastructures import QueryParams
from support.page_world import HOSTILE, HOSTILE_TITLE, MIRA_ORCID, ROR
from support.pages import Reader, Reading


def hits(page: Reading, kind: str | None = None) -> list[str]:
    return [one.text for one in page.all("a", "hit", within=kind)]


def test_hits_stand_by_kind_with_what_tells_them_apart(library: Reader) -> None:
    page = library.get("/search?q=Okafor+Mira")
    assert page.one("h1").text == "Results for “Okafor Mira”"
    hit = page.one("ul", "hits").text
    assert hit == "Mira Okafor Okafor, Mira exact nameUniversity of Oslo, 25 papers, 2000–2023"
    assert page.one("input", id="q").attributes["value"] == "Okafor Mira"
    namesakes = library.get("/search?q=yan+li")
    assert hits(namesakes, "author") == ["Yan Li"] * 3
    assert [one.text for one in namesakes.all("p", "muted", within="author")] == [
        "3 papers, 2021",
        "1 paper, 2019",
        "1 paper, 2019",
    ]
    assert len({one.attributes["href"] for one in namesakes.all("a", "hit")}) >= 3


def test_initials_stand_for_given_names(library: Reader) -> None:
    for text in ("M. Okafor", "m+okafor", "Okafor,+M."):
        assert hits(library.get(f"/search?q={text}"), "author") == ["Mira Okafor"]
    assert not hits(library.get("/search?q=O.+Okafor"))


def test_the_kind_with_the_best_match_comes_first(library: Reader) -> None:
    assert library.get("/search?q=names").all("h2")[0].text == "Topics"
    page = library.get("/search?q=annual")
    assert page.one("a", "hit", within="venue").text == "Annual Meeting"
    assert page.one("p", "muted", within="venue").text == "conference, 16 papers"


def test_kinds_that_match_equally_well_keep_their_order_and_labels_are_no_names() -> None:
    def groups(**best: str) -> list[str]:
        data = {kind: {"nodes": [{"match": match}]} for kind, match in best.items()}
        asked = Asked("/search", {}, QueryParams("q=machine+translation"), "https://graph.example")
        return [kind for kind, _ in PAGE.shown(asked, {"graph": {}, **data})["groups"]]

    assert groups(CLUSTER="NAME", PAPER="WORDS", AUTHOR="BEGINNING") == ["PAPER", "CLUSTER", "AUTHOR"]
    assert groups(**dict.fromkeys(reversed(KINDS), "WORDS")) == list(KINDS)
    assert groups(CLUSTER="NAME", VENUE="WORDS", TOPIC="NAME") == ["TOPIC", "VENUE", "CLUSTER"]


def test_the_order_is_explained(library: Reader) -> None:
    told = "The kind with the best match comes first"
    assert told in library.get("/search?q=names").text
    one_kind = library.get("/search?q=study&kind=papers").text
    assert told not in one_kind
    assert "Within a kind, hits come by match; equal ones by citations (papers)" in one_kind


def test_people_who_may_be_several_are_marked(library: Reader) -> None:
    found = library.get("/search?q=yan+li")
    marks = [one.text for one in found.all("span", "doubt")]
    assert marks == ["probably several people"], "of three of the name, only that which the name alone ties together"
    assert not library.get("/search?q=okafor").all("span", "doubt")


def test_a_cluster_is_named_with_its_level(shelf: Reader) -> None:
    page = shelf.get("/search?q=mills")
    assert page.one("ul", "hits").text == "mills group 1 member"


def test_a_kind_alone_is_listed_page_by_page(library: Reader) -> None:
    short = library.get("/search?q=study")
    assert len(hits(short, "paper")) == 6
    more = short.one("a", within="paper", href="/search?q=study&kind=papers")
    assert more.text == "More papers"
    first = library.get(more.attributes["href"])
    assert first.one("span", "chip", aria_current="true").text == "Papers"
    second = library.get(first.one("a", rel="next").attributes["href"])
    found = hits(first) + hits(second)
    assert [len(hits(first)), len(hits(second))] == [20, 4]
    assert sorted(found) == [f"Study {year}" for year in range(2000, 2024)]
    assert hits(library.get(second.one("a", rel="prev").attributes["href"])) == hits(first)


@pytest.mark.parametrize("text", ["zzzz", "!!!", "%", "a" * 200])
def test_nothing_found_says_so_and_what_can_be_found(library: Reader, text: str) -> None:
    page = library.get(f"/search?q={text.replace('%', '%25')}")
    assert page.status == 200
    assert page.one("p", "empty").text == "Nothing matches."
    assert "Fewer words find more." in page.text


def test_a_kind_without_a_match_leads_to_all_kinds(library: Reader) -> None:
    page = library.get("/search?q=Okafor&kind=venues")
    assert page.one("p", "empty").text == "No venue matches. Look among all kinds"
    ways = [one.text for one in page.all("a", href="/search?q=Okafor")]
    assert ways == ["All kinds", "Look among all kinds"]


def test_without_a_text_it_says_what_can_be_found(library: Reader) -> None:
    for path in ("/search", "/search?q=", "/search?q=%20&kind=papers"):
        page = library.get(path)
        assert page.status == 200
        assert page.one("h1").text == "Search"
        assert not hits(page)
        assert "What can be found" in page.text


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (MIRA_ORCID, "Mira Okafor"),
        (f"https://orcid.org/{MIRA_ORCID}", "Mira Okafor"),
        (f"orcid:{MIRA_ORCID}", "Mira Okafor"),
        ("10.1234/STUDY.2022", "Study 2022"),
        ("https://doi.org/10.1234/study.2022", "Study 2022"),
        ("doi:10.1234/study.2022", "Study 2022"),
        (f"https://ror.org/{ROR}", "University of Oslo"),
        (ROR, "University of Oslo"),
    ],
)
def test_an_id_goes_straight_to_its_page(library: Reader, text: str, heading: str) -> None:
    page = library.get(f"/search?q={text}")
    for _ in range(2):
        assert page.status == 302
        page = library.get(page.headers["location"])
    assert page.status == 200
    assert page.one("h1").text == heading


def test_an_id_of_ours_goes_to_its_page(library: Reader) -> None:
    id_ = library.ask("{ authors(first: 1) { nodes { id } } }")["authors"]["nodes"][0]["id"]
    found = library.get(library.get(f"/search?q={id_.lower()}").headers["location"])
    assert (found.status, found.headers["location"]) == (302, f"/authors/{id_}")


@pytest.mark.parametrize(
    "text", ["0000-0002-9079-593X", "https://doi.org/10.1234/nothing", "arXiv:2101.00001", "A0000000000000000"]
)
def test_an_id_that_nobody_has_says_so_and_searches_for_its_words(library: Reader, text: str) -> None:
    lacking = library.get(library.get(f"/search?q={text}").headers["location"])
    assert lacking.status == 404
    assert lacking.one("h1").text == "Nothing is here"
    form = {one.attributes["name"]: one.attributes["value"] for one in lacking.all("input", within="main")}
    searched = library.get(f"/search?q={form['q']}&as={form['as']}")
    assert searched.status == 200
    assert searched.one("h1").text.startswith("Results for")


@pytest.mark.parametrize("query", ["q=" + "a" * 201, "q=a&kind=things", "q=a&kind=papers&after=zzz", "q=a&as=x"])
def test_what_cannot_be_searched_is_told(library: Reader, query: str) -> None:
    page = library.get(f"/search?{query}")
    assert page.status == 400
    assert "/search" in page.links


def test_hostile_text_and_names_are_text(library: Reader) -> None:
    page = library.get("/search?q=script+alert")
    assert hits(page, "author") == [HOSTILE]
    assert hits(library.get("/search?q=onerror"), "paper") == [HOSTILE_TITLE]
    echoed = library.get('/search?q="><script>alert(1)</script>')
    assert echoed.one("h1").text == 'Results for “"><script>alert(1)</script>”'
    for one in (page, echoed):
        assert not one.all("script")
        assert not one.all("img")
