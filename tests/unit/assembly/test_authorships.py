"""AUTHORED: one edge a slot, out of all records of the paper."""

from pathlib import Path

from research_graph.assembly.assemble import assemble
from research_graph.assembly.parameters import Parameters
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.schema.records import InstitutionRecord, Mention, PaperRecord
from support.assembled import assembled, paper, resources, rows
from support.plain_identity import keys_of
from support.views import view_of

DOI = ["doi:10.1/x"]


def test_names_come_from_the_complete_list_of_the_source_heard_first(tmp_path: Path) -> None:
    build = assembled(
        tmp_path,
        {
            "acl-anthology": [paper("R", "Q. Liu", ids=DOI, is_author_list_complete=False)],
            "openalex": [paper("W", "Qun Liu", "Yao Zhou", ids=DOI)],
            "zoo": [paper("Z", "Liu Qun", "Zhou Yao", "Third Man", ids=DOI)],
        },
    )
    names = {row["position"]: (row["name"], row["sources"]) for row in rows(build, "AUTHORED")}
    assert names == {
        0: ("Qun Liu", ["acl-anthology", "openalex", "zoo"]),
        1: ("Yao Zhou", ["openalex", "zoo"]),
        2: ("Third Man", ["zoo"]),
    }


def test_without_a_complete_list_the_longest_gives_the_names(tmp_path: Path) -> None:
    build = assembled(
        tmp_path,
        {
            "acl-anthology": [paper("R", "Q. Liu", ids=DOI, is_author_list_complete=False)],
            "openalex": [paper("W", "Qun Liu", "Yao Zhou", ids=DOI, is_author_list_complete=False)],
        },
    )
    assert [row["name"] for row in sorted(rows(build, "AUTHORED"), key=lambda row: row["position"])] == [
        "Qun Liu",
        "Yao Zhou",
    ]


def test_a_complete_list_without_authors_says_nothing(tmp_path: Path) -> None:
    build = assembled(tmp_path, {"acl-anthology": [paper("R", ids=DOI)], "zoo": [paper("Z", "Qun Liu", ids=DOI)]})
    assert [row["name"] for row in rows(build, "AUTHORED")] == ["Qun Liu"]


def test_affiliations_of_all_sources_in_printed_order(tmp_path: Path) -> None:
    first = Mention("Qun Liu", affiliations=["Huawei", "Acme", "Acme"])
    second = Mention("Qun Liu", affiliations=["DCU", "Acme"])
    build = assembled(
        tmp_path,
        {
            "acl-anthology": [PaperRecord("R", "T", ids=DOI, mentions=[first])],
            "openalex": [PaperRecord("W", "T", ids=DOI, mentions=[second])],
        },
    )
    (row,) = rows(build, "AUTHORED")
    assert row["affiliations"] == ["Huawei", "Acme", "DCU"]
    assert row["institutions"] == []


def test_a_mentions_own_institutions_count_before_its_printed_ones(tmp_path: Path) -> None:
    world = {
        "openalex": [
            InstitutionRecord("I1", "Acme"),
            InstitutionRecord("I2", "DCU"),
            PaperRecord("W1", "T", mentions=[Mention("A", institutions=["I2"], affiliations=["Acme"])]),
            PaperRecord("W2", "U", mentions=[Mention("B", institutions=["I9"], affiliations=["Acme", "Nowhere"])]),
        ]
    }
    build = assembled(tmp_path, world)
    key = {row["name"]: row["key"] for row in rows(build, "Institution")}
    assert {row["name"]: row["institutions"] for row in rows(build, "AUTHORED")} == {
        "A": [key["DCU"]],
        "B": [key["Acme"]],
    }


def test_best_evidence_highest_confidence_and_first_word_on_correspondence(tmp_path: Path) -> None:
    view = view_of(
        {
            "acl-anthology": [
                PaperRecord("R", "T", ids=DOI, mentions=[Mention("Qun Liu", ids=["acl_person:qun-liu"])])
            ],
            "openalex": [PaperRecord("W", "T", ids=DOI, mentions=[Mention("Q. Liu", is_corresponding=True)])],
            "zoo": [PaperRecord("Z", "T", ids=DOI, mentions=[Mention("Q. Liu", is_corresponding=False)])],
        }
    )
    keys = keys_of(view)
    mentions = keys.tables["mentions"].to_pylist()
    for row, confidence in zip(mentions, (0.7, 0.9, 0.2), strict=True):
        row["confidence"] = confidence
    (edge,) = rows(_assembled_with(tmp_path, view, keys, mentions), "AUTHORED")
    assert (edge["evidence"], edge["confidence"], edge["is_corresponding"]) == ("asserted", 0.9, True)


def test_mentions_without_a_slot_make_no_edge_and_are_counted(tmp_path: Path) -> None:
    conflict = Mention("Yao Zhou", ids=["acl_person:x"], affiliations=["Acme"], variants=["Z."], is_partial=True)
    view = view_of({"zoo": [PaperRecord("R", "T", mentions=[Mention("Qun Liu"), conflict])]})
    keys = keys_of(view)
    mentions = [
        row | ({"slot": None, "author": None} if row["position"] else {}) for row in keys.tables["mentions"].to_pylist()
    ]
    build = _assembled_with(tmp_path, view, keys, mentions)
    assert [row["name"] for row in rows(build, "AUTHORED")] == ["Qun Liu"]
    assert build.manifest["counts"]["mentions_without_slot"] == 1
    assert rows(build, "Paper")[0]["author_count"] == 1
    (author,) = rows(build, "Author")
    assert (author["name_variants"], author["external_ids"], author["is_partial"]) == ([], [], False)
    assert author["affiliation_status"] == "SOURCE_SILENT"


def _assembled_with(builds: Path, view, keys: Keys, mentions: list):
    table = keys.tables["mentions"].from_pylist(mentions, schema=KEY_TABLES["mentions"])
    changed = Keys({**keys.tables, "mentions": table})
    return assemble(view, changed, parameters=Parameters(), builds=builds, resources=resources(1))
