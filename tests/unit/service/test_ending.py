import errno
from collections.abc import Callable

import pytest
import typer
from research_graph.schema.errors import (
    BadRecord,
    OutOfSpace,
    ResearchGraphError,
    SettingsError,
    SourceError,
    StoreUnavailable,
    UsageError,
)
from research_graph.service.ending import Commands
from typer.testing import CliRunner


def ended(error: BaseException, *options: str) -> tuple[int, str, str]:
    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

    @app.callback()
    def _all(debug: bool = typer.Option(False, "--debug")) -> None: ...

    @app.command()
    def fail() -> None:
        typer.echo("begun")
        raise error

    found = CliRunner().invoke(app, [*options, "fail"])
    return found.exit_code, found.stdout, found.stderr


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("m", hint="h"), 2),
        (SettingsError("m", hint="h"), 2),
        (SourceError("m", hint="h"), 3),
        (BadRecord("m", hint="h"), 3),
        (StoreUnavailable("m", hint="h"), 4),
        (OutOfSpace("m", hint="h"), 4),
        (ResearchGraphError("m", hint="h"), 1),
    ],
)
def test_our_errors_are_a_line_and_a_hint(error: ResearchGraphError, status: int) -> None:
    assert ended(error) == (status, "begun\n", "error: m\nhint: h\n")


def test_an_error_without_a_hint_is_one_line_whatever_it_quotes() -> None:
    assert ended(SourceError("bad \x1b[2J name")) == (3, "begun\n", "error: bad \ufffd[2J name\n")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a/b"), "error: a/b: No such file or directory"),
        (OSError(errno.ENOSPC, "No space left on device", "a/b"), "error: a/b: no room left"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "error: no room left"),
        (OSError("something"), "error: something"),
    ],
)
def test_errors_of_the_system_are_errors_of_storage(error: OSError, told: str) -> None:
    status, _, err = ended(error)
    assert status == 4
    line, hint = err.splitlines()
    assert line == told
    assert hint.startswith("hint: ")


def test_debug_shows_where_it_came_from() -> None:
    status, _, err = ended(SourceError("m"), "--debug")
    assert status == 3
    assert err.startswith("Traceback (most recent call last):")
    assert err.endswith("error: m\n")


def test_an_interrupt_says_how_to_go_on() -> None:
    assert ended(KeyboardInterrupt()) == (130, "begun\n", "stopped; run the same command again to go on\n")


@pytest.mark.parametrize("raised", [lambda: typer.Exit(7), lambda: typer.Exit()])
def test_a_command_may_end_itself(raised: Callable[[], typer.Exit]) -> None:
    error = raised()
    assert ended(error) == (error.exit_code, "begun\n", "")
