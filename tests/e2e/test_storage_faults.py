"""A workspace or store that is busy, damaged, full, gone or of another kind: status 4, what to do, and nothing lost."""

import errno
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from research_graph.ledger.workspace import Workspace
from research_graph.store.sqlite.tables import FORMAT
from support.cli import done, run
from support.ledgers import contents_below
from support.three_sources import THIRD, write_records

GONE = "bolt://ann:s3cret@127.0.0.1:9"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_records(tmp_path / "third.jsonl", THIRD)


def load(file: Path, *options: str) -> tuple[object, ...]:
    return ("load", "records", file, "--name", "more", *options)


def test_a_second_writer_is_told_who_is_at_work(loaded: Workspace, file: Path) -> None:
    with loaded.lock("publish"):
        for command in (
            load(file),
            ("build",),
            ("publish",),
            ("remove-source", "open"),
            ("build", "prune"),
        ):
            found = run(*command, workspace=loaded.path)
            assert (found.status, found.out) == (4, "")
            assert f"{loaded.path}: another process works on this workspace (process " in found.err
            assert ": publish)\nhint: wait until it is done" in found.err
        assert done("stats", "--json", workspace=loaded.path).json["nodes"]["Paper"] == 5
    done(*load(file), workspace=loaded.path)


@pytest.mark.parametrize("harm", ["overwrite", "cut", "remove", "manifest"])
def test_a_damaged_ledger_is_found_and_nothing_is_built_on_it(loaded: Workspace, file: Path, harm: str) -> None:
    (victim,) = loaded.ledger.glob("anthology/*/papers.parquet")
    content = victim.read_bytes()
    if harm == "manifest":
        victim = victim.with_name("manifest.json")
        victim.write_bytes(victim.read_bytes().replace(b'"papers": 3', b'"papers": 2'))
    elif harm == "remove":
        victim.unlink()
    else:
        victim.write_bytes(content[: len(content) // 2] if harm == "cut" else content[:60] + bytes(20) + content[80:])
    current = loaded.current.read_bytes()
    found = run("verify", "--json", workspace=loaded.path)
    assert found.status == 4
    (damage,) = found.json["damages"]
    assert damage.startswith(f"{victim}: ")
    assert run("ledger", "verify", workspace=loaded.path).status == 4
    refused = run(*load(file), workspace=loaded.path)
    assert (refused.status, refused.out) == (4, "")
    assert f"error: {victim}: " in refused.err
    assert "\nhint: " in refused.err
    assert loaded.current.read_bytes() == current


def test_a_damaged_source_can_be_removed(loaded: Workspace) -> None:
    (manifest,) = loaded.ledger.glob("anthology/*/manifest.json")
    manifest.write_text("{}", encoding="utf-8")
    done("remove-source", "anthology", workspace=loaded.path)
    assert done("verify", "--json", workspace=loaded.path).json == {"damages": [], "notes": []}


def test_a_build_that_is_gone_is_an_error_and_not_a_new_beginning(loaded: Workspace, file: Path) -> None:
    current = loaded.current.read_text(encoding="utf-8").strip()
    shutil.move(loaded.builds / current, loaded.path / "aside")
    for command in (load(file), ("build",), ("publish",), ("verify", "--json")):
        found = run(*command, workspace=loaded.path)
        assert found.status == 4
        assert f"names the build '{current}', which is not in" in found.err + found.out
    shutil.move(loaded.path / "aside", loaded.builds / current)
    found = done("verify", "--json", workspace=loaded.path).json
    assert (found["damages"], len(found["notes"])) == ([], 1)
    assert " is behind the ledger (loaded since: more); " in found["notes"][0]


def test_a_damaged_build_file_is_found(loaded: Workspace) -> None:
    victim = loaded.builds / loaded.current.read_text(encoding="utf-8").strip() / "edges" / "CITES.parquet"
    victim.write_bytes(victim.read_bytes()[:-10])
    found = run("verify", "--json", workspace=loaded.path)
    assert found.status == 4
    assert found.json["damages"] == [f"{victim}: differs from its checksum"]


@pytest.mark.parametrize("victim", ["nodes/Paper.parquet", "edges/CITES.parquet", "manifest.json"])
def test_a_damaged_build_is_made_again_with_the_same_ids(loaded: Workspace, tmp_path: Path, victim: str) -> None:
    current = loaded.current.read_text(encoding="utf-8").strip()
    path = loaded.builds / current / victim
    content = path.read_bytes()
    at = content.index(b"sha256") if victim == "manifest.json" else 60
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    found = run("verify", "--json", workspace=loaded.path)
    assert found.status == 4
    assert str(path) in found.json["damages"][0]
    hint = "`research-graph build --again` makes the build anew from the ledger; ids stay"
    assert hint in found.json["notes"]
    (row,) = (row for row in run("doctor", "--json", workspace=loaded.path).json if row["check"] == "build")
    assert (row["state"], hint in row["found"]) == ("wrong", True)
    refused = run("export", "authors", "--out", tmp_path / "x", workspace=loaded.path)
    assert (refused.status, f"hint: {hint}\n" in refused.err) == (4, True)
    assert done("build", "--again", "--json", workspace=loaded.path).json == {"build": current}
    assert done("verify", "--json", workspace=loaded.path).json == {"damages": [], "notes": []}


def test_a_damaged_load_is_mended_by_its_files(loaded: Workspace, tmp_path: Path) -> None:
    third = tmp_path / "third.jsonl"
    done("ledger", "dump", "third", "--out", third, workspace=loaded.path)
    done("load", "records", third, workspace=loaded.path)
    (victim,) = loaded.ledger.glob("third/*/papers.parquet")
    victim.write_bytes(victim.read_bytes()[:-1])
    found = run("verify", "--json", workspace=loaded.path).json
    assert found["damages"] == [f"{victim}: its bytes are not those that were accepted"]
    assert found["notes"][0].startswith("ledger: load the same files again")
    done("load", "records", third, workspace=loaded.path)
    assert done("verify", "--json", workspace=loaded.path).json == {"damages": [], "notes": []}


def test_a_store_of_another_workspace_is_not_written_over(loaded: Workspace, file: Path, tmp_path: Path) -> None:
    theirs = f"sqlite:///{loaded.store}"
    call = ("--store", theirs, *load(file))
    before = loaded.store.read_bytes()
    found = run(*call, workspace=tmp_path / "mine")
    assert (found.status, loaded.store.read_bytes() == before) == (4, True)
    held = loaded.current.read_text(encoding="utf-8").strip()
    assert f"error: {theirs} holds build {held} (anthology, open, third), which was not published from" in found.err
    assert str(tmp_path / "mine") in found.err
    assert found.err.splitlines()[-1] == (
        "hint: name another store, or write over that graph: `research-graph publish --replace`"
    )
    assert run("--store", theirs, "publish", workspace=tmp_path / "mine").status == 4
    assert done(*call, "--replace", workspace=tmp_path / "mine").out.splitlines()[-1].startswith("published: ")
    assert run("publish", "--offline", "--replace", workspace=tmp_path / "mine").status == 2


def test_a_load_is_kept_while_the_store_is_gone(loaded: Workspace, file: Path) -> None:
    found = run("--store", GONE, *load(file, "--json"), workspace=loaded.path)
    assert (found.status, found.out) == (4, "")
    build = loaded.current.read_text(encoding="utf-8").strip()
    assert found.err.startswith("error: bolt://ann:***@127.0.0.1:9 does not answer")
    assert f"; build {build} is ready but not published\nhint: " in found.err
    assert found.err.endswith("then run `research-graph publish`\n")
    assert "s3cret" not in found.err
    assert not [path for path in loaded.path.rglob("*") if path.is_file() and b"s3cret" in path.read_bytes()]
    assert "more" in loaded.open_ledger().sources()
    again = done(*load(file, "--json"), workspace=loaded.path).json
    assert (again["build"], again["is_new"]) == (build, False)
    assert again["published"]["changed"] > 0


@pytest.mark.parametrize("command", [("stats",), ("search", "x"), ("show", "author", "x"), ("publish",), ("doctor",)])
def test_every_command_says_that_the_store_is_gone(stages: dict[str, Workspace], command: tuple[str, ...]) -> None:
    found = run("--store", GONE, *command, workspace=stages["third"].path)
    assert found.status == 4
    assert "bolt://ann:***@127.0.0.1:9 does not answer" in found.out + found.err
    assert "s3cret" not in found.out + found.err


def not_a_database(path: Path) -> None:
    path.write_text("Dear diary, this is no database. " * 100, encoding="utf-8")


def of_others(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def newer(path: Path) -> None:
    shutil.copyfile(path.with_name("store.sqlite"), path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (not_a_database, "is not a SQLite database\nhint: choose another path"),
        (of_others, "is a SQLite database but not a store\nhint: choose another path"),
    ],
)
def test_files_of_others_are_neither_read_nor_written(
    loaded: Workspace, make: Callable[[Path], None], error: str
) -> None:
    path = loaded.path / "other.sqlite"
    make(path)
    before = path.read_bytes()
    for command in (("stats",), ("publish",), ("verify",)):
        found = run("--store", f"sqlite:///{path}", *command, workspace=loaded.path)
        assert (found.status, found.out) == (4, "")
        assert error in re.sub("; build .* is ready but not published", "", found.err)
        assert path.read_bytes() == before


def test_a_store_of_a_newer_release_is_not_read(loaded: Workspace) -> None:
    newer(loaded.path / "newer.sqlite")
    found = run("--store", f"sqlite:///{loaded.path}/newer.sqlite", "stats", workspace=loaded.path)
    assert found.status == 4
    assert f"has store format {FORMAT + 1}, this release reads {FORMAT}\nhint: use a newer release" in found.err


PLACES = [
    "research_graph.ledger.staging.write_parquet",
    "research_graph.ledger.spill.pa.ipc.new_file",
    "research_graph.assembly.files.pq.ParquetWriter",
    "research_graph.ledger.disk.sync_file",
    "research_graph.store.sqlite.replacing.open_new",
    "research_graph.store.sqlite.publishing._note",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_full_disk_loses_nothing(loaded: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def full(*_: object, **__: object) -> None:
        if "sqlite" in place:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        raise OSError(errno.ENOSPC, "No space left on device")

    store = f"sqlite:///{loaded.path}/new.sqlite" if place.endswith("open_new") else f"sqlite:///{loaded.store}"
    before = contents_below(loaded.path, apart_from=(loaded.staging,))
    with monkeypatch.context() as patch:
        patch.setattr(place, full)
        found = run("--store", store, *load(file, "--json"), workspace=loaded.path)
    assert (found.status, found.out) == (4, "")
    assert "no room left" in found.err
    assert "\nhint: " in found.err
    after = contents_below(loaded.path, apart_from=(loaded.staging,))
    lost = {path for path in before if path not in ("current", "published") and after.get(path) != before[path]}
    assert lost == set()
    done("--store", store, *load(file, "--json"), workspace=loaded.path)
    assert done("--store", store, "verify", "--json", workspace=loaded.path).json == {"damages": [], "notes": []}
