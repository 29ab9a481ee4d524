"""Publishes in a child that kills itself at one point after the other, and looks at what is left.

A publish is `first`, `change` or `again`: a first load over a held build. A point is any statement of SQLite, any sync,
removal or rename of a file. After each kill the store must hold exactly what it held before or what was published, and
publishing again must succeed.
"""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from research_graph.schema.difference import Difference
from research_graph.schema.publication import Publication
from research_graph.store.sqlite import connection
from research_graph.store.sqlite.store import SqliteStore
from support.contents import contents
from support.graphs import Graph, difference, load, publication
from support.small_world import small_world

OLD, NEW = small_world(1, authors=8, papers=6), small_world(2, authors=8, papers=6)
LAST = 10


def kill_everywhere(folder: Path, publish: str, step: int) -> int:
    """Kills at every `step`-th point and at each of the last ones, where the new file takes its place; how often."""
    folder.mkdir()
    _prepare(folder / "before", publish)
    points = _points(folder / "undisturbed", publish)
    chosen = sorted({*range(1, points, step), *range(max(1, points - LAST), points + 1)})
    for point in chosen:
        _publish_killed(folder / str(point), publish, point)
    return len(chosen)


def _points(folder: Path, publish: str) -> int:
    """How many points a publish has that nobody disturbs."""
    path = _copy(folder)
    read, write = os.pipe()
    if not os.fork():
        passed = die_at(0)
        SqliteStore(path).apply(*_asked(publish))
        os.write(write, str(len(passed)).encode())
        os._exit(0)
    status = os.wait()[1]
    os.close(write)
    assert status == 0, f"{publish} failed with status {status} although nobody killed it"
    return int(os.read(read, 20))


def _prepare(folder: Path, publish: str) -> None:
    folder.mkdir()
    if publish != "first":
        store = SqliteStore(folder / "store.sqlite")
        load(store, OLD)
        store.close()


def _copy(folder: Path) -> Path:
    """The store as it was before, in a folder of its own."""
    shutil.copytree(folder.with_name("before"), folder)
    return folder / "store.sqlite"


def _publish_killed(folder: Path, publish: str, point: int) -> None:
    path = _copy(folder)
    if not os.fork():
        die_at(point)
        SqliteStore(path).apply(*_asked(publish))
        os._exit(0)
    status = os.wait()[1]
    assert os.WIFSIGNALED(status), f"{publish} was not killed at point {point}"
    left = contents(SqliteStore(path))
    assert left in (Graph() if publish == "first" else OLD, NEW), f"{publish} killed at point {point} left a mixture"
    SqliteStore(path).apply(*_asked(publish))
    assert contents(SqliteStore(path)) == NEW
    assert {found.name for found in folder.iterdir()} <= {path.name + end for end in ("", ".lock", "-wal", "-shm")}


def _asked(publish: str) -> tuple[Difference, Publication]:
    note = publication(NEW, "b2")
    if publish == "change":
        return difference(OLD, NEW, base="b1", build="b2"), note
    return difference(None, NEW, build="b2"), note


def die_at(point: int) -> list[None]:
    """Has this process killed when it comes to its point number so and so; gives the points that it passed."""
    passed: list[None] = []

    def tick(*_: Any) -> None:
        passed.append(None)
        if len(passed) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    connect = connection._connect

    def traced(uri: str, **given: Any) -> sqlite3.Connection:
        opened = connect(uri, **given)
        opened.set_trace_callback(tick)
        return opened

    connection._connect = traced
    for owner, name in ((os, "fsync"), (Path, "unlink"), (Path, "replace")):
        setattr(owner, name, _ticking(getattr(owner, name), tick))
    return passed


def _ticking(call: Callable[..., Any], tick: Callable[..., None]) -> Callable[..., Any]:
    def ticked(*given: Any, **named: Any) -> Any:
        tick()
        return call(*given, **named)

    return ticked
