"""Opens what a command works on, from its settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from .invocation import Invocation

if TYPE_CHECKING:
    from ..ledger.workspace import Workspace
    from ..pipeline import Making
    from ..store.port import Snapshot, Store


def invocation(context: typer.Context) -> Invocation:
    """The settings a command runs under."""
    found = context.find_object(Invocation)
    if found is None:
        raise TypeError("the command was called without its settings")
    return found


def workspace_of(context: typer.Context) -> Workspace:
    """The workspace; its folder is made by what first writes to it."""
    from ..ledger.workspace import Workspace

    return Workspace(invocation(context).settings.workspace)


def making_of(context: typer.Context) -> Making:
    """How builds are made."""
    from ..assembly.parameters import Parameters, Resources
    from ..pipeline import Making

    settings = invocation(context).settings
    parameters = Parameters(
        reference_year=settings.reference_year,
        max_pair_authors=settings.max_pair_authors,
        half_life=settings.half_life,
    )
    return Making(parameters, Resources(memory_limit=settings.memory_limit, threads=settings.threads))


@contextmanager
def store_of(context: typer.Context, *, url: str | None = None) -> Iterator[Store]:
    """The store of the settings, or the one at `url`, open for the block."""
    from ..store.open import open_store

    settings = invocation(context).settings
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else None
    store = open_store(url or settings.store_url, user=settings.neo4j_user, password=password)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def snapshot_of(context: typer.Context) -> Iterator[Snapshot]:
    """The store's content for a command that reads; a server of the wrong version or password is told as such."""
    with store_of(context) as store:
        store.ping()
        with store.snapshot() as snapshot:
            yield snapshot
