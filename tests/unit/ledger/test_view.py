from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.ledger.files import read_parquet, write_parquet
from research_graph.ledger.manifest import Mode
from research_graph.ledger.view import View
from research_graph.schema.errors import Damaged
from research_graph.schema.record_tables import RECORD_TABLES
from research_graph.schema.records import AuthorRecord, Deletion, Mention, PaperRecord, Record, VenueRecord
from support.ledgers import open_ledger, papers, take, titles
from support.views import MemoryLoad, load_of, view_of

UPDATED = st.sampled_from([None, "1", "2", "3"])
IDS = st.sampled_from("ABCD")
KINDS = st.sampled_from(["paper", "author"])


@dataclass(frozen=True)
class Said:
    """One statement of a generated load: a record (its title tells it apart) or a deletion."""

    kind: str
    record: str
    updated: str | None
    is_deletion: bool


@dataclass(frozen=True)
class GeneratedLoad:
    mode: Mode
    said: list[Said] = field(default_factory=list)


SAID = st.builds(Said, KINDS, IDS, UPDATED, st.booleans())
LOADS = st.lists(st.builds(GeneratedLoad, st.sampled_from(Mode), st.lists(SAID, max_size=8)), min_size=1, max_size=5)


def record_of(said: Said, tag: str) -> Record:
    if said.is_deletion:
        return Deletion(said.kind, said.record, merged_into=tag, updated=said.updated)
    if said.kind == "author":
        return AuthorRecord(said.record, tag, updated=said.updated)
    return PaperRecord(said.record, tag, updated=said.updated, mentions=[Mention(tag)] * 2, references=[tag])


def replaces(updated: str | None, before: str | None) -> bool:
    return updated is None or before is None or updated >= before


def model(loads: list[GeneratedLoad]) -> dict[tuple[str, str], tuple[bool, str]]:
    """(kind, id) → (is it a deletion, tag of the statement in force), by plain dictionaries."""
    state: dict[tuple[str, str], tuple[str | None, bool, str]] = {}
    for number, load in enumerate(loads):
        if load.mode is Mode.SNAPSHOT:
            state.clear()
        for is_deletion in (False, True):
            own: dict[tuple[str, str], tuple[str | None, bool, str]] = {}
            for place, said in enumerate(load.said):
                key = (said.kind, said.record)
                if said.is_deletion is is_deletion and (key not in own or replaces(said.updated, own[key][0])):
                    own[key] = (said.updated, is_deletion, f"{number}.{place}")
            for key, statement in own.items():
                if key not in state or replaces(statement[0], state[key][0]):
                    state[key] = statement
    return {key: (is_deletion, tag) for key, (_, is_deletion, tag) in state.items()}


def loads_of(loads: list[GeneratedLoad]) -> list[MemoryLoad]:
    made = []
    for number, load in enumerate(loads):
        records = [record_of(said, f"{number}.{place}") for place, said in enumerate(load.said)]
        one = load_of("src", records, mode=load.mode, sequence=number + 1)
        made.append(replace(one, manifest=replace(one.manifest, id=f"load-{number}")))
    return made


@settings(max_examples=50)
@given(LOADS)
def test_laws_of_views(loads: list[GeneratedLoad]) -> None:
    made = loads_of(loads)
    view = View({"src": made})
    check_model(view, model(loads))
    check_parts_of_the_same_versions(view)
    check_columns_read_apart(view, View({"src": made}))


def check_model(view: View, expected: dict[tuple[str, str], tuple[bool, str]]) -> None:
    found = {
        ("paper", row["record"]): (False, row["title"]) for row in view.table("papers", ["record", "title"]).to_pylist()
    }
    found |= {
        ("author", row["record"]): (False, row["name"]) for row in view.table("authors", ["record", "name"]).to_pylist()
    }
    deletions = view.table("deletions").to_pylist()
    found |= {(row["kind"], row["record"]): (True, row["merged_into"]) for row in deletions}
    assert found == expected
    assert len(deletions) == sum(is_deletion for is_deletion, _ in expected.values())
    assert view.sources[0].records == sum(not is_deletion for is_deletion, _ in expected.values())


def check_parts_of_the_same_versions(view: View) -> None:
    in_force = [(row["record"], row["title"]) for row in view.table("papers").to_pylist()]
    mentions = [(row["record"], row["position"], row["name"]) for row in view.table("mentions").to_pylist()]
    assert mentions == [(record, place, title) for record, title in in_force for place in (0, 1)]
    assert [(row["record"], row["cited"]) for row in view.table("references").to_pylist()] == in_force
    assert in_force == sorted(in_force)


def check_columns_read_apart(view: View, apart: View) -> None:
    whole = view.table("papers")
    for column in reversed(RECORD_TABLES["papers"].names):
        assert apart.table("papers", [column])[column] == whole[column]


def test_sources_stand_side_by_side_in_order() -> None:
    view = view_of({"b": papers("P2", "P1"), "a": papers("P9"), "c": [VenueRecord("V", "v")]}, releases={"a": "2020"})
    rows = view.table("papers", ["record"])
    assert rows.column_names == ["source", "record"]
    assert [tuple(row.values()) for row in rows.to_pylist()] == [("a", "P9"), ("b", "P1"), ("b", "P2")]
    assert [(each.name, each.release, each.records) for each in view.sources] == [
        ("a", "2020", 1),
        ("b", None, 2),
        ("c", None, 1),
    ]


@pytest.mark.parametrize("name", sorted(RECORD_TABLES))
def test_every_table_has_its_columns_even_without_rows(name: str) -> None:
    for view in (view_of({}), view_of({"a": papers("P")})):
        table = view.table(name)
        assert table.schema.names == ["source", *RECORD_TABLES[name].names]
        assert [table.schema.field(each.name) for each in RECORD_TABLES[name]] == list(RECORD_TABLES[name])


def test_columns_come_in_the_order_asked_for_and_source_first() -> None:
    view = view_of({"a": papers("P")})
    assert view.table("papers", ["title", "record"]).column_names == ["source", "title", "record"]
    assert view.table("papers", ["source", "title"]).column_names == ["source", "title"]
    assert view.table("papers", []).to_pylist() == [{"source": "a"}]
    with pytest.raises(KeyError):
        view.table("papers", ["headline"])
    with pytest.raises(KeyError):
        view.table("articles")


def test_only_one_source() -> None:
    view = view_of({"a": papers("P"), "b": papers("Q")})
    assert titles(view.only("b"), "b") == {"Q": "t"}
    assert [each.name for each in view.only("b").sources] == ["b"]


def test_digest_names_what_is_in_force(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    digests = [ledger.view().digest]
    take(ledger, papers("A"))
    digests.append(ledger.view().digest)
    take(ledger, papers("B"), mode=Mode.UPDATE)
    digests.append(ledger.view().digest)
    take(ledger, papers("A"), source="other")
    digests.append(ledger.view().digest)
    assert len(set(digests)) == 4
    take(ledger, papers("B"), mode=Mode.UPDATE)
    assert ledger.view().digest == digests[3]
    ledger.remove("other")
    assert ledger.view().digest == digests[2]
    take(ledger, papers("C"))
    take(ledger, papers("A"))
    assert ledger.view().digest == digests[1]


def test_view_reads_from_disk_only_what_is_asked_for(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    manifest = take(ledger, [PaperRecord("A", "t", mentions=[Mention("n")]), VenueRecord("V", "v")])
    assert manifest is not None
    (tmp_path / "ledger/src" / manifest.id / "papers.parquet").unlink()
    view = ledger.view()
    assert view.table("mentions", ["name"]).to_pylist() == [{"source": "src", "name": "n"}]
    assert view.sources[0].records == 2
    assert view.digest
    with pytest.raises(Damaged, match=r"papers\.parquet: cannot be read \(it is missing\)") as caught:
        view.table("papers")
    assert "`research-graph verify`" in (caught.value.hint or "")


def test_a_flipped_bit_anywhere_is_damage_when_a_view_reads_it(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    manifest = take(ledger, papers(*(f"P{number}" for number in range(500))))
    assert manifest is not None
    path = tmp_path / "ledger/src" / manifest.id / "papers.parquet"
    content = path.read_bytes()
    for place in range(0, len(content), 97):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(Damaged) as caught:
            ledger.view().table("papers")
        assert caught.value.message == f"{path}: its bytes are not those that were accepted"
        assert "load the same files again" in (caught.value.hint or "")
    path.write_bytes(content)
    assert ledger.view().table("papers").num_rows == 500


def test_whatever_reading_a_damaged_file_raises_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "some.parquet"
    write_parquet(path, RECORD_TABLES["papers"], [RECORD_TABLES["papers"].empty_table()])
    content = path.read_bytes()
    damaged = 0
    for place in range(0, len(content), 3):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x80]) + content[place + 1 :])
        with suppress(Damaged):
            read_parquet(path)
            continue
        damaged += 1
    assert damaged > 10


def test_a_text_that_is_no_text_is_damage_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def undecodable(*_: object, **__: object) -> None:
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")

    monkeypatch.setattr(pq, "ParquetFile", undecodable)
    with pytest.raises(Damaged, match=r"x\.parquet: cannot be read \('utf-8' codec"):
        read_parquet(tmp_path / "x.parquet")
