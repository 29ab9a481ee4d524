"""API tokens in a file that a container can mount: only their SHA-256 is kept, the token itself is shown once."""

from __future__ import annotations

import logging
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import orjson
import structlog
from filelock import FileLock, Timeout

from ...schema.errors import SettingsError, UsageError

_log = structlog.wrap_logger(logging.getLogger(__name__))
PREFIX = "rg_"
SCOPES: Mapping[str, str] = {
    "read": "ask questions",
    "documents": "send documents of one's own where the service answers only those it knows",
    "introspect": "ask for the schema where introspection is off",
    "metrics": "read /metrics where it is not open",
}
_BYTES = 32
_PATIENCE = 10
"""Seconds to wait for another process that writes."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept; times are ISO 8601 in UTC."""

    id: str
    name: str
    sha256: str
    scopes: tuple[str, ...]
    created: str
    expires: str | None = None

    def is_expired(self, now: datetime) -> bool:
        """Whether it is of no use any more."""
        return self.expires is not None and datetime.fromisoformat(self.expires) <= now


class TokenFile:
    """The tokens of one file; read again when the file changes.

    All but `find` raise SettingsError for a file that cannot be read, or written where they write.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state: tuple[int, int, int] | None = None
        self._by_hash: dict[str, Token] | None = None
        self._failed: str | None = None

    def find(self, text: str) -> Token | None:
        """The token of that text, unless it expired.

        While the file cannot be read, those that were read before hold; SettingsError where none ever were.
        """
        token = self._last().get(_hash(text))
        return None if token is None or token.is_expired(datetime.now(UTC)) else token

    def all(self) -> list[Token]:
        """All tokens, oldest first."""
        return list(self._tokens().values())

    def create(self, name: str, *, scopes: Sequence[str] = ("read",), days: int | None = None) -> tuple[Token, str]:
        """A new token and its text, which nobody can tell again. UsageError for an unknown scope."""
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown:
            raise UsageError(f"no scope {unknown[0]!r}", hint=f"scopes are: {', '.join(SCOPES)}")
        text = PREFIX + secrets.token_urlsafe(_BYTES)
        now = datetime.now(UTC).replace(microsecond=0)
        expires = (now + timedelta(days=days)).isoformat() if days is not None else None
        token = Token(secrets.token_hex(4), name, _hash(text), tuple(sorted(set(scopes))), now.isoformat(), expires)
        with self._writing():
            self._write([*self._tokens().values(), token])
        return token, text

    def revoke(self, id_: str) -> Token:
        """Removes the token of that id; UsageError where there is none."""
        with self._writing():
            kept = self.all()
            gone = [token for token in kept if token.id == id_]
            if not gone:
                raise UsageError(f"no token {id_!r} in {self._path}", hint="`research-graph tokens list` shows them")
            self._write([token for token in kept if token.id != id_])
        return gone[0]

    def _last(self) -> dict[str, Token]:
        try:
            found, self._failed = self._tokens(), None
        except SettingsError as error:
            if self._by_hash is None:
                raise
            if error.message != self._failed:
                _log.error("tokens.unreadable", error=error.message)
            found, self._failed = self._by_hash, error.message
        return found

    def _tokens(self) -> dict[str, Token]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._state, self._by_hash = None, {}
            return {}
        except OSError as error:
            raise self._unreadable(error) from None
        state = (found.st_mtime_ns, found.st_size, found.st_ino)
        if state != self._state or self._by_hash is None:
            self._by_hash = {token.sha256: token for token in self._read()}
            self._state = state
        return self._by_hash

    def _read(self) -> list[Token]:
        try:
            found = orjson.loads(self._path.read_bytes())
            return [Token(**{**one, "scopes": tuple(one["scopes"])}) for one in found["tokens"]]
        except OSError as error:
            raise self._unreadable(error) from None
        except (ValueError, TypeError, KeyError):
            hint = "restore it, or remove it and create tokens anew"
            raise SettingsError(f"{self._path} is not a file of tokens", hint=hint) from None

    def _unreadable(self, error: OSError) -> SettingsError:
        return SettingsError(f"cannot read {self._path}: {error.strerror}", hint="check the path and rights")

    def _write(self, tokens: Sequence[Token]) -> None:
        text = orjson.dumps({"tokens": [asdict(token) for token in tokens]}, option=orjson.OPT_INDENT_2)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(text + b"\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self._path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Nobody else writes meanwhile."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self._path}.lock", timeout=_PATIENCE):
                yield
        except Timeout:
            busy = f"another process has held {self._path}.lock for {_PATIENCE} s"
            raise UsageError(busy, hint="try again when it has ended") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise SettingsError(f"cannot write {self._path}: {reason}", hint="check the path and rights") from None


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
