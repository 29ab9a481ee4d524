"""What reading through the port costs beside the bare SQL statement, in the same process on the same SQLite store.

    python bench/store_reads.py PATH/TO/store.sqlite

Each row: median milliseconds of the port's call and of a hand-written statement on a plain connection, and their ratio.
The bare side fetches the rows as tuples; the port's side gives what a caller works with.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.tokens import tokens
from research_graph.store.port import Snapshot
from research_graph.store.query import Direction, Order, Page, Side
from research_graph.store.sqlite.store import SqliteStore
from research_graph.store.traverse import neighborhood

ROUNDS = 7
TIE, AUTHORED = edge_kind("CO_AUTHORED_WITH"), edge_kind("AUTHORED")
AUTHOR, PAPER = node_kind("Author"), node_kind("Paper")
STRONGEST = (Order("strength", descending=True, side=Side.EDGE),)
NEWEST = (Order("year", descending=True), Order("sort_key"))


@dataclass(frozen=True)
class Case:
    """One question: how the port is asked, how SQL is asked, and the arguments of each repetition."""

    name: str
    ours: Callable[[Snapshot, Any], Any]
    bare: Callable[[sqlite3.Connection, Any], Any]
    arguments: Sequence[Any]


@dataclass(frozen=True)
class Result:
    """Median milliseconds a question."""

    name: str
    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def measure(path: Path, *, rounds: int = ROUNDS) -> Iterator[Result]:
    """Both sides of every case in turns, `rounds` times; the first round of each is not counted."""
    bare = sqlite3.connect(f"file:{path.absolute()}?mode=ro", uri=True, isolation_level=None, cached_statements=512)
    bare.execute("PRAGMA cache_size = -65536")
    bare.execute("PRAGMA mmap_size = 1073741824").fetchall()
    store = SqliteStore(path)
    with store.snapshot() as snapshot:
        bare.execute("BEGIN")
        for case in cases(bare):
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(rounds + 1):
                times[0].append(_timed(case.ours, snapshot, case.arguments))
                times[1].append(_timed(case.bare, bare, case.arguments))
            yield Result(case.name, statistics.median(times[0][1:]), statistics.median(times[1][1:]))
    store.close()
    bare.close()


def _timed(ask: Callable[[Any, Any], Any], asked: Any, arguments: Sequence[Any]) -> float:
    begin = time.perf_counter()
    for argument in arguments:
        ask(asked, argument)
    return (time.perf_counter() - begin) / len(arguments) * 1000


def cases(bare: sqlite3.Connection) -> Iterator[Case]:
    """The cases, about people and papers of this store: the best connected and others at even distances."""
    degrees = (
        "SELECT key FROM _degree WHERE kind = ? AND outgoing + incoming > ? ORDER BY outgoing + incoming DESC, key"
    )
    hubs = [row[0] for row in bare.execute(f"{degrees} LIMIT 50", (TIE.name, 0))]
    everyone = [row[0] for row in bare.execute(degrees, (TIE.name, 4))]
    people = everyone[:: max(1, len(everyone) // 100)]
    papers = [row[0] for row in bare.execute("SELECT key FROM Paper ORDER BY key LIMIT 300")]
    names = [row[0] for row in bare.execute("SELECT name FROM Author ORDER BY paper_count DESC, key LIMIT 100")]
    yield Case("one author, all fields", _author, _bare_author, people)
    yield Case("25 collaborators of an author", _collaborators, _bare_collaborators, people)
    yield Case("25 collaborators of a hub", _collaborators, _bare_collaborators, hubs)
    yield Case("10 collaborators of 50 authors each", _many_collaborators, _bare_many_collaborators, [hubs] * 5)
    yield Case("20 newest papers of an author", _papers, _bare_papers, people)
    yield Case("authors of 300 papers", _authors_of, _bare_authors_of, [papers] * 5)
    yield Case("20 newest papers of all", _newest, _bare_newest, [None] * 20)
    yield Case("counts of 300 authors", _counts, _bare_counts, [everyone[:300]] * 10)
    yield Case("search by whole name", _search, _bare_search, [tokens(name) for name in names])
    yield Case(
        "search while typing (3 letters)", _search, _bare_search, [[tokens(name)[-1][:3]] for name in names[:20]]
    )
    yield Case("edges among 300 authors", _among, _bare_among, [everyone[:300]] * 3)
    yield Case("neighborhood of 300 nodes, 2 hops", _neighborhood, _bare_neighborhood, hubs[:5])


def _author(snapshot: Snapshot, key: str) -> Any:
    return snapshot.nodes(AUTHOR, [key])


def _bare_author(bare: sqlite3.Connection, key: str) -> Any:
    return bare.execute("SELECT * FROM Author WHERE key = ?", (key,)).fetchall()


def _collaborators(snapshot: Snapshot, key: str) -> Any:
    return snapshot.neighbors(
        TIE,
        [key],
        direction=Direction.BOTH,
        page=Page(25),
        order=STRONGEST,
        edge_fields=("paper_count", "strength", "first_year", "last_year", "is_close"),
        node_fields=("name", "paper_count"),
    )


_BARE_COLLABORATORS = """
    SELECT t.source, t.target, t.paper_count, t.strength, t.first_year, t.last_year, t.is_close, n.key, n.name,
      n.paper_count FROM (
      SELECT * FROM (
        SELECT _row AS place, target AS other, strength FROM CO_AUTHORED_WITH WHERE source = :key
        UNION ALL SELECT _row, source, strength FROM CO_AUTHORED_WITH WHERE target = :key
        ORDER BY strength DESC, other LIMIT :size)
    ) best CROSS JOIN CO_AUTHORED_WITH t ON t._row = place CROSS JOIN Author n ON n.key = other
    ORDER BY t.strength DESC, n.key"""


def _bare_collaborators(bare: sqlite3.Connection, key: str) -> Any:
    return bare.execute(_BARE_COLLABORATORS, {"key": key, "size": 25}).fetchall()


def _many_collaborators(snapshot: Snapshot, keys: list[str]) -> Any:
    return snapshot.neighbors(
        TIE,
        keys,
        direction=Direction.BOTH,
        page=Page(10),
        order=STRONGEST,
        edge_fields=("paper_count", "strength", "first_year", "last_year", "is_close"),
        node_fields=("name", "paper_count"),
    )


def _bare_many_collaborators(bare: sqlite3.Connection, keys: list[str]) -> Any:
    one = _BARE_COLLABORATORS.replace(":size", "10")
    parts = [f"SELECT * FROM ({one.replace(':key', f'?{number + 1}')})" for number in range(len(keys))]
    return bare.execute(" UNION ALL ".join(parts), keys).fetchall()


def _papers(snapshot: Snapshot, key: str) -> Any:
    fields = ("title", "year", "type", "doi")
    return snapshot.neighbors(
        AUTHORED,
        [key],
        direction=Direction.OUT,
        page=Page(20),
        order=NEWEST,
        edge_fields=("position",),
        node_fields=fields,
    )


def _bare_papers(bare: sqlite3.Connection, key: str) -> Any:
    return bare.execute(
        "SELECT a.source, a.target, a.position, n.key, n.title, n.year, n.type, n.doi, n.sort_key FROM AUTHORED a "
        "CROSS JOIN Paper n ON n.key = a.target WHERE a.source = ? "
        "ORDER BY n.year DESC, n.sort_key NULLS LAST, n.key, a.position LIMIT 20",
        (key,),
    ).fetchall()


def _authors_of(snapshot: Snapshot, keys: list[str]) -> Any:
    order = (Order("position", side=Side.EDGE),)
    return snapshot.neighbors(
        AUTHORED,
        keys,
        direction=Direction.IN,
        page=Page(100),
        order=order,
        edge_fields=("position", "name"),
        node_fields=("name",),
    )


def _bare_authors_of(bare: sqlite3.Connection, keys: list[str]) -> Any:
    return bare.execute(
        "SELECT * FROM (SELECT k.key, a.source, a.target, a.position, a.name, n.key, n.name, "
        "row_number() OVER (PARTITION BY k.key ORDER BY a.position) AS place FROM json_each(?) k "
        "CROSS JOIN AUTHORED a ON a.target = k.value CROSS JOIN Author n ON n.key = a.source) WHERE place <= 100",
        (json.dumps(keys),),
    ).fetchall()


def _newest(snapshot: Snapshot, _: None) -> Any:
    return snapshot.top(PAPER, page=Page(20), order=NEWEST, fields=("title", "year", "doi"))


def _bare_newest(bare: sqlite3.Connection, _: None) -> Any:
    return bare.execute(
        "SELECT key, year, sort_key, title, doi FROM Paper ORDER BY year DESC, sort_key, key LIMIT 20"
    ).fetchall()


def _counts(snapshot: Snapshot, keys: list[str]) -> Any:
    return snapshot.counts(TIE, keys, direction=Direction.BOTH)


def _bare_counts(bare: sqlite3.Connection, keys: list[str]) -> Any:
    return bare.execute(
        "SELECT d.key, outgoing + incoming - loops FROM json_each(?) k CROSS JOIN _degree d ON d.key = k.value "
        "WHERE d.kind = 'CO_AUTHORED_WITH'",
        (json.dumps(keys),),
    ).fetchall()


def _search(snapshot: Snapshot, words: list[str]) -> Any:
    return snapshot.search([AUTHOR], words, Page(20), fields=("paper_count",))


_BARE_SEARCH = """
    SELECT n.key, n.name, n.paper_count, n.search_rank,
      iif(instr(' ' || n.search_tokens || ' ', ?), iif(instr(n.search_names, ?), 0, 1), 2) AS match
    FROM "_search Author" f CROSS JOIN Author n ON n._row = f.rowid WHERE "_search Author" MATCH ?
    ORDER BY match, n.search_rank DESC, n.key LIMIT 20"""


def _bare_search(bare: sqlite3.Connection, words: list[str]) -> Any:
    question = " ".join(f'"{word}"' for word in words) + "*"
    return bare.execute(_BARE_SEARCH, (f" {words[-1]} ", f"|{' '.join(words)}|", question)).fetchall()


def _among(snapshot: Snapshot, keys: list[str]) -> Any:
    return snapshot.edges_among([TIE], keys, fields=("strength", "paper_count", "first_year", "last_year"))


def _bare_among(bare: sqlite3.Connection, keys: list[str]) -> Any:
    return bare.execute(
        "WITH k AS MATERIALIZED (SELECT value AS key FROM json_each(?)) "
        "SELECT t.source, t.target, t.strength, t.paper_count, t.first_year, t.last_year FROM k "
        "CROSS JOIN CO_AUTHORED_WITH t ON t.source = k.key WHERE +t.target IN (SELECT key FROM k) ORDER BY 1, 2",
        (json.dumps(keys),),
    ).fetchall()


def _neighborhood(snapshot: Snapshot, key: str) -> Any:
    return neighborhood(snapshot, [key], depth=2, relations=[TIE], per_node=25, limit=300, fields=("paper_count",))


_BEST = """_row IN (SELECT place FROM (
    SELECT _row AS place, strength, target AS other FROM CO_AUTHORED_WITH WHERE source = {key}
    UNION ALL SELECT _row, strength, source FROM CO_AUTHORED_WITH WHERE target = {key}
    ORDER BY strength DESC, other LIMIT 25))"""
_BARE_NEIGHBORHOOD = f"""
    WITH one AS MATERIALIZED (
      SELECT iif(source = :root, target, source) AS key FROM CO_AUTHORED_WITH WHERE {_BEST.format(key=":root")}),
    two AS MATERIALIZED (
      SELECT iif(t.source = o.key, t.target, t.source) AS key,
        row_number() OVER (PARTITION BY o.key ORDER BY t.strength DESC) AS place
      FROM one o CROSS JOIN CO_AUTHORED_WITH t ON t.{_BEST.format(key="o.key")}),
    hops AS MATERIALIZED (
      SELECT key, min(hop) AS hop, min(place) AS place FROM (
        SELECT :root AS key, 0 AS hop, 0 AS place UNION ALL SELECT key, 1, 0 FROM one
        UNION ALL SELECT key, 2, place FROM two)
      GROUP BY key ORDER BY 2, 3, 1 LIMIT 300)
    SELECT 0, n.key, n.name, n.paper_count, h.hop, d.outgoing + d.incoming - d.loops
    FROM hops h CROSS JOIN Author n ON n.key = h.key
    CROSS JOIN _degree d ON d.key = h.key AND d.kind = 'CO_AUTHORED_WITH'
    UNION ALL
    SELECT 1, t.source, t.target, t.strength, t.paper_count, t.first_year FROM hops h
    CROSS JOIN CO_AUTHORED_WITH t ON t.source = h.key WHERE +t.target IN (SELECT key FROM hops)"""


def _bare_neighborhood(bare: sqlite3.Connection, key: str) -> Any:
    return bare.execute(_BARE_NEIGHBORHOOD, {"root": key}).fetchall()


def main() -> None:
    """Prints the table for the store named on the command line."""
    print(f"{'':38}{'port ms':>10}{'SQL ms':>10}{'ratio':>8}")
    for result in measure(Path(sys.argv[1])):
        print(f"{result.name:38}{result.ours:10.3f}{result.bare:10.3f}{result.ratio:8.2f}")


if __name__ == "__main__":
    main()
