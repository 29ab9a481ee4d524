"""Two real releases of one source: the newer one rules, people keep their ids, going back needs a word."""

from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.difference import compare
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, LoadReport, current_build, load
from research_graph.schema.errors import OlderRelease

ACL = Path(__file__).parents[1] / "data" / "acl"
CUT = LoadOptions(allow_shrink=True)
"""The two cuts have other papers; of the whole Anthology one paper vanished."""


def take(workspace: Workspace, release: str, options: LoadOptions = CUT) -> LoadReport:
    return load(workspace, "acl-anthology", [ACL / release], options=options)


def built(workspace: Workspace) -> Build:
    build = current_build(workspace)
    assert build is not None
    return build


def test_the_older_release_before_the_newer_one_changes_nothing_but_keys(tmp_path: Path) -> None:
    both, alone = Workspace(tmp_path / "both"), Workspace(tmp_path / "alone")
    take(both, "2021")
    before = built(both).keys().tables["mentions"].to_pylist()
    take(both, "2025")
    take(alone, "2025")
    found = compare(built(both), built(alone), canonical=True)
    assert {kind: row for kind, row in found.items() if any(row.values())} == {}
    after = {(row["record"], row["name"]): row["author"] for row in built(both).keys().tables["mentions"].to_pylist()}
    again = [
        (row["author"], after[row["record"], row["name"]]) for row in before if (row["record"], row["name"]) in after
    ]
    assert len(again) > 5
    assert [pair for pair in again if pair[0] != pair[1]] == []


def test_the_older_release_after_the_newer_one_needs_a_word(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    newer = take(workspace, "2025")
    with pytest.raises(OlderRelease, match=r"acl-anthology: release 2020-\d\d-\d\d is older than 2024-\d\d-\d\d"):
        take(workspace, "2021")
    assert built(workspace).id == newer.build
    back = take(workspace, "2021", LoadOptions(allow_shrink=True, allow_older=True))
    alone = Workspace(tmp_path / "alone")
    take(alone, "2021")
    assert built(workspace).id == back.build
    found = compare(built(workspace), built(alone), canonical=True)
    assert {kind: row for kind, row in found.items() if any(row.values())} == {}
