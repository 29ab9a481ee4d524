"""CITES and the figures counted from it."""

from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.schema.records import Deletion
from support.assembled import assembled, only, paper, rows, together


def cites(build) -> set[tuple[str, str]]:
    titles = {row["key"]: row["title"] for row in rows(build, "Paper")}
    return {(titles[row["source"]], titles[row["target"]]) for row in rows(build, "CITES")}


def test_references_resolve_by_record_by_id_and_by_implied_id(tmp_path: Path) -> None:
    world = {
        "acl-anthology": [paper("P18-1001", title="ACL", ids=["acl:P18-1001", "doi:10.18653/v1/p18-1001"])],
        "openalex": [
            paper("W1", title="One", ids=["openalex:W1"], references=["W2", "acl:P18-1001", "doi:10.9/none", "..."]),
            paper("W2", title="Two", references=["openalex:W1", "doi:10.1/z"]),
        ],
        "zoo": [paper("Z", title="Zoo", ids=["doi:10.1/z"]), paper("W2", title="Not meant")],
    }
    build = assembled(tmp_path, world)
    assert cites(build) == {("One", "Two"), ("One", "ACL"), ("Two", "One"), ("Two", "Zoo")}
    assert build.manifest["counts"]["unresolved_references"] == 2
    assert only(build, "Paper", title="One")["reference_count"] == 4
    assert only(build, "Paper", title="ACL")["reference_count"] is None


def test_merged_records_are_followed(tmp_path: Path) -> None:
    records = [
        paper("W1", title="One", references=["W7", "openalex:W8"]),
        paper("W2", title="Two", ids=["openalex:W2"]),
        Deletion("paper", "W7", merged_into="W8"),
        Deletion("paper", "W8", merged_into="W2"),
        Deletion("paper", "W9", merged_into="W9"),
        Deletion("author", "W5", merged_into="W2"),
        paper("W3", title="Three", references=["W9", "W5"]),
    ]
    build = assembled(tmp_path, {"openalex": records})
    assert cites(build) == {("One", "Two")}
    assert build.manifest["counts"]["unresolved_references"] == 2


ITSELF = {
    "openalex": [
        paper("W8", title="X", ids=["doi:10.1/x"], references=["W9"]),
        paper("W9", title="X", ids=["doi:10.1/x"], references=["W8"]),
    ]
}


def test_a_work_never_cites_itself(build: Build) -> None:
    assert not [pair for pair in cites(build) if "X" in pair]
    assert only(build, "Paper", title="X")["citation_count_in_graph"] == 0


SPARSE = {
    "acl-anthology": [paper("P1", "A", "B", title="Silent"), paper("P2", "B", title="Cited", ids=["doi:10.1/c"])],
    "openalex": [
        paper("W1", "A", title="One", references=["doi:10.1/c"]),
        paper("W2", "A", title="Two", references=["W1"]),
        paper("W3", "A", title="Mute"),
    ],
}


def test_in_graph_figures_are_null_where_nothing_speaks(build: Build) -> None:
    counted = {row["title"]: row["citation_count_in_graph"] for row in rows(build, "Paper")}
    expected = {"Silent": None, "Cited": 1, "One": 1, "Two": 0, "Mute": 0}
    assert {title: counted[title] for title in expected} == expected
    a, b = only(build, "Author", name="A"), only(build, "Author", name="B")
    assert (a["citation_count_in_graph"], a["h_index_in_graph"], a["citation_coverage"]) == (1, 1, 0.5)
    assert (b["citation_count_in_graph"], b["h_index_in_graph"], b["citation_coverage"]) == (1, 1, 0.0)


LISTS = {"zoo": [paper("R1", "C", references=[])], "acl-anthology": [paper("R2", "D", references=None)]}


def test_an_empty_list_speaks_and_a_missing_one_does_not(build: Build) -> None:
    assert only(build, "Paper", title="Title of R1")["reference_count"] == 0
    assert only(build, "Author", name="C")["h_index_in_graph"] == 0
    assert only(build, "Author", name="D")["h_index_in_graph"] is None


WANTED = [["O0", "O1", "O2"], ["O0", "O1", "O2"], ["O0"]]
MUCH_CITED = {
    "zoo": [
        *(paper(f"O{number}", "E", references=[]) for number in range(4)),
        *(paper(f"C{number}", "X", references=references) for number, references in enumerate(WANTED)),
    ]
}


def test_h_index(build: Build) -> None:
    """Papers cited 3, 2, 2 and 0 times: two of them at least twice, not three at least three times."""
    row = only(build, "Author", name="E")
    assert (row["h_index_in_graph"], row["citation_count_in_graph"], row["citation_coverage"]) == (2, 7, 1.0)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return assembled(tmp_path_factory.mktemp("builds"), together(ITSELF, SPARSE, LISTS, MUCH_CITED))
