"""A run in its folder: named by what it says, the same bytes wherever it is made, and found out when damaged."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from research_graph.analytics.network import Network
from research_graph.analytics.run import AGAIN, Run, find_run, list_runs, write_run
from research_graph.assembly.sealed import write_manifest
from research_graph.schema.errors import Damaged, StorageError, UsageError
from research_graph.schema.run_tables import RUN_TABLES

HINT = "research-graph cluster --cold"
CLUSTER = {"key": "C1", "level": "group", "label": "verbs", "status": "LIVE", "size": 3, "run": None}
DESCENT = {"cluster": "C1", "earlier": "C0", "event": "split", "overlap": 0.5, "run": "earlier"}

WRITES = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import test_run
from research_graph.analytics import run
folder = Path(sys.argv[1])
test_run.write(folder / "whole")
run.write_manifest = lambda *_: os._exit(9)
test_run.write(folder / "killed", seed=7)
"""


def write(runs: Path, **made: Any) -> Run:
    rows = {"clusters": [CLUSTER], "descents": [DESCENT]}
    tables = {name: pa.Table.from_pylist(rows.get(name, []), schema=schema) for name, schema in RUN_TABLES.items()}
    about = {"network": "hand-made"}
    ends = np.array([0, 1]), np.array([1, 2])
    network = Network.from_edges(pa.array(["a", "b", "c"]), *ends, np.array([1.0, 0.5]), about=about)
    return write_run(runs, tables, network, {"network": {"about": about}, **made})


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return write(tmp_path / "runs")


def test_a_run_says_what_was_put_down(run: Run) -> None:
    assert run.path.name == run.id
    assert run.table("clusters").schema == RUN_TABLES["clusters"]
    assert run.table("descents").to_pylist() == [DESCENT]
    assert run.table("clusters")["label"].to_pylist() == ["verbs"]
    network = run.network()
    assert network.keys.to_pylist() == ["a", "b", "c"]
    assert [ends.tolist() for ends in network.once()] == [[0, 1], [1, 2], [1.0, 0.5]]
    assert network.about == {"network": "hand-made"}


def test_a_checked_run_is_not_checked_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = run.checked()

    def fail(path: Path) -> str:
        raise AssertionError(path)

    monkeypatch.setattr("research_graph.analytics.run.checksum", fail)
    assert checked.said().id == run.id
    with pytest.raises(AssertionError):
        run.said()


def test_what_a_build_takes_over(run: Run) -> None:
    said = run.said()
    assert said.id == run.id
    assert set(said.tables) == {"clusters", "members", "descents"}


def test_the_same_run_is_the_same_folder_and_is_not_written_again(run: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in run.path.iterdir()}
    assert write(run.path.parent).path == run.path
    assert {path: path.stat().st_mtime_ns for path in run.path.iterdir()} == before
    assert [path.name for path in run.path.parent.iterdir()] == [run.id]


def test_how_it_was_made_is_part_of_the_id(run: Run) -> None:
    assert write(run.path.parent, seed=2).id != run.id


def test_a_run_says_whether_it_is_cold(run: Run) -> None:
    assert run.manifest["is_cold"] is True
    assert write(run.path.parent, changed={}).manifest["is_cold"] is True
    assert write(run.path.parent, changed={"group": 0.0}).manifest["is_cold"] is False


def test_another_process_writes_the_same_bytes_and_a_killed_one_nothing_that_counts(tmp_path: Path) -> None:
    here = write(tmp_path / "here")
    place = str(Path(__file__).parent)
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    ended = subprocess.run([sys.executable, "-c", WRITES, str(tmp_path), place], env=environment, check=False)
    assert ended.returncode == 9
    assert contents(tmp_path / "whole") == contents(here.path.parent)
    (left,) = (tmp_path / "killed").iterdir()
    assert left.name.startswith(".")
    assert list_runs(tmp_path / "killed") == []
    again = write(tmp_path / "killed", seed=7)
    assert list((tmp_path / "killed").iterdir()) == [again.path]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("research_graph.analytics.run.write_manifest", fail)
    with pytest.raises(StorageError, match="No space left"):
        write(tmp_path / "runs")
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.mark.parametrize("name", ["clusters", "members", "nodes"])
def test_a_damaged_file_is_named(run: Run, name: str) -> None:
    path = run.path / f"{name}.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert run.damage() == [(path, "differs from its checksum")]
    with pytest.raises(Damaged, match=path.name) as caught:
        run.checked()
    assert HINT in (caught.value.hint or "")


def test_a_damaged_table_is_not_read(run: Run) -> None:
    (run.path / "clusters.parquet").write_bytes(b"PAR1")
    with pytest.raises(Damaged, match="differs from its checksum") as caught:
        run.said()
    assert HINT in (caught.value.hint or "")


def test_a_missing_file_is_named(run: Run) -> None:
    (run.path / "edges.parquet").unlink()
    assert run.damage() == [(run.path / "edges.parquet", "is missing")]
    with pytest.raises(Damaged, match=r"edges\.parquet cannot be read: No such file") as caught:
        run.network()
    assert HINT in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "reason"), [(None, "is missing"), ("{", "is not JSON"), ('{"format": 99}', "has format 99, not 2")]
)
def test_a_manifest_that_cannot_be_used(run: Run, text: str | None, reason: str) -> None:
    path = run.path / "manifest.json"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    with pytest.raises(Damaged, match=reason) as caught:
        Run.open(run.path)
    assert HINT in (caught.value.hint or "")


def test_a_manifest_edited_by_hand_is_damage(run: Run) -> None:
    path = run.path / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"is_cold": true', '"is_cold": false'), encoding="utf-8")
    with pytest.raises(Damaged, match=rf"{path} differs from its checksum") as caught:
        Run.open(run.path)
    assert caught.value.hint == AGAIN
    assert list_runs(run.path.parent) == []


@pytest.mark.parametrize("name", ["members.parquet", "manifest.json"])
def test_a_damaged_run_is_put_down_anew(run: Run, name: str) -> None:
    whole = contents(run.path)
    (run.path / name).write_text("{", encoding="utf-8")
    assert write(run.path.parent).id == run.id
    assert contents(run.path) == whole


def test_runs_are_listed_newest_first(run: Run) -> None:
    runs = run.path.parent
    newer = write(runs, seed=2)
    os.utime(run.path, ns=(1, 1))
    (runs / "stray").write_text("", encoding="utf-8")
    assert [each.id for each in list_runs(runs)] == [newer.id, run.id]
    assert list_runs(runs / "nowhere") == []


def test_a_run_is_found_by_how_its_id_begins(run: Run) -> None:
    runs = run.path.parent
    assert find_run(runs, run.id[:6]).id == run.id
    for name in ("", "zz"):
        with pytest.raises(UsageError, match="no run is named"):
            find_run(runs, name)
    other = shutil.copytree(run.path, runs / "other")
    write_manifest(other, {**run.manifest, "id": run.id[:6] + "0" * 14})
    with pytest.raises(UsageError, match="several runs begin with"):
        find_run(runs, run.id[:6])
