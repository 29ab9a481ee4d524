"""A family of tables: which kinds one module makes, and after which other families. Found by file name in tables/."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules

from . import tables
from .desk import Desk


@dataclass(frozen=True, slots=True)
class Family:
    """`kinds` that `make` puts down, and `after`: modules of tables/ whose working tables it reads."""

    kinds: tuple[str, ...]
    make: Callable[[Desk], None]
    after: tuple[str, ...] = ()


@cache
def families() -> dict[str, Family]:
    """All families by module name, each after those that it needs."""
    found: dict[str, Family] = {}
    for module in sorted(iter_modules(tables.__path__), key=lambda each: each.name):
        found[module.name] = import_module(f"{tables.__name__}.{module.name}").FAMILY
    order = TopologicalSorter({name: sorted(family.after) for name, family in found.items()})
    return {name: found[name] for name in order.static_order()}
