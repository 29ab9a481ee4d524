"""Paper: every field by the stated precedence. One build holds the papers of all tests."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.schema.records import Mention, PaperRecord
from support.assembled import assembled, only, paper, rows, together

Said = dict[str, list[PaperRecord]]


def said(**by_source: Sequence[PaperRecord]) -> Said:
    return {{"acl": "acl-anthology"}.get(source, source): list(records) for source, records in by_source.items()}


def row_of(build: Build, record: str) -> dict:
    """The paper one of whose versions is that record."""
    (found,) = (row for row in rows(build, "Paper") if any(f'"record":"{record}"' in each for each in row["versions"]))
    return found


FIRST = said(
    acl=[paper("R1", title="From ACL", ids=["doi:10.1/first"], url="https://acl")],
    openalex=[
        paper("W1", title="From OpenAlex", abstract="OA", ids=["doi:10.1/first"], url="https://oa", language="en")
    ],
    zoo=[paper("Z1", title="Zoo", abstract="Zoo", ids=["doi:10.1/first"], code_url="https://code", language="de")],
)


def test_first_source_that_has_a_value_in_the_order_of_sources(build: Build, tmp_path: Path) -> None:
    row = row_of(build, "R1")
    assert (row["title"], row["abstract"], row["url"]) == ("From ACL", "OA", "https://acl")
    assert (row["language"], row["code_url"], row["pdf_url"]) == ("en", "https://code", None)
    assert row["sources"] == ["acl-anthology", "openalex", "zoo"]
    assert only(assembled(tmp_path, FIRST, source_order=("zoo",)), "Paper")["title"] == "Zoo"


PREPRINT = said(
    arxiv=[
        paper(
            "2001.00001",
            title="Preprint",
            type="preprint",
            year=2019,
            date="2019-12-31",
            ids=["doi:10.48550/arxiv.2001.00001", "arxiv:2001.00001"],
        )
    ],
    openalex=[paper("W2", title="Article", type="article", year=2020, ids=["doi:10.1/x", "arxiv:2001.00001"])],
)


def test_facts_of_publication_come_from_the_published_version(build: Build) -> None:
    row = row_of(build, "2001.00001")
    assert (row["title"], row["type"], row["year"], row["date"]) == ("Preprint", "article", 2020, "2020")
    assert row["doi"] == "10.1/x"
    assert row["external_ids"] == ["arxiv:2001.00001", "doi:10.1/x", "doi:10.48550/arxiv.2001.00001"]


IMPLIED = said(zoo=[paper("Z3", ids=["doi:10.18653/v1/p18-1001", "doi:10.48550/arxiv.2003.00003"])])


def test_implied_ids_are_ids(build: Build) -> None:
    assert row_of(build, "Z3")["external_ids"] == [
        "acl:P18-1001",
        "arxiv:2003.00003",
        "doi:10.18653/v1/p18-1001",
        "doi:10.48550/arxiv.2003.00003",
    ]


DATES = [
    ("2023-07", "2023-07-09", "2023-07-09"),
    ("2023-07", "2023-08-01", "2023-07"),
    (None, "2023-07-09", "2023-07-09"),
    (None, "2022-12-31", "2023"),
    (None, None, "2023"),
    ("2022-05", None, "2023"),
]
DATED = said(
    acl=[paper(f"RD{n}", year=2023, date=first, ids=[f"doi:10.1/{n}"]) for n, (first, _, _) in enumerate(DATES)],
    openalex=[paper(f"WD{n}", year=2022, date=second, ids=[f"doi:10.1/{n}"]) for n, (_, second, _) in enumerate(DATES)],
)


@pytest.mark.parametrize("number", range(len(DATES)))
def test_another_records_date_only_adds_precision(build: Build, number: int) -> None:
    row = row_of(build, f"RD{number}")
    assert (row["doi"], row["year"], row["date"]) == (f"10.1/{number}", 2023, DATES[number][2])


VERSIONS = said(
    openalex=[
        paper("W5", title='A "quoted"\ntitle', type="preprint", ids=["doi:10.1/v"], year=2020, date="2020-01-02")
    ],
    acl=[paper("R5", title="Über", ids=["doi:10.1/v"], url="https://acl")],
)


def test_versions_list_every_record_as_sorted_compact_json(build: Build) -> None:
    row = row_of(build, "R5")
    assert row["versions"][0] == (
        '{"date":null,"record":"R5","source":"acl-anthology","title":"Über","type":null,"url":"https://acl"}'
    )
    assert json.loads(row["versions"][1]) == {
        "date": "2020-01-02",
        "record": "W5",
        "source": "openalex",
        "title": 'A "quoted"\ntitle',
        "type": "preprint",
        "url": None,
    }
    assert len(row["versions"]) == 2


RETRACTED = said(
    acl=[paper("R6", ids=["doi:10.1/r"], notices=["b", "a"])],
    openalex=[paper("W6", ids=["doi:10.1/r"], is_retracted=True, notices=["a"])],
)


def test_retraction_by_anyone_and_all_notices(build: Build) -> None:
    row = row_of(build, "R6")
    assert (row["is_retracted"], row["notices"]) == (True, ["a", "b"])


CLAIMED = said(
    acl=[paper("R7", ids=["doi:10.1/c"])],
    openalex=[
        paper("W7", ids=["doi:10.1/c"], citation_count=3),
        paper("W8", ids=["doi:10.1/c"], citation_count=8),
    ],
    zoo=[paper("Z7", ids=["doi:10.1/c"], citation_count=99)],
)


def test_claimed_citations_are_those_of_the_first_source_that_claims_any(build: Build) -> None:
    row = row_of(build, "R7")
    assert (row["citation_count_claimed"], row["citations_claimed_by"], row["search_rank"]) == (8, "openalex", 8)


SILENT = said(acl=[paper("R9", date="2023-07")])


def test_nothing_claimed_is_null_not_zero(build: Build) -> None:
    row = row_of(build, "R9")
    empty = ("citation_count_claimed", "citations_claimed_by", "citation_count_in_graph", "reference_count", "year")
    assert [row[name] for name in empty] == [None] * 5
    assert (row["search_rank"], row["date"]) == (0, "2023-07")
    assert (row["is_retracted"], row["notices"]) == (False, [])


CUT = said(
    openalex=[
        PaperRecord(record, "T", mentions=[Mention("A")], is_author_list_complete=False, ids=[f"doi:10.1/{record}"])
        for record in ("cut", "whole")
    ],
    zoo=[paper("Z10", "A", "B", ids=["doi:10.1/whole"])],
)


def test_author_list_is_complete_if_one_source_has_it_whole(build: Build) -> None:
    found = {record: row_of(build, record) for record in ("cut", "whole")}
    assert {record: (row["is_author_list_complete"], row["author_count"]) for record, row in found.items()} == {
        "cut": (False, 1),
        "whole": (True, 2),
    }


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    world = together(FIRST, PREPRINT, IMPLIED, DATED, VERSIONS, RETRACTED, CLAIMED, SILENT, CUT)
    return assembled(tmp_path_factory.mktemp("builds"), world)
