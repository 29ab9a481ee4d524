"""Run as a script: reads a store over and over, each time several things in one snapshot, until a file appears.

Arguments: store, stop file. Fails when one snapshot sees two builds; prints how often each build was seen, as JSON.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.store.query import Direction, Page
from research_graph.store.sqlite.store import SqliteStore


def read_on(store: SqliteStore, stop: Callable[[], bool]) -> Counter[str]:
    """How many snapshots saw each build. In build `n` every author is called `n` and has ties of strength `n`."""
    seen: Counter[str] = Counter()
    author, tie = node_kind("Author"), edge_kind("CO_AUTHORED_WITH")
    while not stop():
        with store.snapshot() as snapshot:
            held = snapshot.publication()
            authors = snapshot.top(author, page=Page(1000), fields=["name"])
            keys = [found.key for found in authors]
            strengths = {edge.fields["strength"] for edge in snapshot.edges_among([tie], keys, fields=["strength"])}
            degrees = snapshot.counts(tie, keys, direction=Direction.BOTH)
            hits = snapshot.search([author], [held.build if held else "none"], Page(1000))
        assert held is not None
        assert {found.fields["name"] for found in authors} == {held.build}
        assert strengths == {float(held.build)}
        assert len(authors) == held.nodes["Author"] == len(hits) == len(degrees)
        seen[held.build] += 1
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read_on(SqliteStore(Path(sys.argv[1])), Path(sys.argv[2]).exists)))
