"""Prints what several commands have in common: JSON for programs, a few lines for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from ..pipeline import LoadReport, Published

UNFOLDED = 250
"""Columns of a table that goes into a file or a pipe."""


def print_json(value: Any) -> None:
    """One JSON value on standard output, keys as given, non-ASCII text readable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A plain table; columns of numbers stand right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = [list(row) for row in rows]
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    for column, head in enumerate(heads):
        numeric = bool(rows) and all(isinstance(row[column], int | float) for row in rows)
        table.add_column(head, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    Console(width=None if sys.stdout.isatty() else UNFOLDED).print(table)


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def print_load(report: LoadReport) -> None:
    """What a load did, in a few lines."""
    if report.is_new:
        typer.echo(f"{report.source}: {report.read:,} records read, {report.rejected:,} rejected (load {report.load})")
    else:
        typer.echo(f"{report.source}: nothing new, load {report.load} is known already")
    if report.repaired:
        typer.echo(f"{report.repaired:,} parts of records were left out; see the load's rejections.parquet")
    if report.build:
        typer.echo(f"build {report.build}")
    if report.published:
        print_published(report.published)
    for stale in report.stale_curations:
        typer.secho(f"stale curation, not applied: {stale}", err=True, fg="yellow")


def print_published(published: Published) -> None:
    """What a publish wrote."""
    typer.echo(
        f"published: {published.added:,} added, {published.changed:,} changed, "
        f"{published.removed:,} removed, {published.unchanged:,} unchanged"
    )
