"""Templates to bytes. Everything is escaped; a name that a template asks for and nobody gave is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ... import __version__
from . import charts, words
from .assets import Assets
from .countries import country
from .jsonld import data_block
from .page import Asked, path_of

_TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """The templates, each compiled once. `contact`: a mail address or a page to which mistakes can be told."""

    def __init__(self, assets: Assets, *, contact: str | None = None) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        told = {"asset": assets.path, "path_of": path_of, "version": __version__, "words": words, "charts": charts}
        self._templates.globals.update(told, contact=contact)
        shown = {"number": words.number, "percent": words.percent, "country": country, "data_block": data_block}
        self._templates.filters.update(shown)

    def compile(self) -> None:
        """Compiles all of them, which else takes longer than the first page that needs them should."""
        for name in self._templates.list_templates():
            self._templates.get_template(name)

    def render(self, template: str, asked: Asked, shown: dict[str, Any]) -> bytes:
        """A page as UTF-8."""
        return self._templates.get_template(template).render(asked=asked, **shown).encode()
