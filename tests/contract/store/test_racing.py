"""Of those that compared a build with the same store only one publishes; the others change nothing and are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from research_graph.schema.errors import StorageError, StoreChanged
from research_graph.store.port import Seen, Store
from support.contents import contents
from support.graphs import Graph, difference, edge, graph, key, load, node, publication

A = [key("A", number) for number in range(4)]
OLD = graph(node("Author", A[0], name="Old"), node("Author", A[1]), edge("CO_AUTHORED_WITH", A[0], A[1], strength=1.0))
ONE = graph(node("Author", A[0], name="One"), node("Author", A[2]), edge("CO_AUTHORED_WITH", A[0], A[2], strength=2.0))
TWO = graph(node("Author", A[0], name="Two"), node("Author", A[3]), edge("CO_AUTHORED_WITH", A[0], A[3], strength=3.0))

Publish = Callable[..., None]


def _whole(store: Store, new: Graph, build: str, seen: Seen | None = None) -> None:
    store.apply(difference(None, new, build=build), publication(new, build), seen=seen)


def _changed(store: Store, new: Graph, build: str, seen: Seen | None = None) -> None:
    store.apply(difference(OLD, new, base="b0", build=build), publication(new, build), seen=seen)


def _from_digests(store: Store, new: Graph, build: str, seen: Seen | None = None) -> None:
    store.apply(difference(OLD, new, base=None, build=build), publication(new, build), seen=seen)


PUBLISHES = pytest.mark.parametrize("publish", [_whole, _changed, _from_digests])


def _refused(publish: Publish, store: Store, seen: Seen) -> None:
    before, held = contents(store), store.seen()
    with pytest.raises(StoreChanged, match="by another process meanwhile") as refused:
        publish(store, ONE, "b1", seen)
    assert refused.value.retryable
    assert store.url in refused.value.message
    assert "nothing was written" in (refused.value.hint or "")
    assert (contents(store), store.seen()) == (before, held)


def test_what_is_seen_is_what_the_store_holds(store: Store) -> None:
    assert store.seen() == Seen(None)
    load(store, OLD, "b0")
    with store.snapshot() as snapshot:
        assert store.seen().publication == snapshot.publication()
    assert store.seen() == store.seen()


@PUBLISHES
def test_a_store_that_is_as_it_was_seen_is_published_to(store: Store, publish: Publish) -> None:
    load(store, OLD, "b0")
    publish(store, ONE, "b1", store.seen())
    assert contents(store) == ONE


def test_an_empty_store_is_seen_too(store: Store, other: Store) -> None:
    seen = store.seen()
    load(other, TWO, "b2")
    _refused(_whole, store, seen)
    other.clear()
    _whole(store, ONE, "b1", seen)
    assert contents(store) == ONE


@PUBLISHES
@pytest.mark.parametrize("meanwhile", [_whole, _changed])
def test_who_compared_before_another_published_is_refused(
    store: Store, other: Store, publish: Publish, meanwhile: Publish
) -> None:
    load(store, OLD, "b0")
    seen = store.seen()
    meanwhile(other, TWO, "b2")
    _refused(publish, store, seen)
    assert contents(store) == TWO


@PUBLISHES
def test_who_compared_before_the_store_was_emptied_is_refused(store: Store, other: Store, publish: Publish) -> None:
    load(store, OLD, "b0")
    seen = store.seen()
    other.clear()
    _refused(publish, store, seen)
    assert store.seen() == Seen(None)


def test_the_same_build_published_meanwhile_is_noticed_too(store: Store, other: Store) -> None:
    load(store, OLD, "b0")
    seen = store.seen()
    load(other, OLD, "b0")
    _refused(_changed, store, seen)


def test_nothing_to_write_is_refused_like_everything_else(store: Store, other: Store) -> None:
    load(store, OLD, "b0")
    seen = store.seen()
    other.apply(difference(OLD, OLD, base="b0", build="b0"), replace(publication(OLD, "b0"), as_of="2030"))
    with pytest.raises(StoreChanged):
        store.apply(difference(OLD, OLD, base="b0", build="b0"), publication(OLD, "b0"), seen=seen)


def test_who_compared_while_another_went_on_publishing_is_refused(store: Store, other: Store) -> None:
    load(store, OLD, "b0")
    sights: list[Seen] = []
    change = difference(OLD, TWO, base="b0", build="b2", batch=1)
    other.apply(change, publication(TWO, "b2"), progress=lambda *_: sights.append(store.seen()))
    assert len(sights) > 2
    for seen in sights:
        _refused(_from_digests, store, seen)
    assert contents(store) == TWO


@pytest.mark.parametrize("is_empty", [True, False])
@pytest.mark.parametrize("publish", [_whole, _changed])
def test_of_two_that_compared_at_once_one_publishes(
    store: Store, other: Store, publish: Publish, *, is_empty: bool
) -> None:
    publish = _whole if is_empty else publish
    for _ in range(4):
        store.clear()
        if not is_empty:
            load(store, OLD, "b0")
        barrier = Barrier(2)

        def race(place: Store, new: Graph, build: str, barrier: Barrier = barrier) -> None:
            seen = place.seen()
            barrier.wait()
            publish(place, new, build, seen)

        with ThreadPoolExecutor() as threads:
            racing = [threads.submit(race, store, ONE, "b1"), threads.submit(race, other, TWO, "b2")]
            errors = [future.exception() for future in racing]
        [refused] = [error for error in errors if error is not None]
        assert isinstance(refused, StorageError)
        assert refused.retryable
        assert contents(store) == (ONE if errors[0] is None else TWO)
        held = store.seen().publication
        assert held is not None
        assert (held.build, held.epoch) == ("b1" if errors[0] is None else "b2", 1 if is_empty else 2)
