"""A publish that is killed anywhere, and readers during publishes: in real processes, on real files."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from research_graph.store.sqlite.store import SqliteStore
from support.graphs import Graph, difference, edge, graph, key, load, node, publication
from support.reading_on import read_on

SUPPORT = Path(__file__).parents[2] / "support"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SUPPORT.parent)}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How often each kind of publish was killed without harm; one process forks them all, as its start takes long."""
    script = Path(__file__).with_name("killed_publishes.py")
    done = subprocess.run(
        [sys.executable, script, tmp_path_factory.mktemp("killed")],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    times: dict[str, int] = json.loads(done.stdout)
    return times


@pytest.mark.parametrize(("publish", "times"), [("first", 15), ("again", 15), ("change", 15), ("beside a reader", 10)])
def test_a_publish_killed_at_any_point_leaves_one_build_and_can_be_made_again(
    killed: dict[str, int], publish: str, times: int
) -> None:
    assert killed[publish] >= times


def _build(number: int) -> Graph:
    """All authors carry the build's number as name, all ties as strength; how many there are depends on it too."""
    authors = [key("A", index) for index in range(20 + number % 3)]
    nodes = [node("Author", author, name=str(number)) for author in authors]
    ring = zip(authors, [*authors[1:], authors[0]], strict=True)
    return graph(*nodes, *(edge("CO_AUTHORED_WITH", one, other, strength=float(number)) for one, other in ring))


def test_readers_see_one_build_in_a_snapshot_while_others_are_published(tmp_path: Path) -> None:
    path, stop = tmp_path / "store.sqlite", tmp_path / "stop"
    writer = SqliteStore(path)
    load(writer, _build(1), "1")
    command = [sys.executable, SUPPORT / "reading_on.py", path, stop]
    with (
        ThreadPoolExecutor() as threads,
        subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as process,
    ):
        same_store = threads.submit(read_on, writer, stop.exists)
        other_store = threads.submit(read_on, SqliteStore(path), stop.exists)
        try:
            for number in range(2, 12):
                _publish(writer, number)
        finally:
            stop.touch()
        in_process = json.loads(process.communicate()[0])
    assert process.returncode == 0
    seen = [same_store.result(), other_store.result(), in_process]
    assert all(sum(counter.values()) > 0 for counter in seen)
    assert len(set().union(*seen)) > 3


def _publish(store: SqliteStore, number: int) -> None:
    """Every fifth one whole, into a new file, the others as a difference."""
    old, new = _build(number - 1), _build(number)
    if number % 5 == 0:
        load(store, new, str(number))
    else:
        change = difference(old, new, base=str(number - 1), build=str(number))
        store.apply(change, publication(new, str(number)))
