"""Routes without GraphQL that send what our service sends: by the same store call, and by SQL written by hand.

    python -m bench.graphql_routes STORE PORT EXTENSIONS

Both read in two threads, as the service does: to read in the event loop would be cheaper and keep all others waiting.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from research_graph.schema.catalog import edge_kind
from research_graph.store.sqlite.store import SqliteStore
from research_graph.store.traverse import neighborhood
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Answer = Callable[[str], Any]
THREADS = 2
TIE = edge_kind("CO_AUTHORED_WITH")
PAPERS = (
    "SELECT p.key, p.title, p.year FROM AUTHORED e CROSS JOIN Paper p ON p.key = e.target WHERE e.source = ? "
    "ORDER BY p.year DESC, p.sort_key NULLS LAST, p.key, e.position LIMIT 20"
)
AUTHORS = (
    "SELECT k.value, n.key, n.name FROM json_each(?) k CROSS JOIN AUTHORED e ON e.target = k.value "
    "CROSS JOIN Author n ON n.key = e.source ORDER BY k.key, e.position, n.key"
)
BEST = """_row IN (SELECT place FROM (
    SELECT _row AS place, strength, target AS other FROM CO_AUTHORED_WITH WHERE source = {key}
    UNION ALL SELECT _row, strength, source FROM CO_AUTHORED_WITH WHERE target = {key}
    ORDER BY strength DESC, other LIMIT 25))"""
COLLABORATORS = f"""
    SELECT k.value, t.strength, n.key, n.name FROM json_each(?) k
    CROSS JOIN CO_AUTHORED_WITH t ON t.{BEST.format(key="k.value")}
    CROSS JOIN Author n ON n.key = iif(t.source = k.value, t.target, t.source)
    ORDER BY k.key, t.strength DESC, n.key"""
NEIGHBORHOOD = f"""
    WITH one AS MATERIALIZED (
      SELECT iif(source = :root, target, source) AS key, strength FROM CO_AUTHORED_WITH
      WHERE {BEST.format(key=":root")} ORDER BY strength DESC, key),
    first AS MATERIALIZED (SELECT key, row_number() OVER () AS place FROM one),
    two AS MATERIALIZED (
      SELECT iif(t.source = o.key, t.target, t.source) AS key,
        row_number() OVER (PARTITION BY o.key ORDER BY t.strength DESC, iif(t.source = o.key, t.target, t.source))
          AS place
      FROM one o CROSS JOIN CO_AUTHORED_WITH t ON t.{BEST.format(key="o.key")}),
    hops AS MATERIALIZED (
      SELECT key, min(hop) AS hop, min(place) AS place FROM (
        SELECT :root AS key, 0 AS hop, 0 AS place UNION ALL SELECT key, 1, place FROM first
        UNION ALL SELECT key, 2, place FROM two WHERE key <> :root AND key NOT IN (SELECT key FROM one))
      GROUP BY key ORDER BY 2, 3, 1 LIMIT 300)
    SELECT * FROM (SELECT n.key, n.name, h.hop, d.outgoing + d.incoming - d.loops, n.last_year
      FROM hops h CROSS JOIN Author n ON n.key = h.key
      CROSS JOIN _degree d ON d.key = h.key AND d.kind = 'CO_AUTHORED_WITH' ORDER BY h.hop, h.place, h.key)
    UNION ALL
    SELECT * FROM (SELECT t.source, t.target, t.strength, t.paper_count, 'edge' FROM hops h
      CROSS JOIN CO_AUTHORED_WITH t ON t.source = h.key WHERE +t.target IN (SELECT key FROM hops)
      ORDER BY t.source, t.target)"""


def main() -> None:
    """Serves until it is ended."""
    store, port, extensions = sys.argv[1:]
    bare = _Bare(store)
    answers: dict[str, Answer] = {
        "/neighborhood": _by_store(Path(store), orjson.loads(extensions)),
        "/a": bare.papers,
        "/b": bare.collaborators,
        "/c": bare.neighborhood,
    }
    threads = ThreadPoolExecutor(THREADS)
    routes = [Route(path, _route(answer, threads), methods=["POST"]) for path, answer in answers.items()]
    uvicorn.run(Starlette(routes=routes), port=int(port), access_log=False, log_level="warning")


def _route(answer: Answer, threads: ThreadPoolExecutor) -> Callable[[Request], Any]:
    async def route(request: Request) -> Response:
        key = orjson.loads(await request.body())["id"]
        body = await asyncio.get_running_loop().run_in_executor(threads, lambda: orjson.dumps(answer(key)))
        return Response(body, media_type="application/json")

    return route


def _by_store(path: Path, extensions: dict[str, Any]) -> Answer:
    """The same call of the port as behind the service's neighborhood, and the same answer."""
    store = SqliteStore(path)

    def answer(key: str) -> Any:
        with store.snapshot() as snapshot:
            found = neighborhood(
                snapshot,
                [key],
                depth=2,
                relations=[TIE],
                per_node=25,
                limit=300,
                fields=("year", "last_year"),
                edge_fields=("strength", "paper_count"),
            )
        nodes = [
            {
                "id": node.key,
                "kind": "AUTHOR",
                "name": node.name,
                "hop": node.hop,
                "degree": node.degree,
                "year": node.fields["last_year"],
            }
            for node in found.nodes
        ]
        edges = [
            {
                "source": edge.source,
                "target": edge.target,
                "kind": edge.kind,
                "strength": edge.fields["strength"],
                "paperCount": edge.fields["paper_count"],
            }
            for edge in found.edges
        ]
        return {"data": {"neighborhood": {"nodes": nodes, "edges": edges}}, "extensions": extensions}

    return answer


class _Bare:
    """Statements written by hand on a connection a thread."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._local = threading.local()

    def _rows(self, sql: str, *parameters: Any) -> list[Any]:
        if not hasattr(self._local, "connection"):
            found = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, isolation_level=None)
            found.execute("PRAGMA cache_size = -65536")
            found.execute("PRAGMA mmap_size = 1073741824").fetchall()
            self._local.connection = found
        rows: list[Any] = self._local.connection.execute(sql, parameters).fetchall()
        return rows

    def _name(self, key: str) -> str:
        name: str = self._rows("SELECT name FROM Author WHERE key = ?", key)[0][0]
        return name

    def papers(self, key: str) -> Any:
        """The author, papers, authors of each."""
        name = self._name(key)
        papers: dict[str, Any] = {
            paper: {"id": paper, "title": title, "year": year, "authors": {"nodes": []}}
            for paper, title, year in self._rows(PAPERS, key)
        }
        for paper, author, called in self._rows(AUTHORS, orjson.dumps(list(papers)).decode()):
            papers[paper]["authors"]["nodes"].append({"id": author, "name": called})
        return {"data": {"author": {"id": key, "name": name, "papers": {"nodes": list(papers.values())}}}}

    def collaborators(self, key: str) -> Any:
        """The author, co-authors, co-authors of each."""
        name = self._name(key)
        first = self._rows(COLLABORATORS, orjson.dumps([key]).decode())
        second: dict[str, list[Any]] = {other: [] for _, _, other, _ in first}
        for near, strength, other, called in self._rows(COLLABORATORS, orjson.dumps(list(second)).decode()):
            second[near].append({"strength": strength, "node": {"id": other, "name": called}})
        edges = [
            {"strength": strength, "node": {"id": other, "name": called, "collaborators": {"edges": second[other]}}}
            for _, strength, other, called in first
        ]
        return {"data": {"author": {"id": key, "name": name, "collaborators": {"edges": edges}}}}

    def neighborhood(self, key: str) -> Any:
        """Nodes and edges."""
        nodes, edges = [], []
        for one, two, three, four, five in self._rows(NEIGHBORHOOD.replace(":root", "?1"), key):
            if five == "edge":
                edges.append({"source": one, "target": two, "kind": TIE.name, "strength": three, "paperCount": four})
            else:
                nodes.append({"id": one, "kind": "AUTHOR", "name": two, "hop": three, "degree": four, "year": five})
        return {"data": {"neighborhood": {"nodes": nodes, "edges": edges}}}


if __name__ == "__main__":
    main()
