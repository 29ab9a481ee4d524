from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from research_graph.ledger.workspace import Workspace
from research_graph.schema.errors import WorkspaceBusy

HOLDER = """
import sys
from pathlib import Path
from research_graph.ledger.workspace import Workspace
with Workspace(Path(sys.argv[1])).lock("load"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_everything_lies_below_the_workspace(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    folders = ("staging", "ledger", "curations", "builds", "runs", "exports", "current")
    assert [getattr(workspace, name) for name in folders] == [tmp_path / "w" / name for name in folders]
    assert workspace.store == tmp_path / "w" / "store.sqlite"
    assert not workspace.path.exists()


def test_second_holder_is_refused_at_once_and_told_who_holds_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WorkspaceBusy) as caught, workspace.lock():
            pytest.fail("the lock was given twice")
        assert f"(process {holder.pid}: load)" in caught.value.message
        assert caught.value.retryable
        holder.communicate("")
    with workspace.lock():
        pass


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    with Workspace(tmp_path).lock():
        pass


def test_lock_is_not_given_twice_within_a_process_and_is_freed_by_an_error(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with workspace.lock(), pytest.raises(WorkspaceBusy, match=f"process {os.getpid()}"), workspace.lock():
        pytest.fail("the lock was given twice")
    with pytest.raises(ZeroDivisionError), workspace.lock():
        raise ZeroDivisionError
    with workspace.lock():
        pass


def test_published_builds_are_remembered_once_each(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.published_builds() == frozenset()
    for build in ("b2", "b1", "b2"):
        workspace.note_published(build)
    assert workspace.published_builds() == {"b1", "b2"}
    assert workspace.published.read_text(encoding="utf-8") == "b1\nb2\n"
