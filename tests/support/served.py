"""A running service over the bundled sample, as its users meet it: a process with an address."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GRAPHQL_TYPE = "application/graphql-response+json"
START_SECONDS = 90


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.json["errors"]]


@dataclass(frozen=True)
class Served:
    """A service at `url`."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, text: str, variables: Any = None, **more: Any) -> Reply:
        """A POST of a document; `headers` among `more` go with it."""
        headers = {"content-type": "application/json", "accept": GRAPHQL_TYPE, **more.pop("headers", {})}
        body = {"query": text, "variables": variables, **more}
        return self.send("POST", "/graphql", json.dumps(body).encode(), headers)

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        request = urllib.request.Request(self.url + path, body, dict(headers or {}), method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as found:
                return Reply(found.status, {name.lower(): value for name, value in found.headers.items()}, found.read())
        except urllib.error.HTTPError as error:
            with error:
                named = {name.lower(): value for name, value in error.headers.items()}
                return Reply(error.code, named, error.read())


@contextmanager
def served(store: Path, folder: Path, *options: str, **settings: str) -> Iterator[Served]:
    """`research-graph serve` over a store's file, ended when the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    named = {f"RESEARCH_GRAPH_{name.upper()}": value for name, value in settings.items()}
    given = {"RESEARCH_GRAPH_TOKEN_FILE": str(folder / "tokens.json"), "RESEARCH_GRAPH_LOG_LEVEL": "info", **named}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RESEARCH_GRAPH_")}
    command = [sys.executable, "-m", "research_graph", "--workspace", str(folder), "--store", f"sqlite:///{store}"]
    log = folder / "service.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), *options], env={**clean, **given}, stdout=output, stderr=output
        )
        service = Served(f"http://127.0.0.1:{port}", process, log)
        try:
            _wait(service)
            yield service
        finally:
            process.terminate()
            process.wait(60)


def _wait(service: Served) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if service.process.poll() is not None:
            break
        try:
            if service.send("GET", "/livez").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the service did not start:\n{service.log.read_text(errors='replace')}")
