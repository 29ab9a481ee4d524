"""The command line within this process: what a command prints, where, and how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from research_graph.service.cli import app
from typer.testing import CliRunner


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: object, workspace: Path | None = None, environment: Mapping[str, str] | None = None) -> Ended:
    """Runs `research-graph …` with this environment and none of the settings around it."""
    unset = {name: None for name in os.environ if name.startswith("RESEARCH_GRAPH_")}
    place = ["--workspace", str(workspace)] if workspace else []
    runner = CliRunner(env={**unset, "NO_COLOR": "1", "COLUMNS": "200", **(environment or {})})
    try:
        found = runner.invoke(app, [*place, *map(str, arguments)], prog_name="research-graph")
    finally:
        structlog.reset_defaults()
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return Ended(found.exit_code, found.stdout, found.stderr)


def done(*arguments: object, workspace: Path | None = None, environment: Mapping[str, str] | None = None) -> Ended:
    """The same for a command that must end well."""
    ended = run(*arguments, workspace=workspace, environment=environment)
    assert ended.status == 0, ended.err
    return ended
