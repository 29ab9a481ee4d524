from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from research_graph.ledger.disk import write_text, writing
from research_graph.ledger.files import write_parquet
from research_graph.ledger.spill import Spill
from research_graph.ledger.workspace import Workspace
from research_graph.schema.errors import OutOfSpace, StorageError
from support.ledgers import open_ledger, papers, stage, take


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_no_room_names_the_file(code: int) -> None:
    with pytest.raises(OutOfSpace, match=r"^a/b: no room left on this device$") as caught, writing(Path("a/b")):
        raise OSError(code, os.strerror(code))
    assert caught.value.hint is not None


def test_every_other_error_is_one_of_storage_and_names_the_file_that_the_system_names() -> None:
    with pytest.raises(StorageError) as caught, writing(Path("a/b")):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), "a/b/c")
    assert type(caught.value) is StorageError
    assert caught.value.message == "a/b/c: cannot be written (Read-only file system)"
    with pytest.raises(StorageError, match=r"^a/b: cannot be written \(Input/output error\)$"), writing(Path("a/b")):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    with pytest.raises(StorageError, match=r"^a/b: cannot be written \(odd\)$"), writing(Path("a/b")):
        raise OSError("odd")


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), writing(Path("a")):
        raise KeyError


def read_only(folder: Path) -> Path:
    """A folder that is a file: nobody, root included, writes below it."""
    folder.write_text("x", encoding="utf-8")
    return folder


ROWS = pa.table({"a": [1]})

WRITERS: dict[str, Callable[[Path], object]] = {
    "a text": lambda folder: write_text(folder / "current", "x"),
    "a table": lambda folder: write_parquet(folder / "a.parquet", ROWS.schema, [ROWS]),
    "waiting rows": lambda folder: Spill(folder / "spill").append("papers", ROWS),
    "the lock": lambda folder: Workspace(folder / "w").lock().__enter__(),
    "a staged load": lambda folder: open_ledger(folder).stage("src", mode=None, loader_version=1),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("writer", WRITERS)
def test_whatever_writes_names_its_place(tmp_path: Path, writer: str) -> None:
    folder = read_only(tmp_path / "file")
    with pytest.raises(StorageError, match=f"^{folder}.*: cannot be written \\(Not a directory\\)"):
        WRITERS[writer](folder)


def test_a_full_disk_does_not_hide_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = open_ledger(tmp_path)
    staged = stage(ledger, papers("A"), rejected=5)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("research_graph.ledger.disk.sync_file", full)
    with pytest.raises(Exception, match="5 of 6 records were rejected"):
        ledger.judge(staged)


def test_a_source_that_cannot_be_moved_away_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"))

    def refused(path: Path, _target: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(StorageError, match=f"{tmp_path}/ledger/src: cannot be written \\(Permission denied\\)"):
        ledger.remove("src")
    assert ledger.sources() == ["src"]
