"""Run as a script: kills publishes at many points (see support.killed_sqlite_publish), all from one process.

Argument: folder. The last ones replace a store while a reader keeps rows in the log from the file; whoever opens the
store then must find all of what it held, or all of what was published, and publishing again must succeed. Prints how
often each kind of publish was killed, as JSON.
"""

import json
import os
import sys
from functools import partial
from pathlib import Path

from research_graph.store.sqlite import connection
from research_graph.store.sqlite.store import SqliteStore
from support.contents import contents
from support.graphs import difference, load, publication
from support.killed_sqlite_publish import NEW, OLD, die_at, kill_everywhere
from support.small_world import small_world

BEFORE = small_world(3, authors=8, papers=6)
LAST = 9
STEPS = {"first": 97, "again": 97, "change": 401}


def main(folder: Path) -> dict[str, int]:
    """How often each kind of publish was killed."""
    killed = {publish: kill_everywhere(folder / publish, publish, step) for publish, step in STEPS.items()}
    connection._connect = partial(connection._connect, wait=0.01)  # nobody will end the reading
    return {**killed, "beside a reader": _kill_beside_a_reader(folder)}


def _kill_beside_a_reader(folder: Path) -> int:
    """Kills at the last points, where the new rows take the place of the old ones."""
    points = _publish(folder / "undisturbed", 0)
    for point in range(points - LAST, points + 1):
        _publish(folder / str(point), point)
    return LAST + 1


def _publish(folder: Path, point: int) -> int:
    """Publishes and is killed at the point (0: not at all); gives the points that were passed."""
    folder.mkdir()
    store = SqliteStore(folder / "store.sqlite")
    load(store, BEFORE, "b0")
    with store.snapshot() as reader:
        assert reader.publication() is not None
        SqliteStore(folder / "store.sqlite").apply(difference(BEFORE, OLD, base="b0", build="b1"), publication(OLD))
        passed = _in_child(folder / "store.sqlite", point)
        left = contents(SqliteStore(folder / "store.sqlite"))
        assert left in (OLD, NEW), f"killed at point {point}, a mixture is left"
        assert point or left == NEW
        held = reader.publication()
        assert held is not None
        assert held.build == "b0"
    load(store, NEW, "b2")
    assert contents(SqliteStore(folder / "store.sqlite")) == NEW
    return passed


def _in_child(path: Path, point: int) -> int:
    read, write = os.pipe()
    if not os.fork():
        passed = die_at(point)
        load(SqliteStore(path), NEW, "b2")
        os.write(write, str(len(passed)).encode())
        os._exit(0)
    status = os.wait()[1]
    os.close(write)
    assert os.WIFSIGNALED(status) == bool(point), f"point {point} ended with status {status}"
    return int(os.read(read, 20) or 0)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
