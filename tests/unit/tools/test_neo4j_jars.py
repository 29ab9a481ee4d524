"""The jars of the Neo4j server: lock, cache, and both ways to fetch them."""

import hashlib
import os
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[3] / "tools" / "neo4j"
sys.path.insert(0, str(TOOL))

import maven  # noqa: E402 - a script's folder, importable only now
import probe  # noqa: E402
import server  # noqa: E402
from download import download  # noqa: E402
from failure import RunnerError  # noqa: E402
from jars import GDS_LOCK, Jar, cache_folder, format_lock, missing, parse_lock  # noqa: E402
from plugin import plugin_settings  # noqa: E402

BODY = b"bytes of a jar"
DIGEST = hashlib.sha256(BODY).hexdigest()
PLAIN = Jar("org.neo4j", "neo4j", "1.2", "", DIGEST, len(BODY))
NATIVE = Jar("io.netty", "netty-epoll", "4.2.Final", "linux-x86_64", DIGEST, len(BODY))
LOCK_LINE = f"org.neo4j:neo4j:1.2 {DIGEST} {len(BODY)}"

Answer = tuple[int, bytes]


class Repository:
    """A Maven repository on the loopback address: each path has its prepared answers, the last of them for good."""

    def __init__(self, address: str, answers: dict[str, list[Answer]]) -> None:
        self.address = address
        self.answers = answers
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def answer(self, path: str) -> Answer:
        with self._lock:
            self.asked.append(path)
            prepared = self.answers.get(path, [(404, b"")])
            return prepared.pop(0) if len(prepared) > 1 else prepared[0]


@contextmanager
def repository(**answers: list[Answer]) -> Iterator[Repository]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = served.answer(self.path)
            self.send_response(status)
            # A body that is cut short is announced in full.
            self.send_header("Content-Length", str(max(len(body), len(BODY)) if status == 200 else len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        served = Repository(f"http://127.0.0.1:{http.server_address[1]}/maven2", {})
        jars = {"plain": PLAIN, "native": NATIVE}
        served.answers = {f"/maven2/{jars[name].path}": list(prepared) for name, prepared in answers.items()}
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield served
        finally:
            http.shutdown()
            thread.join()


def fetch(source: Repository, folder: Path, *jars: Jar) -> list[str]:
    """Download without a pause between attempts; returns the progress lines."""
    lines: list[str] = []
    download(jars, folder, repository=source.address + "/", report=lines.append, backoff_s=0)
    return lines


# The lock


def test_lock_round_trip_is_sorted_and_skips_comments() -> None:
    text = format_lock([PLAIN, NATIVE])
    assert text.splitlines()[1:] == [f"io.netty:netty-epoll:4.2.Final:linux-x86_64 {DIGEST} 14", LOCK_LINE]
    assert parse_lock(text) == [NATIVE, PLAIN]


@pytest.mark.parametrize(
    "line",
    [
        "org.neo4j:neo4j:1.2",
        f"org.neo4j:neo4j {DIGEST} 14",
        f"org.neo4j:neo4j:1.2:a:b {DIGEST} 14",
        f"org.neo4j:../../neo4j:1.2 {DIGEST} 14",
        f"org.neo4j:neo4j:1.2 {DIGEST[1:]} 14",
        f"org.neo4j:neo4j:1.2 {DIGEST} -1",
        f"org.neo4j:neo4j:1.2 {DIGEST} 14 more",
    ],
)
def test_broken_lock_line_is_named(line: str) -> None:
    with pytest.raises(RunnerError, match=r"a\.lock, line 2: "):
        parse_lock(f"{LOCK_LINE}\n{line}\n", "a.lock")


def test_empty_lock_is_refused() -> None:
    with pytest.raises(RunnerError, match="names no jar"):
        parse_lock("# nothing\n")


def test_jar_knows_its_places() -> None:
    assert PLAIN.path == "org/neo4j/neo4j/1.2/neo4j-1.2.jar"
    assert NATIVE.path == "io/netty/netty-epoll/4.2.Final/netty-epoll-4.2.Final-linux-x86_64.jar"
    assert NATIVE.file_name == "io.netty.netty-epoll-4.2.Final-linux-x86_64.jar"
    assert NATIVE.coordinate == "io.netty:netty-epoll:4.2.Final:linux-x86_64"


def test_committed_lock_is_whole() -> None:
    text = (TOOL / "jars.lock").read_text(encoding="utf-8")
    jars = parse_lock(text)
    assert format_lock(jars) == text
    assert len(jars) == len({jar.file_name for jar in jars}) == 226
    assert {"org.neo4j:neo4j", "org.neo4j.client:neo4j-browser"} <= {f"{jar.group}:{jar.artifact}" for jar in jars}


def test_committed_lock_of_the_plugin_adds_to_the_other() -> None:
    text = (TOOL / GDS_LOCK).read_text(encoding="utf-8")
    jars = parse_lock(text)
    assert format_lock(jars) == text
    own = parse_lock((TOOL / "jars.lock").read_text(encoding="utf-8"))
    versionless = [{(jar.group, jar.artifact, jar.classifier) for jar in found} for found in (jars, own)]
    assert not versionless[0] & versionless[1]
    assert {"org.neo4j.gds:opengds-extension", "org.neo4j.gds:proc"} <= {f"{jar.group}:{jar.artifact}" for jar in jars}


def test_only_jars_with_procedures_are_a_plugin(tmp_path: Path) -> None:
    for name in ("proc-community-2.26.0", "cypher-aggregation-2.26.0", "core-2.26.0"):
        (tmp_path / f"org.neo4j.gds.{name}.jar").touch()
    for _ in range(2):
        lines = plugin_settings(tmp_path)
    folder = tmp_path / "procedures"
    assert lines == [f"server.directories.plugins={folder}", "dbms.security.procedures.unrestricted=gds.*"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "org.neo4j.gds.cypher-aggregation-2.26.0.jar",
        "org.neo4j.gds.proc-community-2.26.0.jar",
    ]


def test_cache_folder_by_setting_then_by_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    tag = hashlib.sha256(b"lock").hexdigest()[:12]
    assert cache_folder("lock", {"NEO4J_JAR_CACHE": "/jars", "XDG_CACHE_HOME": "/xdg"}) == Path("/jars") / tag
    assert cache_folder("lock", {"XDG_CACHE_HOME": "/xdg"}) == Path("/xdg/research-graph/neo4j-jars") / tag
    assert cache_folder("lock", {}) == tmp_path / ".cache/research-graph/neo4j-jars" / tag
    assert cache_folder("other", {}) != cache_folder("lock", {})


def test_missing_sees_absent_short_and_changed_jars(tmp_path: Path) -> None:
    assert missing([PLAIN], tmp_path) == [PLAIN]
    path = tmp_path / PLAIN.file_name
    path.write_bytes(BODY[1:])
    assert missing([PLAIN], tmp_path) == [PLAIN]
    path.write_bytes(BODY[::-1])
    assert missing([PLAIN], tmp_path) == []
    assert missing([PLAIN], tmp_path, thorough=True) == [PLAIN]
    path.write_bytes(BODY)
    assert missing([PLAIN], tmp_path, thorough=True) == []


# Download


def test_download_puts_jars_into_place(tmp_path: Path) -> None:
    with repository(plain=[(200, BODY)], native=[(200, BODY)]) as source:
        lines = fetch(source, tmp_path, PLAIN, NATIVE)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        PLAIN.file_name: BODY,
        NATIVE.file_name: BODY,
    }
    assert lines[-1] == "2 of 2 jars, 0 of 0 MiB"


def test_absent_jar_is_an_error_at_once(tmp_path: Path) -> None:
    with repository() as source, pytest.raises(RunnerError, match=rf"{PLAIN.path}: status 404$") as caught:
        fetch(source, tmp_path, PLAIN)
    assert len(source.asked) == 1
    assert "MAVEN_REPOSITORY" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("first", [(500, b""), (429, b""), (200, BODY[:5]), (200, BODY[::-1])])
def test_download_tries_again_after_a_passing_failure(tmp_path: Path, first: Answer) -> None:
    with repository(plain=[first, first, (200, BODY)]) as source:
        fetch(source, tmp_path, PLAIN)
    assert len(source.asked) == 3
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [BODY]


def test_wrong_bytes_never_get_into_place(tmp_path: Path) -> None:
    got = hashlib.sha256(BODY[::-1]).hexdigest()
    with repository(plain=[(200, BODY[::-1])]) as source, pytest.raises(RunnerError) as caught:
        fetch(source, tmp_path, PLAIN)
    assert f"{PLAIN.path}: wrong checksum: expected sha256 {DIGEST}, got {got} (5 attempts)" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_one_bad_jar_keeps_the_good_ones(tmp_path: Path) -> None:
    with repository(plain=[(200, BODY)]) as source, pytest.raises(RunnerError, match="netty-epoll"):
        fetch(source, tmp_path, PLAIN, NATIVE)
    assert [path.name for path in tmp_path.iterdir()] == [PLAIN.file_name]


def test_repository_that_does_not_answer(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{probe.free_port()}"
    with pytest.raises(RunnerError, match=r"refused.*\(5 attempts\)"):
        download([PLAIN], tmp_path, repository=nowhere, report=lambda _line: None, backoff_s=0)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock of one jar and an empty cache for it."""
    lock = tmp_path / "jars.lock"
    lock.write_text(LOCK_LINE + "\n")
    monkeypatch.setattr(server, "LOCK", lock)
    monkeypatch.setenv("NEO4J_JAR_CACHE", str(tmp_path / "cache"))
    return cache_folder(LOCK_LINE + "\n", os.environ)


def test_resolve_fetches_once_and_repairs_when_asked(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with repository(plain=[(200, BODY)]) as source:
        # The setting also keeps Maven out of it, where there is one.
        monkeypatch.setenv("MAVEN_REPOSITORY", source.address)
        assert server.resolve("auto") == cache
        assert server.resolve("auto") == cache
        assert len(source.asked) == 1
        jar, archive = cache / PLAIN.file_name, cache / "classes-1.jsa"
        jar.write_bytes(BODY[::-1])
        archive.touch()
        server.resolve("auto", thorough=True)
    assert jar.read_bytes() == BODY
    assert not archive.exists()


# Maven


def maven_stub(folder: Path, script: str) -> None:
    """An `mvn` that runs a script of ours; `$OUT` is the folder that it was asked to fill."""
    path = folder / "mvn"
    path.write_text(
        f'#!/bin/sh\nfor word; do case $word in -DoutputDirectory=*) OUT="${{word#*=}}";; esac; done\n{script}'
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def tool_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def lay_out(body: str) -> str:
    return f'mkdir -p "$OUT/{Path(PLAIN.path).parent}"; printf "{body}" > "$OUT/{PLAIN.path}"\n'


def test_jars_through_maven_are_checked_and_moved(tool_path: Path, tmp_path: Path) -> None:
    maven_stub(tool_path, lay_out(BODY.decode()))
    folder = tmp_path / "jars"
    folder.mkdir()
    maven.fetch_through_maven([PLAIN], folder)
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(PLAIN.file_name, BODY)]


@pytest.mark.parametrize(
    ("script", "message"), [(lay_out("other bytes"), "wrong checksum"), ("exit 0", "brought no org.neo4j:neo4j:1.2")]
)
def test_other_jars_through_maven_are_refused(tool_path: Path, tmp_path: Path, script: str, message: str) -> None:
    maven_stub(tool_path, script)
    folder = tmp_path / "jars"
    folder.mkdir()
    with pytest.raises(RunnerError, match=message):
        maven.fetch_through_maven([PLAIN], folder)
    assert list(folder.iterdir()) == []


def test_lock_is_written_from_what_maven_brings(
    tool_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "jars.lock"
    monkeypatch.setattr(server, "LOCK", lock)
    script = f'mkdir -p "$OUT/{Path(NATIVE.path).parent}"; printf "{BODY.decode()}" > "$OUT/{NATIVE.path}"\n'
    maven_stub(tool_path, lay_out(BODY.decode()) + script)
    assert server.write_lock() == 0
    assert parse_lock(lock.read_text()) == [NATIVE, PLAIN]
    assert (lock.parent / GDS_LOCK).exists()


def test_download_stands_in_for_a_failing_maven(
    tool_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    maven_stub(tool_path, "exit 1")
    monkeypatch.delenv("MAVEN_REPOSITORY", raising=False)
    with repository(plain=[(200, BODY)]) as source:
        monkeypatch.setattr(server, "DEFAULT_REPOSITORY", source.address)
        server.resolve("auto")
        assert "Maven ended with status 1; downloading instead" in capfd.readouterr().err
        (cache / PLAIN.file_name).unlink()
        with pytest.raises(RunnerError, match="Maven ended with status 1"):
            server.resolve("maven")
