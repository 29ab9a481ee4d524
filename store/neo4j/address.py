"""A store's address taken apart: what the driver connects to, as whom, and what may be shown to people."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from ...schema.errors import SettingsError

_FORM = "write neo4j://HOST:7687, bolt://HOST:7687 or neo4j://USER:PASSWORD@HOST:7687/DATABASE"
_PERCENT = "percent-encode a password inside an address, or give it by RESEARCH_GRAPH_NEO4J_PASSWORD"


@dataclass(frozen=True, slots=True)
class Address:
    """`uri` without user and password; `shown` is the whole address with the password masked."""

    uri: str
    user: str | None
    password: str | None
    database: str | None
    shown: str

    @property
    def auth(self) -> tuple[str, str] | None:
        """User and password as the driver takes them; None for a server without authentication."""
        return None if self.user is None else (self.user, self.password or "")


def parse(url: str, *, user: str | None = None, password: str | None = None) -> Address:
    """The parts of an address; a user or password given apart wins over the one inside. Raises SettingsError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:  # its text may hold a part of the password
        raise SettingsError("the store address cannot be read", hint=f"{_FORM}; {_PERCENT}") from None
    database = parts.path.strip("/")
    if "@" in parts.path + parts.query + parts.fragment:
        raise SettingsError("the store address has an @ behind its host", hint=_PERCENT)
    if not host or "/" in database or parts.fragment:
        raise SettingsError(f"store address of the form {parts.scheme}:// names no host or too much", hint=_FORM)
    user = user or (unquote(parts.username) if parts.username else None)
    if password is None and parts.password is not None:
        password = unquote(parts.password)
    if password and user is None:
        user = "neo4j"
    place = f"[{host}]" if ":" in host else host
    place += f":{port}" if port else ""
    named = f"{parts.username}{':***' if parts.password else ''}@" if parts.username else ""
    return Address(
        uri=urlunsplit((parts.scheme, place, "", parts.query, "")),
        user=user,
        password=password,
        database=database or None,
        shown=urlunsplit((parts.scheme, named + place, parts.path.rstrip("/"), parts.query, "")),
    )
