"""Limits of a file and of memory: waiting ends too, and a connection goes on to the next request as it was."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import StoreTimeout, StoreUnavailable
from research_graph.store.query import Page
from research_graph.store.sqlite import pool
from research_graph.store.sqlite.store import SqliteStore
from support.endless import PAPERS, endless, long_papers
from support.graphs import load

PAPER = node_kind("Paper")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(path)
    load(store, long_papers())
    yield store
    store.close()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Another process keeps even readers out."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        other.execute("BEGIN EXCLUSIVE")
        yield


def _read(store: SqliteStore, timeout: float | None) -> object:
    with store.snapshot(timeout=timeout) as snapshot:
        return snapshot.epoch()


def test_waiting_for_a_lock_ends_at_the_limit(store: SqliteStore, path: Path) -> None:
    store.close()
    reader = SqliteStore(path)
    with _locked(path):
        begun = time.monotonic()
        with pytest.raises(StoreTimeout):
            _read(reader, 0.3)
        assert 0.2 < time.monotonic() - begun < 2
    assert _read(reader, 0.3) == (1, "ready")
    reader.close()


def test_a_lock_that_lasts_less_than_the_limit_allows_is_told_as_before(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "WAIT", 0.2)
    store.close()
    reader = SqliteStore(path)
    with _locked(path), pytest.raises(StoreUnavailable):
        _read(reader, 30)
    reader.close()


def test_a_connection_is_the_same_before_and_after_an_end(store: SqliteStore) -> None:
    with store.snapshot() as snapshot:
        first = snapshot._connection
    for _ in range(2):
        with store.snapshot(timeout=0.2) as snapshot:
            with pytest.raises(StoreTimeout):
                endless(snapshot)
            assert snapshot._connection is first
        with store.snapshot() as later:
            assert later._connection is first
            assert later.tally_nodes(PAPER) == {None: PAPERS}
            assert first.execute("PRAGMA busy_timeout").fetchall() == [(5000,)]


def test_a_limit_ends_a_search_too(store: SqliteStore) -> None:
    with store.snapshot(timeout=0.0) as snapshot, pytest.raises(StoreTimeout):
        snapshot.search([PAPER], ["long"], Page(3))


def test_a_thread_waits_for_memory_no_longer_than_its_limit() -> None:
    store = SqliteStore(None)
    load(store, long_papers())
    with store.snapshot(), ThreadPoolExecutor(1) as other:
        begun = time.monotonic()
        with pytest.raises(StoreTimeout):
            other.submit(_read, store, 0.2).result()
        assert 0.1 < time.monotonic() - begun < 2
    assert _read(store, 0.2) == (1, "ready")
    store.close()


def test_a_snapshot_within_another_has_its_own_limit() -> None:
    store = SqliteStore(None)
    load(store, long_papers())
    with store.snapshot(timeout=60) as outer:
        with store.snapshot(timeout=0.2) as inner, pytest.raises(StoreTimeout):
            endless(inner)
        assert outer.tally_nodes(PAPER) == {None: PAPERS}
    store.close()


def test_a_connection_that_one_thread_opened_serves_requests_of_others(store: SqliteStore) -> None:
    used = set()

    def request() -> bool:
        with store.snapshot(timeout=30) as snapshot:
            used.add(id(snapshot._connection))
            return snapshot.tally_nodes(PAPER) == {None: PAPERS} and snapshot.epoch() == (1, "ready")

    assert request()
    for _ in range(2):
        with ThreadPoolExecutor(1) as other:
            assert other.submit(request).result()
    assert len(used) == 1


def test_many_threads_read_at_once(store: SqliteStore) -> None:
    def request(_: int) -> bool:
        with store.snapshot(timeout=30) as snapshot:
            return snapshot.tally_nodes(PAPER) == {None: PAPERS} and snapshot.epoch() == (1, "ready")

    with ThreadPoolExecutor(6) as workers:
        assert all(workers.map(request, range(300)))
