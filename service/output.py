"""Prints what several commands have in common: JSON for programs, a few lines for people."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from ..pipeline import LoadReport, Published

UNFOLDED = 250
"""Columns of a table that goes into a file or a pipe."""

WHOLE = {"id", "build", "load"}
"""Heads of columns that are never folded."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Characters of names and titles that would steer a terminal or turn the direction of a line."""


def print_json(value: Any) -> None:
    """One JSON value on standard output, keys as given, non-ASCII text readable, control characters escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    typer.echo(re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text))


def printable(text: str) -> str:
    """A text from outside as it may go to a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A plain table; columns of numbers stand right, and ids stay whole, so that they can be copied."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = [list(row) for row in rows]
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    for column, head in enumerate(heads):
        numeric = bool(rows) and all(isinstance(row[column], int | float | None) for row in rows)
        whole = max((len(str(row[column])) for row in rows), default=0) if head in WHOLE else None
        table.add_column(head, justify="right" if numeric else "left", overflow="fold", min_width=whole)
    for row in rows:
        table.add_row(*(Text(shown(value)) for value in row))
    console = Console(width=None if sys.stdout.isatty() else UNFOLDED)
    with console.capture() as captured:
        console.print(table)
    typer.echo(captured.get(), nl=False)


def shown(value: object) -> str:
    """A value as people read it: a dash for nothing, thousands apart, three digits of a share, words for a flag."""
    if isinstance(value, float) and abs(value) >= 1_000:
        value = round(value)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    return f"{value:.3g}" if isinstance(value, float) else printable(str(value))


def span(first: int | None, last: int | None) -> str:
    """Years from first to last, nothing where none is known."""
    return str(first or "") if first == last else f"{first}–{last}"


def print_load(report: LoadReport) -> None:
    """What a load did, in a few lines."""
    if report.is_new:
        typer.echo(f"{report.source}: {report.read:,} records read, {report.rejected:,} rejected (load {report.load})")
    else:
        typer.echo(f"{report.source}: nothing new, load {report.load} is known already")
    if report.rejected or report.repaired:
        told = " and ".join(
            f"{count:,} {word}{'' if count == 1 else 's'}"
            for count, word in ((report.rejected, "rejection"), (report.repaired, "repair"))
            if count
        )
        when = "" if report.is_new else " when it was taken"
        typer.echo(f"{told}{when}: see `research-graph ledger rejections {report.source}`")
    if report.build:
        typer.echo(f"build {report.build}")
    if report.published:
        print_published(report.published)
    for stale in report.stale_curations:
        typer.secho(printable(f"stale curation, not applied: {stale}"), err=True, fg="yellow")


def print_published(published: Published) -> None:
    """What a publish wrote."""
    typer.echo(
        f"published: {published.added:,} rows added, {published.changed:,} changed, "
        f"{published.removed:,} removed, {published.unchanged:,} unchanged"
    )
