"""A real Neo4j server for tests: NEO4J_URI first, a working container engine second, our own runner third."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import neo4j
import yaml
from neo4j.exceptions import DriverError, Neo4jError

ROOT = Path(__file__).resolve().parents[2]
RUNNER = ROOT / "tools" / "neo4j" / "server.py"
PASSWORD = "for-tests-only"
START_S = 300
STOP_S = 90
_MEMORY = Path("/dev/shm")
_HOME_BYTES = 2 << 30
# On two cores a collector without threads of its own takes the least; what is reserved at once is not grown into.
_JVM = ("-XX:-UseG1GC", "-XX:+UseSerialGC", "-Xms1g", "-Xmn400m", "-XX:MetaspaceSize=256m")


class ServerUnavailableError(Exception):
    """No server can be had here; the message names the reason for each way that was tried."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `home` is its folder where our runner started it, else None."""

    uri: str
    user: str
    password: str
    http: str
    home: Path | None = None

    @property
    def auth(self) -> tuple[str, str]:
        """User and password as the driver takes them."""
        return self.user, self.password


@contextmanager
def running_server(*, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Any server, empty at the start; `settings` are lines of neo4j.conf (not for a server of NEO4J_URI).

    Raises ServerUnavailableError when every way fails.
    """
    with ExitStack() as stack:
        yield _first_server(stack, settings or {})


@contextmanager
def runner_server(
    *, settings: Mapping[str, str] | None = None, home: Path | None = None, gds: bool = False, quick: bool = True
) -> Iterator[Server]:
    """A server of our own runner, for tests that need its folder or want to lose it; it ends with the context.

    `gds`: with the Graph Data Science plugin; `quick`: for few statements, as it is there soon and gets no faster.
    """
    with ExitStack() as stack:
        place = home or Path(stack.enter_context(_temporary_home()))
        more = [*(["--gds"] if gds else []), *(["--quick-start"] if quick else [])]
        yield stack.enter_context(_runner(place, settings or {}, more))


@dataclass(frozen=True, slots=True)
class OfflineHome:
    """The home of a server that is not running."""

    path: Path

    def import_csv(self, args: Sequence[str]) -> str:
        """Run `neo4j-admin database import full neo4j` with `args`; returns what it printed, fails with it."""
        words = ["--home", str(self.path), "--admin", "database", "import", "full", "neo4j", *args]
        command = [sys.executable, str(RUNNER), *words]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, f"import ended with status {ran.returncode}:\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout

    @contextmanager
    def start(self, *, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
        """A server on this home until the context ends."""
        with runner_server(settings=settings, home=self.path) as server:
            yield server


@contextmanager
def offline_home() -> Iterator[OfflineHome]:
    """A fresh home for offline imports; raises ServerUnavailableError where our runner cannot run."""
    command = [sys.executable, str(RUNNER), "--resolve-only"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise ServerUnavailableError(f"runner: {_last_lines(ran.stderr)}")
    with _temporary_home() as folder:
        yield OfflineHome(Path(folder))


def container_engine() -> str | None:
    """`docker` or `podman` where its service answers at once; NEO4J_TEST_CONTAINERS=0 forbids both."""
    if os.environ.get("NEO4J_TEST_CONTAINERS") == "0":
        return None
    for engine in ("docker", "podman"):
        if shutil.which(engine) and _ended_well([engine, "info"], timeout_s=10):
            return engine
    return None


def _first_server(stack: ExitStack, settings: Mapping[str, str]) -> Server:
    if uri := os.environ.get("NEO4J_URI"):
        return _given_server(uri)
    reasons = []
    for start in (_container, partial(runner_server, quick=False)):
        try:
            return stack.enter_context(start(settings=settings))
        except ServerUnavailableError as error:
            reasons.append(str(error))
    raise ServerUnavailableError("; ".join(reasons))


def _given_server(uri: str) -> Server:
    """The server of NEO4J_URI; one that holds data is refused, because the tests erase what is there."""
    user, password = os.environ.get("NEO4J_USER", "neo4j"), os.environ.get("NEO4J_PASSWORD", "")
    http = os.environ.get("NEO4J_HTTP") or f"http://{urlsplit(uri).hostname}:7474"
    server = Server(uri, user, password, http)
    try:
        with neo4j.GraphDatabase.driver(uri, auth=server.auth) as driver:
            [[nodes]] = driver.execute_query("MATCH (n) RETURN count(n)").records
    except (DriverError, Neo4jError) as error:
        raise ServerUnavailableError(f"NEO4J_URI {uri}: {error}") from error
    if nodes and os.environ.get("NEO4J_TEST_WIPE") != "1":
        raise ServerUnavailableError(
            f"NEO4J_URI {uri} holds {nodes} nodes, which the tests would erase; NEO4J_TEST_WIPE=1 allows it"
        )
    return server


@contextmanager
def _container(*, settings: Mapping[str, str]) -> Iterator[Server]:
    engine = container_engine()
    if engine is None:
        raise ServerUnavailableError("no working container engine")
    image = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["neo4j"]["image"]
    bolt, http = _free_port(), _free_port()
    variables = {"NEO4J_AUTH": f"neo4j/{PASSWORD}", "NEO4J_server_bolt_advertised__address": f"localhost:{bolt}"}
    variables |= {_image_variable(key): value for key, value in settings.items()}
    command = [
        engine,
        "run",
        "--rm",
        "--detach",
        f"--publish=127.0.0.1:{bolt}:7687",
        f"--publish=127.0.0.1:{http}:7474",
    ]
    command += [f"--env={name}={value}" for name, value in variables.items()]
    ran = _run([*command, image], timeout_s=START_S)
    if ran.returncode:
        raise ServerUnavailableError(f"{engine}: {_last_lines(ran.stderr)}")
    container = ran.stdout.split()[-1]
    try:
        server = Server(f"bolt://localhost:{bolt}", "neo4j", PASSWORD, f"http://localhost:{http}")
        _wait_for(server)
        yield server
    finally:
        _run([engine, "rm", "--force", "--volumes", container], timeout_s=STOP_S)


@contextmanager
def _runner(home: Path, settings: Mapping[str, str], more: Sequence[str]) -> Iterator[Server]:
    words = ["--home", str(home), "--bolt-port", "0", "--http-port", "0", "--password", PASSWORD, "--heap", "1g"]
    words += ["--with-parent", f"--timeout={START_S}", *(f"--jvm={flag}" for flag in _JVM), *more]
    words += [f"--set={key}={value}" for key, value in settings.items()]
    told = home / "runner.log"
    with (
        told.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, str(RUNNER), *words], stdout=subprocess.PIPE, stderr=errors, text=True
        ) as runner,
    ):
        try:
            assert runner.stdout is not None
            ready = re.match(r"READY (\S+) (\S+) ", runner.stdout.readline())
            if ready is None:
                raise ServerUnavailableError(f"runner: {_last_lines(told.read_text(encoding='utf-8'))}")
            yield Server(ready[1], "neo4j", PASSWORD, ready[2], home)
        finally:
            _stop(runner)


def _stop(runner: "subprocess.Popen[str]") -> None:
    runner.send_signal(signal.SIGTERM)
    try:
        runner.wait(STOP_S)
    except subprocess.TimeoutExpired:
        runner.kill()


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_S
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        while True:
            try:
                return driver.verify_connectivity()
            except (DriverError, Neo4jError) as error:
                if time.monotonic() > deadline:
                    raise ServerUnavailableError(f"container: not ready after {START_S} s: {error}") from error
                time.sleep(0.5)


def _image_variable(setting: str) -> str:
    """The official image's name for a setting: `_` doubled, then `.` as `_`."""
    return "NEO4J_" + setting.replace("_", "__").replace(".", "_")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _temporary_home() -> "tempfile.TemporaryDirectory[str]":
    """In memory where there is room: a server waits for its disk at each commit, and no test takes the power away."""
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _HOME_BYTES
    return tempfile.TemporaryDirectory(
        prefix="neo4j-test-", dir=_MEMORY if has_room else None, ignore_cleanup_errors=True
    )


def _ended_well(command: Sequence[str], *, timeout_s: float) -> bool:
    with suppress(ServerUnavailableError):
        return _run(command, timeout_s=timeout_s).returncode == 0
    return False


def _run(command: Sequence[str], *, timeout_s: float) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServerUnavailableError(f"{command[0]}: {error}") from error


def _last_lines(text: str) -> str:
    return " / ".join(text.strip().splitlines()[-3:]) or "no message"
