"""Servers as processes of their own, and what the kernel says about them: processor seconds, memory."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

START_S = 90
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server of ours or of others that listens at `port`; `processes` do its work."""

    port: int
    processes: Sequence[int]

    def cpu(self) -> float:
        """Processor seconds that its processes took until now, user's and system's."""
        return sum(_ticks(process) for process in self.processes) / _TICKS

    def memory(self) -> float:
        """MiB of memory that its own process holds, files mapped into it left out."""
        words = Path(f"/proc/{self.processes[0]}/status").read_text().split()
        return int(words[words.index("RssAnon:") + 1]) / 1024


@contextmanager
def server(
    command: Sequence[str | Path],
    *,
    port: int,
    log: Path,
    also: Sequence[int] = (),
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    ready: str = "",
) -> Iterator[Server]:
    """A server that runs while the block does; `also` are processes whose work counts with its own.

    It has started when it listens and has written `ready`.
    """
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}, cwd=folder
        )
    try:
        _wait(port, process, log, ready)
        yield Server(port, (process.pid, *also))
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def descendants(process: int) -> list[int]:
    """Process ids of all that a process started, directly or not."""
    found: list[int] = []
    with suppress(FileNotFoundError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *descendants(child)]
    return found


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ticks(process: int) -> int:
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(words[11]) + int(words[12])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path, ready: str) -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            if ready in log.read_text(errors="replace"):
                return
        time.sleep(0.1)
    raise RuntimeError(f"a server did not start:\n{log.read_text()[-2000:]}")
