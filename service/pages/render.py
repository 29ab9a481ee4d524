"""Templates to bytes. Everything is escaped; a name that a template asks for and nobody gave is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ... import __version__
from .assets import Assets
from .page import Asked, path_of

_TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """The templates, compiled when first used."""

    def __init__(self, assets: Assets) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(asset=assets.path, path_of=path_of, version=__version__)
        self._templates.filters.update(number=_number, percent=_percent)

    def render(self, template: str, asked: Asked, shown: dict[str, Any]) -> bytes:
        """A page as UTF-8."""
        return self._templates.get_template(template).render(asked=asked, **shown).encode()


def _number(value: int | None) -> str:
    """A whole number with thin spaces between thousands; a dash for none."""
    return "–" if value is None else f"{value:,}".replace(",", "\u202f")


def _percent(share: float | None) -> str:
    """A share as whole percent; a dash for none."""
    return "–" if share is None else f"{share:.0%}"
