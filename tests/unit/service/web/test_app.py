"""What the application makes of its settings before it answers anybody, and of its threads when it ends."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from research_graph.graphql.view import View
from research_graph.schema.errors import SettingsError
from research_graph.service.settings import Settings, read_settings
from research_graph.service.web import app
from research_graph.service.web.app import application


def settings(folder: Path, **given: object) -> Settings:
    return read_settings({}, workspace=folder, token_file=folder / "tokens.json", **given)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{ authors {", r"two\.graphql \(line 1, column 12\): Syntax Error"),
        (b"\n{ nobody }", r"two\.graphql \(line 2, column 3\): Cannot query field 'nobody'"),
        (b"{" + b"a " * 700 + b"}", r"two\.graphql: there are 700 fields; at most 600"),
        (b"\xff", r"cannot read the document .*two\.graphql"),
    ],
    ids=["no GraphQL", "not of the schema", "too large", "no text"],
)
def test_a_known_document_that_cannot_be_answered_is_told_by_its_file(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "one.graphql").write_text("{ __typename }")
    (tmp_path / "two.graphql").write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        application(settings(tmp_path, documents=tmp_path))


def test_a_folder_of_documents_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no folder .*none"):
        application(settings(tmp_path, documents=tmp_path / "none"))


def test_the_threads_are_waited_for_outside_the_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    monkeypatch.setattr(View, "close", lambda _: closed.append(threading.get_ident()))
    kept_as_it_is = dict.fromkeys(("collect", "freeze", "unfreeze", "set_threshold"), lambda *_: None)
    monkeypatch.setattr(app, "gc", SimpleNamespace(**kept_as_it_is))
    web = application(settings(tmp_path))

    async def run() -> None:
        async with web.router.lifespan_context(web):
            pass

    asyncio.run(run())
    assert len(closed) == 1
    assert closed != [threading.get_ident()]
