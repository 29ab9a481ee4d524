"""What is done with a store that may not be usable: each says the same of what is wrong."""

from research_graph.store.neo4j.store import Neo4jStore
from support.graphs import Graph, difference, publication


def ping(store: Neo4jStore) -> None:
    store.ping()


def read(store: Neo4jStore) -> None:
    with store.snapshot() as snapshot:
        snapshot.publication()


def publish(store: Neo4jStore) -> None:
    store.apply(difference(None, Graph()), publication(Graph()))


ACTS = (ping, read, publish)
