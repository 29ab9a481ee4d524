"""`demo`: loads the bundled sample and shows people of it."""

from __future__ import annotations

from importlib.resources import as_file, files

import typer

from ..open import invocation, making_of, store_of, workspace_of
from ..output import print_load
from ..progress import shown_progress

SAMPLE = (("acl-anthology", "acl-anthology.jsonl.gz"), ("openalex", "openalex.jsonl.gz"))
SHOWN = ("Qun Liu", "Khalid Al-Ramadan")


def command(context: typer.Context) -> None:
    """Load the bundled sample (ACL Anthology and OpenAlex) and show two of its people."""
    from ...pipeline import LoadOptions, load
    from ...schema.catalog import node_kind
    from ..profile import profile
    from ..read import find_node
    from .show import print_profile

    workspace, making = workspace_of(context), making_of(context)
    with store_of(context) as store:
        for name, file in SAMPLE:
            with as_file(files("research_graph.demo") / file) as path, shown_progress(quiet=False) as progress:
                options = LoadOptions(name=name)
                report = load(
                    workspace, "records", [path], options=options, making=making, store=store, progress=progress
                )
            print_load(report, workspace.ledger)
        with store.snapshot() as snapshot:
            for person in SHOWN:
                typer.echo()
                node, redirected_from = find_node(snapshot, node_kind("Author"), person)
                print_profile({**profile(snapshot, node, limit=8), "redirected_from": redirected_from})
    given = invocation(context).workspace
    option = f"--workspace {given} " if given else ""
    typer.echo("\nGo on with:")
    typer.echo(f'  research-graph {option}search "machine translation"')
    typer.echo(f"  research-graph {option}show author ID        (also paper, topic, institution, venue)")
    typer.echo(f"  research-graph {option}stats")
