"""Exports for jobs from the command line: clusters, differences since an earlier export, and a job that reads them."""

import importlib.util
import json
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from research_graph.ledger.workspace import Workspace
from research_graph.schema.records import Mention, PaperRecord
from support.cli import done, run
from support.three_sources import write_records

ROOT = Path(__file__).parents[2]
TEAMS = (["Ann", "Bea", "Cid", "Dan"], ["Eva", "Fay", "Gus", "Hal"], ["Ida", "Jon", "Kim", "Lou"])
FORMS = ("jsonl", "csv", "parquet")


def papers() -> list[PaperRecord]:
    """Three teams; in each, the first and the last have no paper together. Max has one, with Hal."""
    found = []
    for number, team in enumerate(TEAMS):
        for one, other in combinations(team, 2):
            if (one, other) != (team[0], team[-1]):
                found += [_paper(f"{number}{one}{other}{each}", one, other) for each in range(3)]
    return [*found, _paper("bridge", "Dan", "Eva"), _paper("bridge2", "Hal", "Ida"), _paper("max", "Hal", "Max")]


def _paper(record: str, *names: str) -> PaperRecord:
    mentions = [Mention(f"{name} Person", ids=[f"acl_person:{name.lower()}"]) for name in names]
    return PaperRecord(record, f"Paper {record}", year=2020, mentions=mentions)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with clusters; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("before")
    file = write_records(folder / "papers.jsonl", papers())
    done("load", "records", file, "--name", "teams", "--no-publish", workspace=folder / "workspace")
    shutil.copytree(folder / "workspace", folder / "not-clustered")
    done("cluster", "--resolution", 1, "--no-publish", workspace=folder / "workspace")
    return folder / "workspace"


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same where Max turns out to be Lou, and a new person has joined."""
    folder = tmp_path_factory.mktemp("after")
    shutil.copytree(before, folder / "workspace")
    more = [*papers(), _paper("new", "Kim", "Zed")]
    for mention in (mention for each in more for mention in each.mentions):
        if mention.ids == ["acl_person:max"]:
            mention.ids[:] = ["acl_person:lou"]
    file = write_records(folder / "papers.jsonl", more)
    done("load", "records", file, "--name", "teams", "--no-publish", workspace=folder / "workspace")
    done("cluster", "--resolution", 1, "--no-publish", workspace=folder / "workspace")
    return folder / "workspace"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_clusters_name_their_run(before: Path, tmp_path: Path) -> None:
    out = tmp_path / "clusters.jsonl"
    done("export", "clusters", "--out", out, workspace=before)
    rows = lines(out)
    assert list(rows[0]) == ["author", "cluster", "level", "strength", "run"]
    assert {row["level"] for row in rows} >= {"field", "group"}
    manifest = json.loads((tmp_path / "clusters.jsonl.manifest.json").read_bytes())
    (kept,) = Workspace(before).runs.glob("[0-9a-f]*")
    of_run = json.loads((kept / "manifest.json").read_bytes())
    assert {row["run"] for row in rows} == {kept.name} == {manifest["run"]["id"]}
    assert manifest["run"]["versions"] == of_run["versions"] != {}
    assert (manifest["run"]["algorithm"], manifest["run"]["seed"]) == ("leiden", 1)
    assert manifest["run"]["resolution"] == of_run["resolution"]
    done("export", "collaborators", "--out", tmp_path / "c.jsonl", workspace=before)
    assert json.loads((tmp_path / "c.jsonl.manifest.json").read_bytes())["run"] == manifest["run"]


def test_without_a_run_the_hint_names_the_command(before: Path, tmp_path: Path) -> None:
    found = run("export", "clusters", "--out", tmp_path / "x", workspace=before.parent / "not-clustered")
    assert found.status == 2
    assert found.err.endswith("has no clusters\nhint: find them first: `research-graph cluster`\n")


@pytest.mark.parametrize("form", FORMS)
def test_an_earlier_export_and_the_difference_are_the_new_one(
    before: Path, after: Path, tmp_path: Path, form: str
) -> None:
    for what in ("clusters", "collaborators", "authors", "mentions"):
        old, new, again = (tmp_path / part / f"{what}.{form}" for part in ("old", "new", "again"))
        done("export", what, "--format", form, "--out", old, workspace=before)
        done("export", what, "--format", form, "--out", new, workspace=after)
        difference = tmp_path / f"{what}-difference.{form}"
        told = done("export", what, "--format", form, "--since", old, "--out", difference, workspace=after).err
        assert f"written to {difference}" in told
        applied = done("export", "apply", old, difference, "--out", again)
        assert applied.err.endswith(f" rows written to {again}, manifest {again}.manifest.json\n")
        for name in (new.name, f"{new.name}.manifest.json"):
            assert (again.parent / name).read_bytes() == (new.parent / name).read_bytes()


def test_a_merged_author_is_redirected(before: Path, after: Path, tmp_path: Path) -> None:
    done("export", "authors", "--out", tmp_path / "old.jsonl", workspace=before)
    done("export", "authors", "--out", tmp_path / "new.jsonl", workspace=after)
    keys = {row["name"]: row["key"] for row in lines(tmp_path / "old.jsonl")}
    gone, stays = keys["Max Person"], keys["Lou Person"]
    assert [each["key"] in (gone, stays) for each in lines(tmp_path / "new.jsonl")].count(True) == 1
    for what in ("authors", "mentions", "collaborators", "clusters"):
        old, out = tmp_path / f"{what}.old", tmp_path / f"{what}.since"
        done("export", what, "--out", old, workspace=before)
        done("export", what, "--out", out, "--since", old, workspace=after)
        person = "key" if what == "authors" else "author"
        removed = [row for row in lines(out) if row["change"] == "removed" and row.get(person) == gone]
        assert {row["redirected_to"] for row in removed} == ({stays} if what != "mentions" else set())
    moved = [row for row in lines(tmp_path / "mentions.since") if row["redirected_to"]]
    assert {(row["change"], row["author"], row["redirected_to"]) for row in moved} == {("changed", stays, stays)}


def test_an_ego_network_from_the_command_line(before: Path, tmp_path: Path) -> None:
    done("export", "authors", "--out", tmp_path / "authors.jsonl", workspace=before)
    keys = {row["name"]: row["key"] for row in lines(tmp_path / "authors.jsonl")}
    sizes = {}
    for radius in (1, 2):
        out = tmp_path / f"{radius}.graphml"
        ego = ("--ego", keys["Ann Person"], "--radius", radius)
        done("export", "graph", "--format", "graphml", *ego, "--out", out, workspace=before)
        space = {"g": "http://graphml.graphdrawing.org/xmlns"}
        labels = [
            each.text for each in ElementTree.parse(out).getroot().iterfind(".//g:node/g:data[@key='label']", space)
        ]
        sizes[radius] = labels.count("Author")
        assert labels.count("Cluster") > 0
    assert sizes == {1: 3, 2: 4}
    wrong = run("export", "authors", "--ego", "A1", "--out", tmp_path / "x", workspace=before)
    assert (wrong.status, wrong.err.splitlines()[0]) == (2, "error: --ego is for graph as graphml")
    assert run("export", "apply", "--out", tmp_path / "x").err.startswith("error: apply takes two files")
    assert run("export", "authors", tmp_path, "--out", tmp_path / "x", workspace=before).status == 2


def test_the_example_recommends_people_of_the_same_cluster(
    before: Path, after: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.spec_from_file_location("recommend", ROOT / "docs" / "examples" / "recommend.py")
    assert found is not None
    assert found.loader is not None
    recommend = importlib.util.module_from_spec(found)
    found.loader.exec_module(recommend)
    old, differences, new = (
        {what: tmp_path / part / f"{what}.parquet" for what in ("clusters", "collaborators")}
        for part in ("old", "differences", "new")
    )
    for what in old:
        done("export", what, "--format", "parquet", "--out", old[what], workspace=before)
        done("export", what, "--format", "parquet", "--out", new[what], workspace=after)
        since = ("--since", old[what], "--out", differences[what])
        done("export", what, "--format", "parquet", *since, workspace=after)

    def recommended(files: dict[str, Path], *options: object) -> list[dict[str, Any]]:
        out = tmp_path / "suggested.jsonl"
        given = [files["clusters"], files["collaborators"], *options, "--out", out, "--level", "group", "--top", 2]
        monkeypatch.setattr(sys, "argv", ["recommend.py", *map(str, given)])
        recommend.main()
        return lines(out)

    rows = recommended(old)
    ties = {(row["author"], row["collaborator"]) for row in pq.read_table(old["collaborators"]).to_pylist()}
    cluster = {
        row["author"]: row["cluster"] for row in pq.read_table(old["clusters"]).to_pylist() if row["level"] == "group"
    }
    authors = {row["author"] for row in rows}
    assert len(authors) == 9
    for row in rows:
        assert (row["author"], row["suggested"]) not in ties
        assert cluster[row["author"]] == cluster[row["suggested"]] == row["cluster"]
        assert row["is_suggestion"] is True
    assert sum(row["shared_collaborators"] == 2 and row["rank"] == 1 for row in rows) == 6
    options = [(f"--{what}-difference", path) for what, path in differences.items()]
    assert recommended(old, *(word for option in options for word in option)) == recommended(new) != rows
