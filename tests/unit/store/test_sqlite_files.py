"""A store file among other files, readers and accidents: what is refused, what survives, who sees what."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.difference import Difference
from research_graph.schema.errors import (
    Damaged,
    OutOfSpace,
    StorageError,
    StoreAccessDenied,
    StoreMismatch,
    StoreUnavailable,
    UsageError,
)
from research_graph.store.limit import Limit
from research_graph.store.query import Direction, Page
from research_graph.store.sqlite import connection, places, pool, replacing
from research_graph.store.sqlite.store import SqliteStore
from support.contents import contents
from support.graphs import Graph, difference, edge, graph, key, load, node, publication, table

A, B, C = (key("A", name) for name in "abc")
TIE, AUTHOR = edge_kind("CO_AUTHORED_WITH"), node_kind("Author")
OLD = graph(node("Author", A, name="Old"), node("Author", B), edge("CO_AUTHORED_WITH", A, B, strength=1.0))
NEW = graph(node("Author", A, name="New"), node("Author", C), edge("CO_AUTHORED_WITH", A, C, strength=2.0))


def _large(number: int = 400) -> Graph:
    return graph(*(node("Author", key("A", index), name=f"Somebody {index}") for index in range(number)))


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_connect", partial(connection._connect, wait=0.05))
    monkeypatch.setattr(pool, "WAIT", 0.05)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "store.sqlite"


@pytest.fixture
def store(path: Path) -> SqliteStore:
    return SqliteStore(path)


def _name(store: SqliteStore) -> str:
    with store.snapshot() as snapshot:
        found = snapshot.nodes(AUTHOR, [A], fields=["name"])[0]
    assert found is not None
    return str(found.fields["name"])


def test_reading_makes_no_file(store: SqliteStore, path: Path) -> None:
    store.ping()
    assert contents(store) == Graph()
    assert not path.parent.exists()


def test_a_first_load_leaves_one_file_and_its_lock(store: SqliteStore, path: Path) -> None:
    load(store, OLD)
    assert {found.name for found in path.parent.iterdir()} == {"store.sqlite", "store.sqlite.lock"}


def test_a_failed_first_load_leaves_nothing(store: SqliteStore, path: Path) -> None:
    twice = Graph({"Author": [OLD.rows["Author"][0]] * 2})
    broken = difference(None, OLD)
    with pytest.raises(Damaged, match="UNIQUE"):
        store.apply(_with_rows(broken, twice), publication(OLD))
    assert {found.name for found in path.parent.iterdir()} == {"store.sqlite.lock"}
    assert contents(store) == Graph()


def test_what_a_killed_first_load_left_is_in_nobodys_way(store: SqliteStore, path: Path) -> None:
    path.parent.mkdir()
    for suffix in (".new", ".new-wal", ".new-shm", "-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(b"left over" * 1000)
    load(store, OLD)
    assert contents(store) == OLD
    assert {found.name for found in path.parent.iterdir() if ".new" in found.name} == set()


def test_a_reader_goes_on_in_the_file_that_was_replaced(store: SqliteStore) -> None:
    load(store, OLD)
    with store.snapshot() as before:
        assert before.counts(TIE, [A, B, C], direction=Direction.BOTH) == {A: 1, B: 1}
        load(store, NEW, "b2")
        assert _name(store) == "New"
        assert before.counts(TIE, [A, B, C], direction=Direction.BOTH) == {A: 1, B: 1}
        assert before.nodes(AUTHOR, [A], fields=["name"])[0].fields == {"name": "Old"}  # type: ignore[union-attr]
    assert _name(store) == "New"


def test_a_reader_goes_on_in_the_transaction_it_began(store: SqliteStore) -> None:
    load(store, OLD)
    with store.snapshot() as before:
        assert before.publication() is not None
        store.apply(difference(OLD, NEW, base="b1", build="b2"), publication(NEW, "b2"))
        assert _name(store) == "New"
        assert before.nodes(AUTHOR, [A], fields=["name"])[0].fields == {"name": "Old"}  # type: ignore[union-attr]
    assert contents(store) == NEW


def test_readers_of_a_replaced_file_do_not_clean_up_beside_the_new_one(store: SqliteStore, path: Path) -> None:
    load(store, OLD)
    other = SqliteStore(path)
    with other.snapshot() as before:
        before.publication()
        load(store, OLD, "b2")
    with SqliteStore(path).snapshot() as keeps_the_log:
        keeps_the_log.publication()
        store.apply(difference(OLD, NEW, base="b2", build="b3"), publication(NEW, "b3"))
        other.close()
        assert path.with_name("store.sqlite-wal").stat().st_size > 0
        assert contents(SqliteStore(path)) == NEW
    assert contents(SqliteStore(path)) == NEW


def test_a_log_that_readers_hold_is_not_taken_for_the_new_files(store: SqliteStore, path: Path) -> None:
    load(store, OLD)
    with store.snapshot() as before:
        before.publication()
        store.apply(difference(OLD, Graph(), base="b1", build="b2"), publication(Graph(), "b2"))
        assert path.with_name("store.sqlite-wal").stat().st_size > 0
        load(store, NEW, "b3")
        assert contents(SqliteStore(path)) == NEW
        assert before.counts(TIE, [A, B, C], direction=Direction.BOTH) == {A: 1, B: 1}
    assert contents(SqliteStore(path)) == NEW


def test_a_log_left_by_a_killed_process_is_not_taken_for_the_new_files(store: SqliteStore, path: Path) -> None:
    load(store, OLD)
    killed = sqlite3.connect(path, isolation_level=None)
    killed.execute("UPDATE Author SET name = 'in the log'")
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    left = log.read_bytes(), index.read_bytes()
    killed.close()
    log.write_bytes(left[0])
    index.write_bytes(left[1])
    load(store, NEW, "b2")
    assert contents(store) == NEW


def test_another_process_that_publishes_is_waited_for_by_nobody(store: SqliteStore, path: Path) -> None:
    load(store, OLD)
    with FileLock(f"{path}.lock"):
        for write in (lambda: load(store, NEW), store.clear):
            with pytest.raises(StoreUnavailable, match="another process") as refused:
                write()
            assert refused.value.retryable
    assert contents(store) == OLD


def test_a_locked_file_is_unavailable(store: SqliteStore, path: Path) -> None:
    load(store, OLD)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        store.apply(difference(OLD, NEW, base="b1", build="b2"), publication(NEW, "b2"))
    holder.close()
    assert contents(store) == OLD


@pytest.mark.parametrize("base", [None, "b1"])
def test_a_full_disk_changes_nothing(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch, base: str | None
) -> None:
    load(store, OLD)
    pages = sqlite3.connect(path).execute("PRAGMA page_count").fetchone()[0]
    monkeypatch.setattr(replacing, "open_new", _full(replacing.open_new, pages + 5))
    monkeypatch.setattr(places, "open_writer", _full(places.open_writer, pages + 5))
    new = _large()
    with pytest.raises(OutOfSpace, match="no room") as refused:
        store.apply(difference(OLD if base else None, new, base=base, build="b2"), publication(new, "b2"))
    assert refused.value.hint is not None
    assert contents(store) == OLD
    assert not path.with_name("store.sqlite.new").exists()


@pytest.mark.parametrize("act", [lambda s: s.ping(), lambda s: load(s, OLD), lambda s: s.clear()])
def test_files_of_others_are_refused_and_left_alone(path: Path, act: Callable[[SqliteStore], None]) -> None:
    path.parent.mkdir()
    path.write_bytes(b"my thesis, the only copy " * 300)
    with pytest.raises(StoreMismatch, match="not a SQLite database"):
        act(SqliteStore(path))
    assert path.read_bytes() == b"my thesis, the only copy " * 300


@pytest.mark.parametrize("act", [lambda s: s.ping(), lambda s: load(s, OLD), lambda s: s.clear()])
def test_databases_of_others_are_refused_and_left_alone(path: Path, act: Callable[[SqliteStore], None]) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE thesis(chapter)")
    before = path.read_bytes()
    with pytest.raises(StoreMismatch, match="not a store"):
        act(SqliteStore(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "hint"),
    [
        ("PRAGMA user_version = 99", "newer release"),
        ("UPDATE _store SET value = 'x' WHERE name = 'tables'", "publish --replace"),
    ],
)
def test_a_store_of_another_release_is_refused_but_may_be_replaced(path: Path, statement: str, hint: str) -> None:
    load(SqliteStore(path), OLD)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(statement)
    other.close()
    store = SqliteStore(path)
    for act in (store.ping, lambda: store.apply(difference(OLD, NEW, base="b1", build="b2"), publication(NEW, "b2"))):
        with pytest.raises(StoreMismatch) as refused:
            act()
        assert hint in str(refused.value.hint)
    load(store, NEW, "b2")
    assert contents(store) == NEW


def test_a_damaged_file_says_so(path: Path) -> None:
    load(SqliteStore(path), _large())
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * (size - 4096 * 4))
    with pytest.raises((Damaged, StorageError)), SqliteStore(path).snapshot() as snapshot:
        snapshot.top(AUTHOR, page=Page(500), fields=["name"])


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        SqliteStore(tmp_path).ping()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((StoreUnavailable, StoreAccessDenied), match="file"):
        load(SqliteStore(tmp_path / "file" / "store.sqlite"), OLD)


def test_an_empty_file_becomes_a_store(store: SqliteStore, path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    load(store, OLD)
    assert contents(store) == OLD


def test_a_closed_store_is_not_used(store: SqliteStore) -> None:
    load(store, OLD)
    with store.snapshot() as snapshot:
        store.close()
        assert snapshot.publication() is not None
    with pytest.raises(StoreUnavailable, match="closed"):
        store.ping()


def test_connections_are_kept_for_the_next_snapshots(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, OLD)
    opened: list[str] = []
    connect = sqlite3.connect

    def counted(address: str, **settings: Any) -> sqlite3.Connection:
        opened.append(address)
        return connect(address, **settings)

    monkeypatch.setattr(sqlite3, "connect", counted)
    for _ in range(5):
        with store.snapshot() as one, store.snapshot() as other:
            one.publication()
            other.publication()
    assert len(opened) == 2


def test_an_error_within_a_snapshot_passes_and_leaves_the_connection_usable(store: SqliteStore) -> None:
    load(store, OLD)
    with pytest.raises(FileNotFoundError), store.snapshot():
        raise FileNotFoundError("the caller's own")
    assert _name(store) == "Old"


def test_memory_cannot_be_written_while_it_is_read() -> None:
    store = SqliteStore(None)
    load(store, OLD)
    with store.snapshot() as outer, store.snapshot() as inner:
        assert outer.publication() == inner.publication()
        with pytest.raises(UsageError, match="reads"):
            load(store, NEW)
    load(store, NEW)
    assert contents(store) == NEW


def test_readers_cannot_write(store: SqliteStore) -> None:
    load(store, OLD)
    with store._place.reading(Limit(store.url)) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM Author")


def _full(opener: Callable[[Path], sqlite3.Connection], pages: int) -> Callable[[Path], sqlite3.Connection]:
    def open_small(path: Path) -> sqlite3.Connection:
        opened = opener(path)
        opened.execute(f"PRAGMA max_page_count = {pages}").fetchone()
        return opened

    return open_small


def _with_rows(change: Difference, rows: Graph) -> Difference:
    kind = change.kinds[0]
    changed = replace(kind, upserts=lambda: iter(table(kind.kind, rows.rows["Author"]).to_batches()))
    return replace(change, kinds=(changed, *change.kinds[1:]))
