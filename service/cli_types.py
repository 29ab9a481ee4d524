"""What the command line gives to every command."""

from __future__ import annotations

from dataclasses import dataclass

from .settings import Settings


@dataclass(frozen=True, slots=True)
class Invocation:
    """The settings in force and whether traces are wanted."""

    settings: Settings
    debug: bool
