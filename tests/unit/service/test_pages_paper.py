from __future__ import annotations

import pytest
from support.pages import ORIGIN, Reader, Reading
from support.shelf_world import (
    ADA,
    AUTHORS,
    BARE,
    BO,
    CITING,
    GROUP,
    HOSTILE,
    HOSTILE_PAPER,
    LONG,
    MEETING,
    PAPER,
    PAPER_BEFORE,
    RETRACTED,
    TOPIC,
    UNIVERSITY,
)


@pytest.fixture(scope="module")
def paper(shelf: Reader) -> Reading:
    return shelf.get(f"/papers/{PAPER}")


def rows(page: Reading, section: str) -> list[str]:
    return [one.text for one in page.all("li", within=section) if "chips" not in one.above[-1].classes]


def test_what_it_is(paper: Reading) -> None:
    assert paper.status == 200
    assert paper.one("h1").text == "Engines & {braces} at 100%"
    assert paper.one("p", "kicker").text == "Article · MoE · 2010"
    assert paper.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/papers/{PAPER}"
    assert paper.one("p", "prose").text == "What an engine weaves."
    assert paper.facts("about") == {
        "Date": "2010-07-09",
        "Type": "article",
        "Language": "en",
        "Venues": "Interest Group on EnginesMeeting on Engines (MoE)",
    }
    assert {f"/venues/{MEETING}", f"/venues/{GROUP}", f"/explorer?roots={PAPER}"} <= set(paper.links)
    read = {one.text: one.attributes["href"] for one in paper.all("a", rel="external") if one.above[-2].tag == "ul"}
    assert read["PDF"] == "https://a.example/1.pdf"
    assert read["Code"] == "https://code.example/1"
    assert read["Page at a.example"] == "https://a.example/1"
    assert read["DOI"] == "https://doi.org/10.1234/engine"
    assert rows(paper, "ids") == ["ACL Anthology P10-1001", "DOI 10.1234/engine"]
    assert rows(paper, "topics") == ["Weaving asserted by its authors or editors, score 0.90"]
    assert paper.one("div", "notice").text == "There is a notice about this paper. correction (2011-01-01): A digit."


def test_authors_with_printed_names_evidence_and_places(paper: Reading) -> None:
    assert rows(paper, "authors") == [
        "1Ada Byron printed as A. Byron, corresponding, asserted University of Engines · printed: Dept. of Engines",
        "2Bo & Sons matched, confidence 75%",
    ]
    assert [link for link in paper.links if link in (f"/authors/{ADA}", f"/institutions/{UNIVERSITY}")] != []
    told = paper.one("section", aria_labelledby="authors").text
    assert told.startswith("Authors All 2 authors, in the order of the paper.")
    assert "asserted (by an id or a decision: somebody who knows said so)" in told
    assert "name only" not in told


def test_citations_are_told_apart_by_who_counts_them(shelf: Reader, paper: Reading) -> None:
    figures = paper.facts("figures")
    assert figures["Citations"] == "40 claimed by test, as of 2025.1"
    assert figures["Citations in this graph"] == "25 counted among the papers here"
    assert figures["References"] == "3 listed by its sources"
    assert figures["References here"] == "1 in this graph"
    pages = [paper]
    while following := [one for one in pages[-1].all("a", rel="next") if "cited_" in one.attributes["href"]]:
        pages.append(shelf.get(following[0].attributes["href"]))
    cited = [
        one.attributes["href"] for page in pages for one in page.all("a", within="cited") if one.above[-1].tag == "li"
    ]
    assert sorted(cited) == sorted(f"/papers/{id_}" for id_ in CITING)
    assert "Showing 20 of 25 papers of this graph that cite it" in paper.text
    assert rows(pages[1], "references") == rows(paper, "references")
    assert rows(paper, "references") == ["A paper of manyCrowd 0, Crowd 1, Crowd 2, Crowd 3 and 99 more · 2012"]
    assert "Its sources list 3 references; the others are not in this graph." in paper.text


def test_related_papers_say_how_many_references_they_share(paper: Reading) -> None:
    assert rows(paper, "related") == ["Citing 1MoE 2012 · 1 shared reference", "Citing 0MoE 2011 · 1 shared reference"]
    assert "looked for through 1 reference." in paper.text


def test_versions(paper: Reading) -> None:
    cells = [one.text for one in paper.elements if one.tag in ("th", "td") and any("tbody" in a.tag for a in one.above)]
    assert cells == [
        "test",
        "s1",
        "article",
        "2010-07-09",
        "no title",
        "other",
        "o1",
        "preprint",
        "2009",
        "Engines, a draft",
    ]
    assert "2 records of this work" in paper.text
    assert {one.attributes.get("data-label") for one in paper.all("td", within="versions")} == {
        one.text for one in paper.all("th", within="versions", scope="col")[1:]
    }, "narrow screens show the label of each cell"
    assert paper.one("a", href="https://a.example/1", within="versions").text == "s1"


def test_a_retracted_one_says_so_at_once(shelf: Reader) -> None:
    page = shelf.get(f"/papers/{RETRACTED}")
    notice = page.one("div", "notice")
    assert notice.text == "A source marks this paper as retracted or removed. No source gives the reason."
    places = [one.attributes.get("id") or one.classes for one in page.elements]
    assert places.index(["notice", "alarm"]) < places.index("abstract")
    assert page.described["creativeWorkStatus"] == "Retracted"
    assert "Its sources list 5 references; none of them is in this graph." in page.text
    assert "Every source cut the list: there may be more." in page.text


def test_one_of_which_little_is_known(shelf: Reader) -> None:
    page = shelf.get(f"/papers/{BARE}")
    assert page.one("p", "kicker").text == "Type unknown · year unknown"
    for told in (
        "No source gives an abstract.",
        "No source names the authors.",
        "No source here tells what this paper cites.",
        "No source here tells which papers cite this one.",
        "No source here tells citations of this paper.",
        "No source gives topics.",
    ):
        assert told in page.text
    assert page.facts("figures") == {"Versions": "1 record of it in the sources"}
    assert "None" not in page.text


def test_many_authors_have_pages(shelf: Reader) -> None:
    first = shelf.get(f"/papers/{LONG}")
    assert "Showing 100 of 103 authors" in first.text
    assert "The paper has 107; the sources name 103." in first.text
    second = shelf.get(next(one.attributes["href"] for one in first.all("a", rel="next", within="authors")))
    places = [int(one.text) for page in (first, second) for one in page.all("span", "place")]
    assert places == list(range(1, AUTHORS + 1))
    assert first.one("pre").text.count(" and ") == 100
    assert first.one("pre").text.count("and others") == 1
    assert not second.all("pre")
    assert not second.all("meta", name="citation_title")


def test_meta_tags_for_google_scholar(paper: Reading) -> None:
    tags = [
        (one.attributes["name"], one.attributes["content"]) for one in paper.all("meta") if "name" in one.attributes
    ]
    assert [tag for tag in tags if tag[0].startswith("citation_")] == [
        ("citation_title", "Engines & {braces} at 100%"),
        ("citation_author", "A. Byron"),
        ("citation_author_institution", "University of Engines"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("citation_author", "Bo & Sons"),
        ("citation_publication_date", "2010/07/09"),
        ("citation_conference_title", "Meeting on Engines"),
        ("citation_doi", "10.1234/engine"),
        ("citation_language", "en"),
        ("citation_pdf_url", "https://a.example/1.pdf"),
        ("citation_abstract_html_url", f"{ORIGIN}/papers/{PAPER}"),
    ]


def test_an_id_of_a_person_is_not_passed_on_where_only_the_name_matched(shelf: Reader) -> None:
    page = shelf.get(f"/papers/{RETRACTED}")
    assert not page.all("meta", name="citation_author_orcid")
    assert page.described["author"] == [{"@type": "Person", "name": "Ada Byron", "url": f"{ORIGIN}/authors/{ADA}"}]


def test_schema_org(paper: Reading) -> None:
    found = paper.described
    assert found["@type"] == "ScholarlyArticle"
    assert found["author"] == [
        {
            "@type": "Person",
            "name": "A. Byron",
            "url": f"{ORIGIN}/authors/{ADA}",
            "sameAs": "https://orcid.org/0000-0002-1825-0097",
            "affiliation": [{"@type": "Organization", "name": "University of Engines"}],
        },
        {"@type": "Person", "name": "Bo & Sons", "url": f"{ORIGIN}/authors/{BO}"},
    ]
    assert found["isPartOf"] == {"@type": "CreativeWork", "name": "Meeting on Engines"}
    assert found["datePublished"] == "2010-07-09"
    assert found["about"] == ["Weaving"]
    assert "creativeWorkStatus" not in found


def test_bibtex_can_be_read_and_fetched(shelf: Reader, paper: Reading) -> None:
    file = shelf.get(f"/papers/{PAPER}.bib")
    assert file.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert file.body.decode().split("\n") == [
        "@inproceedings{byron2010engines,",
        r"  title = {{Engines \& \{braces\} at 100\%}},",
        r"  author = {Byron, A. and Bo \& Sons},",
        "  year = {2010},",
        "  booktitle = {Meeting on Engines},",
        "  doi = {10.1234/engine},",
        "  url = {https://a.example/1},",
        f"  researchgraph = {{{PAPER}}},",
        "}",
        "",
    ]
    assert paper.one("pre").text == " ".join(file.body.decode().split())
    ways = paper.all("a", href=f"/papers/{PAPER}.bib")
    assert {one.attributes["download"] for one in ways} == {f"{PAPER}.bib"}
    assert [one.text for one in ways] == ["BibTeX", "Download as BibTeX"], "at the top and where citing is told"
    assert "author" not in shelf.get(f"/papers/{BARE}.bib").body.decode()
    assert shelf.get("/papers/P0000000000000000.bib").status == 404
    moved = shelf.get("/papers/acl:P10-1001.bib")
    assert (moved.status, moved.headers["location"]) == (302, f"/papers/{PAPER}.bib")


def test_hostile_words_are_text(shelf: Reader) -> None:
    page = shelf.get(f"/papers/{HOSTILE_PAPER}")
    assert page.one("h1").text == page.one("p", "prose").text == HOSTILE
    assert [one.attributes["type"] for one in page.all("script")] == ["application/ld+json"]
    assert page.described["name"] == HOSTILE
    assert page.one("meta", name="citation_title").attributes["content"] == HOSTILE
    assert HOSTILE in shelf.get(f"/papers/{HOSTILE_PAPER}.bib").body.decode()


def test_every_link_inside_leads_somewhere(shelf: Reader, paper: Reading) -> None:
    for link in sorted(set(paper.links)):
        if not link.startswith("/explorer"):
            assert shelf.get(link).status == 200, link


def test_addresses_that_cannot_be(shelf: Reader) -> None:
    assert shelf.get(f"/papers/{PAPER}?cited_after=nonsense").status == 400
    assert shelf.get("/papers/P0000000000000000").status == 404
    assert shelf.get(f"/papers/{TOPIC}").status == 404
    again = shelf.get("/papers/acl:P10-1001")
    assert (again.status, again.headers["location"]) == (302, f"/papers/{PAPER}")


def test_a_merged_id_leads_on_for_good(shelf: Reader) -> None:
    for tail in ("", ".bib"):
        moved = shelf.get(f"/papers/{PAPER_BEFORE}{tail}")
        assert (moved.status, moved.headers["location"]) == (301, f"/papers/{PAPER}{tail}")
