"""Paper: every field by the stated precedence."""

import json
from pathlib import Path

from research_graph.schema.records import Mention, PaperRecord
from support.assembled import assembled, only, paper, rows

DOI = ["doi:10.1/x"]


def built(tmp_path: Path, parameters: dict | None = None, **by_source: list[PaperRecord]) -> dict:
    names = {"acl": "acl-anthology"}
    world = {names.get(source, source): records for source, records in by_source.items()}
    (row,) = rows(assembled(tmp_path, world, **(parameters or {})), "Paper")
    return row


def test_first_source_that_has_a_value_in_the_order_of_sources(tmp_path: Path) -> None:
    given = {
        "acl": [paper("R", title="From ACL", ids=DOI, url="https://acl")],
        "openalex": [paper("W", title="From OpenAlex", abstract="OA", ids=DOI, url="https://oa", language="en")],
        "zoo": [paper("Z", title="From Zoo", abstract="Zoo", ids=DOI, code_url="https://code", language="de")],
    }
    row = built(tmp_path, **given)
    assert (row["title"], row["abstract"], row["url"]) == ("From ACL", "OA", "https://acl")
    assert (row["language"], row["code_url"], row["pdf_url"]) == ("en", "https://code", None)
    assert row["sources"] == ["acl-anthology", "openalex", "zoo"]
    assert built(tmp_path, {"source_order": ("zoo",)}, **given)["title"] == "From Zoo"


def test_facts_of_publication_come_from_the_published_version(tmp_path: Path) -> None:
    row = built(
        tmp_path,
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
        openalex=[paper("W", title="Article", type="article", year=2020, ids=["doi:10.1/x", "arxiv:2001.00001"])],
    )
    assert (row["title"], row["type"], row["year"], row["date"]) == ("Preprint", "article", 2020, "2020")
    assert row["doi"] == "10.1/x"
    assert row["external_ids"] == ["arxiv:2001.00001", "doi:10.1/x", "doi:10.48550/arxiv.2001.00001"]


def test_implied_ids_are_ids(tmp_path: Path) -> None:
    row = built(tmp_path, zoo=[paper("Z", ids=["doi:10.18653/v1/p18-1001", "doi:10.48550/arxiv.2001.00001"])])
    assert row["external_ids"] == [
        "acl:P18-1001",
        "arxiv:2001.00001",
        "doi:10.18653/v1/p18-1001",
        "doi:10.48550/arxiv.2001.00001",
    ]


DATES = [
    ("2023-07", "2023-07-09", "2023-07-09"),
    ("2023-07", "2023-08-01", "2023-07"),
    (None, "2023-07-09", "2023-07-09"),
    (None, "2022-12-31", "2023"),
    (None, None, "2023"),
    ("2022-05", None, "2023"),
]


def test_another_records_date_only_adds_precision(tmp_path: Path) -> None:
    world: dict = {"acl-anthology": [], "openalex": []}
    for number, (first, second, _) in enumerate(DATES):
        ids = [f"doi:10.1/{number}"]
        world["acl-anthology"].append(paper(f"R{number}", year=2023, date=first, ids=ids))
        world["openalex"].append(paper(f"W{number}", year=2022, date=second, ids=ids))
    found = {row["doi"]: (row["year"], row["date"]) for row in rows(assembled(tmp_path, world), "Paper")}
    assert found == {f"10.1/{number}": (2023, date) for number, (_, _, date) in enumerate(DATES)}


def test_versions_list_every_record_as_sorted_compact_json(tmp_path: Path) -> None:
    row = built(
        tmp_path,
        openalex=[paper("W", title='A "quoted"\ntitle', type="preprint", ids=DOI, year=2020, date="2020-01-02")],
        acl=[paper("R", title="Über", ids=DOI, url="https://acl")],
    )
    assert row["versions"][0] == (
        '{"date":null,"record":"R","source":"acl-anthology","title":"Über","type":null,"url":"https://acl"}'
    )
    assert json.loads(row["versions"][1]) == {
        "date": "2020-01-02",
        "record": "W",
        "source": "openalex",
        "title": 'A "quoted"\ntitle',
        "type": "preprint",
        "url": None,
    }
    assert len(row["versions"]) == 2


def test_retraction_by_anyone_and_all_notices(tmp_path: Path) -> None:
    row = built(
        tmp_path,
        acl=[paper("R", ids=DOI, notices=["b", "a"])],
        openalex=[paper("W", ids=DOI, is_retracted=True, notices=["a"])],
    )
    assert (row["is_retracted"], row["notices"]) == (True, ["a", "b"])


def test_claimed_citations_are_those_of_the_first_source_that_claims_any(tmp_path: Path) -> None:
    row = built(
        tmp_path,
        acl=[paper("R", ids=DOI)],
        openalex=[paper("W1", ids=DOI, citation_count=3), paper("W2", ids=DOI, citation_count=8)],
        zoo=[paper("Z", ids=DOI, citation_count=99)],
    )
    assert (row["citation_count_claimed"], row["citations_claimed_by"], row["search_rank"]) == (8, "openalex", 8)


def test_nothing_claimed_is_null_not_zero(tmp_path: Path) -> None:
    row = built(tmp_path, acl=[paper("R", date="2023-07")])
    empty = ("citation_count_claimed", "citations_claimed_by", "citation_count_in_graph", "reference_count", "year")
    assert [row[name] for name in empty] == [None] * 5
    assert (row["search_rank"], row["date"]) == (0, "2023-07")


def test_author_list_is_complete_if_one_source_has_it_whole(tmp_path: Path) -> None:
    cut = {"mentions": [Mention("A")], "is_author_list_complete": False, "ids": DOI}
    world = {"openalex": [PaperRecord("W", "T", **cut)]}
    assert not only(assembled(tmp_path, world), "Paper")["is_author_list_complete"]
    world["zoo"] = [paper("Z", "A", "B", ids=DOI)]
    row = only(assembled(tmp_path, world), "Paper")
    assert (row["is_author_list_complete"], row["author_count"]) == (True, 2)
