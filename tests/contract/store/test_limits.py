"""A snapshot's time limit and its end from outside: the database stops at work, and the store goes on."""

import threading
import time
from collections.abc import Callable

import pytest
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import StoreTimeout
from research_graph.store.port import Snapshot, Store
from support.endless import PAPERS, endless, long_papers
from support.graphs import load

PAPER = node_kind("Paper")
SOON_S = 3.0
"""The endless question takes many times as long."""


@pytest.fixture(scope="module")
def loaded(opened_store: Store) -> Store:
    opened_store.clear()
    load(opened_store, long_papers())
    return opened_store


def _answers(store: Store) -> bool:
    with store.snapshot(timeout=30) as snapshot:
        return snapshot.tally_nodes(PAPER) == {None: PAPERS}


@pytest.fixture
def ended(loaded: Store) -> Callable[..., float]:
    """Seconds until a question without end was ended with StoreTimeout, in a snapshot with something done to it."""

    def ended(timeout: float | None, during: Callable[[Snapshot], None] = lambda _: None) -> float:
        with loaded.snapshot(timeout=timeout) as snapshot:
            assert snapshot.publication() is not None
            begun = time.monotonic()
            during(snapshot)
            with pytest.raises(StoreTimeout) as caught:
                endless(snapshot)
            took = time.monotonic() - begun
            assert caught.value.code == "TIMEOUT"
            assert caught.value.retryable
            with pytest.raises(StoreTimeout):
                snapshot.epoch()
        return took

    return ended


def test_work_ends_at_the_limit_and_the_store_goes_on(loaded: Store, ended: Callable[..., float]) -> None:
    for _ in range(2):
        assert 0.1 < ended(0.2) < SOON_S
        assert _answers(loaded)


def test_work_ends_when_another_thread_says_so(loaded: Store, ended: Callable[..., float]) -> None:
    for timeout in (None, 60.0):
        timers: list[threading.Timer] = []

        def cancel_soon(snapshot: Snapshot, timers: list[threading.Timer] = timers) -> None:
            timers.append(threading.Timer(0.15, snapshot.cancel))
            timers[0].start()

        assert 0.1 < ended(timeout, cancel_soon) < SOON_S
        timers[0].join()
        assert _answers(loaded)


def test_what_was_ended_before_it_began_is_not_begun(ended: Callable[..., float]) -> None:
    assert ended(None, lambda snapshot: snapshot.cancel()) < 0.2


def test_an_end_after_the_snapshot_is_no_trouble(loaded: Store) -> None:
    with loaded.snapshot(timeout=0.3) as snapshot:
        pass
    snapshot.cancel()
    with loaded.snapshot() as later:
        assert later.tally_nodes(PAPER) == {None: PAPERS}
        time.sleep(0.4)
        snapshot.cancel()
        assert later.tally_nodes(PAPER) == {None: PAPERS}


def test_a_limit_that_is_not_reached_changes_nothing(loaded: Store) -> None:
    for timeout in (20.0, 2.0, None):
        with loaded.snapshot(timeout=timeout) as snapshot:
            assert snapshot.tally_nodes(PAPER) == {None: PAPERS}


@pytest.mark.parametrize("timeout", [0.0, -1.0])
def test_no_time_at_all_is_refused_at_once(loaded: Store, timeout: float) -> None:
    with loaded.snapshot(timeout=timeout) as snapshot, pytest.raises(StoreTimeout):
        snapshot.publication()


def test_requests_run_in_whatever_thread_and_end_apart(loaded: Store) -> None:
    """A snapshot is opened, read and left in one of several threads, which take each other's connections."""
    ended, answered = [], []

    def request(number: int) -> None:
        for turn in range(3):
            if number == turn:
                with pytest.raises(StoreTimeout), loaded.snapshot(timeout=0.3) as snapshot:
                    endless(snapshot)
                ended.append(number)
            else:
                with loaded.snapshot(timeout=30) as snapshot:
                    answered.append(snapshot.tally_nodes(PAPER))

    threads = [threading.Thread(target=request, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == [0, 1, 2]
    assert answered == [{None: PAPERS}] * 9
