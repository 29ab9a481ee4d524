"""What only a real process shows: exit statuses, signals, pipes that close, limits of the system."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from research_graph.ledger.workspace import Workspace
from support.cli import done, run
from support.three_sources import THIRD, write_records

PROGRAM = Path(sys.executable).with_name("research-graph")

WAITING = """
import signal, sys, time
import research_graph.pipeline
from research_graph.service.cli import main

def wait(*_, **__):
    print("waiting", flush=True)
    time.sleep(60)

research_graph.pipeline.resolve = wait
sys.argv[1:] = {arguments!r}
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run in the background
main()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_records(tmp_path / "third.jsonl", THIRD)


def call(*arguments: object, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(PROGRAM), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def test_the_console_script_ends_with_the_status_of_the_error(stages: dict[str, Workspace]) -> None:
    workspace = stages["third"].path
    good = call("--workspace", workspace, "stats", "--json")
    assert (good.returncode, good.stderr, json.loads(good.stdout)["nodes"]["Paper"]) == (0, "", 5)
    missing = call("--workspace", workspace, "load", "acl-anthology", "/no/such/folder")
    assert (missing.returncode, missing.stdout) == (3, "")
    assert missing.stderr == "error: /no/such/folder: no such file or folder\nhint: check the path\n"


def test_a_closed_pipe_is_no_error(stages: dict[str, Workspace]) -> None:
    for command in (("ledger", "dump", "open"), ("stats",)):
        reader, writer = os.pipe()
        os.close(reader)
        arguments = [str(PROGRAM), "--workspace", str(stages["third"].path), *command]
        ended = subprocess.run(arguments, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
        os.close(writer)
        assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_stopped_load_is_finished_by_the_same_command(
    tmp_path: Path, file: Path, sign: signal.Signals, status: int
) -> None:
    arguments = ["--workspace", str(tmp_path / "w"), "load", "records", str(file), "--name", "third", "--json"]
    script = WAITING.format(arguments=arguments)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], text=True, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.readline() == "waiting\n"
        busy = run("load", "records", file, "--name", "third", workspace=tmp_path / "w")
        assert busy.status == 4
        assert f"another process works on this workspace (process {process.pid}: load)" in busy.err
        process.send_signal(sign)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (status, "")
    assert err == ("stopped; run the same command again to go on\n" if sign == signal.SIGINT else "")
    report = done("load", "records", file, "--name", "third", "--json", workspace=tmp_path / "w").json
    assert (report["is_new"], report["published"]["removed"]) == (False, 0)
    assert report["published"]["added"] > 0


@pytest.mark.parametrize("size", [600, 100_000])
def test_a_file_that_cannot_grow_is_a_clear_error_and_loses_nothing(loaded: Workspace, file: Path, size: int) -> None:
    before = done("stats", "--json", workspace=loaded.path).json
    store = f"sqlite:///{loaded.path}/new.sqlite"
    command = ("--workspace", loaded.path, "--store", store, "load", "records", file, "--name", "more")
    ended = call(*command, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert (ended.returncode, ended.stdout) == (4, "")
    assert "\nhint: " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert done("stats", "--json", workspace=loaded.path).json == before
    done("--store", store, "load", "records", file, "--name", "more", workspace=loaded.path)
    assert done("--store", store, "verify", "--json", workspace=loaded.path).json == {"damages": [], "notes": []}


def test_a_server_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    found = call("--workspace", tmp_path, "--store", "neo4j://localhost:9", "stats")
    assert (found.returncode, found.stdout) == (4, "")
    error, hint = found.stderr.splitlines()
    assert error.startswith("error: neo4j://localhost:9 does not answer: ")
    assert hint.startswith("hint: ")
    assert len(call("--debug", "--store", "neo4j://localhost:9", "stats").stderr.splitlines()) > 2
