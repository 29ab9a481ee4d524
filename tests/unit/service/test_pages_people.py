"""What lists say of people beside their names: that they may be several, and where they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from research_graph.store.open import open_store
from support.graphs import Row, edge, graph, key, load, node
from support.pages import Reader, reading

IDA, EVE = key("A", "ida"), key("A", "eve")
PAPERS = [key("P", f"paper {number}") for number in range(7)]
TOPIC, VENUE, MILL, CLUSTER = key("T", "silk"), key("V", "silk"), key("I", "mill"), key("C", "silk")


def rows() -> Iterator[tuple[str, Row]]:
    """Ida Worm, of whom only the oldest of seven papers prints an affiliation; Eve Thread, who is at the mill."""
    told = {"first_year": 2001, "last_year": 2007}
    yield node("Author", IDA, name="Ida Worm", paper_count=7, merge_risk=0.3, **told)
    yield node("Author", EVE, name="Eve Thread", paper_count=7, merge_risk=0.0, **told)
    yield node("Topic", TOPIC, name="Silk", scheme="test", paper_count=7)
    yield node("Venue", VENUE, name="Silk Letters", paper_count=7)
    yield node("Institution", MILL, name="Silk Mill", paper_count=7, author_count=2)
    yield node("Cluster", CLUSTER, label="silk", level="group", status="LIVE", size=2, people=[IDA, EVE])
    for place, id_ in enumerate(PAPERS):
        yield node("Paper", id_, title=f"Silk {place}", year=2001 + place, author_count=2)
        yield edge("PUBLISHED_IN", id_, VENUE)
        yield edge("ABOUT", id_, TOPIC, score=1.0, rank=1, evidence="asserted")
        for position, (person, name) in enumerate(((IDA, "Ida Worm"), (EVE, "Eve Thread"))):
            printed = ["Institute of <Silk>"] if place == 0 and person == IDA else []
            places = {"affiliations": printed, "institutions": [MILL] if person == EVE else []}
            yield edge(
                "AUTHORED", person, id_, position=position, name=name, evidence="name_only", confidence=0.5, **places
            )
    for person in (IDA, EVE):
        yield edge("WORKS_ON", person, TOPIC, paper_count=7, share=1.0, last_year=2007)
        yield edge("MEMBER_OF", person, CLUSTER, level="group", strength=1.0)
    yield edge("AFFILIATED_WITH", EVE, MILL, paper_count=7, first_year=2001, last_year=2007, is_latest=True)
    yield edge("CO_AUTHORED_WITH", *sorted((IDA, EVE)), paper_count=7, strength=7.0, recent_strength=1.0)
    yield edge("POSSIBLY_SAME_AS", *sorted((IDA, EVE)), probability=0.5, reasons=["same name"])


@pytest.fixture(scope="module")
def silk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("silk")
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}")
    load(store, graph(*rows()))
    store.close()
    with reading(folder / "store.sqlite", folder) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "sections"),
    [
        ("/", ["people"]),
        ("/search?q=ida+worm", ["author"]),
        (f"/authors/{EVE}", ["collaborators", "identity"]),
        (f"/papers/{PAPERS[0]}", ["authors"]),
        (f"/topics/{TOPIC}", ["people"]),
        (f"/venues/{VENUE}", ["people"]),
        (f"/clusters/{CLUSTER}", ["members", "leading"]),
    ],
)
def test_every_list_marks_those_whose_papers_may_be_of_several(silk: Reader, path: str, sections: list[str]) -> None:
    page = silk.get(path)
    for section in sections:
        marks = page.all("span", "doubt", within=section)
        assert [one.text for one in marks] == ["may be several people"], section
        assert marks[0].attributes["title"] == "These papers may belong to several people."
    assert len(page.all("span", "doubt")) == len(sections)


def test_the_page_itself_says_it_at_its_top(silk: Reader) -> None:
    assert silk.get(f"/authors/{IDA}").one("p", "notice").text.startswith("These papers may belong to several people.")
    assert not silk.get(f"/institutions/{MILL}").all("span", "doubt"), "only Eve is there"


def test_lists_say_where_people_are_as_printed_where_no_institution_is_known(silk: Reader) -> None:
    printed = "Institute of <Silk>"
    assert silk.get("/search?q=ida+worm").one("p", "muted", within="author").text == f"{printed}, 7 papers, 2001–2007"
    at_mill = silk.get("/search?q=eve+thread").one("a", within="author", href=f"/institutions/{MILL}")
    assert at_mill.text == "Silk Mill"
    members = [one.text for one in silk.get(f"/clusters/{CLUSTER}").all("td", data_label="Latest affiliation")]
    assert sorted(members) == [printed, "Silk Mill"]
    people = [one.text for one in silk.get(f"/topics/{TOPIC}").all("li", within="people") if "of theirs" in one.text]
    assert sorted(one.rpartition(" · ")[2] for one in people) == [printed, "Silk Mill"]
    assert printed in silk.get(f"/authors/{EVE}").one("section", aria_labelledby="identity").text
