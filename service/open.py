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
    from ..schema.publication import Publication
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
def snapshot_of(context: typer.Context) -> Iterator[tuple[Snapshot, Publication]]:
    """The store's content and what it is, for a command that reads. UsageError for an empty store; a server of the
    wrong version or password is told as such.
    """
    from ..schema.errors import UsageError

    with store_of(context) as store:
        store.ping()
        with store.snapshot() as snapshot:
            held = snapshot.publication()
            if held is None:
                raise UsageError(f"the store {store.url} is empty", hint=_what_fills_it(workspace_of(context)))
            yield snapshot, held


def _what_fills_it(workspace: Workspace) -> str:
    if workspace.open_ledger().sources():
        return f"`research-graph publish` fills it with what is loaded in {workspace.path}"
    return (
        f"nothing is loaded in {workspace.path} either: `research-graph load SOURCE PATH` loads and publishes, "
        "`research-graph sources` lists what can be loaded; or name another --workspace or --store"
    )
