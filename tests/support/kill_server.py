"""A process that imports everything once and forks for each load to be killed: a start costs a second, a fork nothing.

Run as a script: a line of JSON in (place, workspace, name, file), the child's exit status out. `place` is where the
child kills itself: `module:attribute` when that is called, `progress:N` at the N-th report of progress.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

Kill = Any


@contextmanager
def kill_server() -> Iterator[Kill]:
    """A function (place, workspace, name, file) -> exit status of the load, -9 when it was killed."""
    command = [sys.executable, __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None

        def kill(place: str, workspace: Path, name: str, file: Path) -> int:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(json.dumps([place, str(workspace), name, str(file)]) + "\n")
            server.stdin.flush()
            return int(server.stdout.readline())

        yield kill
        server.stdin.close()


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _load(place: str, folder: str, name: str, file: str) -> None:
    from research_graph.ledger.workspace import Workspace
    from research_graph.pipeline import LoadOptions, load
    from research_graph.store.open import open_store

    progress = None
    module, _, attribute = place.partition(":")
    if module == "progress":
        left = int(attribute)

        def progress(*_: object) -> None:
            nonlocal left
            left -= 1
            if left <= 0:
                _die()
    else:
        *owner, last = attribute.split(".")
        holder = import_module(module)
        for each in owner:
            holder = getattr(holder, each)
        getattr(holder, last)
        setattr(holder, last, _die)
    workspace = Workspace(Path(folder))
    store = open_store(f"sqlite:///{workspace.store.absolute()}")
    load(workspace, "records", [Path(file)], options=LoadOptions(name=name), store=store, progress=progress)


def _serve() -> None:
    for module in ("pipeline", "store.sqlite.store", "loaders.sources.records", "ledger.staging"):
        import_module(f"research_graph.{module}")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os.dup2(2, 1)  # log lines are no answers
            _load(*json.loads(line))
            os._exit(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
