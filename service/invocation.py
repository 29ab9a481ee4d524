"""What the command line gives to every command: the options before its name, and the settings they and the environment
make. Settings are read when a command first asks, so that help and completion work whatever the environment says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .settings import Settings


@dataclass(frozen=True)
class Invocation:
    """One call of the program; None: not given."""

    workspace: Path | None
    store: str | None
    debug: bool

    @cached_property
    def settings(self) -> Settings:
        """The settings in force; log lines follow them from here on. Raises SettingsError."""
        from .log import configure_logs
        from .settings import read_settings

        found = read_settings(workspace=self.workspace, store=self.store)
        configure_logs(level="debug" if self.debug else found.log_level, form=found.log_format)
        return found
