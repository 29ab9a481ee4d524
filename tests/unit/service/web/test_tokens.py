"""Tokens: shown once, kept as hashes, refused when revoked or expired, whatever another process does to the file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from research_graph.schema.errors import SettingsError, UsageError
from research_graph.service.web.tokens import TokenFile


def test_a_token_is_found_by_its_text_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "deep" / "tokens.json")
    token, text = file.create("explorer", scopes=("read", "documents"))
    assert re.fullmatch(r"rg_[A-Za-z0-9_-]{43}", text)
    assert file.find(text) == token
    assert token.scopes == ("documents", "read")
    kept = (tmp_path / "deep" / "tokens.json").read_bytes()
    assert text.encode() not in kept
    assert sha256(text.encode()).hexdigest().encode() in kept


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    TokenFile(tmp_path / "tokens.json").create("explorer")
    assert (tmp_path / "tokens.json").stat().st_mode & 0o777 == 0o600


def test_a_running_service_sees_what_another_process_did(tmp_path: Path) -> None:
    service, command = TokenFile(tmp_path / "tokens.json"), TokenFile(tmp_path / "tokens.json")
    assert service.find("rg_x") is None
    token, text = command.create("explorer")
    assert service.find(text) == token
    assert command.revoke(token.id) == token
    assert service.find(text) is None
    assert service.all() == []


def test_an_expired_token_is_worth_nothing(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.json")
    token, text = file.create("guest", days=1)
    assert token.expires is not None
    assert timedelta(hours=23) < datetime.fromisoformat(token.expires) - datetime.now(UTC) <= timedelta(days=1)
    content = orjson.loads((tmp_path / "tokens.json").read_bytes())
    content["tokens"][0]["expires"] = "2020-01-01T00:00:00+00:00"
    (tmp_path / "tokens.json").write_bytes(orjson.dumps(content))
    assert file.find(text) is None
    assert [one.id for one in file.all()] == [token.id]


def test_unknown_scopes_and_ids_are_refused(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.json")
    with pytest.raises(UsageError, match="no scope 'admin'"):
        file.create("x", scopes=("read", "admin"))
    with pytest.raises(UsageError, match="no token 'ab'"):
        file.revoke("ab")
    assert file.all() == []


@pytest.mark.parametrize("content", [b"", b"[]", b'{"tokens": [{}]}', b'{"tokens": 1}', b"\xff"])
def test_a_broken_file_is_told_and_never_read_as_no_tokens(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tokens.json").write_bytes(content)
    with pytest.raises(SettingsError, match="is not a file of tokens"):
        TokenFile(tmp_path / "tokens.json").find("rg_x")
    assert (tmp_path / "tokens.json").read_bytes() == content


def test_while_the_file_cannot_be_read_the_tokens_read_before_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    service, command = TokenFile(tmp_path / "tokens.json"), TokenFile(tmp_path / "tokens.json")
    token, text = command.create("explorer")
    assert service.find(text) == token
    command.create("another")
    denied = PermissionError(13, "Permission denied")
    for name in ("read_bytes", "stat"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, name, raising(denied))
            assert [service.find(text), service.find(text), service.find("rg_x")] == [token, token, None]
            with pytest.raises(SettingsError, match=r"cannot read .*: Permission denied"):
                service.all()
            with pytest.raises(SettingsError, match=r"cannot read .*: Permission denied"):
                TokenFile(tmp_path / "tokens.json").find(text)
    assert [record.levelname for record in caplog.records] == ["ERROR"], "told once, not with every request"
    caplog.clear()
    command.revoke(token.id)
    assert service.find(text) is None
    assert [one.name for one in service.all()] == ["another"]


def raising(error: Exception) -> Any:
    def act(*_: Any, **__: Any) -> None:
        raise error

    return act


def test_a_file_that_was_broken_is_not_written_over(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.json")
    file.create("explorer")
    (tmp_path / "tokens.json").write_bytes(b"{")
    with pytest.raises(SettingsError, match="is not a file of tokens"):
        file.create("another")
    assert (tmp_path / "tokens.json").read_bytes() == b"{"


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    file = TokenFile(tmp_path / "file" / "tokens.json")
    with pytest.raises(SettingsError, match=r"cannot read .*: Not a directory"):
        file.all()
    with pytest.raises(SettingsError, match="cannot write"):
        file.create("x")
