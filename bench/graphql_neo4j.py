"""Our service over a real Neo4j server beside `@neo4j/graphql` on Node over the same one, 16 clients.

Processor seconds are those of the service and of the database together. Neither side keeps answers.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import write_import
from research_graph.store.open import open_store

from .graphql_asked import OURS, PEER, SHAPES, TITLES, keyed
from .graphql_client import answers
from .graphql_process import Server, descendants, free_port, server
from .graphql_sides import COLD, Side, compared, service
from .table import Line

PASSWORD = "bench-password"
RUNNER = Path(__file__).parents[1] / "tools" / "neo4j" / "server.py"
PEER_FOLDER = Path(__file__).parent / "graphql_peer"
CLIENTS = 16
FIRST, TIMES = 3_000, 1_500
"""Requests before any is counted, and of a round: Java and Node get faster for thousands of them, on both sides."""


def beside_peer(workspace: Workspace, scratch: Path, people: Sequence[str], *, runs: int) -> Iterator[Line]:
    """Two rows a shape; one that says so where there is no Node."""
    if shutil.which("npm") is None:
        yield Line("Neo4j: GraphQL", "@neo4j/graphql on Node", None, "", "not measured: no Node here")
        return
    with ExitStack() as stack:
        uri, java = stack.enter_context(_database(workspace, scratch))
        ours, peer = stack.enter_context(_ours(uri, java, scratch)), stack.enter_context(_peer(uri, java, scratch))
        for shape in SHAPES:
            yield from _rows(shape, ours, peer, people, runs)


def _rows(shape: str, ours: Server, peer: Server, people: Sequence[str], runs: int) -> Iterator[Line]:
    sides = {
        "ours": Side(ours, [keyed(OURS[shape], key) for key in people]),
        "peer": Side(peer, [keyed(PEER[shape], key) for key in people]),
    }
    _check(shape, sides["ours"], sides["peer"])
    costs = compared(sides, clients=CLIENTS, runs=runs, times=TIMES, first=FIRST)
    mine, theirs = costs["ours"], costs["peer"]
    what, against = f"Neo4j: ({shape}) {TITLES[shape]}, {CLIENTS} clients", "@neo4j/graphql on Node"
    yield Line(what, f"{against} (CPU, with the database)", mine.cpu / theirs.cpu, "≤ 0.5", f"{mine} against {theirs}")
    yield Line(what, f"{against} (requests/s)", mine.rate / theirs.rate, "≥ 3")


def _check(shape: str, ours: Side, peer: Side) -> None:
    """Raises where an answer of the peer has errors or is of another size than ours; equal ties come as they please."""
    for mine, other in zip(
        answers(ours.server.port, ours.requests), answers(peer.server.port, peer.requests), strict=True
    ):
        found, there = orjson.loads(mine), orjson.loads(other)
        if "errors" in there or not 0.9 < _size(shape, found["data"]) / _size(shape, there["data"]) < 1.1:
            raise AssertionError(f"answers differ:\n{mine[:500]!r}\n{other[:500]!r}")


def _size(shape: str, data: dict[str, object]) -> int:
    """How many of the rows that take work an answer has."""
    text = orjson.dumps(data)
    return text.count(b'"strength"') if shape == "b" else text.count(b'"name"')


@contextmanager
def _database(workspace: Workspace, scratch: Path) -> Iterator[tuple[str, Sequence[int]]]:
    """A server with the workspace's build, imported offline: its address, the processes that do its work."""
    home, port = scratch / "graphql-neo4j", free_port()
    if not home.is_dir():
        words = write_import(workspace, scratch / "graphql-import")
        subprocess.run([sys.executable, RUNNER, "--home", home, "--admin", *words], check=True, capture_output=True)
    command = [sys.executable, RUNNER, "--home", home, "--bolt-port", str(port), "--http-port", "0"]
    command += ["--password", PASSWORD, "--with-parent", "--heap", "2g"]
    with server(command, port=port, log=scratch / "graphql-neo4j.log", ready="READY") as found:
        uri = f"bolt://localhost:{port}"
        store = open_store(uri, user="neo4j", password=PASSWORD)
        with store.snapshot():  # makes the indexes that an import leaves to be made
            pass
        store.close()
        yield uri, descendants(found.processes[0])


@contextmanager
def _ours(uri: str, java: Sequence[int], scratch: Path) -> Iterator[Server]:
    user = {"RESEARCH_GRAPH_NEO4J_USER": "neo4j", "RESEARCH_GRAPH_NEO4J_PASSWORD": PASSWORD}
    with service(uri, scratch, {**COLD, **user}) as found:
        yield replace(found, processes=(*found.processes, *java))


@contextmanager
def _peer(uri: str, java: Sequence[int], scratch: Path) -> Iterator[Server]:
    folder, port = scratch / "graphql-peer", free_port()
    if not (folder / "node_modules").is_dir():
        shutil.copytree(PEER_FOLDER, folder, dirs_exist_ok=True)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, capture_output=True)
    shutil.copy(PEER_FOLDER / "server.js", folder)
    command = ["node", "server.js", str(port), uri, PASSWORD]
    with server(command, port=port, log=scratch / "graphql-peer.log", also=java, folder=folder) as found:
        yield found
