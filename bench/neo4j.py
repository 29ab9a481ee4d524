"""The full Anthology into a real Neo4j server: publishing beside a bare UNWIND loop, import, reads beside Cypher."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import neo4j
from research_graph.assembly.build import Build
from research_graph.assembly.difference import difference
from research_graph.pipeline import current_build
from research_graph.schema.catalog import edge_kind, edge_kinds, node_kind, node_kinds
from research_graph.store.neo4j.offline import write_import_files
from research_graph.store.neo4j.publishing import BATCH_ROWS
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.query import Direction, Order, Page, Side
from research_graph.store.traverse import neighborhood

from .corpus import anthology
from .neo4j_publish import CONSTRAINT, bare_statement, wipe, write
from .table import Line

PASSWORD = "bench-password"
RUNNER = Path(__file__).parents[1] / "tools" / "neo4j" / "server.py"
TIE = edge_kind("CO_AUTHORED_WITH")
BARE_TIES = (
    "MATCH (a:Author {key: $key})-[r:CO_AUTHORED_WITH]-(b:Author) RETURN r.strength, r.paper_count, b.key, b.name "
    "ORDER BY r.strength DESC, b.key LIMIT 25"
)
BARE_NEIGHBORHOOD = """
    MATCH (root:Author {key: $key})
    CALL (root) { MATCH (root)-[r:CO_AUTHORED_WITH]-(n) WITH r, n ORDER BY r.strength DESC, n.key LIMIT 25
      RETURN collect(n) AS one }
    CALL (one) { UNWIND one AS o
      CALL (o) { MATCH (o)-[r:CO_AUTHORED_WITH]-(n) WITH r, n ORDER BY r.strength DESC, n.key LIMIT 25
        RETURN collect(n) AS best }
      UNWIND range(0, size(best) - 1) AS place WITH best[place] AS n, place
      WITH n, min(place) AS place ORDER BY place, n.key RETURN collect(n) AS two }
    WITH one, ([root] + one + [n IN two WHERE n <> root AND NOT n IN one])[..300] AS nodes
    CALL (nodes) { UNWIND nodes AS n
      RETURN collect([n.key, n.name, n.paper_count, COUNT { (n)-[:CO_AUTHORED_WITH]-() }]) AS found }
    CALL (nodes) { UNWIND nodes AS a MATCH (a)-[r:CO_AUTHORED_WITH]->(b) WHERE b IN nodes
      RETURN collect([a.key, b.key, r.strength, r.paper_count, r.first_year, r.last_year]) AS edges }
    RETURN found, edges, size(one)"""
"""The same nodes and edges with the same fields as the port's; rows as lists, since a record each takes three times."""
HUBS = (
    "MATCH (a:Author) WITH a, COUNT { (a)-[:CO_AUTHORED_WITH]-() } AS ties ORDER BY ties DESC, a.key LIMIT 20 "
    "RETURN a.key"
)
BARE_AUTHOR = "MATCH (a:Author {key: $key}) RETURN a"


def lines(data: Path, scratch: Path, *, runs: int) -> Iterator[Line]:
    """Rows about Neo4j; the server runs on this machine for as long as it takes."""
    build = current_build(anthology(data, scratch))
    assert build is not None
    rows = sum(build.rows(kind) for kind in (*node_kinds().values(), *edge_kinds().values()))
    with _server(scratch / "online") as uri, _driver(uri) as driver:
        bare = rows / _bare(driver, build)
        wipe(driver)
        store = Neo4jStore(uri, user="neo4j", password=PASSWORD)
        started = time.perf_counter()
        store.apply(difference(None, build), build.publication())
        online = rows / (time.perf_counter() - started)
        detail = f"{online:,.0f} rows/s against {bare:,.0f}; {rows:,} rows"
        yield Line("Neo4j: online publish, rows per second", "bare UNWIND loop", online / bare, "≥ 0.8", detail)
        yield from _reads(store, driver, build, runs)
        store.close()
    yield _offline(build, scratch, rows, bare)


def _bare(driver: neo4j.Driver, build: Build) -> float:
    """Seconds that the server and the driver take for all rows; rows are Python values before the clock starts."""
    spent = 0.0
    with driver.session() as session:
        for label in node_kinds():
            session.run(CONSTRAINT.format(label=label)).consume()
        for kind in (*node_kinds().values(), *edge_kinds().values()):
            statement = bare_statement(kind)
            for batch in build.batches(kind):
                rows = batch.to_pylist()
                assert len(rows) <= BATCH_ROWS
                if kind.name in edge_kinds():
                    rows = [{"source": row.pop("source"), "target": row.pop("target"), "fields": row} for row in rows]
                started = time.perf_counter()
                session.execute_write(write, statement, rows)
                spent += time.perf_counter() - started
    return spent


def _reads(store: Neo4jStore, driver: neo4j.Driver, build: Build, runs: int) -> Iterator[Line]:
    authors = build.table(node_kind("Author"), ["key", "paper_count"]).sort_by([("paper_count", "descending")])
    keys = authors["key"].to_pylist()[:2000:20]
    with store.snapshot() as snapshot, driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        cases: list[tuple[str, Callable[[str], object], Callable[[str], object]]] = [
            (
                "one author, all fields",
                lambda key: snapshot.nodes(node_kind("Author"), [key]),
                lambda key: [dict(row["a"]) for row in session.run(BARE_AUTHOR, key=key)],
            ),
            (
                "25 collaborators by strength",
                lambda key: snapshot.neighbors(
                    TIE,
                    [key],
                    direction=Direction.BOTH,
                    page=Page(25),
                    order=(Order("strength", descending=True, side=Side.EDGE),),
                    edge_fields=("strength", "paper_count"),
                    node_fields=("name",),
                ),
                lambda key: session.run(BARE_TIES, key=key).values(),
            ),
        ]
        for name, ours, bare in cases:
            yield _read(name, ours, bare, keys, "≤ 1.3", runs)
        hubs = [key for (key,) in session.run(HUBS).values()]
        yield _read(
            "neighborhood of 300 nodes, 2 hops",
            lambda key: neighborhood(
                snapshot, [key], depth=2, relations=[TIE], per_node=25, limit=300, fields=("paper_count",)
            ),
            lambda key: session.run(BARE_NEIGHBORHOOD, key=key).values(),
            hubs,
            "≤ 1.5",
            runs,
        )


def _read(
    name: str, ours: Callable[[str], object], bare: Callable[[str], object], keys: list[str], wanted: str, runs: int
) -> Line:
    """Both sides in turns; the first two rounds warm the server's plans and caches and are not counted."""
    measured = [(_each(ours, keys), _each(bare, keys)) for _ in range(max(runs, 3) + 2)][2:]
    mine, theirs = (median(side) for side in zip(*measured, strict=True))
    detail = f"{mine * 1000:.2f} ms against {theirs * 1000:.2f} ms"
    return Line(f"Neo4j: {name}", "bare Cypher", mine / theirs, wanted, detail)


def _each(ask: Callable[[str], object], keys: list[str]) -> float:
    started = time.perf_counter()
    for key in keys:
        ask(key)
    return (time.perf_counter() - started) / len(keys)


def _offline(build: Build, scratch: Path, rows: int, bare: float) -> Line:
    """Writing the files and running the importer, as a rate beside the bare loop's."""
    started = time.perf_counter()
    words = write_import_files(difference(None, build), build.publication(), scratch / "import")
    subprocess.run(
        [sys.executable, RUNNER, "--home", scratch / "offline", "--admin", *words], check=True, capture_output=True
    )
    spent = time.perf_counter() - started
    return Line("Neo4j: offline import, rows per second", "bare UNWIND loop", rows / spent / bare, "", f"{spent:.0f} s")


@contextmanager
def _server(home: Path) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, RUNNER, "--home", home, "--bolt-port", str(port), "--http-port", "0"]
    command += ["--password", PASSWORD, "--with-parent", "--heap", "2g"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        if not server.stdout.readline().startswith("READY"):
            raise RuntimeError("the Neo4j server did not start")
        yield f"bolt://localhost:{port}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _driver(uri: str) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(uri, auth=("neo4j", PASSWORD), notifications_min_severity="OFF") as driver:
        yield driver


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
