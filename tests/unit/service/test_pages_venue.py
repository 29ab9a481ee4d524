from __future__ import annotations

import pytest
from support.pages import ORIGIN, Reader, Reading
from support.shelf_world import ADA, BO, GROUP, JOURNAL, MEETING, TOPIC


@pytest.fixture(scope="module")
def venue(shelf: Reader) -> Reading:
    return shelf.get(f"/venues/{MEETING}")


def test_what_it_is(venue: Reading) -> None:
    assert venue.one("h1").text == "Meeting on Engines"
    assert venue.one("p", "kicker").text == "Conference · MoE"
    assert venue.facts("figures") == {
        "Papers": "26 all are listed below",
        "Years": "2010–2015 first to last paper here",
        "Type": "conference",
        "Acronym": "MoE",
    }
    assert venue.one("meta", name="description").attributes["content"] == (
        "Meeting on Engines (MoE), conference: 26 papers from 2010–2015."
    )
    assert venue.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/venues/{MEETING}"
    assert venue.described["@type"] == "CreativeWorkSeries"
    assert venue.described["alternateName"] == "MoE"


def test_papers_are_all_listed(shelf: Reader, venue: Reading) -> None:
    pages = [venue]
    while following := pages[-1].all("a", rel="next"):
        pages.append(shelf.get(following[0].attributes["href"]))
    listed = [title for page in pages for title in page.titles()]
    assert len(listed) == len(set(listed)) == 26
    years = [int(one.text) for page in pages for one in page.all("span", "year")]
    assert years == sorted(years, reverse=True)
    cited = shelf.get(f"/venues/{MEETING}?order=cited")
    assert cited.titles()[0] == "Engines & {braces} at 100%"
    one_year = next(one for one in venue.all("a", within="figures") if one.text == "2011")
    assert len(shelf.get(one_year.attributes["href"]).titles()) == 5


def test_people_and_topics_with_their_papers_there(shelf: Reader, venue: Reading) -> None:
    people = [one.text for one in venue.all("li", within="people")]
    assert people == ["Bo & Sons 1 paper there, 1 in all", "Byron, Ada 1 paper there, 25 in all"]
    assert {f"/authors/{ADA}", f"/authors/{BO}", f"/topics/{TOPIC}"} <= set(venue.links)
    about = next(one for one in venue.all("a", within="topics") if one.text.startswith("26 papers"))
    assert len(shelf.get(about.attributes["href"]).titles()) == 20


def test_ones_of_which_little_is_known(shelf: Reader) -> None:
    journal = shelf.get(f"/venues/{JOURNAL}")
    assert "No paper of this graph appeared there." in journal.text
    assert "No source names authors of its papers." in journal.text
    assert journal.facts("figures") == {"Papers": "0", "Type": "journal", "Acronym": "no source gives one"}
    assert journal.described["@type"] == "Periodical"
    assert journal.described["issn"] == ["1234-5679"]
    assert not journal.all("form", "filters")
    assert shelf.get(f"/venues/{GROUP}").one("p", "kicker").text == "Special interest group"


def test_choices_that_cannot_be_are_bad_requests(shelf: Reader) -> None:
    for query in ("topic=weaving", "to=20155", "order=year", "before=x"):
        assert shelf.get(f"/venues/{MEETING}?{query}").status == 400
    assert shelf.get(f"/venues/{MEETING}?topic=T0000000000000000").status == 200
    assert shelf.get("/venues/V0000000000000000").status == 404
