"""The explorer's files as the service gives them: a page that is asked for each time, assets that never are again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from research_graph.graphql.documents import Documents
from research_graph.graphql.limits import Limits
from research_graph.graphql.schema import schema
from research_graph.schema.errors import SettingsError
from research_graph.service.settings import Settings, read_settings
from research_graph.service.web import app, explorer
from starlette.applications import Starlette


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(explorer, "FILES", tmp_path / "explorer")
    return tmp_path / "explorer"


def settings(folder: Path) -> Settings:
    return read_settings({}, workspace=folder, token_file=folder / "tokens.json")


def documents() -> list[tuple[str, str]]:
    return explorer.explorer_documents(Documents(schema(), Limits()))


def get(path: str, **headers: str) -> httpx.Response:
    """The answer of the explorer's routes alone."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=explorer.explorer_routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return asyncio.run(ask())


def write(files: Path) -> None:
    contents = {
        "index.html": "<!doctype html><title>Explorer</title>",
        "assets/index-abc.js": "export const x = 1;\n" * 200,
        "documents/b.graphql": "{ graph { build } }",
        "documents/a.graphql": "{ __typename }",
        "sources.sha256": "0" * 64,
    }
    for name, text in contents.items():
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        (files / name).write_text(text)


def test_the_page_may_run_and_ask_only_what_is_ours(files: Path) -> None:
    write(files)
    page = get("/explorer?roots=A1")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-cache"
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy.pop("default-src") == policy.pop("frame-ancestors") == policy.pop("base-uri") == "'none'"
    assert policy.pop("form-action") == "'none'"
    assert policy.pop("img-src") == "'self' data: blob:"
    assert policy == dict.fromkeys(("script-src", "style-src", "connect-src", "worker-src", "font-src"), "'self'")


def test_assets_are_kept_for_a_year_and_sent_small(files: Path) -> None:
    write(files)
    asset = get("/static/explorer/assets/index-abc.js", accept_encoding="gzip")
    assert asset.status_code == 200
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"].startswith("text/javascript")
    assert asset.headers["content-encoding"] == "gzip"
    assert int(asset.headers["content-length"]) < len(asset.content) / 10
    again = get("/static/explorer/assets/index-abc.js", if_none_match=asset.headers["etag"])
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["no.js", "../index.html", "..%2findex.html", "../sources.sha256", ""])
def test_nothing_else_is_served(files: Path, path: str) -> None:
    write(files)
    missing = get(f"/static/explorer/assets/{path}")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("cache-control", "")


def test_without_files_the_page_says_how_to_build_and_a_build_needs_no_restart(files: Path) -> None:
    page = get("/explorer")
    assert page.status_code == 200
    assert "<pre>make explorer</pre>" in page.text
    assert get("/static/explorer/assets/index-abc.js").status_code == 404
    assert documents() == []
    write(files)
    assert "make explorer" not in get("/explorer").text
    assert get("/explorer/").text == get("/explorer").text
    assert get("/static/explorer/assets/index-abc.js").status_code == 200


def test_documents_are_told_with_their_names(files: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(files)
    assert documents() == [("a.graphql", "{ __typename }"), ("b.graphql", "{ graph { build } }")]
    assert caplog.records == []


@pytest.mark.parametrize("stale", [b"{ nobody }", b"{ graph {", b"\xff", b"{ __typename }" * 100_000])
def test_a_document_of_an_older_build_is_left_out_with_a_warning(
    files: Path, caplog: pytest.LogCaptureFixture, stale: bytes
) -> None:
    write(files)
    (files / "documents" / "a.graphql").write_bytes(stale)
    assert documents() == [("b.graphql", "{ graph { build } }")]
    (warning,) = caplog.records
    assert warning.levelname == "WARNING"
    assert "explorer.document_left_out" in warning.getMessage()
    assert "a.graphql" in warning.getMessage()
    assert "make explorer" in warning.getMessage()


def test_the_service_starts_beside_an_explorer_of_an_older_build(files: Path, tmp_path: Path) -> None:
    write(files)
    (files / "documents" / "a.graphql").write_text("{ nobody }")
    app.application(settings(tmp_path))


def test_a_page_of_ours_that_does_not_fit_the_schema_is_no_small_thing(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "page_documents", lambda: [("author.graphql", "{ nobody }")])
    with pytest.raises(SettingsError, match=r"^author\.graphql"):
        app.application(settings(tmp_path))
