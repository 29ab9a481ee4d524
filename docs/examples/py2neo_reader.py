"""Reads a person and their collaborators through py2neo, for notebooks that are built on it.

    python docs/examples/py2neo_reader.py "Qun Liu" --url bolt://localhost:7687

py2neo is no longer maintained. New work is better done with the official driver; docs/adr/0005 says what fails here.
"""

import argparse
import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from py2neo import Graph, Node

COLLABORATORS = """
MATCH (person:Author {key: $key})-[tie:CO_AUTHORED_WITH]-(other:Author)
RETURN other.key AS key, other.name AS name, tie.paper_count AS papers, tie.strength AS strength,
       tie.last_year AS last_year, tie.is_close AS is_close
ORDER BY tie.strength DESC, other.key LIMIT $limit
"""


@contextmanager
def opened(url: str, user: str, password: str) -> Iterator[Graph]:
    """A py2neo graph over bolt:// or neo4j://, whose connections are closed at the end."""
    graph = Graph(url, auth=(user, password))
    try:
        yield graph
    finally:
        graph.service.connector.close()


def people(graph: Graph, name: str) -> list[Node]:
    """Everybody of that name, the one with most papers first; fields are read as `node["paper_count"]`."""
    return list(graph.nodes.match("Author", name=name).order_by("_.paper_count DESC, _.key"))


def collaborators(graph: Graph, key: str, limit: int = 25) -> list[dict[str, Any]]:
    """Rows of a person's collaborators, strongest ties first."""
    return graph.run(COLLABORATORS, key=key, limit=limit).data()


def collaborators_frame(graph: Graph, key: str, limit: int = 25) -> Any:
    """The same as a pandas frame; pandas has to be installed."""
    return graph.run(COLLABORATORS, key=key, limit=limit).to_data_frame()


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--url", default="bolt://localhost:7687")
    parser.add_argument("--user", default="neo4j")
    parser.add_argument("--password", help="asked for where it is not given")
    args = parser.parse_args()
    with opened(args.url, args.user, args.password or getpass.getpass()) as graph:
        for person in people(graph, args.name):
            print(f"{person['name']} ({person['key']}), {person['paper_count']} papers")
            for row in collaborators(graph, person["key"]):
                print(f"  {row['strength']:7.2f}  {row['papers']:4}  {row['last_year']}  {row['name']}")


if __name__ == "__main__":
    main()
