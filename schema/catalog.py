"""Finds the kinds: one file per node kind in nodes/, one per edge kind in edges/, nothing to register."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TypeVar

from . import edges, nodes
from .kind import EdgeKind, Kind, NodeKind

K = TypeVar("K", bound=Kind)


@cache
def node_kinds() -> MappingProxyType[str, NodeKind]:
    """Node kinds by label, sorted by label."""
    return _collect(nodes.__path__, nodes.__name__, NodeKind)


@cache
def edge_kinds() -> MappingProxyType[str, EdgeKind]:
    """Edge kinds by relationship type, sorted by it."""
    return _collect(edges.__path__, edges.__name__, EdgeKind)


def node_kind(label: str) -> NodeKind:
    """The node kind of that label; KeyError where there is none."""
    return node_kinds()[label]


def edge_kind(name: str) -> EdgeKind:
    """The edge kind of that relationship type; KeyError where there is none."""
    return edge_kinds()[name]


@cache
def kind_of_letter() -> MappingProxyType[str, NodeKind]:
    """Node kinds by the first letter of their keys."""
    return MappingProxyType({kind.letter: kind for kind in node_kinds().values() if kind.letter})


def _collect(path: object, package: str, form: type[K]) -> MappingProxyType[str, K]:
    found: dict[str, K] = {}
    for module in iter_modules(list(path)):  # type: ignore[call-overload]
        kind = import_module(f"{package}.{module.name}").KIND
        if not isinstance(kind, form):
            raise TypeError(f"{package}.{module.name}.KIND is not a {form.__name__}")
        found[kind.name] = kind
    return MappingProxyType(dict(sorted(found.items())))
