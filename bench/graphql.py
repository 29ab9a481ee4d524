"""The GraphQL service beside a plain route, bare SQL, Strawberry and (in graphql_neo4j) `@neo4j/graphql` on Node.

All servers run at once and are asked in turns; processor seconds are those of the server's own process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from statistics import median

import orjson

from .corpus import clustered_anthology, people_of
from .graphql_asked import AUTHOR_PAGE, HUB, OURS, SHAPES, TITLES, TOTALS, graphql, keyed, plain
from .graphql_attacks import attacks
from .graphql_client import answers
from .graphql_neo4j import beside_peer
from .graphql_process import Server, free_port, server
from .graphql_sides import COLD, TIMES, UNLIMITED, Side, check_equal, compared, service
from .table import Line

ROOT = Path(__file__).parents[1]


def lines(data: Path, scratch: Path, *, runs: int) -> Iterator[Line]:
    """All rows about the service."""
    workspace = clustered_anthology(data, scratch)
    store = workspace.path.absolute() / "store.sqlite"
    people, known, hub = people_of(store)
    with ExitStack() as stack:
        cold = stack.enter_context(service(f"sqlite:///{store}", scratch, COLD))
        warm = stack.enter_context(service(f"sqlite:///{store}", scratch, UNLIMITED))
        kept = orjson.loads(answers(cold.port, [keyed(OURS["c"], people[0])])[0])["extensions"]
        routes = stack.enter_context(_python("graphql_routes", store, scratch, orjson.dumps(kept).decode()))
        strawberry = stack.enter_context(_python("graphql_strawberry", store, scratch))
        yield from _neighborhoods(cold, warm, routes, strawberry, known, runs)
        yield from _beside_sql(cold, routes, people, runs)
        yield from _figures(cold, people, hub, runs)
    with service(f"sqlite:///{store}", scratch, {"RESEARCH_GRAPH_INTROSPECTION": "false"}) as attacked:
        yield from attacks(attacked, store, people, hub)
    yield from beside_peer(workspace, scratch, people, runs=runs)


def _neighborhoods(
    cold: Server, warm: Server, routes: Server, strawberry: Server, people: Sequence[str], runs: int
) -> Iterator[Line]:
    asked = [keyed(OURS["c"], key) for key in people]
    sides = {
        "ours": Side(cold, asked),
        "kept": Side(warm, asked),
        "plain": Side(routes, [plain("/neighborhood", key) for key in people]),
        "strawberry": Side(strawberry, asked),
    }
    if answers(cold.port, asked) != answers(routes.port, sides["plain"].requests):
        raise AssertionError("the plain route sends other bytes")
    check_equal(sides["ours"], sides["strawberry"])
    found = [orjson.loads(body)["data"]["neighborhood"] for body in answers(cold.port, asked)]
    size = ", ".join(f"{median(len(one[name]) for one in found):.0f} {name}" for name in ("nodes", "edges"))
    for clients in (1, 16):
        costs = compared(sides, clients=clients, runs=runs, times=TIMES if clients > 1 else TIMES // 2)
        what = f"SQLite: neighborhood ({size}), {clients} client{'s' if clients > 1 else ''}"
        for name, against, target in (
            ("ours", "plain", "≤ 2.0"),
            ("kept", "plain", "< 1.0"),
            ("ours", "strawberry", ""),
        ):
            mine, theirs = costs[name], costs[against]
            cached = ", answer kept" if name == "kept" else ""
            called = "plain route, same store call and bytes" if against == "plain" else "Strawberry as it comes"
            yield Line(what + cached, f"{called} (CPU)", mine.cpu / theirs.cpu, target, f"{mine} against {theirs}")


def _beside_sql(cold: Server, routes: Server, people: Sequence[str], runs: int) -> Iterator[Line]:
    for shape in SHAPES:
        sides = {
            "ours": Side(cold, [keyed(OURS[shape], key) for key in people]),
            "bare": Side(routes, [plain(f"/{shape}", key) for key in people]),
        }
        check_equal(sides["ours"], sides["bare"])
        for clients in (1, 16):
            costs = compared(sides, clients=clients, runs=runs)
            what = f"SQLite: ({shape}) {TITLES[shape]}, {clients} client{'s' if clients > 1 else ''}"
            detail = f"{costs['ours']} against {costs['bare']}"
            yield Line(what, "bare SQL route (CPU)", costs["ours"].cpu / costs["bare"].cpu, "≤ 1.5", detail)


def _figures(cold: Server, people: Sequence[str], hub: str, runs: int) -> Iterator[Line]:
    """What is to stay below a number of milliseconds, by itself."""
    asked = {"author page": ([keyed(AUTHOR_PAGE, key) for key in people], "p95 < 50 ms")}
    asked |= {f"totalCount of {name}": ([graphql(text)], "≤ 20 ms") for name, text in TOTALS.items()}
    asked["two hops around the best connected, all relations"] = ([keyed(HUB, hub)], "< 100 ms")
    for name, (requests, target) in asked.items():
        cost = compared({"ours": Side(cold, requests)}, clients=1, runs=runs, times=TIMES // 4)["ours"]
        yield Line(f"SQLite: {name}, 1 client", "", None, target, str(cost))


def _python(module: str, store: Path, scratch: Path, *more: str) -> AbstractContextManager[Server]:
    port = free_port()
    command = [sys.executable, "-m", f"{__package__}.{module}", store, str(port), *more]
    return server(command, port=port, log=scratch / f"{module}.log", folder=ROOT)
