"""A family of tables: which kinds one module makes, and out of what. Found by file name in tables/.

A family can read what it declares and nothing else, so the declaration tells when its tables must be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules

from . import tables
from .build import kind_named, table_name
from .desk import Desk

Step = Callable[[Desk], None]


@dataclass(frozen=True, slots=True)
class Family:
    """`kinds` and `counts` that `put` puts down, and what they are made from.

    `records`: columns of record tables, laid under the table's name with `source`. `keys`: key tables, laid as
    `keys_<name>`. `reads`: working tables of other families. The ground's working tables are there for everyone.
    `keeps`: working tables for other families, made by `lay`, which also runs before `put`. `recall`: queries that
    give some of these from finished kinds of the earlier build (`recall_from`, laid as `put_<kind>`) and the ground,
    exactly as `lay` would make them. `about`: a record table without whose rows there is nothing to put down.
    """

    kinds: tuple[str, ...] = ()
    put: Step | None = None
    counts: tuple[str, ...] = ()
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    lay: Step | None = None
    recall: Mapping[str, str] = field(default_factory=dict)
    recall_from: tuple[str, ...] = ()
    about: str | None = None

    @property
    def tables(self) -> list[str]:
        """Names of the kinds' tables in a manifest."""
        return tables_of(self.kinds)


def tables_of(kinds: Sequence[str]) -> list[str]:
    """Names of the tables of some kinds in a manifest."""
    return [table_name(kind_named(kind)) for kind in kinds]


@cache
def families() -> dict[str, Family]:
    """All families by module name, each after those whose working tables it reads."""
    found: dict[str, Family] = {}
    for module in sorted(iter_modules(tables.__path__), key=lambda each: each.name):
        found[module.name] = import_module(f"{tables.__name__}.{module.name}").FAMILY
    keeper = {table: name for name, family in found.items() for table in family.keeps}
    order = TopologicalSorter({name: sorted({keeper[each] for each in found[name].reads}) for name in found})
    return {name: found[name] for name in order.static_order()}


def keeper_of(table: str) -> str:
    """The family that keeps a working table."""
    return next(name for name, family in families().items() if table in family.keeps)
