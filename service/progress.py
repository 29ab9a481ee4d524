"""Shows how far a long command is: a bar on a terminal, a plain line per phase otherwise, nothing with --json."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..pipeline import Progress


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A progress callback that draws on standard error until the block ends; None when quiet."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        yield from _bars()
    else:
        seen: set[str] = set()

        def tell(phase: str, _done: int, _total: int | None) -> None:
            if phase not in seen:
                seen.add(phase)
                sys.stderr.write(f"{phase} …\n")

        yield tell


def _bars() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counted]}", justify="right"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, int] = {}

        def draw(phase: str, done: int, total: int | None) -> None:
            if phase not in tasks:
                tasks[phase] = bars.add_task(phase, total=total, counted="")
            bars.update(tasks[phase], completed=done, total=total, counted=_counted(done, total))  # type: ignore[arg-type]

        yield draw


def _counted(done: int, total: int | None) -> str:
    """How far a phase is; nothing for one that is a single step."""
    if total is None:
        return f"{done:,}" if done else ""
    return "" if total == 1 else f"{done:,}/{total:,}"
