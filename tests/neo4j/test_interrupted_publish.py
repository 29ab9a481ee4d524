"""A publish whose process is killed, at several points, is made again and ends where an undisturbed one does."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from research_graph.schema.errors import StoreMismatch
from research_graph.store.neo4j import publishing
from research_graph.store.neo4j.store import Neo4jStore
from support.graphs import Graph, difference, kinds, load, publication
from support.neo4j_server import Server
from support.small_world import small_world

pytestmark = pytest.mark.neo4j

OLD, NEW = small_world(1), small_world(2)
BOTH = Graph({name: [*OLD.rows[name], *NEW.rows.get(name, [])] for name in OLD.rows})
VICTIM = Path(__file__).parents[1] / "support" / "killed_publish.py"


def contents(store: Neo4jStore, cypher: Any) -> dict[str, Any]:
    found: dict[str, Any] = {kind.name: dict(store.digests(kind)) for kind in kinds()}
    found["ids"] = sorted(row["e"] for row in cypher("MATCH (e:ExternalId) RETURN e.id + e.kind + e.key AS e"))
    with store.snapshot() as snapshot:
        found["says"] = snapshot.publication()
    return found


def publish_and_die(server: Server, *, step: str, calls: int) -> None:
    """A publish in a process of its own that kills itself at its so-manieth call of progress."""
    ran = subprocess.run(
        [sys.executable, str(VICTIM), server.uri, server.user, step, str(calls)],
        env=os.environ | {"VICTIM_PASSWORD": server.password},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr


@pytest.mark.parametrize("calls", [1, 40])
def test_a_first_load_goes_on(store: Neo4jStore, cypher: Any, neo4j_server: Server, calls: int) -> None:
    load(store, BOTH)
    wanted = contents(store, cypher)
    store.clear()
    publish_and_die(neo4j_server, step="first", calls=calls)
    with store.snapshot() as snapshot:
        assert snapshot.publication().state == "publishing"
    load(store, BOTH)
    assert contents(store, cypher) == wanted


@pytest.mark.parametrize("calls", [1, 12, 60])
def test_a_change_goes_on(store: Neo4jStore, cypher: Any, neo4j_server: Server, calls: int) -> None:
    change = difference(OLD, NEW, base="b1", build="b2")
    load(store, OLD)
    store.apply(change, publication(NEW, "b2"))
    wanted = contents(store, cypher)
    store.clear()
    load(store, OLD)
    publish_and_die(neo4j_server, step="change", calls=calls)
    with store.snapshot() as snapshot:
        held = snapshot.publication()
    assert (held.build, held.previous, held.state, held.epoch) == ("b2", "b1", "publishing", 1)
    store.apply(change, publication(NEW, "b2"))
    assert contents(store, cypher) == wanted


def test_another_build_after_an_interrupted_first_load_leaves_nothing_of_it(
    store: Neo4jStore, cypher: Any, neo4j_server: Server
) -> None:
    publish_and_die(neo4j_server, step="first", calls=30)
    load(store, NEW, "b9")
    found = contents(store, cypher)
    store.clear()
    load(store, NEW, "b9")
    assert contents(store, cypher) == found | {"says": replace(found["says"], previous=None, epoch=1)}


def test_another_change_after_an_interrupted_one_must_know_what_is_there(
    store: Neo4jStore, neo4j_server: Server
) -> None:
    load(store, OLD)
    publish_and_die(neo4j_server, step="change", calls=12)
    with pytest.raises(StoreMismatch):
        store.apply(difference(OLD, BOTH, base="b1", build="b3"), publication(BOTH, "b3"))


def test_a_replacement_killed_while_it_clears_clears_again(store: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, OLD)

    class Killed(BaseException):
        """As a kill does, this passes every handler."""

    def kill(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "clear", kill)
        with pytest.raises(Killed):
            load(store, NEW, "b2")
    load(store, NEW, "b2")
    assert {kind.name: len(store.digests(kind)) for kind in kinds()} == {
        kind.name: len(NEW.rows.get(kind.name, [])) for kind in kinds()
    }
