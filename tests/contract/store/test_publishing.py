"""What `apply` leaves behind: after a first load, changes, repetitions, removals and interruptions."""

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pytest
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.difference import Difference, KindDifference
from research_graph.schema.errors import StoreMismatch
from research_graph.store.port import Store
from research_graph.store.query import Direction, Page
from support.contents import contents, digests
from support.graphs import Graph, difference, edge, graph, key, kinds, load, node, publication
from support.small_world import small_world

A, P = [key("A", number) for number in range(4)], [key("P", number) for number in range(4)]
TIE = edge_kind("CO_AUTHORED_WITH")
OLD = graph(
    node("Author", A[0], name="Qun Liu", external_ids=["orcid:1", "orcid:2"]),
    node("Author", A[1], name="Ada Lovelace"),
    node("Author", A[2], name="Gone Soon", external_ids=["orcid:3"]),
    node("Paper", P[0], title="A title"),
    edge("CO_AUTHORED_WITH", A[0], A[1], strength=1.0),
    edge("CO_AUTHORED_WITH", A[0], A[2], strength=2.0),
    edge("AUTHORED", A[2], P[0], position=0),
)
NEW = graph(
    node("Author", A[0], name="Qún Liu-Smith", external_ids=["orcid:2", "orcid:4"]),
    node("Author", A[1], name="Ada Lovelace"),
    node("Author", A[3], name="Gone Never", external_ids=["orcid:3"]),
    node("Paper", P[0], title="A title"),
    node("Redirect", A[2], target=A[3]),
    edge("CO_AUTHORED_WITH", A[0], A[1], strength=3.0),
    edge("CO_AUTHORED_WITH", A[0], A[3], strength=2.0),
    edge("AUTHORED", A[3], P[0], position=0),
)


def _change(store: Store, old: Graph, new: Graph, *, base: str = "b1", build: str = "b2") -> None:
    store.apply(difference(old, new, base=base, build=build), publication(new, build))


def _epoch(store: Store) -> int:
    with store.snapshot() as snapshot:
        held = snapshot.publication()
    assert held is not None
    return held.epoch


def test_an_empty_store_answers_everything_with_nothing(store: Store) -> None:
    store.ping()
    assert contents(store) == Graph()
    with store.snapshot() as snapshot:
        assert snapshot.publication() is None
        assert snapshot.lookup(["orcid:1"]) == {}
        assert snapshot.redirects([A[0]]) == {}
        assert snapshot.search([node_kind("Author")], ["liu"], Page(5)) == []
        assert snapshot.degrees([TIE], A) == {}
    assert store.digests(TIE) == {}


def test_a_first_load_holds_every_value_of_every_kind(store: Store) -> None:
    world = small_world(4)
    load(store, world)
    assert contents(store) == world
    assert {kind.name: digests(kind, world) for kind in kinds()} == {kind.name: store.digests(kind) for kind in kinds()}


def test_the_publication_is_what_was_given_with_epoch_state_and_the_build_before(store: Store) -> None:
    first = publication(OLD, "b1", parameters={"half_life": 5, "names": ["a"]}, run="r1")
    store.apply(difference(None, OLD), first)
    with store.snapshot() as snapshot:
        assert snapshot.publication() == replace(first, epoch=1, state="ready")
    _change(store, OLD, NEW)
    with store.snapshot() as snapshot:
        assert snapshot.publication() == replace(publication(NEW, "b2"), epoch=2, state="ready", previous="b1")


def test_a_change_adds_changes_and_removes(store: Store) -> None:
    load(store, OLD)
    _change(store, OLD, NEW)
    assert contents(store) == NEW
    assert {kind.name: store.digests(kind) for kind in kinds()} == {kind.name: digests(kind, NEW) for kind in kinds()}


def test_what_is_derived_follows_a_change(store: Store) -> None:
    load(store, OLD)
    _change(store, OLD, NEW)
    author = node_kind("Author")
    with store.snapshot() as snapshot:
        found = {"orcid:2": ("Author", A[0]), "orcid:3": ("Author", A[3]), "orcid:4": ("Author", A[0])}
        assert snapshot.lookup(["orcid:1", "orcid:2", "orcid:3", "orcid:4"]) == found
        assert snapshot.redirects(A) == {A[2]: A[3]}
        assert snapshot.counts(TIE, A, direction=Direction.BOTH) == {A[0]: 2, A[1]: 1, A[3]: 1}
        assert snapshot.counts(edge_kind("AUTHORED"), [*A, *P], direction=Direction.IN) == {P[0]: 1}
        assert snapshot.degrees([TIE, edge_kind("AUTHORED")], A[2:]) == {A[3]: {"CO_AUTHORED_WITH": 1, "AUTHORED": 1}}
        words = ("smith", "gone", "soon")
        names = [[hit.name for hit in snapshot.search([author], [word], Page(5))] for word in words]
        assert names == [["Qún Liu-Smith"], ["Gone Never"], []]


def test_a_change_made_twice_is_made_once(store: Store) -> None:
    load(store, OLD)
    _change(store, OLD, NEW)
    _change(store, OLD, NEW)
    assert contents(store) == NEW
    with store.snapshot() as snapshot:
        assert snapshot.counts(TIE, A, direction=Direction.BOTH) == {A[0]: 2, A[1]: 1, A[3]: 1}
        assert len(snapshot.search([node_kind("Author")], ["liu"], Page(5))) == 1


def test_nothing_to_change_writes_nothing(store: Store) -> None:
    load(store, OLD)
    store.apply(difference(OLD, OLD, base="b1", build="b1"), publication(OLD, "b1"))
    assert _epoch(store) == 1


def test_the_same_rows_of_another_build_change_the_publication_only(store: Store) -> None:
    load(store, OLD)
    _change(store, OLD, OLD)
    assert contents(store) == OLD
    assert _epoch(store) == 2


def test_everything_can_go(store: Store) -> None:
    load(store, OLD)
    _change(store, OLD, Graph())
    assert contents(store) == Graph()
    with store.snapshot() as snapshot:
        assert snapshot.degrees([TIE], A) == {}
        assert snapshot.lookup(["orcid:1", "orcid:3"]) == {}


def test_a_difference_without_base_replaces_what_is_there(store: Store) -> None:
    load(store, OLD)
    load(store, NEW, "b9")
    assert contents(store) == NEW
    assert _epoch(store) == 2


def test_a_difference_made_from_digests_is_carried_out_on_what_is_there(store: Store) -> None:
    load(store, OLD)
    change = difference(OLD, NEW, base=None, build="b2")
    assert any(kind.unchanged for kind in change.kinds)
    store.apply(change, publication(NEW, "b2"))
    assert contents(store) == NEW


def test_a_difference_from_another_build_is_refused_and_changes_nothing(store: Store) -> None:
    load(store, OLD)
    with pytest.raises(StoreMismatch, match="b1"):
        _change(store, OLD, NEW, base="b7", build="b8")
    assert contents(store) == OLD
    assert _epoch(store) == 1


def test_a_difference_from_a_build_is_refused_by_an_empty_store(store: Store) -> None:
    with pytest.raises(StoreMismatch):
        _change(store, OLD, NEW)
    assert contents(store) == Graph()


@pytest.mark.parametrize("broken", ["Author", "Paper", "CO_AUTHORED_WITH", "AUTHORED"])
@pytest.mark.parametrize("part", ["upserts", "removals"])
def test_an_interrupted_change_is_simply_made_again(store: Store, broken: str, part: str) -> None:
    load(store, OLD)
    change = difference(OLD, NEW, base="b1", build="b2", batch=1)
    with pytest.raises(ConnectionAbortedError):
        store.apply(_breaking(change, broken, part), publication(NEW, "b2"))
    store.apply(change, publication(NEW, "b2"))
    assert contents(store) == NEW
    with store.snapshot() as snapshot:
        held = snapshot.publication()
        assert snapshot.degrees([TIE], A) == {A[0]: {TIE.name: 2}, A[1]: {TIE.name: 1}, A[3]: {TIE.name: 1}}
    assert held is not None
    assert (held.build, held.previous, held.state) == ("b2", "b1", "ready")


def test_an_interrupted_first_load_is_simply_made_again(store: Store) -> None:
    change = difference(None, NEW, build="b2", batch=1)
    with pytest.raises(ConnectionAbortedError):
        store.apply(_breaking(change, "AUTHORED", "upserts"), publication(NEW, "b2"))
    store.apply(change, publication(NEW, "b2"))
    assert contents(store) == NEW


def test_an_interrupted_change_can_be_followed_by_a_wider_one(store: Store) -> None:
    load(store, OLD)
    change = difference(OLD, NEW, base="b1", build="b2", batch=1)
    with pytest.raises(ConnectionAbortedError):
        store.apply(_breaking(change, "AUTHORED", "removals"), publication(NEW, "b2"))
    load(store, small_world(5), "b3")
    assert contents(store) == small_world(5)


def test_progress_counts_rows_to_the_end(store: Store) -> None:
    seen: list[tuple[str, int, int]] = []
    store.apply(difference(None, OLD, batch=2), publication(OLD), progress=lambda *step: seen.append(step))
    authors = [step for step in seen if step[0] == "Author"]
    assert authors[-1] == ("Author", 3, 3)
    assert [done for _, done, _ in authors] == sorted(done for _, done, _ in authors)


def _breaking(change: Difference, name: str, part: str) -> Difference:
    """The same difference, whose batches of one kind end in an error: after the first upserts, before any removal."""

    def batches(kind: KindDifference) -> Iterator[pa.RecordBatch]:
        if part == "upserts":
            yield from list(kind.upserts())[:1]
        raise ConnectionAbortedError("broken off")

    counter = "added" if part == "upserts" else "removed"  # so that no engine sees nothing to do
    changed = (
        replace(kind, **{counter: getattr(kind, counter) + 1, part: lambda kind=kind: batches(kind)})
        if kind.kind.name == name
        else kind
        for kind in change.kinds
    )
    return replace(change, kinds=tuple(changed))
