"""How a command ends: what went wrong as one line and a hint on standard error, and an exit status that tells it."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from ..schema.errors import OutOfSpace, ResearchGraphError, StorageError
from .output import printable

INTERRUPTED, PIPE_CLOSED = 130, 141
"""What a shell says of a program that the signals INT and PIPE ended."""


class Commands(TyperGroup):
    """All commands. Wrong usage is typer's to report (status 2); everything else that a command raises ends here."""

    def invoke(self, ctx: Any) -> Any:
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()
            return found
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            typer.echo("stopped; run the same command again to go on", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _forget_output()
            raise typer.Exit(PIPE_CLOSED) from None
        except (ResearchGraphError, OSError) as error:
            raise typer.Exit(_tell(_known(error), debug=bool(ctx.params.get("debug")))) from None


def _known(error: ResearchGraphError | OSError) -> ResearchGraphError:
    """The error itself, or what an operating system's error means that nothing below translated."""
    if isinstance(error, ResearchGraphError):
        return error
    place = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        found: StorageError = OutOfSpace(f"{place}no room left", hint="free some space and run the command again")
    else:
        found = StorageError(f"{place}{error.strerror or error}", hint="check the path and its rights")
    found.__cause__ = error
    return found


def _tell(error: ResearchGraphError, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error, file=sys.stderr)
    typer.secho(f"error: {printable(error.message)}", err=True, fg="red")
    if error.hint:
        typer.echo(f"hint: {printable(error.hint)}", err=True)
    return error.exit_status


def _forget_output() -> None:
    """Whoever read standard output went away: what is still held back must not fail again when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
