"""The form of 2023: host_venue, concepts with scores as text, one affiliation string, no topics, other type names."""

import zipfile
from pathlib import Path

import orjson
import pytest
from research_graph.schema.records import PaperTopic, TopicRecord, VenueRecord
from support.openalex_files import DATA, Kept, items, load, write


@pytest.fixture(scope="module")
def works() -> Kept:
    return load(DATA / "works-2023.jsonl.gz")


def test_a_work_of_2023(works: Kept) -> None:
    paper = works.paper("W1979978981")
    assert (paper.type, paper.year, paper.date, paper.language) == ("article", 1983, "1983-07-01", None)
    assert paper.ids == [
        "openalex:W1979978981",
        "doi:10.1037/0097-7403.9.3.248",
        "mag:1979978981",
        "pmid:6886630",
    ]
    assert (paper.venues, paper.volume, paper.citation_count) == (["S4210216256"], None, 571)
    assert works.venue("S4210216256") == VenueRecord(
        record="S4210216256",
        name="Journal of experimental psychology",
        type="journal",
        ids=["openalex:S4210216256", "issn:0097-7403", "issn:1939-2184"],
        updated="0000",
        locator="works-2023.jsonl.gz:1",
    )


def test_its_mentions_have_old_ids_and_one_affiliation(works: Kept) -> None:
    first, last = works.paper("W1979978981").mentions
    assert (first.name, first.computed_ids) == (
        "Mark E. Bouton",
        ["openalex:A2161186980", "orcid:0000-0001-6601-2977"],
    )
    assert (first.affiliations, first.institutions, last.affiliations) == (["U Vermont, Burlington"], [], [])


def test_concepts_stand_where_topics_were_not_yet(works: Kept) -> None:
    topics = works.paper("W1979978981").topics
    assert topics[0] == PaperTopic("C15744967", 0.7288452, 1)
    given = items("works-2023.jsonl.gz")["W1979978981"]["concepts"]
    assert len(topics) == sum(float(each["score"]) > 0 for each in given) < len(given)
    assert works.topic("C15744967") == TopicRecord(
        record="C15744967",
        name="Psychology",
        scheme="openalex-concept",
        level="level 0",
        ids=["openalex:C15744967", "wikidata:Q9418"],
        updated="0000",
        locator="works-2023.jsonl.gz:1",
    )


def test_a_work_without_a_title_is_rejected_by_its_id(works: Kept) -> None:
    assert works.rejections == [("works-2023.jsonl.gz:4 W4238923891", "a work without a title", None)]
    assert works.repairs == []


def test_a_list_that_was_cut_says_so(works: Kept) -> None:
    paper = works.paper("W2512118283")
    assert not paper.is_author_list_complete
    assert works.paper("W1979978981").is_author_list_complete


def test_the_host_venue_counts_where_no_primary_location_is(works: Kept) -> None:
    given = items("works-2023.jsonl.gz")["W2980834985"]
    assert given["primary_location"] is None
    assert works.paper("W2980834985").venues == ["S2502647897"]
    assert works.venue("S2502647897").name == given["host_venue"]["display_name"]


def test_the_zip_of_lists_gives_the_same(tmp_path: Path, works: Kept) -> None:
    given = list(items("works-2023.jsonl.gz").values())
    path = tmp_path / "Sep_2021.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("works_0_25.json", orjson.dumps(given[:3], option=orjson.OPT_INDENT_2))
        archive.writestr("works_25_50.json", orjson.dumps(given[3:]))
    kept = load(path)
    for mine, theirs in zip(kept.records, works.records, strict=True):
        mine.locator = theirs.locator = None
        assert mine == theirs


@pytest.mark.parametrize(
    ("printed", "type_"),
    [
        ("journal-article", "article"),
        ("proceedings-article", "article"),
        ("posted-content", "preprint"),
        ("book-section", "chapter"),
        ("monograph", "book"),
        ("peer-review", "peer_review"),
        ("Journal-Issue", "journal_issue"),
        (None, None),
    ],
)
def test_types(tmp_path: Path, printed: str | None, type_: str | None) -> None:
    work = {"id": "https://openalex.org/W1", "title": "x", "type": printed}
    assert load(write(tmp_path / "w.jsonl", [work])).paper("W1").type == type_
    work["is_paratext"] = True
    assert load(write(tmp_path / "w.jsonl", [work])).paper("W1").type == "paratext"
