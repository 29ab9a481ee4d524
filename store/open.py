"""Picks the engine by the scheme of the store's address; engines are imported only when asked for."""

from __future__ import annotations

from pathlib import Path

from ..schema.errors import SettingsError
from .port import Store

NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


def open_store(url: str, *, user: str | None = None, password: str | None = None) -> Store:
    """The store at `sqlite:///file.sqlite`, `sqlite:////absolute.sqlite`, `sqlite://` (memory), `neo4j://…`, `bolt://…`.

    User and password may also be part of the address. Raises SettingsError for an address of another form.
    """
    scheme, found, rest = url.partition("://")
    if not found:
        raise SettingsError(f"store address {url!r} has no scheme", hint="write sqlite:///PATH or neo4j://HOST:7687")
    if scheme == "sqlite":
        from .sqlite.store import SqliteStore

        if rest and not rest.removeprefix("/"):
            raise SettingsError(f"store address {url!r} names no file", hint="write sqlite:///PATH")
        if rest and not rest.startswith("/"):
            raise SettingsError(f"store address {url!r} names a host", hint=f"write sqlite:///{rest}")
        return SqliteStore(Path(rest[1:]) if rest else None)
    if scheme in NEO4J_SCHEMES:
        from .neo4j.store import Neo4jStore

        return Neo4jStore(url, user=user, password=password)
    raise SettingsError(
        f"no store for addresses of the form {scheme}://", hint="use sqlite:///PATH or neo4j://HOST:7687"
    )
