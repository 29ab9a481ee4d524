"""Finds the sources: a module in sources/ is one, `acl_anthology.py` is `acl-anthology` to users."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from ..schema.errors import UsageError
from . import sources
from .source import Reader, Source


def source_names() -> list[str]:
    """Names of all sources, sorted."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(sources.__path__))


def find_source(name: str) -> tuple[Source, Reader]:
    """The source of that name and its reader; UsageError lists the names where there is none."""
    if name not in source_names():
        raise UsageError(f"no source {name!r}", hint=f"sources are: {', '.join(source_names())}")
    module = import_module(f"{sources.__name__}.{name.replace('-', '_')}")
    return cast("Source", module.SOURCE), cast("Reader", module.read)
