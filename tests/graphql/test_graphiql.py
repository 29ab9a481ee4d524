"""GraphiQL: off unless asked for, from our own address alone, built from what the lock names."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import re
import tarfile
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import httpx
import pytest
import uvicorn
from research_graph.service.settings import read_settings
from research_graph.service.web import graphiql
from research_graph.service.web.app import application
from support.house import ROOT

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SOURCE = ROOT / "tools" / "graphiql"


def assets_tool() -> ModuleType:
    found = importlib.util.spec_from_file_location("assets_tool", ROOT / "tools" / "assets.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


TOOL = assets_tool()
LOCKED = TOOL.read_lock((SOURCE / "assets.lock").read_text(encoding="utf-8"))


def packed(*names: str) -> bytes:
    """A package as the registry has it: each file holds its own name."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name in names:
            content = f"/* {name} */".encode()
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


@contextmanager
def registry(packages: dict[str, bytes]) -> Iterator[str]:
    """A registry of npm that has these paths."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = packages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Small packages under the names of the lock, and a lock that has their digests."""
    files: dict[tuple[str, str], list[str]] = {}
    for asset in LOCKED:
        files.setdefault((asset.package, asset.version), ["LICENSE"]).append(asset.file)
    made = {key: packed(*names) for key, names in files.items()}
    lines = []
    for asset in LOCKED:
        digest = b64encode(hashlib.sha512(made[asset.package, asset.version]).digest()).decode()
        lines.append(f"{asset.package}@{asset.version} {asset.file} {asset.name} sha512-{digest}")
    source = tmp_path / "source"
    source.mkdir()
    for name in TOOL.OWN:
        (source / name).write_bytes((SOURCE / name).read_bytes())
    (source / "assets.lock").write_text("\n".join(lines))
    monkeypatch.setattr(TOOL, "SOURCE", source)
    return {f"/{name}/-/{name.rpartition('/')[2]}-{version}.tgz": body for (name, version), body in made.items()}


@contextmanager
def client(store: Path, folder: Path, *, wanted: bool) -> Iterator[httpx.Client]:
    """A service of this process, so that its folder of files can be another."""
    given = {"store": f"sqlite:///{store}", "workspace": folder, "token_file": folder / "tokens.json"}
    made = application(read_settings({}, graphiql=wanted, **given))
    server = uvicorn.Server(uvicorn.Config(made, port=0, log_config=None, ws="none", lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as found:
            yield found
    finally:
        server.should_exit = True
        thread.join()


def test_it_is_off_unless_it_is_asked_for(sample_store: Path, tmp_path: Path) -> None:
    with client(sample_store, tmp_path, wanted=False) as service:
        assert service.get("/graphql", headers=HTML).json()["errors"][0]["extensions"]["code"] == "MALFORMED_REQUEST"
        assert service.get("/static/graphiql/start.js").status_code == 404


def test_the_page_loads_its_own_files_and_nothing_else(
    sample_store: Path, tmp_path: Path, packages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with registry(packages) as address:
        TOOL.build(address, tmp_path / "static" / "graphiql")
    monkeypatch.setattr(graphiql, "FILES", tmp_path / "static" / "graphiql")
    with client(sample_store, tmp_path, wanted=True) as service:
        page = service.get("/graphql", headers=HTML)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
        assert policy.pop("default-src") == "'none'"
        assert {word for sources in policy.values() for word in sources.split()} == {"'self'", "'none'", "data:"}
        assert policy["script-src"] == "'self'"
        loaded = re.findall(r'(?:src|href)="(?!data:)([^"]+)"', page.text)
        named = {asset.name for asset in LOCKED} | set(TOOL.OWN) - {"index.html"}
        assert set(loaded) == {f"static/graphiql/{name}" for name in named}
        for path in loaded:
            found = service.get(f"/{path}")
            assert found.status_code == 200
            assert found.headers["content-type"].split(";")[0] in ("text/javascript", "text/css")
            assert found.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script>|<style|style=| on\w+=|https?://", page.text)
        assert service.get("/static/graphiql/../../settings.py").status_code == 404
        assert service.post("/graphql", json={"query": "{ __typename }"}).json()["data"] == {"__typename": "Query"}
        assert service.get("/graphql?query={__typename}", headers=HTML).json()["data"] == {"__typename": "Query"}


def test_without_its_files_the_page_says_how_to_build_them(
    sample_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphiql, "FILES", tmp_path / "nothing")
    with client(sample_store, tmp_path, wanted=True) as service:
        page = service.get("/graphql", headers=HTML)
        assert page.status_code == 200
        assert "<pre>make assets</pre>" in page.text
        assert service.get("/static/graphiql/start.js").status_code == 404
        assert service.post("/graphql", json={"query": "{ __typename }"}).status_code == 200


def test_files_are_those_of_the_lock_with_their_licenses(tmp_path: Path, packages: dict[str, bytes]) -> None:
    target = tmp_path / "static" / "graphiql"
    with registry(packages) as address:
        TOOL.build(address, target)
        (target / "stale.js").touch()
        TOOL.build(address, target)
    names = {asset.name: asset.file for asset in LOCKED}
    assert {path.name for path in target.iterdir()} == {*names, *TOOL.OWN, "LICENSES.txt"}
    assert all((target / name).read_text() == f"/* {file} */" for name, file in names.items())
    licenses = (target / "LICENSES.txt").read_text()
    assert all(f"{asset.package} {asset.version}\n" in licenses for asset in LOCKED)
    assert [path.name for path in target.parent.iterdir()] == ["graphiql"]


def test_other_bytes_are_refused_and_change_nothing(tmp_path: Path, packages: dict[str, bytes]) -> None:
    target = tmp_path / "static" / "graphiql"
    target.mkdir(parents=True)
    (target / "start.js").write_text("as it was")
    last = list(packages)[-1]
    for wrong, message in ((packed("dist/index.umd.js", "other"), "wrong checksum"), (None, "Not Found")):
        broken = {path: body for path, body in packages.items() if path != last}
        found = {**broken, last: wrong} if wrong else broken
        with registry(found) as address, pytest.raises(TOOL.Wrong, match=message):
            TOOL.build(address, target)
    assert [path.read_text() for path in target.iterdir()] == ["as it was"]
    assert [path.name for path in target.parent.iterdir()] == ["graphiql"]


def test_the_lock_pins_versions_and_digests() -> None:
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", asset.version) for asset in LOCKED)
    assert all(re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", asset.integrity) for asset in LOCKED)
