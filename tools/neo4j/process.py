"""The server as a child process: its command line, its way to READY, its clean end."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from failure import RunnerError
from java import class_archive, java_flags
from probe import bolt_answers, query_answers

STOP_TIMEOUT_S = 60.0
_PR_SET_PDEATHSIG = 1
# The JVM turns SIGTERM into an orderly shutdown and then reports 128 + 15.
_CLEAN_ENDS = frozenset({0, 128 + signal.SIGTERM, -signal.SIGTERM})


@dataclass(frozen=True, slots=True)
class Launch:
    """What one start of the server needs; `timeout_s` is the time it may take to be ready.

    `flags` are more of the JVM's, `plugin` more jars.
    """

    java: str
    jars: Path
    home: Path
    host: str
    bolt_port: int
    http_port: int
    password: str
    heap: str
    timeout_s: float
    quick: bool
    flags: Sequence[str] = ()
    plugin: Path | None = None

    @property
    def class_path(self) -> str:
        """All jars of the server, then those of a plugin."""
        return os.pathsep.join(f"{folder}/*" for folder in (self.jars, self.plugin) if folder)


def admin(java: str, jars: Path, home: Path, *, heap: str, words: Sequence[str]) -> int:
    """Run the admin tool on a stopped home; returns its exit status."""
    env = dict(os.environ, NEO4J_HOME=str(home), NEO4J_CONF=str(home / "conf"))
    # The tool's own launcher would start a second JVM without our flags.
    flags = [*java_flags(java), *_archive_flags(class_archive(java, jars), None)]
    command = [java, f"-Xmx{heap}", *flags, "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", *words]
    return subprocess.run(command, env=env, check=False).returncode


def serve(launch: Launch, lock: IO[bytes]) -> int:
    """Start the server, print one READY line, wait for its end; returns our exit status."""
    begun = time.monotonic()
    archive = class_archive(launch.java, launch.plugin or launch.jars)
    fresh_archive = launch.home / "run" / "classes.jsa" if launch.quick and not archive.exists() else None
    server = _start(launch, lock, _archive_flags(archive, fresh_archive))
    stop = _StopOnSignal(server)
    try:
        if _wait_until_ready(launch, server, begun):
            took = time.monotonic() - begun
            print(
                f"READY bolt://localhost:{launch.bolt_port} http://localhost:{launch.http_port}"
                f" pid={server.pid} after={took:.1f}s",
                flush=True,
            )
        server.wait()
    finally:
        _end(server)
    if stop.asked and server.returncode in _CLEAN_ENDS:
        if fresh_archive and fresh_archive.exists():
            _move_into_place(fresh_archive, archive)
        return 0
    logs = launch.home / "logs"
    message = ": ".join(filter(None, (f"the server ended with status {server.returncode}", last_error(logs))))
    raise RunnerError(message, hint=f"see console.log and neo4j.log in {logs}")


def last_error(logs: Path) -> str:
    """The newest line in a home's logs that tells of an error, empty where there is none."""
    found = ""
    for name in ("console.log", "neo4j.log"):
        if (logs / name).exists():
            lines = (logs / name).read_text(encoding="utf-8", errors="replace").splitlines()
            told = [line for line in lines if re.search(r"ERROR|Exception", line) and not line[:1].isspace()]
            found = told[-1] if told else found
    return found


def end_with_parent() -> None:
    """Linux: this process gets SIGTERM when the one that started it ends; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class _StopOnSignal:
    """Passes SIGTERM and SIGINT on to the server as a request to end, and kills it when that takes too long."""

    def __init__(self, server: "subprocess.Popen[bytes]") -> None:
        self.asked = False
        self._server = server
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)
        signal.signal(signal.SIGALRM, lambda _number, _frame: server.kill())

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        self._server.terminate()
        signal.alarm(int(STOP_TIMEOUT_S))


def _archive_flags(archive: Path, fresh: Path | None) -> list[str]:
    """Map the classes of an earlier run, or save those of this one at its end; a JVM that cannot goes without."""
    if archive.exists():
        # Without the second, each start logs that its module flags differ from the archive's, which is harmless.
        return [f"-XX:SharedArchiveFile={archive}", "-Xlog:cds=off"]
    return [f"-XX:ArchiveClassesAtExit={fresh}"] if fresh else []


def _move_into_place(source: Path, target: Path) -> None:
    """Copy beside the target, then rename: another start sees the whole file or none."""
    partial = target.with_suffix(f".{os.getpid()}.part")
    try:
        shutil.move(source, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _start(launch: Launch, lock: IO[bytes], flags: Sequence[str]) -> "subprocess.Popen[bytes]":
    command = [launch.java, "-Xms128m", f"-Xmx{launch.heap}", *java_flags(launch.java), *flags]
    if launch.quick:
        # The first compiler tier only: half the start time, slower queries.
        command.append("-XX:TieredStopAtLevel=1")
    command += [*launch.flags, "-cp", launch.class_path, "org.neo4j.server.Neo4jCommunity"]
    command += [f"--home-dir={launch.home}", f"--config-dir={launch.home / 'conf'}"]
    with (launch.home / "logs" / "console.log").open("ab") as console:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            pass_fds=[lock.fileno()],
            start_new_session=True,
            preexec_fn=end_with_parent,
        )


def _wait_until_ready(launch: Launch, server: "subprocess.Popen[bytes]", begun: float) -> bool:
    """True when Bolt and HTTP answer, False when the server ended first; raises RunnerError after the timeout."""
    while server.poll() is None:
        if bolt_answers(launch.host, launch.bolt_port) and query_answers(
            launch.host, launch.http_port, password=launch.password
        ):
            return True
        if time.monotonic() - begun > launch.timeout_s:
            hint = f"give it more --timeout, or see the logs in {launch.home / 'logs'}"
            raise RunnerError(f"not ready after {launch.timeout_s:.0f} s", hint=hint)
        time.sleep(0.1)
    return False


def _end(server: "subprocess.Popen[bytes]") -> None:
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
