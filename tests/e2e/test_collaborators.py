"""`collaborators` from the command line, on a clustered world: it agrees with the build and its own definition."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from research_graph.analytics.collaborators import top_ties
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import current_build
from research_graph.schema.records import PaperRecord
from support.cli import done, run
from support.communities import person, planted
from support.three_sources import write_records


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The planted world with two more papers of three people, clustered and published; not changed."""
    folder = tmp_path_factory.mktemp("collaborators")
    team = [person(0, each) for each in range(3)]
    recent = [PaperRecord(f"r{n}", f"Recent {n}", year=2019, mentions=team) for n in range(2)]
    file = write_records(folder / "planted.jsonl", [*planted(), *recent])
    done("load", "records", file, "--name", "planted", workspace=folder / "w")
    done("cluster", workspace=folder / "w")
    return Workspace(folder / "w")


def everybody(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [*found["close"]["items"], *found["others"]["items"]]


def test_all_ties_of_a_person_with_all_their_papers_as_the_build_has_them(workspace: Workspace) -> None:
    found = done(
        "collaborators", "Ada Karlo", "--limit", 1000, "--papers", 100, "--json", workspace=workspace.path
    ).json
    build = current_build(workspace)
    assert build is not None
    ties = [row for row in top_ties(build, k=1000, evidence=100).to_pylist() if row["author"] == found["id"]]
    told = {row["id"]: row for row in everybody(found)}
    assert len(ties) == len(told) == found["collaborator_count"] > 3
    for tie in ties:
        row = told[tie["collaborator"]]
        for name in ("strength", "recent_strength", "paper_count", "first_year", "last_year", "is_close"):
            assert row[name] == tie[name]
        assert {paper["id"] for paper in row["papers"]} == set(tie["papers"])
        assert len(row["papers"]) == len(tie["papers"])
        assert [-paper["year"] for paper in row["papers"]] == sorted(-paper["year"] for paper in row["papers"])
        assert row["cluster"] is not None
    assert {row["is_close"] for row in found["close"]["items"]} == {True}
    assert {row["is_close"] for row in found["others"]["items"]} == {False}
    for part, by in (("close", "recent_strength"), ("others", "strength")):
        assert all(one[by] >= other[by] for one, other in pairwise(found[part]["items"]))
        assert found[part]["total"] == len(found[part]["items"])


def test_options_say_how_much_is_shown(workspace: Workspace) -> None:
    call = ("collaborators", "Ada Karlo", "--limit", 1, "--papers", 1, "--level", "core")
    found = done(*call, "--suggested", "--json", workspace=workspace.path).json
    assert [len(found[part]["items"]) for part in ("close", "others", "suggested")] == [1, 1, 1]
    assert [len(row["papers"]) for row in everybody(found)] == [1, 1]
    assert {row["cluster"]["level"] for row in (*everybody(found), *found["suggested"]["items"])} == {"core"}
    few = done(*call, "--close-only", "--json", workspace=workspace.path).json
    assert {"others", "suggested"} & few.keys() == set()
    page = done(*call, "--suggested", workspace=workspace.path).out
    assert page.startswith(f"Ada Karlo  (author {found['id']})\n")
    assert f"close collaborators (showing 1 of {found['close']['total']}, by recent strength)" in page
    assert "suggested collaborators (guesses: " in page
    assert "suggested" not in done(*call, workspace=workspace.path).out


def test_a_person_is_named_as_for_show(workspace: Workspace, tmp_path: Path) -> None:
    by_name = done("collaborators", "ada karlo", "--json", workspace=workspace.path).json
    for named in (by_name["id"], "openalex:A1"):
        assert done("collaborators", named, "--json", workspace=workspace.path).json == by_name
    nobody = run("collaborators", "Nobody Atall", workspace=workspace.path)
    assert (nobody.status, nobody.err.splitlines()[0]) == (2, "error: no author is called 'Nobody Atall'")
