"""A difference carried out on the old rows gives the new ones; builds of equal records are equal in canonical form."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from research_graph.assembly import difference as difference_module
from research_graph.assembly.build import Build
from research_graph.assembly.difference import compare, difference, difference_from_digests, kinds
from research_graph.schema.difference import Difference
from research_graph.schema.kind import Kind
from research_graph.schema.records import InstitutionRecord
from support.assembled import assembled, paper, rows
from support.worlds import WORLD, worlds

SLOW = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Row = dict[str, object]


def state(build: Build | None) -> dict[str, dict[tuple, Row]]:
    return {kind.name: keyed(kind, rows(build, kind.name)) if build else {} for kind in kinds()}


def keyed(kind: Kind, found: Iterable[Row]) -> dict[tuple, Row]:
    return {tuple(row[name] for name in kind.identity): row for row in found}


def carried_out(change: Difference, before: dict[str, dict[tuple, Row]]) -> dict[str, dict[tuple, Row]]:
    after = {name: dict(table) for name, table in before.items()}
    for each in change.kinds:
        table = after[each.kind.name]
        removed = [tuple(row[name] for name in each.kind.identity) for row in taken(each.removals())]
        upserts = keyed(each.kind, taken(each.upserts()))
        assert len(removed) == each.removed
        assert sum(key in table for key in upserts) == each.changed
        assert all(table.get(key) != row for key, row in upserts.items())
        assert len(upserts) == each.added + each.changed
        for key in removed:
            del table[key]
        table.update(upserts)
        assert len(table) == each.added + each.changed + each.unchanged
    return after


def taken(batches: Iterable[pa.RecordBatch]) -> list[Row]:
    return [row for batch in batches for row in batch.to_pylist()]


def digests(kind: Kind, batch: pa.RecordBatch) -> list[tuple[tuple, bytes]]:
    return [(key, repr(row).encode()) for key, row in keyed(kind, batch.to_pylist()).items()]


@SLOW
@given(old=worlds(), new=worlds())
def test_difference_leads_from_old_to_new_and_canonical_form_forgets_keys(
    tmp_path_factory: pytest.TempPathFactory, old: dict, new: dict
) -> None:
    folder = tmp_path_factory.mktemp("builds")
    first, second = assembled(folder, old), assembled(folder, new)
    change = difference(first, second)
    assert (change.base, change.build) == (first.id, second.id)
    before, after = state(first), state(second)
    assert carried_out(change, before) == after
    held = {kind.name: dict(pair for batch in first.batches(kind) for pair in digests(kind, batch)) for kind in kinds()}
    by_digest = difference_from_digests(lambda kind: held[kind.name], second, batch_digests=digests)
    assert carried_out(by_digest, before) == after
    assert by_digest.totals() == change.totals()
    other_keys = assembled(folder, old, salt="other registry")
    assert differing(compare(first, other_keys, canonical=True)) == {}
    if first.visible_rows():
        assert "Topic" in differing(compare(first, other_keys))


def test_many_changed_rows_are_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, build: Build) -> None:
    new = assembled(tmp_path, {**WORLD, "openalex": [replace(RENAMED, record="I3"), *WORLD["openalex"][1:]]})
    held = difference(build, new)
    monkeypatch.setattr(difference_module, "_HELD", 0)
    read_again = difference(build, new)
    assert read_again.totals() == held.totals()
    before, after = state(build), state(new)
    for change in (held, held, read_again, read_again):
        assert carried_out(change, before) == after


@pytest.fixture(scope="module")
def build(world_build: Build) -> Build:
    return world_build


RENAMED = InstitutionRecord("I1", "Another Institute", ids=["ror:03yez3163"])


def test_from_nothing_every_row_is_added(build: Build) -> None:
    change = difference(None, build)
    assert change.base is None
    assert carried_out(change, state(None)) == state(build)
    assert change.totals() == {"added": build.visible_rows(), "changed": 0, "removed": 0, "unchanged": 0}


def test_equal_builds_have_no_difference(build: Build) -> None:
    change = difference(build, build)
    assert change.is_empty
    assert change.totals()["unchanged"] == build.visible_rows()


def test_one_changed_paper_changes_only_its_kind(tmp_path: Path) -> None:
    old = assembled(tmp_path, {"zoo": [paper("R1", "Qun Liu", year=2020), paper("R2", "Yao Zhou", year=2020)]})
    new = assembled(
        tmp_path, {"zoo": [paper("R1", "Qun Liu", year=2020, title="X"), paper("R2", "Yao Zhou", year=2020)]}
    )
    change = {each.kind.name: each for each in difference(old, new).kinds}
    assert [(name, each.changed) for name, each in change.items() if each.added or each.changed or each.removed] == [
        ("Paper", 1)
    ]
    assert [row["title"] for row in taken(change["Paper"].upserts())] == ["X"]
    assert change["Paper"].unchanged == 1
    assert compare(old, new)["Paper"] == {"added": 0, "changed": 1, "removed": 0}


def test_canonical_comparison_sees_real_changes(tmp_path: Path, build: Build) -> None:
    changed = {**WORLD, "openalex": [each for each in WORLD["openalex"] if getattr(each, "record", "") != "I3"]}
    one, other = build, assembled(tmp_path, changed, salt="other")
    found = differing(compare(one, other, canonical=True))
    assert found["Institution"] == {"added": 0, "changed": 0, "removed": 1}
    assert found["AUTHORED"] == {"added": 0, "changed": 1, "removed": 0}
    assert found["SUCCEEDED_BY"]["removed"] == 1
    assert "Paper" not in found
    assert "Redirect" not in compare(one, other, canonical=True)


def differing(found: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {name: counts for name, counts in found.items() if any(counts.values())}
