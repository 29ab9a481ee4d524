"""`remove-source`: takes out what only one source said."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from ..open import making_of, store_of, workspace_of
from ..output import print_json, print_published
from ..progress import shown_progress


def command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The source's name, as `sources` lists it.")],
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Remove a source from ledger, build and store: the graph becomes what it would be without it."""
    from ...pipeline import remove_source

    with shown_progress(quiet=json) as progress, store_of(context) as store:
        report = remove_source(workspace_of(context), name, making=making_of(context), store=store, progress=progress)
    published = asdict(report.published) if report.published else None
    if json:
        print_json({"source": name, "build": report.build, "published": published})
        return
    typer.echo(f"{name}: removed; build {report.build}")
    if report.published:
        print_published(report.published)
