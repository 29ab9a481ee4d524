"""The runner of the Neo4j server up to the point where a JVM would start; its jars have a file of their own."""

import io
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[3] / "tools" / "neo4j"
sys.path.insert(0, str(TOOL))

import home  # noqa: E402 - a script's folder, importable only now
import java  # noqa: E402
import probe  # noqa: E402
import process  # noqa: E402
import server  # noqa: E402
from failure import RunnerError  # noqa: E402

# Java


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ('openjdk version "25.0.3" 2026-04-21 LTS', 25),
        ('openjdk version "21" 2023-09-19', 21),
        ('openjdk version "26-ea" 2026-03-17', 26),
        ('java version "1.8.0_292"', 8),
        ("Unrecognized option", 0),
        ("", 0),
    ],
)
def test_java_version_is_read(text: str, major: int) -> None:
    assert java.parse_major(text) == major


@pytest.fixture
def java_stub(tmp_path: Path) -> Callable[[str, int], str]:
    def make(place: str, major: int) -> str:
        path = tmp_path / place / "bin" / "java"
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\necho 'openjdk version \"{major}.0.1\"' >&2\n")
        path.chmod(0o755)
        return str(path)

    return make


def test_named_java_is_taken_or_refused_but_never_replaced(java_stub: Callable[[str, int], str]) -> None:
    old, new = java_stub("old", 17), java_stub("new", 25)
    assert java.find_java(new, {"NEO4J_JAVA": old}) == new
    assert java.find_java(None, {"NEO4J_JAVA": new}) == new
    for wanted, environ in ((old, {}), (None, {"NEO4J_JAVA": old, "JAVA_HOME": str(Path(new).parents[1])})):
        with pytest.raises(RunnerError, match="not a Java 21 or newer"):
            java.find_java(wanted, environ)


def test_installed_javas_are_tried_in_order(java_stub: Callable[[str, int], str]) -> None:
    old, home_java, path_java = java_stub("old", 17), java_stub("home", 21), java_stub("path", 22)
    on_path = {"PATH": str(Path(path_java).parent)}
    assert java.find_java(None, {"JAVA_HOME": str(Path(home_java).parents[1]), **on_path}) == home_java
    assert java.find_java(None, {"JAVA_HOME": str(Path(old).parents[1]), **on_path}) == path_java
    assert java.find_java(None, {"JAVA_HOME": "/nonexistent", **on_path}) == path_java


def test_class_archive_belongs_to_one_java(java_stub: Callable[[str, int], str], tmp_path: Path) -> None:
    first, second = java_stub("first", 21), java_stub("second", 25)
    assert java.class_archive(first, tmp_path) == java.class_archive(first, tmp_path)
    assert java.class_archive(first, tmp_path) != java.class_archive(second, tmp_path)
    assert java.class_archive(first, tmp_path).parent == tmp_path


# The home


def test_conf_names_ports_and_lets_extra_lines_win(tmp_path: Path) -> None:
    extra = ["server.memory.pagecache.size=64m", "db.tx_timeout=5s", "internal.x = a=b"]
    home.write_conf(tmp_path, home.settings(tmp_path, bolt_port=7001, http_port=7002, extra=extra))
    lines = (tmp_path / "conf" / "neo4j.conf").read_text().splitlines()
    conf = dict(line.split("=", 1) for line in lines)
    assert len(conf) == len(lines)
    assert {key: conf[key] for key in sorted(conf) if "address" in key} == {
        "server.bolt.advertised_address": ":7001",
        "server.bolt.listen_address": ":7001",
        "server.default_listen_address": "127.0.0.1",
        "server.http.advertised_address": ":7002",
        "server.http.listen_address": ":7002",
    }
    assert conf["server.directories.data"] == str(tmp_path / "data")
    assert conf["server.memory.pagecache.size"] == "64m"
    assert (conf["db.tx_timeout"], conf["internal.x"]) == ("5s", "a=b")
    assert conf["dbms.usage_report.enabled"] == conf["client.allow_telemetry"] == "false"
    assert all((tmp_path / name).is_dir() for name in ("data", "logs", "import", "plugins", "run"))


@pytest.mark.parametrize("text", ["nothing", "=value"])
def test_setting_without_key_or_value_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RunnerError, match="is not KEY=VALUE"):
        home.settings(tmp_path, bolt_port=1, http_port=2, extra=[text])


def test_first_password_is_written_for_the_owner_alone(tmp_path: Path) -> None:
    home.set_first_password(tmp_path, "secret-pw")
    file = tmp_path / "data" / "dbms" / "auth.ini"
    user, credential, change = file.read_text().split(":")
    kind, digest, salt, rounds = credential.split(",")
    assert (user, kind, rounds, change) == ("neo4j", "SHA-256", "1024", "")
    assert digest == home.password_hash("secret-pw", bytes.fromhex(salt)).hex()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_password_hash_is_what_the_admin_tool_writes() -> None:
    # What `neo4j-admin dbms set-initial-password secret-pw` of 2026.08.1 once wrote.
    salt = bytes.fromhex("b2353597a1db534acffbb9aa86c03d4481d56bb5750bee40098f1982f0a34f8c")
    expected = "711b1b6bb7faa8aca8c47d258b3b6941f97070bad9a1d336a22b2f50850c7a14"
    assert home.password_hash("secret-pw", salt).hex() == expected


def test_home_that_ran_keeps_its_password(tmp_path: Path) -> None:
    (tmp_path / "data" / "databases" / "system").mkdir(parents=True)
    home.set_first_password(tmp_path, "secret-pw")
    assert not (tmp_path / "data" / "dbms").exists()


def test_home_is_held_by_one(tmp_path: Path) -> None:
    with home.hold(tmp_path), pytest.raises(RunnerError, match="in use by a running server"):
        home.hold(tmp_path)
    home.hold(tmp_path).close()


def test_flags_given_reach_the_jvm_after_those_of_the_runner(tmp_path: Path) -> None:
    stub = tmp_path / "java"
    stub.write_text('#!/bin/sh\necho "$@"\n')
    stub.chmod(0o755)
    (tmp_path / "logs").mkdir()
    launch = process.Launch(
        java=str(stub),
        jars=tmp_path,
        home=tmp_path,
        host="127.0.0.1",
        bolt_port=1,
        http_port=2,
        password="long-enough",
        heap="1g",
        timeout_s=1.0,
        quick=True,
        flags=server.parse(["--home", "h", "--jvm=-XX:-UseG1GC", "--jvm=-Xmn9m"]).jvm,
    )
    with home.hold(tmp_path) as lock:
        process._start(launch, lock, ()).wait(60)
    words = (tmp_path / "logs" / "console.log").read_text().split()
    assert words.index("-XX:+UseG1GC") < words.index("-XX:-UseG1GC")
    assert words[words.index("-cp") - 2 : words.index("-cp")] == ["-XX:-UseG1GC", "-Xmn9m"]


def test_last_error_is_found_among_stack_traces(tmp_path: Path) -> None:
    assert process.last_error(tmp_path) == ""
    console = 'WARNING: x\nException in thread "main" a.B: first\nException in c: second\n\tat Exception.java\nend\n'
    (tmp_path / "console.log").write_text(console)
    (tmp_path / "neo4j.log").write_text("INFO  started\n")
    assert process.last_error(tmp_path) == "Exception in c: second"
    (tmp_path / "neo4j.log").write_text("ERROR no space\nINFO  bye\n")
    assert process.last_error(tmp_path) == "ERROR no space"


# The command line


def run_tool(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(TOOL / "server.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environ, check=False)


def test_errors_are_two_lines_and_status_one() -> None:
    ran = run_tool("--resolve-only", "--java", "/nonexistent/java")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines() == [
        "neo4j: error: /nonexistent/java is not a Java 21 or newer",
        "neo4j: hint: correct --java or NEO4J_JAVA",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [([], "--home is needed"), (["--home", "x", "--password", "short"], "needs 8 characters")],
)
def test_senseless_command_lines_are_usage_errors(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        server.parse(words)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_words_after_admin_are_the_admin_tools_own() -> None:
    args = server.parse(
        ["--home", "h", "--admin", "database", "import", "full", "--overwrite-destination", "--home", "x"]
    )
    assert args.admin == ["database", "import", "full", "--overwrite-destination", "--home", "x"]
    assert args.home == Path("h")


def test_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "from-the-environment")
    assert server.parse(["--home", "h"]).password == "from-the-environment"
    monkeypatch.delenv("NEO4J_PASSWORD")
    assert server.parse(["--home", "h"]).password == server.LOCAL_PASSWORD


def test_taken_port_is_an_error_before_anything_is_written(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        args = server.parse(["--home", str(tmp_path), "--bolt-port", str(port), "--http-port", "0"])
        with pytest.raises(RunnerError, match=f"port {port} is already in use"):
            server.prepare(args, "java", tmp_path, tmp_path)
    assert not (tmp_path / "conf").exists()


# Probes


def test_probe_tells_a_refused_password_from_a_server_that_is_not_ready() -> None:
    path = "/db/neo4j/query/v2"

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = answers.pop(0)
            assert self.path == path
            assert self.headers["Authorization"] == "Basic bmVvNGo6c2VjcmV0LXB3"
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    answers = [(503, b""), (202, b"not json"), (202, b'{"data": {"values": [[1]]}}'), (401, b"")]
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        port = http.server_address[1]
        told = [probe.query_answers("127.0.0.1", port, password="secret-pw") for _ in range(3)]
        with pytest.raises(RunnerError, match="refuses this password"):
            probe.query_answers("127.0.0.1", port, password="secret-pw")
        http.shutdown()
        thread.join()
    assert told == [False, False, True]


def test_probe_of_a_closed_port() -> None:
    port = probe.free_port()
    assert not probe.bolt_answers("127.0.0.1", port)
    assert not probe.is_taken("127.0.0.1", port)
    assert not probe.query_answers("127.0.0.1", port, password="secret-pw")


def test_reports_go_to_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", told := io.StringIO())
    server.report("text")
    assert told.getvalue() == "neo4j: text\n"
