from __future__ import annotations

import pytest
from support.pages import ORIGIN, Reader, Reading
from support.shelf_world import ADA, BO, CITING, FIELD, GROUP, LONELY, MEETING, PAPER, SUBFIELD, TOPIC


@pytest.fixture(scope="module")
def topic(shelf: Reader) -> Reading:
    return shelf.get(f"/topics/{TOPIC}")


def test_what_it_is_and_where_it_stands(topic: Reading) -> None:
    assert topic.one("h1").text == "Weaving"
    assert topic.one("p", "kicker").text == "Topic of the scheme OpenAlex"
    assert topic.one("p", "lead").text == "How threads cross."
    assert [one.text for one in topic.one("ol", "way").above[-1:]] == ["Machines field Looms subfield Weaving"]
    assert [one.attributes["href"] for one in topic.all("a") if one.above[-2].classes == ["way"]] == [
        f"/topics/{FIELD}",
        f"/topics/{SUBFIELD}",
    ]
    assert [one.text for one in topic.all("li", "chip", within="keywords")] == ["warp", "weft"]
    assert topic.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/topics/{TOPIC}"
    assert topic.described["@type"] == "DefinedTerm"
    assert topic.described["inDefinedTermSet"] == "openalex"
    assert f"/explorer?roots={TOPIC}" in topic.links


def test_counts_equal_their_lists(shelf: Reader, topic: Reading) -> None:
    figures = topic.facts("figures")
    assert figures["Papers"] == "26 about this topic itself; all are listed below"
    assert figures["People"] == "2 with a paper about this topic itself"
    pages = [topic]
    while following := pages[-1].all("a", rel="next"):
        pages.append(shelf.get(following[0].attributes["href"]))
    listed = [title for page in pages for title in page.titles()]
    assert len(listed) == len(set(listed)) == 26
    assert [len(page.titles()) for page in pages] == [20, 6]
    assert shelf.get(pages[1].all("a", rel="prev")[0].attributes["href"]).titles() == topic.titles()
    per_year = {one.text for one in topic.all("tr", within="figures")} - {"YearPapers"}
    assert per_year == {"20155", "20145", "20135", "20125", "20115", "20101"}


def test_papers_about_narrower_topics_are_told_apart(shelf: Reader) -> None:
    field = shelf.get(f"/topics/{FIELD}")
    assert field.facts("figures") == {
        "Papers": "0 about this topic itself",
        "With narrower topics": "26 papers about it or a topic below it",
        "People": "0 with a paper about this topic itself",
        "Narrower topics": "1 right below it in its scheme",
    }
    assert "No paper of this graph is about this topic itself; 26 papers are about the topics below it." in field.text
    assert [one.text for one in field.all("li", within="narrower")] == ["Looms 26 papers"]
    assert "match these choices" not in field.text


def test_people_in_each_order(shelf: Reader, topic: Reading) -> None:
    def people(page: Reading) -> list[str]:
        found = [one.attributes["href"] for one in page.all("a", within="people")]
        return [link for link in found if link.startswith("/authors/")]

    assert people(topic) == [f"/authors/{ADA}", f"/authors/{BO}"]
    assert "Byron, Ada 25 papers, 50% of theirs, last in 2015 · University of Engines" in topic.text
    share = next(one for one in topic.all("a", within="people") if one.text == "largest share")
    by_share = shelf.get(share.attributes["href"])
    assert people(by_share) == [f"/authors/{BO}", f"/authors/{ADA}"]
    assert by_share.one("span", "chip", aria_current="true").text == "largest share"


def test_choices_restrict_the_papers_and_can_be_taken_back(shelf: Reader, topic: Reading) -> None:
    assert [one.attributes["value"] for one in topic.all("option") if one.above[-1].attributes["name"] == "venue"] == [
        "",
        MEETING,
        GROUP,
    ]
    page = shelf.get(f"/topics/{TOPIC}?from=2012&to=2013&type=preprint&order=title&people=share")
    expected = sorted(f"Citing {n}" for n in range(len(CITING)) if 2011 + n % 5 in (2012, 2013) and n % 2 == 0)
    assert sorted(page.titles()) == expected
    assert f"{len(expected)} papers of 26 match; showing {len(expected)}, by title." in page.text
    chips = {one.text: one.attributes["href"] for one in page.all("a", within="papers") if "Remove" in one.text}
    assert list(chips) == ["Remove: from 2012 ×", "Remove: until 2013 ×", "Remove: preprint ×"]
    assert page.one("a", href=f"/topics/{TOPIC}?order=title&people=share#papers").text == "Clear all"
    assert chips["Remove: preprint ×"] == f"/topics/{TOPIC}?from=2012&to=2013&order=title&people=share#papers"
    assert [one.attributes["name"] for one in page.all("input", type="hidden")] == ["people"]
    assert [one.text for one in page.all("option", selected="")] == ["2012", "2013", "preprint (13)", "by title"]
    at_group = shelf.get(f"/topics/{TOPIC}?venue={GROUP}")
    assert at_group.titles() == ["Engines & {braces} at 100%"]
    assert "Remove: at Interest Group on Engines ×" in [one.text for one in at_group.all("a", within="papers")]
    none = shelf.get(f"/topics/{TOPIC}?from=1990&to=1991")
    assert none.titles() == []
    assert "No paper matches these choices." in none.text


def test_one_of_which_little_is_known(shelf: Reader) -> None:
    page = shelf.get(f"/topics/{LONELY}")
    assert "No source describes it." in page.text
    assert "No paper of this graph is about this topic itself." in page.text
    assert "Nobody here has a paper about this topic itself." in page.text
    assert "Its scheme has none below it here." in page.text
    assert not page.has("keywords")
    assert not page.all("nav", aria_label="Place in the scheme")


@pytest.mark.parametrize(
    "query", ["from=x", "from=2015&to=2010", "venue=nowhere", f"venue={TOPIC}", "order=best", "people=all", "after=x"]
)
def test_choices_that_cannot_be_are_bad_requests(shelf: Reader, query: str) -> None:
    assert shelf.get(f"/topics/{TOPIC}?{query}").status == 400


def test_every_link_inside_leads_somewhere(shelf: Reader, topic: Reading) -> None:
    for link in sorted(set(topic.links)):
        if not link.startswith("/explorer"):
            assert shelf.get(link).status == 200, link
    assert f"/papers/{PAPER}" in shelf.get(f"/topics/{TOPIC}?order=oldest").links
