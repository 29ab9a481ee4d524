"""What a fetch from OpenAlex brings, against a real HTTP server on this machine that behaves like the API."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from research_graph.loaders.fetch import FetchProgress, FetchQuery, FetchSettings
from research_graph.schema.errors import SourceError
from support.fetching import (
    ALL_REQUESTS,
    AT_MIT,
    AUTHOR,
    DOI,
    MIT,
    ORCID,
    OTHER,
    WORK,
    WORKS_OF_AUTHOR,
    is_by,
    pages,
    records,
    run,
    tree,
)
from support.openalex_api import OpenAlexApi


def test_an_author_brings_the_record_and_every_page_of_works(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    report = run(FetchQuery(authors=[AUTHOR]), tmp_path, settings)
    listed = [work["id"].rpartition("/")[2] for work in api.records["works"] if is_by(work, AUTHOR)]
    assert records(tmp_path, "works") == listed
    assert records(tmp_path, "authors") == [AUTHOR]
    assert sorted(path.name for path in (tmp_path / "works").iterdir()) == [
        "page-000001.json.gz",
        "page-000002.json.gz",
        "page-000003.json.gz",
    ]
    assert api.paths == [f"/authors/{AUTHOR}", "/works", "/works", "/works", "/works"]
    assert api.requests[1].query == {"filter": f"authorships.author.id:{AUTHOR}", "per_page": "3", "cursor": "*"}
    assert (report.complete, report.requests, report.records, report.stopped) == (
        True,
        ALL_REQUESTS,
        1 + WORKS_OF_AUTHOR,
        None,
    )


def test_a_page_holds_the_bytes_as_delivered(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    body = b'{"meta": {"count": 1, "next_cursor": null},\n "results": [{"id": "https://openalex.org/W1"}]}\n'
    api.deliver(body)
    run(FetchQuery(filter="type:article"), tmp_path, settings)
    packed = (tmp_path / "works/page-000001.json.gz").read_bytes()
    assert gzip.decompress(packed) == body
    assert packed[4:8] == bytes(4)  # no time in it


def test_a_looked_up_record_is_a_page_of_one(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    run(FetchQuery(works=[WORK]), tmp_path, settings)
    (record,) = [work for work in api.records["works"] if work["id"].endswith(WORK)]
    assert pages(tmp_path, "works") == [{"meta": {"count": 1}, "results": [record]}]


def test_an_institution_brings_its_works_and_on_request_its_people(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    run(FetchQuery(institutions=[MIT]), tmp_path / "a", settings)
    assert records(tmp_path / "a", "institutions") == [MIT]
    assert records(tmp_path / "a", "works") == ["W2099548869", "W2115928868"]
    assert not (tmp_path / "a/authors").exists()
    run(FetchQuery(institutions=[MIT], institution_authors=True), tmp_path / "b", settings)
    assert records(tmp_path / "b", "authors") == [AT_MIT]
    assert records(tmp_path / "b", "works") == records(tmp_path / "a", "works")


def test_foreign_ids_are_looked_up_and_listed_by_what_they_stand_for(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    run(FetchQuery(authors=[f"https://orcid.org/{ORCID}", AUTHOR]), tmp_path / "a", settings)
    assert api.paths[:2] == [f"/authors/{AUTHOR}", f"/authors/orcid:{ORCID}"]
    assert api.requests[2].query["filter"] == f"authorships.author.id:{AUTHOR}"
    assert not (tmp_path / "a/merged_ids").exists()
    run(FetchQuery(works=[f"https://doi.org/{DOI.upper()}"]), tmp_path / "b", settings)
    assert records(tmp_path / "b", "works") == [WORK]
    assert api.paths[-1] == f"/works/doi:{DOI}"
    run(FetchQuery(institutions=["https://ror.org/00jmfr291"]), tmp_path / "c", settings)
    assert records(tmp_path / "c", "institutions") == [MIT]


def test_two_authors_are_one_list(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    report = run(FetchQuery(authors=[OTHER, AUTHOR]), tmp_path, settings)
    assert api.requests[2].query["filter"] == f"authorships.author.id:{AUTHOR}|{OTHER}"
    assert report.records == 2 + WORKS_OF_AUTHOR


def test_more_ids_than_a_filter_takes_are_several_lists() -> None:
    found = [f"A{number:04d}" for number in range(150)]
    lists = FetchQuery(authors=["A1"]).lists(reversed(found))
    assert lists == [
        ("works", "authorships.author.id:" + "|".join(found[:100])),
        ("works", "authorships.author.id:" + "|".join(found[100:])),
    ]


def test_since_asks_for_what_was_updated(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    run(FetchQuery(authors=[AUTHOR], since=date(2026, 1, 5)), tmp_path / "later", settings)
    assert api.requests[1].query["filter"] == f"authorships.author.id:{AUTHOR},from_updated_date:2026-01-05"
    assert not (tmp_path / "later/works").exists()


def test_a_filter_lists_any_entity(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    query = FetchQuery(filter=f"affiliations.institution.id:{MIT}", entity="authors")
    assert run(query, tmp_path, settings).records == 1
    assert records(tmp_path, "authors") == [AT_MIT]


def test_file_names_sort_in_the_order_of_pages(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    api.records["works"] = [{**api.records["works"][0], "id": f"https://openalex.org/W{n}"} for n in range(1, 13)]
    run(FetchQuery(filter="type:" + api.records["works"][0]["type"]), tmp_path, replace(settings, per_page=1))
    assert records(tmp_path, "works") == [f"W{n}" for n in range(1, 13)]


def test_the_same_answers_make_the_same_files(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    for name in ("a", "b"):
        run(FetchQuery(authors=[AUTHOR]), tmp_path / name, settings)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def merges(into: Path) -> dict[str, list[list[str]]]:
    files = sorted((into / "merged_ids").rglob("*.csv.gz"))
    return {str(p.relative_to(into)): list(csv.reader(gzip.open(p, "rt", encoding="utf-8"))) for p in files}


@pytest.mark.parametrize("follows", [False, True], ids=["301", "the answer already is the other record"])
def test_a_merged_id_is_followed_and_recorded(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path, follows: bool
) -> None:
    api.follows_merges_itself = follows
    api.merged = {"A1000000001": AUTHOR, "A1000000002": OTHER}
    report = run(FetchQuery(authors=["A1000000001", "https://openalex.org/a1000000002"]), tmp_path, settings)
    assert merges(tmp_path) == {
        "merged_ids/authors/2026-02-01.csv.gz": [
            ["merge_date", "id", "merge_into_id"],
            ["2026-02-01", "A1000000001", AUTHOR],
            ["2026-02-01", "A1000000002", OTHER],
        ]
    }
    assert [(merge.id, merge.merge_into_id) for merge in report.merged] == [
        ("A1000000001", AUTHOR),
        ("A1000000002", OTHER),
    ]
    lists = [request for request in api.requests if request.path == "/works"]
    assert lists[0].query["filter"] == f"authorships.author.id:{AUTHOR}|{OTHER}"
    assert all("api_key" not in request.query for request in api.requests)


def test_a_merge_without_a_dated_answer_takes_the_day_the_record_changed(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    api.date = None
    api.merged = {"A1000000001": AUTHOR}
    (report,) = run(FetchQuery(authors=["A1000000001"]), tmp_path, settings).merged
    assert report.merge_date == "2026-02-05"


def test_redirects_that_lead_nowhere_end(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    api.merged = {"A1000000001": "A1000000002", "A1000000002": "A1000000001"}
    with pytest.raises(SourceError, match="/authors/A1000000001 is redirected more than 5 times"):
        run(FetchQuery(authors=["A1000000001"]), tmp_path / "loop", settings)
    api.fail(301, Location="https://elsewhere.example/login")
    with pytest.raises(SourceError, match="no id of authors"):
        run(FetchQuery(authors=[AUTHOR]), tmp_path / "login", settings)


def test_an_unknown_id_is_reported_and_the_others_are_fetched(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    report = run(FetchQuery(authors=["A9000000009", AUTHOR]), tmp_path, settings)
    assert (report.complete, report.not_found) == (True, ("A9000000009",))
    assert records(tmp_path, "authors") == [AUTHOR]
    again = run(FetchQuery(authors=[AUTHOR, "A9000000009"]), tmp_path, settings)
    assert (again.requests, again.not_found) == (0, ("A9000000009",))


def test_only_unknown_ids_list_nothing(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    report = run(FetchQuery(institutions=["I999"]), tmp_path, settings)
    assert (report.complete, report.records, api.paths) == (True, 0, ["/institutions/I999"])


def test_progress_tells_each_finished_step(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    steps: list[FetchProgress] = []
    run(FetchQuery(authors=[AUTHOR]), tmp_path, settings, progress=steps.append)
    assert steps[0] == FetchProgress("authors", 1, 1, None, 1, Decimal(0))
    assert [(step.entity, step.page, step.records, step.total) for step in steps[1:]] == [
        ("works", 1, 3, 7),
        ("works", 2, 6, 7),
        ("works", 3, 7, 7),
        ("works", 4, 7, 7),
    ]
    assert steps[-1].dollars == Decimal("0.0004")
