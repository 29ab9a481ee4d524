"""A process that publishes and kills itself in the middle; its server, deed and moment are arguments."""

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from research_graph.store.neo4j import publishing
from research_graph.store.neo4j.store import Neo4jStore
from support.graphs import Graph, difference, publication
from support.small_world import small_world


def main(uri: str, user: str, step: str, calls: int) -> None:
    publishing.BATCH_ROWS = 16
    left = calls

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    old, new = small_world(1), small_world(2)
    store = Neo4jStore(uri, user=user, password=os.environ["VICTIM_PASSWORD"])
    if step == "first":
        both = Graph({name: [*old.rows[name], *new.rows.get(name, [])] for name in old.rows})
        store.apply(difference(None, both), publication(both), progress=count)
    else:
        change = difference(old, new, base="b1", build="b2")
        store.apply(change, publication(new, "b2"), progress=count)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
