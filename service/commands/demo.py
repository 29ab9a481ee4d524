"""`demo`: loads the bundled sample, finds its communities, shows people of it, then serves it."""

from __future__ import annotations

import socket
import sys
import webbrowser
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Annotated

import typer

from ..open import invocation, making_of, store_of
from ..output import print_load
from ..progress import shown_progress
from .cluster import print_run

if TYPE_CHECKING:
    from ...store.port import Snapshot
    from ..settings import Settings

SAMPLE = (("acl-anthology", "acl-anthology.jsonl.gz"), ("openalex", "openalex.jsonl.gz"))
SHOWN = ("Qun Liu", "Khalid Al-Ramadan")
HOST, PORT = "127.0.0.1", 8000


def command(
    context: typer.Context,
    serve: Annotated[
        bool | None,
        typer.Option("--serve/--no-serve", help="Serve it until Ctrl-C, or end; by default served on a terminal."),
    ] = None,
) -> None:
    """Load the bundled sample (ACL Anthology and OpenAlex), find its communities, show two of its people and serve it.

    It goes into a workspace and a store of its own unless --workspace or --store name others. The service listens on
    this machine only, at port 8000 or, where that is taken, at a free one; GraphiQL is on. Where the terminal can open
    windows, a browser opens the home page.
    """
    from ...ledger.workspace import Workspace
    from ...pipeline import LoadOptions, cluster, load
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
        with shown_progress(quiet=False) as progress:
            done = cluster(workspace, making=making, store=store, progress=progress)
        print_run(done.run)
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
    typer.echo(f"  {program} {option}collaborators ID      (close ones, others, --suggested)")
    typer.echo(f"  {program} {option}clusters list         (then clusters show ID)")
    typer.echo(f"  {program} {option}stats")
    if sys.stdin.isatty() and sys.stdout.isatty() if serve is None else serve:
        _serve(given.settings.model_copy(update={"workspace": workspace.path, "store": url, "graphiql": True}))
    else:
        typer.echo(f"  {program} {option}serve                 (pages, explorer and GraphQL at http://{HOST}:{PORT}/)")


def _serve(settings: Settings) -> None:
    """Serves until Ctrl-C or SIGTERM, which end a demo well."""
    from ..settings import has_windows
    from ..web.server import serve

    port = _free_port()

    def listening() -> None:
        typer.echo(f"\nOpen http://{HOST}:{port}/ in a browser; GraphQL is served at http://{HOST}:{port}/graphql")
        if port != PORT:
            typer.echo(f"For the examples of docs/api.md: export GRAPH_URL=http://{HOST}:{port}/graphql")
        typer.echo("Ctrl-C stops.")
        sys.stdout.flush()
        if sys.stdout.isatty() and has_windows():
            webbrowser.open(f"http://{HOST}:{port}/")

    with suppress(KeyboardInterrupt):
        serve(settings, host=HOST, port=port, workers=1, listening=listening)


def _free_port() -> int:
    """The usual port, or a free one where it is taken."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, PORT))
        except OSError:
            tried.bind((HOST, 0))
        port: int = tried.getsockname()[1]
        return port


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
