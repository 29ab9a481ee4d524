"""A Neo4j server that refuses the password or is too old, with everything real but the network: status 4 and a hint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import neo4j
import pytest
from neo4j.exceptions import Neo4jError, ServiceUnavailable
from research_graph.ledger.workspace import Workspace
from support.cli import Ended, run

SERVER = "neo4j://ann:s3cret@db:7687"
COMMANDS = [("stats",), ("search", "x"), ("show", "author", "x"), ("publish",), ("verify",), ("doctor",)]


class Server:
    """What the driver connects to: `answer` gives the server's agent, or raises what the driver would."""

    def __init__(self, answer: Callable[[], str]) -> None:
        self.answer = answer
        self.asked: list[str] = []

    @contextmanager
    def session(self, **_: object) -> Iterator[Server]:
        yield self

    def run(self, query: str, *_: object, **__: object) -> Any:
        self.asked.append(query)
        agent = self.answer()
        if query != "RETURN 1":
            raise AssertionError(f"asked after {agent} was found: {query}")
        return SimpleNamespace(consume=lambda: SimpleNamespace(server=SimpleNamespace(agent=agent)))

    def close(self) -> None: ...


def calling(monkeypatch: pytest.MonkeyPatch, server: Server, *words: object, workspace: Workspace) -> Ended:
    monkeypatch.setattr(neo4j.GraphDatabase, "driver", lambda *_, **__: server)
    return run("--store", SERVER, *words, workspace=workspace.path)


def unauthorized() -> str:
    raise Neo4jError._hydrate_neo4j(
        code="Neo.ClientError.Security.Unauthorized",
        message="The client is unauthorized due to authentication failure.",
    )


def gone() -> str:
    raise ServiceUnavailable("Couldn't connect to db:7687")


FAULTS: dict[str, tuple[Callable[[], str], str, str]] = {
    "password": (
        unauthorized,
        "neo4j://ann:***@db:7687 refuses this user or password: The client is unauthorized",
        "check RESEARCH_GRAPH_NEO4J_USER and RESEARCH_GRAPH_NEO4J_PASSWORD",
    ),
    "version": (lambda: "Neo4j/4.4.30", "neo4j://ann:***@db:7687 is Neo4j/4.4.30", "use Neo4j 5.26 or newer"),
    "product": (lambda: "Memgraph/2", "neo4j://ann:***@db:7687 is Memgraph/2", "use Neo4j 5.26 or newer"),
    "gone": (gone, "neo4j://ann:***@db:7687 does not answer: Couldn't connect to db:7687", "check that the server"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_fault_is_told_with_what_to_do(
    stages: dict[str, Workspace], monkeypatch: pytest.MonkeyPatch, fault: str, command: tuple[str, ...]
) -> None:
    answer, error, hint = FAULTS[fault]
    server = Server(answer)
    found = calling(monkeypatch, server, *command, workspace=stages["third"])
    assert found.status == 4
    told = found.out + found.err
    assert error in told
    assert hint in told
    assert "s3cret" not in told
    assert server.asked == ["RETURN 1"], "nothing else is asked of such a server"
    if command[0] != "doctor":
        line, hint_line = found.err.splitlines()
        assert line.startswith("error: ")
        assert hint_line.startswith("hint: ")
