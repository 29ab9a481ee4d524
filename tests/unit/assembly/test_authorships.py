"""AUTHORED: one edge a slot, out of all records of the paper. One build holds the papers of most tests."""

from pathlib import Path
from typing import Any

import pytest
from research_graph.assembly.assemble import assemble
from research_graph.assembly.build import Build
from research_graph.assembly.parameters import Parameters
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.schema.records import InstitutionRecord, Mention, PaperRecord
from support.assembled import assembled, paper, resources, rows, together
from support.plain_identity import keys_of
from support.views import view_of

DOI = ["doi:10.1/x"]


def slots_of(build: Build, record: str) -> list[dict[str, Any]]:
    """The slots, in their order, of the paper one of whose versions is that record."""
    (key,) = (
        row["key"] for row in rows(build, "Paper") if any(f'"record":"{record}"' in one for one in row["versions"])
    )
    return sorted((row for row in rows(build, "AUTHORED") if row["target"] == key), key=lambda row: row["position"])


FIRST = {
    "acl-anthology": [paper("R1", "Q. Liu", ids=["doi:10.1/1"], is_author_list_complete=False)],
    "openalex": [paper("W1", "Qun Liu", "Yao Zhou", ids=["doi:10.1/1"])],
    "zoo": [paper("Z1", "Liu Qun", "Zhou Yao", "Third Man", ids=["doi:10.1/1"])],
}


def test_names_come_from_the_complete_list_of_the_source_heard_first(build: Build) -> None:
    assert {row["position"]: (row["name"], row["sources"]) for row in slots_of(build, "R1")} == {
        0: ("Qun Liu", ["acl-anthology", "openalex", "zoo"]),
        1: ("Yao Zhou", ["openalex", "zoo"]),
        2: ("Third Man", ["zoo"]),
    }


CUT = {
    "acl-anthology": [paper("R2", "Q. Liu", ids=["doi:10.1/2"], is_author_list_complete=False)],
    "openalex": [paper("W2", "Qun Liu", "Yao Zhou", ids=["doi:10.1/2"], is_author_list_complete=False)],
}


def test_without_a_complete_list_the_longest_gives_the_names(build: Build) -> None:
    assert [row["name"] for row in slots_of(build, "R2")] == ["Qun Liu", "Yao Zhou"]


EMPTY = {
    "acl-anthology": [paper("R3", ids=["doi:10.1/3"])],
    "zoo": [paper("Z3", "Qun Liu", ids=["doi:10.1/3"])],
}


def test_a_complete_list_without_authors_says_nothing(build: Build) -> None:
    assert [row["name"] for row in slots_of(build, "R3")] == ["Qun Liu"]


PRINTED = {
    "acl-anthology": [
        PaperRecord(
            "R4", "T", ids=["doi:10.1/4"], mentions=[Mention("Qun Liu", affiliations=["Huawei", "Bell", "Bell"])]
        )
    ],
    "openalex": [
        PaperRecord("W4", "T", ids=["doi:10.1/4"], mentions=[Mention("Qun Liu", affiliations=["CMU", "Bell"])])
    ],
}


def test_affiliations_of_all_sources_in_printed_order(build: Build) -> None:
    (row,) = slots_of(build, "R4")
    assert row["affiliations"] == ["Huawei", "Bell", "CMU"]
    assert row["institutions"] == []


OWN = {
    "openalex": [
        InstitutionRecord("I1", "Acme"),
        InstitutionRecord("I2", "DCU"),
        PaperRecord("W5", "T", mentions=[Mention("A", institutions=["I2"], affiliations=["Acme"])]),
        PaperRecord("W6", "U", mentions=[Mention("B", institutions=["I9"], affiliations=["Acme", "Nowhere"])]),
    ]
}


def test_a_mentions_own_institutions_count_before_its_printed_ones(build: Build) -> None:
    key = {row["name"]: row["key"] for row in rows(build, "Institution")}
    assert {record: slots_of(build, record)[0]["institutions"] for record in ("W5", "W6")} == {
        "W5": [key["DCU"]],
        "W6": [key["Acme"]],
    }


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return assembled(tmp_path_factory.mktemp("builds"), together(FIRST, CUT, EMPTY, PRINTED, OWN))


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
