"""A question of the port that keeps any engine at work for longer than a test waits, on a graph of a few megabytes."""

from research_graph.schema.catalog import node_kind
from research_graph.store.port import Snapshot
from research_graph.store.query import Compare, Operator, Some

from .graphs import Graph, graph, key, node

PAPERS = 100
_LETTERS = 50_000
_PARTS = 900


def long_papers() -> Graph:
    """Papers with abstracts in which a part has to be looked for at every letter."""
    text = "a" * _LETTERS
    return graph(*(node("Paper", key("P", number), title="Long", abstract=text) for number in range(PAPERS)))


def endless(snapshot: Snapshot) -> None:
    """Looks for many parts in all abstracts and finds none."""
    parts = (Compare("abstract", Operator.CONTAINS, "a" * 30 + f"b{number}") for number in range(_PARTS))
    snapshot.tally_nodes(node_kind("Paper"), where=Some(tuple(parts)))
