"""`demo`: loads the bundled sample and shows people of it."""

from __future__ import annotations

import sys
from importlib.resources import as_file, files
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import typer

from ..open import invocation, making_of, store_of
from ..output import print_load
from ..progress import shown_progress

if TYPE_CHECKING:
    from ...store.port import Snapshot

SAMPLE = (("acl-anthology", "acl-anthology.jsonl.gz"), ("openalex", "openalex.jsonl.gz"))
SHOWN = ("Qun Liu", "Khalid Al-Ramadan")


def command(context: typer.Context) -> None:
    """Load the bundled sample (ACL Anthology and OpenAlex) and show two of its people.

    It goes into a workspace and a store of its own unless --workspace or --store name others.
    """
    from ...ledger.workspace import Workspace
    from ...pipeline import LoadOptions, load
    from ..settings import embedded_store, masked

    given = invocation(context)
    workspace = Workspace(given.workspace or given.settings.workspace / "demo")
    url = given.store or embedded_store(workspace.path)
    making = making_of(context)
    with store_of(context, url=url) as store:
        for name, file in SAMPLE:
            with as_file(files("research_graph.demo") / file) as path, shown_progress(quiet=False) as progress:
                options = LoadOptions(name=name)
                report = load(
                    workspace, "records", [path], options=options, making=making, store=store, progress=progress
                )
            print_load(report)
        with store.snapshot() as snapshot:
            for person in SHOWN:
                typer.echo()
                show_person(snapshot, person)
    option = f"--workspace {workspace.path} " + (f"--store {masked(given.store)} " if given.store else "")
    started = sys.argv[0]
    program = started if Path(started).name == "research-graph" and not which("research-graph") else "research-graph"
    typer.echo("\nGo on with:")
    typer.echo(f'  {program} {option}search "machine translation"')
    typer.echo(f"  {program} {option}show author ID        (also paper, topic, institution, venue)")
    typer.echo(f"  {program} {option}cluster               (then clusters list, clusters show ID)")
    typer.echo(f"  {program} {option}stats")


def show_person(snapshot: Snapshot, name: str) -> None:
    """Prints the person of that name with the most papers; namesakes are told of. UsageError where there is nobody."""
    from ...schema.catalog import node_kind
    from ...schema.errors import UsageError
    from ...schema.tokens import tokens
    from ...store.query import Page
    from ..profile import profile
    from .show import print_profile

    author = node_kind("Author")
    hits = [hit for hit in snapshot.search([author], tokens(name), Page(100)) if hit.match == 0]
    node = snapshot.nodes(author, [hits[0].key])[0] if hits else None
    if node is None:
        raise UsageError(f"nobody in the store is called {name}", hint="run `demo` in a workspace of its own")
    print_profile({**profile(snapshot, node, limit=8), "redirected_from": None})
    if len(hits) > 1:
        typer.echo(f"\n{len(hits) - 1} more people have or had this name: research-graph search {name!r}")
