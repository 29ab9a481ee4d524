"""`load`: a source's files into the ledger, the build and the store."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from ..complete import sources
from ..open import invocation, making_of, store_of, workspace_of
from ..output import print_json, print_load
from ..progress import shown_progress


def command(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Which source: see `research-graph sources`.", autocompletion=sources)],
    paths: Annotated[list[Path], typer.Argument(help="Its files or folders.")],
    name: Annotated[str | None, typer.Option(help="Name of the source, where it is not the loader's.")] = None,
    release: Annotated[
        str | None, typer.Option(help="Release, where the data names none; releases sort as text.")
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Adds to what the source said, instead of replacing it.")
    ] = False,
    no_publish: Annotated[bool, typer.Option("--no-publish", help="Stop after the build; `publish` goes on.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Publish over whatever the store holds, even another workspace's graph.")
    ] = False,
    allow_shrink: Annotated[bool, typer.Option("--allow-shrink", help="Take a snapshot that drops over 10%.")] = False,
    allow_older: Annotated[bool, typer.Option("--allow-older", help="Take a release older than the last one.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Report as JSON on standard output.")] = False,
) -> None:
    """Load a source: read, judge, accept, build, publish.

    Nothing is accepted when too many records are bad or the source shrank; the same files again change nothing. After
    an interruption the same command goes on where it stopped.
    """
    from ...pipeline import LoadOptions, load

    options = LoadOptions(
        name=name,
        release=release,
        is_update=update,
        allow_shrink=allow_shrink,
        allow_older=allow_older,
        max_rejected=invocation(context).settings.max_rejected,
    )
    workspace, making = workspace_of(context), making_of(context)
    with shown_progress(quiet=json) as progress, nullcontext() if no_publish else store_of(context) as store:
        report = load(
            workspace, source, paths, options=options, making=making, store=store, replace=replace, progress=progress
        )
    if json:
        print_json(report.as_dict())
    else:
        print_load(report)
