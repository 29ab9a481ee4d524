"""Servers side by side: asked in turns with the same questions, and what each took."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import orjson

from .graphql_client import Load, answers, load
from .graphql_process import Server, free_port, server

TIMES = 400
"""Requests of one measurement."""
FIRST = 300
"""Requests of the first round, which is not counted."""
UNLIMITED = {"RESEARCH_GRAPH_ANONYMOUS_RATE": "0", "RESEARCH_GRAPH_REQUEST_SECONDS": "60"}
COLD = {**UNLIMITED, "RESEARCH_GRAPH_ANSWER_CACHE_MIB": "0"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of the runs: processor milliseconds a request, requests a second, milliseconds of a request."""

    cpu: float
    rate: float
    p50: float
    p95: float

    def __str__(self) -> str:
        return f"{self.cpu:.2f} ms CPU, {self.rate:.0f}/s, p50 {self.p50:.1f}, p95 {self.p95:.1f} ms"


@dataclass(frozen=True, slots=True)
class Side:
    """A server and what it is asked, in rotation."""

    server: Server
    requests: Sequence[bytes]


@contextmanager
def service(url: str, scratch: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    """Our service over that store, as its users start it."""
    port = free_port()
    command = [sys.executable, "-m", "research_graph", "--workspace", scratch / "corpus", "--store", url]
    command += ["serve", "--port", str(port)]
    environment = {"RESEARCH_GRAPH_TOKEN_FILE": str(scratch / "tokens.json"), **settings}
    with server(command, port=port, log=scratch / f"service-{port}.log", environment=environment) as found:
        yield found


def compared(
    sides: Mapping[str, Side], *, clients: int, runs: int, times: int = TIMES, first: int = FIRST
) -> dict[str, Cost]:
    """What each side costs; they are asked in turns, after a first round that is not counted."""
    found: dict[str, list[tuple[float, Load]]] = {name: [] for name in sides}
    for turn in range(runs + 1):
        for name, side in sides.items():
            before = side.server.cpu()
            told = load(side.server.port, side.requests, clients=clients, times=times if turn else first)
            if turn:
                found[name].append(((side.server.cpu() - before) / times * 1000, told))
    return {
        name: Cost(
            median(cpu for cpu, _ in some),
            median(told.per_second for _, told in some),
            median(told.percentile(0.5) for _, told in some),
            median(told.percentile(0.95) for _, told in some),
        )
        for name, some in found.items()
    }


def check_equal(ours: Side, theirs: Side) -> None:
    """Raises where the two sides do not send the same data for the same questions."""
    both = zip(answers(ours.server.port, ours.requests), answers(theirs.server.port, theirs.requests), strict=True)
    for mine, other in both:
        if orjson.loads(mine)["data"] != orjson.loads(other)["data"]:
            raise AssertionError(f"answers differ:\n{mine[:500]!r}\n{other[:500]!r}")
