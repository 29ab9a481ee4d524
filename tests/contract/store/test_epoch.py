"""A request asks for epoch and state at its end: they are the publication's, and change with every publish."""

from research_graph.store.port import Store
from support.graphs import graph, key, load, node

WORLD = graph(node("Author", key("A", 1)))


def _epoch(store: Store) -> tuple[int, str] | None:
    with store.snapshot() as snapshot:
        held = snapshot.publication()
        assert snapshot.epoch() == ((held.epoch, held.state) if held else None)
        return snapshot.epoch()


def test_epoch_and_state_are_those_of_the_publication(store: Store) -> None:
    assert _epoch(store) is None
    load(store, WORLD)
    assert _epoch(store) == (1, "ready")
    load(store, WORLD, "b2")
    assert _epoch(store) == (2, "ready")


def test_the_same_publication_is_told_apart_from_a_changed_one(store: Store) -> None:
    held = []
    for build in ("b1", "b1", "b2"):
        load(store, WORLD, build)
        with store.snapshot() as one, store.snapshot() as other:
            assert one.publication() == other.publication()
            held.append(one.publication())
    assert [publication.build for publication in held if publication] == ["b1", "b1", "b2"]
