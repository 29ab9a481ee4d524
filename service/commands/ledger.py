"""`ledger`: what each source said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..open import workspace_of
from ..output import print_json, print_table, printable

app = typer.Typer(help="Look into the ledger: what each source said.", no_args_is_help=True)


@app.command("dump")
def _dump(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A source in this workspace.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write (.gz compresses); standard output by default.")
    ] = None,
) -> None:
    """Write a source's current records as JSON Lines in our own form; `load records` reads them back."""
    from ...ledger.dump import dump, dump_to

    ledger = workspace_of(context).open_ledger()
    if out is None:
        dump(ledger.view(), source, sys.stdout.buffer)
    else:
        typer.echo(f"{dump_to(ledger.view(), source, out):,} records written to {out}", err=True)


@app.command("list")
def _list(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """List the accepted loads."""
    ledger = workspace_of(context).open_ledger()
    rows = [
        {
            "source": load.source,
            "load": load.id,
            "mode": load.mode,
            "release": load.release,
            "records": load.records,
            "rejected": load.rejected,
        }
        for source in ledger.sources()
        for load in ledger.manifests(source)
    ]
    if json:
        print_json(rows)
    else:
        print_table(("source", "load", "mode", "release", "records", "rejected"), [list(row.values()) for row in rows])


@app.command("rejections")
def _rejections(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A source in this workspace.")],
    refused: Annotated[
        bool, typer.Option("--refused", help="Of the load refused last, instead of the one accepted last.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows at most; with --json always all.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """List what a load could not use, with its place: whole records (rejected) and parts of records (repaired)."""
    rows = workspace_of(context).open_ledger().rejections(source, refused=refused).to_pylist()
    rows.sort(key=lambda row: row["is_partial"])
    if json:
        print_json(rows)
        return
    print_table(
        ("what", "where", "why", "excerpt"),
        [
            ("repaired" if row["is_partial"] else "rejected", row["locator"], row["reason"], row["excerpt"])
            for row in rows[:limit]
        ],
    )
    if len(rows) > limit:
        typer.echo(f"showing {limit} of {len(rows):,}")


@app.command("verify")
def _verify(context: typer.Context) -> None:
    """Check every ledger file against its manifest."""
    damages = workspace_of(context).open_ledger().verify()
    for damage in damages:
        typer.secho(printable(f"{damage.path}: {damage.reason}"), fg="red")
    if damages:
        raise typer.Exit(4)
    typer.echo("the ledger is what its manifests say")
