"""The demo: a small run of the command, and its people in the real sample."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from research_graph.ledger.workspace import Workspace
from research_graph.schema.errors import UsageError
from research_graph.service.commands import demo
from research_graph.store.open import open_store
from support.cli import done
from support.house import ROOT
from support.three_sources import SOURCES, write_sources


def test_the_demo_loads_shows_people_and_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sources(tmp_path)
    monkeypatch.setattr(demo, "files", lambda _: tmp_path)
    monkeypatch.setattr(demo, "SAMPLE", tuple((name, f"{name}.jsonl") for name in SOURCES))
    monkeypatch.setattr(demo, "SHOWN", ("Ann Bell", "Zoe Roe"))
    page = done("demo", workspace=tmp_path / "w").out
    assert [line.partition(":")[0] for line in page.splitlines() if "records read" in line] == list(SOURCES)
    assert "\nAnn Bell  (author A" in page
    assert "\nrun " in page
    assert "\ncollaborators (" in page
    assert "1 more people have or had this name: research-graph search 'Zoe Roe'" in page
    assert f"research-graph --workspace {tmp_path / 'w'} search" in page
    assert page.splitlines()[-1].startswith(f"  research-graph --workspace {tmp_path / 'w'} serve")
    again = done("demo", workspace=tmp_path / "w").out
    assert again.count(" is known already") == len(SOURCES)
    assert Workspace(tmp_path / "w").open_ledger().sources() == sorted(SOURCES)


def test_the_demo_ends_with_a_running_service_whose_address_it_prints(tmp_path: Path) -> None:
    """As on a terminal, with the usual port taken; Ctrl-C ends it well."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((demo.HOST, demo.PORT))
            taken.listen()
        except OSError:
            pass  # somebody else has it
        command = [sys.executable, "-m", "research_graph", "--workspace", str(tmp_path / "w"), "demo", "--serve"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("RESEARCH_GRAPH_")}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as run:
            assert run.stdout is not None
            assert run.stderr is not None
            try:
                line = next(line for line in run.stdout if "GraphQL is served at" in line)
                (url,) = re.findall(r"http://127\.0\.0\.1:\d+/graphql", line)
                assert f":{demo.PORT}/" not in url
                found = _asked(f"{url}?query=%7Bgraph%7Brun%20nodes%7Bkind%20count%7D%7D%7D")
                counts = {node["kind"]: node["count"] for node in found["data"]["graph"]["nodes"]}
                assert counts["AUTHOR"] > 10_000
                assert found["data"]["graph"]["run"]
                assert counts["CLUSTER"] > 300
                with urllib.request.urlopen(url.removesuffix("graphql"), timeout=30) as home:
                    assert b"<title>" in home.read()
                run.send_signal(signal.SIGINT)
                assert run.wait(60) == 0
                assert "Traceback" not in run.stderr.read()
            finally:
                run.kill()


def _asked(url: str) -> Any:
    """The answer, as soon as the service has started."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return json.loads(answer.read())
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")


def test_the_people_of_the_demo_are_in_the_sample_with_many_papers() -> None:
    text = b"".join(gzip.decompress((ROOT / "demo" / file).read_bytes()) for _, file in demo.SAMPLE)
    assert all(text.count(f'{{"name":"{name}"'.encode()) > 8 for name in demo.SHOWN)


def test_nobody_of_that_name_is_said(stages: dict[str, Workspace]) -> None:
    store = open_store(f"sqlite:///{stages['third'].store}")
    with store.snapshot() as snapshot, pytest.raises(UsageError, match="nobody in the store is called Nobody"):
        demo.show_person(snapshot, "Nobody")
    store.close()
