"""Institutions, venues and topics inside works become records, and never win over full ones."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from research_graph.ledger.manifest import Mode
from research_graph.ledger.view import View
from research_graph.schema.records import InstitutionRecord, PaperRecord, Record, TopicRecord, VenueRecord
from support.openalex_files import DATA, ROOT, Item, items, load, write
from support.views import load_of

MICHIGAN = "I27837315"


def institution(record: str, name: str | None, *lineage: str) -> Item:
    return {
        "id": ROOT + record,
        "display_name": name,
        "ror": None,
        "country_code": "US",
        "type": "education",
        "lineage": [ROOT + each for each in lineage],
    }


def work(record: str, *institutions: Item, updated: str = "2025-01-01", **fields: Any) -> Item:
    authorship = {"raw_author_name": "A. Person", "author": {"id": None}, "institutions": list(institutions)}
    return {"id": ROOT + record, "title": record, "authorships": [authorship], "updated_date": updated} | fields


def test_each_appears_once_a_load() -> None:
    kept = load(DATA / "works.jsonl.gz")
    others = [each for each in kept.records if not isinstance(each, PaperRecord)]
    assert len({each.record for each in others}) == len(others)
    assert {each.updated for each in others} == {"0000"}
    works = items("works.jsonl.gz").values()
    named = {i["id"] for w in works for a in w["authorships"] for i in a["institutions"]} - {None, f"{ROOT}I-1"}
    primary = [w["primary_location"]["source"] for w in works if w["primary_location"]]
    topics = {t["id"] for w in works for t in w["topics"]}
    levels = {t[level]["id"] for w in works for t in w["topics"] for level in ("subfield", "field", "domain")}
    assert {ROOT + each.record for each in others if isinstance(each, InstitutionRecord)} == named
    assert {ROOT + each.record for each in others if isinstance(each, VenueRecord)} == {s["id"] for s in primary if s}
    assert {ROOT + each.record for each in others if isinstance(each, TopicRecord)} == topics | levels


def test_a_dehydrated_institution_has_what_it_carries() -> None:
    assert load(DATA / "works.jsonl.gz").institution("I4210113347") == InstitutionRecord(
        record="I4210113347",
        name="Helmholtz Institute Mainz",
        ids=["openalex:I4210113347", "ror:024thra40"],
        country_code="DE",
        type="government",
        parents=["I169556180"],
        updated="0000",
        locator="works.jsonl.gz:6",
    )


@pytest.mark.parametrize("order", [1, -1])
def test_a_full_record_of_the_same_load_stands_alone(tmp_path: Path, order: int) -> None:
    entities = items("entities.jsonl.gz")
    dehydrated = work(
        "W1",
        institution(MICHIGAN, "Michigan"),
        topics=[{"id": f"{ROOT}T11636", "display_name": "AI", "score": 1}],
        primary_location={"source": {"id": f"{ROOT}S137773608", "display_name": "Nature (London)"}},
    )
    full = [entities[record] for record in (MICHIGAN, "S137773608", "T11636")]
    kept = load(write(tmp_path / "w.jsonl", [dehydrated, *full][::order]))
    assert kept.institution(MICHIGAN).name == "University of Michigan"
    assert kept.venue("S137773608").name == "Nature"
    assert kept.topic("T11636").name == "Artificial Intelligence in Healthcare and Education"
    assert kept.paper("W1").venues == ["S137773608"]


def current(*loads: list[Record]) -> View:
    modes = [Mode.SNAPSHOT, *[Mode.UPDATE] * (len(loads) - 1)]
    steps = zip(loads, modes, itertools.count(1), strict=False)
    return View({"openalex": [load_of("openalex", records, mode=mode, sequence=n) for records, mode, n in steps]})


def names(view: View) -> dict[str, str]:
    table = view.table("institutions", ["record", "name"])
    return dict(zip(table["record"].to_pylist(), table["name"].to_pylist(), strict=True))


def test_an_update_of_works_does_not_undo_a_full_record(tmp_path: Path) -> None:
    full = load(write(tmp_path / "i.jsonl", [items("entities.jsonl.gz")[MICHIGAN]]))
    works = load(write(tmp_path / "w.jsonl", [work("W1", institution(MICHIGAN, "Michigan"), updated="2026-01-01")]))
    assert names(current(full.records, works.records)) == {MICHIGAN: "University of Michigan"}
    assert names(current(works.records, full.records)) == {MICHIGAN: "University of Michigan"}


def test_a_full_record_without_a_date_wins_too(tmp_path: Path) -> None:
    undated = {**items("entities.jsonl.gz")[MICHIGAN], "updated_date": None}
    full = load(write(tmp_path / "i.jsonl", [undated]))
    works = load(write(tmp_path / "w.jsonl", [work("W1", institution(MICHIGAN, "Michigan"), updated="2026-01-01")]))
    assert names(current(full.records, works.records)) == {MICHIGAN: "University of Michigan"}


def test_of_differing_copies_the_newest_speaks_in_any_order(tmp_path: Path) -> None:
    works = [
        work("W1", institution("I1", "Old name"), updated="2025-01-01T00:00:00"),
        work("W2", institution("I1", "New name"), updated="2025-03-01T00:00:00"),
        work("W3", institution("I1", "Same day"), updated="2025-03-01T00:00:00"),
        work("W4", institution("I1", None), updated="2026-01-01T00:00:00"),
    ]
    found = {load(write(tmp_path / "w.jsonl", order)).institution("I1").name for order in itertools.permutations(works)}
    assert found == {"Same day"}


def test_an_institution_known_only_from_a_lineage_has_no_name_and_no_record(tmp_path: Path) -> None:
    kept = load(write(tmp_path / "w.jsonl", [work("W1", institution("I3", "Third", "I1", "I2", "I3"))]))
    assert kept.ids() == {"W1", "I3"}
    assert kept.institution("I3").parents == ["I1", "I2"]


def test_parents_are_only_the_direct_ones_as_far_as_lineages_tell(tmp_path: Path) -> None:
    chain = [
        institution("I1", "Top", "I1"),
        institution("I2", "Middle", "I1", "I2"),
        institution("I3", "Bottom", "I1", "I2", "I3", "I2"),
        institution("I8", "Twin", "I8", "I9"),
        institution("I9", "Other twin", "I8", "I9"),
    ]
    kept = load(write(tmp_path / "w.jsonl", [work("W1", *chain)]))
    assert {record: kept.institution(record).parents for record in ("I1", "I2", "I3", "I8", "I9")} == {
        "I1": [],
        "I2": ["I1"],
        "I3": ["I2"],
        "I8": ["I9"],
        "I9": ["I8"],
    }


def test_what_was_merged_away_does_not_come_back(tmp_path: Path) -> None:
    write(tmp_path / "w.jsonl", [work("W1", institution("I1", "Gone"))])
    write(tmp_path / "merged_ids" / "institutions" / "d.csv", b"merge_date,id,merge_into_id\n2025-01-01,I1,I2\n")
    kept = load(tmp_path)
    assert kept.deletion("I1").merged_into == "I2"
    assert kept.paper("W1").mentions[0].institutions == ["I1"]


def test_topics_come_with_their_levels_and_the_primary_one_is_first(tmp_path: Path) -> None:
    def topic(number: int, score: object) -> Item:
        upper = {
            level: {"id": n, "display_name": level} for level, n in (("subfield", 22), ("field", 2), ("domain", 1))
        }
        return {"id": f"{ROOT}T{number}", "display_name": f"topic {number}", "score": score, **upper}

    given = work("W1", topics=[topic(1, 0.9), topic(2, "0.8"), topic(3, "none")], primary_topic=topic(2, 0.8))
    kept = load(write(tmp_path / "w.jsonl", [given]))
    assert [(each.topic, each.score, each.rank, each.evidence) for each in kept.paper("W1").topics] == [
        ("T2", 0.8, 1, "inferred"),
        ("T1", 0.9, 2, "inferred"),
        ("T3", None, 3, "inferred"),
    ]
    assert [(each.record, each.level, each.parent) for each in kept.records if isinstance(each, TopicRecord)] == [
        ("T1", "topic", "subfields/22"),
        ("T2", "topic", "subfields/22"),
        ("T3", "topic", "subfields/22"),
        ("domains/1", "domain", None),
        ("fields/2", "field", "domains/1"),
        ("subfields/22", "subfield", "fields/2"),
    ]
