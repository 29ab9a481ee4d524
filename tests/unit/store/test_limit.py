"""A limit ends work from outside, as often as it takes and never after the work is over."""

import threading
import time

import pytest
from research_graph.schema.errors import StoreTimeout
from research_graph.store import limit as module
from research_graph.store.limit import TICK_S, Limit


def test_without_a_limit_nothing_is_over() -> None:
    limit = Limit("a store")
    assert limit.left() is None
    assert limit.at_most(5.0) == 5.0
    assert not limit.is_over()
    limit.check()


def test_time_runs_out() -> None:
    limit = Limit("a store", 0.05)
    assert 0 < (limit.left() or 0) <= 0.05
    assert limit.at_most(5.0) <= 0.05
    time.sleep(0.06)
    assert limit.is_over()
    assert limit.left() == 0
    with pytest.raises(StoreTimeout, match=r"a store did not answer within 0\.05 s"):
        limit.check()


def test_a_cancel_ends_it_at_once() -> None:
    limit = Limit("a store", 60)
    limit.cancel()
    with pytest.raises(StoreTimeout, match="no longer waited for"):
        limit.check()


@pytest.mark.parametrize("seconds", [0.01, None, 60])
def test_work_is_stopped_again_and_again_and_never_after_its_end(seconds: float | None) -> None:
    limit = Limit("a store", seconds)
    stopped: list[float] = []
    with limit.watched(lambda: stopped.append(time.monotonic())):
        if seconds != 0.01:
            limit.cancel()
        time.sleep(10 * TICK_S)
        limit.cancel()
    ended = time.monotonic()
    limit.cancel()
    time.sleep(3 * TICK_S)
    assert len(stopped) >= 2
    assert max(stopped) <= ended


def test_work_canceled_before_it_began_is_stopped() -> None:
    limit = Limit("a store")
    limit.cancel()
    stopped = threading.Event()
    with limit.watched(stopped.set):
        assert stopped.wait(2)


def test_work_that_ends_in_time_is_not_stopped() -> None:
    stopped: list[int] = []
    for _ in range(3):
        with Limit("a store", 60).watched(lambda: stopped.append(1)):
            time.sleep(TICK_S)
    assert stopped == []


def test_one_thread_watches_while_there_is_something_to_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_IDLE_S", 0.0)
    monkeypatch.setattr(module, "_WATCH", module._Watch())

    def watching() -> int:
        return sum(thread.name == module._NAME for thread in threading.enumerate())

    deadline = time.monotonic() + 5
    while watching() and time.monotonic() < deadline:  # of earlier tests
        time.sleep(TICK_S)
    with Limit("one", 60).watched(lambda: None), Limit("other", 60).watched(lambda: None):
        time.sleep(3 * TICK_S)
        assert watching() == 1
    deadline = time.monotonic() + 5
    while watching() and time.monotonic() < deadline:
        time.sleep(TICK_S)
    assert watching() == 0
    stopped = threading.Event()
    with Limit("again", 0.01).watched(stopped.set):
        assert stopped.wait(2)
