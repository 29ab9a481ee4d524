"""CITES and the figures counted from it."""

from pathlib import Path

from research_graph.schema.records import Deletion, Mention, PaperRecord
from support.assembled import assembled, only, paper, rows


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


def test_a_work_never_cites_itself(tmp_path: Path) -> None:
    ids = ["doi:10.1/x"]
    records = [paper("W1", title="X", ids=ids, references=["W2"]), paper("W2", title="X", ids=ids, references=["W1"])]
    build = assembled(tmp_path, {"openalex": records})
    assert cites(build) == set()
    assert only(build, "Paper")["citation_count_in_graph"] == 0


def test_in_graph_figures_are_null_where_nothing_speaks(tmp_path: Path) -> None:
    world = {
        "acl-anthology": [paper("P1", "A", "B", title="Silent"), paper("P2", "B", title="Cited", ids=["doi:10.1/c"])],
        "openalex": [
            paper("W1", "A", title="One", references=["doi:10.1/c"]),
            paper("W2", "A", title="Two", references=["W1"]),
            paper("W3", "A", title="Mute"),
        ],
    }
    build = assembled(tmp_path, world)
    counted = {row["title"]: row["citation_count_in_graph"] for row in rows(build, "Paper")}
    assert counted == {"Silent": None, "Cited": 1, "One": 1, "Two": 0, "Mute": 0}
    a, b = only(build, "Author", name="A"), only(build, "Author", name="B")
    assert (a["citation_count_in_graph"], a["h_index_in_graph"], a["citation_coverage"]) == (1, 1, 0.5)
    assert (b["citation_count_in_graph"], b["h_index_in_graph"], b["citation_coverage"]) == (1, 1, 0.0)


def test_an_empty_list_speaks_and_a_missing_one_does_not(tmp_path: Path) -> None:
    world = {"zoo": [paper("R1", "A", references=[])], "acl-anthology": [paper("R2", "B", references=None)]}
    build = assembled(tmp_path, world)
    assert only(build, "Paper", title="Title of R1")["reference_count"] == 0
    assert only(build, "Author", name="A")["h_index_in_graph"] == 0
    assert only(build, "Author", name="B")["h_index_in_graph"] is None


def test_h_index(tmp_path: Path) -> None:
    """Papers cited 3, 2, 2 and 0 times: two of them at least twice, not three at least three times."""
    own = [paper(f"O{number}", "A", references=[]) for number in range(4)]
    wanted = [["O0", "O1", "O2"], ["O0", "O1", "O2"], ["O0"]]
    citing = [PaperRecord(f"C{i}", "T", mentions=[Mention("X")], references=refs) for i, refs in enumerate(wanted)]
    row = only(assembled(tmp_path, {"zoo": [*own, *citing]}), "Author", name="A")
    assert (row["h_index_in_graph"], row["citation_count_in_graph"], row["citation_coverage"]) == (2, 7, 1.0)
