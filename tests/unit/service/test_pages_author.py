from __future__ import annotations

import re
from pathlib import Path

import pytest
from research_graph.service.pages import words
from research_graph.service.pages.kinds.author import is_outdated, other_names, printed_at
from support.page_world import HOSTILE, HOSTILE_TITLE, MIRA_ORCID
from support.pages import ORIGIN, Reader, Reading, reading
from support.shelf_world import ADA, BO


@pytest.fixture(scope="module")
def ids(library: Reader) -> dict[str, str]:
    """Ids by name; of namesakes that of the most papers."""
    rows = library.ask("{ authors(first: 100) { nodes { id name } } }")["authors"]["nodes"]
    return {row["name"]: row["id"] for row in reversed(rows)}


@pytest.fixture(scope="module")
def mira(library: Reader, ids: dict[str, str]) -> Reading:
    return library.get(f"/authors/{ids['Mira Okafor']}")


def figures(page: Reading) -> dict[str, str]:
    terms, values = page.all("dt", within="figures"), page.all("dd", within="figures")
    notes = [one.text for one in page.all("small", within="figures")]
    found = zip(terms, values, notes, strict=True)
    return {term.text: value.text.removesuffix(note).strip() for term, value, note in found}


def in_force(page: Reading) -> list[str]:
    return [
        one.text for one in page.all("a") if any(each in one.above for each in page.all(aria_label="Filters in force"))
    ]


def all_pages(library: Reader, path: str, rel: str = "next") -> list[Reading]:
    found = [library.get(path)]
    while links := [one for one in found[-1].all("a", rel=rel) if "people_" not in one.attributes["href"]]:
        found.append(library.get(links[0].attributes["href"]))
    return found


def test_who_it_is(mira: Reading, ids: dict[str, str]) -> None:
    id_ = ids["Mira Okafor"]
    assert mira.status == 200
    assert mira.one("h1").text == "Mira Okafor"
    assert mira.all("title")[0].text == "Mira Okafor · Research graph"
    assert mira.one("p", "kicker").text == "Person · in lists: Okafor, Mira"
    assert mira.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/authors/{id_}"
    assert mira.one("a", href=f"https://orcid.org/{MIRA_ORCID}").text == MIRA_ORCID
    assert f"/explorer?roots={id_}" in mira.links
    assert mira.one("p", "tools").text.endswith(f"Permanent id {id_}")
    assert mira.one("meta", name="description").attributes["content"] == (
        "Mira Okafor: 25 papers from 2000–2023 with 15 collaborators on Names, Parsing."
    )
    assert mira.described == {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": f"{ORIGIN}/authors/{id_}",
        "url": f"{ORIGIN}/authors/{id_}",
        "name": "Mira Okafor",
        "familyName": "Okafor",
        "givenName": "Mira",
        "sameAs": [f"https://orcid.org/{MIRA_ORCID}"],
        "affiliation": [{"@type": "Organization", "name": "University of Oslo"}],
        "knowsAbout": ["Names", "Parsing"],
    }


def test_figures_say_what_they_count_and_agree_with_the_lists(library: Reader, mira: Reading) -> None:
    shown = figures(mira)
    assert shown == {
        "Papers": "25",
        "Years active": "2000–2023",
        "Collaborators": "15",
        "Close collaborators": "1",
        "Topics": "2",
    }
    assert "Counted over this person's papers here, which come from library (release 2024-05-01)." in mira.text
    assert "No source here tells citations of these papers, so there is no citation count and no h-index." in mira.text
    pages = all_pages(library, mira.path)
    listed = [title for page in pages for title in page.titles()]
    assert len(listed) == len(set(listed)) == int(shown["Papers"])
    assert [len(page.titles()) for page in pages] == [20, 5]
    rows = dict(zip(mira.all("th", within="figures", scope="row"), mira.all("td", within="figures"), strict=True))
    by_year = {year.text: int(count.text) for year, count in rows.items()}
    assert sum(by_year.values()) == 25
    assert by_year["2023"] == 2
    filtered = library.get(f"{mira.path}?type=preprint")
    year = next(one for one in filtered.all("a", within="figures") if one.text == "2023")
    assert len(library.get(year.attributes["href"]).titles()) == 2, "the chart counts what no filter holds back"
    assert len(mira.all("rect", within="figures")) == len(by_year) == 24


def test_papers_come_by_year_then_title_and_tell_all(mira: Reading) -> None:
    assert mira.titles()[:3] == ["A paper of many", "Study 2023", "Study 2022"]
    first, second, third = mira.all("li", "paper")[:3]
    assert "Member11 Crowd11, … Mira Okafor (author 15) and 2 more authors" in first.text
    assert second.text.startswith("2023 article AM library Study 2023 Mira Okafor")
    assert third.text.startswith("2022 preprint Letters of Graphs library Study 2022 Mira Okafor, Bo Lind")
    marked = {one.text for one in mira.all("strong", within="papers") if "authors" in one.above[-1].classes}
    assert marked == {"Mira Okafor"}
    details = next(one for one in mira.all("details") if third in one.above)
    assert details.text == "AbstractWhat was found in 2022."
    links = {one.text: one.attributes["href"] for one in mira.all("a") if third in one.above}
    assert links["PDF of Study 2022"] == "https://papers.example/2022.pdf"
    assert links["DOI of Study 2022"] == "https://doi.org/10.1234/study.2022"
    assert links["Parsing"].startswith("/topics/T")


def test_the_pages_lead_back(library: Reader, mira: Reading) -> None:
    forth = all_pages(library, mira.path)
    back = all_pages(library, forth[-1].path + "?" if "?" not in forth[-1].path else forth[-1].path, rel="prev")
    assert back[-1].titles() == forth[0].titles()


@pytest.mark.parametrize(
    ("query", "count", "told"),
    [
        ("from=2010&to=2012", 3, ["from 2010", "until 2012"]),
        ("type=preprint", 8, ["preprint"]),
        ("venue={venue}", 16, ["at Annual Meeting"]),
        ("topic={topic}", 12, ["about Parsing"]),
        ("with={bo}", 12, ["with Bo Lind"]),
        ("with={bo}&type=preprint&from=2005", 3, ["from 2005", "preprint", "with Bo Lind"]),
    ],
)
def test_papers_are_filtered(library: Reader, ids: dict[str, str], query: str, count: int, told: list[str]) -> None:
    found = library.ask(
        """query($venue: String!, $topic: String!) {
          v: search(text: $venue, kinds: [VENUE]) { nodes { id } }
          t: search(text: $topic, kinds: [TOPIC]) { nodes { id } }
        }""",
        venue="annual meeting",
        topic="parsing",
    )
    named = {"venue": found["v"]["nodes"][0]["id"], "topic": found["t"]["nodes"][0]["id"], "bo": ids["Bo Lind"]}
    path = f"/authors/{ids['Mira Okafor']}"
    page = library.get(f"{path}?{query.format(**named)}")
    assert sum(len(one.titles()) for one in all_pages(library, page.path)) == count
    assert f"{count} papers of 25 match; showing {min(count, 20)}, newest first." in page.text
    assert in_force(page) == [f"Remove: {one} ×" for one in told] + ["Clear all"] * (len(told) > 1)
    without = library.get(next(one.attributes["href"] for one in page.all("a") if one.text.startswith("Remove")))
    assert [one for one in in_force(without) if one != "Clear all"] == [f"Remove: {one} ×" for one in told[1:]]
    assert page.one("link", rel="canonical").attributes["href"] == ORIGIN + path
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    chosen = {one.above[-1].attributes["name"] for one in page.all("option", selected="")}
    assert chosen == {part.partition("=")[0] for part in query.split("&")}


def test_filters_offer_what_there_is_with_counts(mira: Reading) -> None:
    offered = {
        one.attributes["name"]: [option.text for option in mira.all("option") if option.above[-1] is one]
        for one in mira.all("select")
    }
    assert offered["from"] == offered["to"] == ["any year", *map(str, range(2023, 1999, -1))]
    assert offered["type"] == ["any type", "article (17)", "preprint (8)"]
    assert offered["venue"] == ["any venue", "Annual Meeting (16)", "Letters of Graphs (8)"]
    assert offered["topic"] == ["any topic", "Names (12)", "Parsing (12)"]
    assert offered["with"][:2] == ["any co-author", "Bo Lind (12)"]
    assert offered["order"] == ["newest first", "oldest first", "most cited first", "by title"]
    labelled = {one.attributes["for"] for one in mira.all("label", within="papers")}
    assert labelled == {one.attributes["id"] for one in mira.all("select")}


def test_more_can_be_offered_and_the_form_keeps_that(library: Reader, mira: Reading) -> None:
    assert "Offered are those" not in mira.text, "all co-authors of hers are offered"
    page = library.get(f"{mira.path}?offered=100")
    assert page.status == 200
    assert page.one("input", type="hidden", name="offered").attributes["value"] == "100"


def test_papers_come_in_the_order_that_is_asked_for(library: Reader, mira: Reading) -> None:
    oldest = library.get(f"{mira.path}?order=oldest&type=article")
    assert oldest.titles()[:2] == ["Study 2000", "Study 2002"]
    assert "17 papers of 25 match; showing 17, oldest first." in oldest.text
    assert oldest.one("a", within="papers", href=f"{mira.path}?order=oldest#papers").text == "Remove: article ×"
    assert library.get(f"{mira.path}?order=best").status == 400


def test_a_filter_that_nothing_passes_says_so_and_offers_to_clear(library: Reader, ids: dict[str, str]) -> None:
    path = f"/authors/{ids['Mira Okafor']}"
    page = library.get(f"{path}?from=1990&to=1991")
    assert page.one("p", "empty").text == "No paper matches these choices. Clear them"
    assert page.one("a", within="papers", href=path).text == "Clear them"
    assert "0 papers of 25 match" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "from=then",
        "from=2020&to=2010",
        "to=99999",
        "venue=bad",
        "topic=A0000000000000000",
        "with=x",
        "after=!",
        "suggestions=no",
        "offered=50",
        "type=" + "x" * 201,
    ],
)
def test_what_no_page_shows_is_told_with_a_way_out(library: Reader, ids: dict[str, str], query: str) -> None:
    path = f"/authors/{ids['Mira Okafor']}"
    page = library.get(f"{path}?{query}")
    assert page.status == 400
    assert page.one("h1").text == "This address was not understood"
    assert path in page.links


def test_collaborators_with_their_evidence(library: Reader, ids: dict[str, str], mira: Reading) -> None:
    section = mira.one("section", aria_labelledby="collaborators")
    assert "Showing 12 of 15 collaborators, the strongest recent ties first; 1 of all 15 is close." in section.text
    first = next(one for one in mira.all("li", within="collaborators") if one.above[-1].classes == ["plain", "ties"])
    assert first.text.startswith("Lind, Bo close12 shared papers, 2000–2022; strength 12.00, recent")
    shared = [one for one in mira.all("a") if first in one.above]
    assert [one.text for one in shared] == ["Lind, Bo", "Study 2022", "Study 2020", "All shared papers with Bo Lind"]
    assert len(all_pages(library, shared[-1].attributes["href"])) == 1
    assert "at least 2 shared papers and a recent strength of at least 0.2" in section.text
    more = library.get(mira.one("a", within="collaborators", rel="next").attributes["href"])
    rest = [one for one in more.all("li", within="collaborators") if one.above[-1].classes == ["plain", "ties"]]
    assert len(rest) == 3
    assert more.titles() == mira.titles()


def test_suggestions_are_made_when_asked_for_and_called_guesses(
    library: Reader, ids: dict[str, str], mira: Reading
) -> None:
    assert "Guesses" not in mira.text
    asked = library.get(f"/authors/{ids['Bo Lind']}?suggestions=yes")
    assert "Guesses, not facts" in asked.text
    guesses = [one for one in asked.all("li", within="collaborators") if "through" in one.text]
    assert {one.text for one in guesses} <= {f"Crowd{n}, Member{n} through Mira Okafor" for n in range(14)}
    assert len(guesses) == 8


def test_identity_says_how_sure_it_is(library: Reader, ids: dict[str, str], mira: Reading) -> None:
    asserted = mira.one("section", aria_labelledby="identity").text
    assert asserted.startswith("Identity An id that somebody claimed or checked stands behind this person.")
    assert "25 papers (100%) by an id or a decision" in asserted
    assert not mira.all("p", "notice")
    assert not mira.all("span", "doubt")
    page = library.get(f"/authors/{ids['Yan Li']}")
    assert page.one("p", "notice").text.startswith("These papers probably belong to several people.")
    told = page.one("section", aria_labelledby="identity").text
    assert "3 papers (100%) by the same name; nothing else speaks for it" in told
    assert "more than one person: 67%" in told
    assert "2 other people have this name and an id" in told
    doubles = [one.text for one in page.all("a", within="identity")]
    assert doubles == ["Yan Li", "Yan Li"]
    assert "merges, splits or assigns" in told


def test_affiliations_in_words(library: Reader, ids: dict[str, str], mira: Reading) -> None:
    told = mira.one("section", aria_labelledby="affiliations").text
    assert "University of Oslo 2015–2023, on 9 papers; latest" in told
    assert "Dept. of Graphs, University of Oslo 2015–2023, on 9 papers Read from the 25 papers here." in told
    assert mira.one("p", "lead").text == "University of Oslo (2015–2023, on 9 papers)"
    silent = library.get(f"/authors/{ids['Solo Person']}")
    assert silent.one("p", "lead").text == "The sources say nothing about this person's affiliations."
    printed = library.get(f"/authors/{ids[HOSTILE]}")
    assert printed.one("p", "lead").text == f"{HOSTILE} (as printed: 2020, on 1 paper)"
    assert "none of them leads to an institution" in printed.one("section", aria_labelledby="affiliations").text


def test_an_affiliation_that_later_papers_do_not_name_is_told_as_such(shelf: Reader) -> None:
    assert shelf.get(f"/authors/{ADA}").one("p", "lead").text == (
        "University of Engines (2008–2012, on 1 paper) – later papers lead to no institution here"
    )
    bo = shelf.get(f"/authors/{BO}")
    assert "University of Engines by a profile only" in bo.one("section", aria_labelledby="affiliations").text


def test_an_affiliation_is_outdated_only_by_papers_of_later_years() -> None:
    def person(last: int | None, known: list[int | None], printed: list[int | None]) -> bool:
        told = {"affiliations": known, "items": printed}
        lists = {name: [{"lastYear": year} for year in years] for name, years in told.items()}
        return is_outdated({**lists, "printedAffiliations": lists, "metrics": {"lastYear": last}})

    assert person(2021, [2019], [])
    assert person(2021, [], [2019, 2020])
    assert not person(2021, [2019, 2021], [])
    assert not person(2021, [2021], [2019])
    assert not person(2021, [None], [])
    assert not person(None, [2019], [])
    assert not person(2021, [], [])


def test_what_the_risk_means_and_whom_to_tell(library: Reader, ids: dict[str, str], mira: Reading) -> None:
    told = mira.one("section", aria_labelledby="identity").text
    assert "the share of the papers that only the name attributes, times how likely the name" in told
    assert f"Tell whoever runs this graph which papers of {ids['Mira Okafor']} are whose" in told
    assert "RESEARCH_GRAPH_CONTACT" in told


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("graph@people.example", "mailto:graph@people.example"),
        ("httpd@people.example", "mailto:httpd@people.example"),
        ("https://people.example/wrong?x=1&y=2", "https://people.example/wrong?x=1&y=2"),
    ],
)
def test_the_contact_stands_where_mistakes_are_met(
    library_store: Path, tmp_path: Path, ids: dict[str, str], contact: str, address: str
) -> None:
    with reading(library_store, tmp_path, contact=contact) as reader:
        page, home = reader.get(f"/authors/{ids['Mira Okafor']}"), reader.get("/")
    assert page.one("a", within="identity", href=address).text == contact
    assert "RESEARCH_GRAPH_CONTACT" not in page.text
    for one in (page, home):
        assert f"Something wrong? Tell {contact}." in one.one("footer").text


def test_the_printed_affiliation_of_most_papers_in_the_newest_two_years_stands_for_all() -> None:
    named = {"once": (2023, 1), "often": (2022, 4), "long ago": (2015, 9)}
    items = [{"name": name, "lastYear": year, "paperCount": papers} for name, (year, papers) in named.items()]
    assert printed_at(items) == items[1]
    assert printed_at([{"name": "undated", "lastYear": None, "paperCount": 1}]) is not None
    assert printed_at([]) is None


def test_other_names_are_told_once_and_doubted_where_no_word_is_shared() -> None:
    printed = ["ANNE-MARIE Byrd", "Anne\u2010Marie Byrd", "A. Byrd", "A. B. Lowe", "Anne-Marie Lowe"]
    assert other_names("Anne-Marie Byrd", printed) == [
        ("A. Byrd", False),
        ("A. B. Lowe", True),
        ("Anne-Marie Lowe", False),
    ]


def test_a_figure_never_seems_to_have_reached_a_threshold() -> None:
    assert [words.floor(value) for value in (0.2, 0.1999999, 0.29, 12.0, 1e-9)] == [
        "0.200",
        "0.199",
        "0.290",
        "12.000",
        "0.000",
    ]


def test_somebody_of_whom_little_is_known(library: Reader, ids: dict[str, str]) -> None:
    page = library.get(f"/authors/{ids['Solo Person']}")
    assert figures(page) == {"Papers": "1", "Years active": "years unknown", "Collaborators": "0"}
    assert "No source gives the year of 1 paper." in page.text
    assert page.one("section", aria_labelledby="papers").text.startswith("Papers 1 paper. year unknown")
    assert "Only the name says whose paper this is; no id on it does." in page.text
    assert "No source gives topics of these papers." in page.one("section", aria_labelledby="topics").text
    assert page.one("li", "paper").text == "year unknown type unknown library Alone Solo Person"
    assert "No paper here of at most 100 authors is shared with anybody" in page.text
    assert "In no cluster" in page.text
    assert "None" not in page.text


def test_the_drawing_has_every_neighbor_as_a_link_and_as_text(library: Reader, mira: Reading) -> None:
    slice_ = mira.one("figure", "slice")
    nodes = [one for one in mira.all("a", "node") if slice_ in one.above]
    shown = int(re.search(r"(\d+) neighbors shown", slice_.text).group(1))  # type: ignore[union-attr]
    listed = [one for one in mira.all("li", within="slice") if one.above[-1].above[-1].tag == "details"]
    for form in ("full", "slim"):
        drawn_there = [one.attributes["href"] for one in nodes if form in one.above[-1].classes]
        assert len(drawn_there) == len(set(drawn_there)) == shown + 1
    assert len(listed) == shown
    assert {"Bo Lind", "University of Oslo", "Parsing"} <= {one.text for one in mira.all("bdi", within="slice")}
    again = library.get(mira.path + "?from=2001")
    drawn = [(one.attributes["href"], one.text) for one in again.all("a", "node")]
    assert drawn == [(one.attributes["href"], one.text) for one in mira.all("a", "node")]


def test_a_cluster_is_named_with_its_level(shelf: Reader) -> None:
    ada = shelf.get(f"/authors/{ADA}")
    assert [one.text for one in ada.all("h3", within="clusters")] == ["looms, cards group"]
    drawn = [one.text for one in ada.all("text") if "kind-cluster" in one.above[-1].classes]
    assert drawn == ["looms, cards (group)"] * 2
    assert "looms, cards (group)" in [one.text for one in ada.all("bdi", within="slice")]


def test_hostile_names_are_text(library: Reader, ids: dict[str, str]) -> None:
    page = library.get(f"/authors/{ids[HOSTILE]}")
    assert page.one("h1").text == HOSTILE
    assert page.titles() == [HOSTILE_TITLE]
    assert page.described["name"] == HOSTILE
    assert [one.attributes["type"] for one in page.all("script")] == ["application/ld+json"]
    assert not page.all("img")
    assert not [name for one in page.elements for name in one.attributes if name.startswith("on") or name == "style"]


def test_ids_of_others_lead_to_the_page(library: Reader, ids: dict[str, str]) -> None:
    found = library.get(f"/authors/orcid:{MIRA_ORCID}?type=article")
    assert (found.status, found.headers["location"]) == (302, f"/authors/{ids['Mira Okafor']}?type=article")
    for unknown in ("orcid:0000-0002-9079-593X", "A0000000000000000", "nobody"):
        assert library.get(f"/authors/{unknown}").status == 404
