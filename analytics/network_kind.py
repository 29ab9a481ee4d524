"""What a network says of itself, and the one front door to all of them: `make_network(build, "citation")`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules
from typing import Any

import pyarrow as pa

from ..assembly.build import Build
from ..schema.errors import UsageError
from . import networks
from .incidence import node_keys
from .network import Floats, Ints, Network


@dataclass(frozen=True, slots=True)
class NetworkKind:
    """`make` builds it from a build and keyword parameters; `nodes`: the labels of its nodes; `weight` in words."""

    name: str
    description: str
    nodes: tuple[str, ...]
    weight: str
    make: Callable[..., Network]

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters it takes, each with its default."""
        found = list(signature(self.make).parameters.values())[1:]
        return {parameter.name: parameter.default for parameter in found}


@cache
def network_names() -> tuple[str, ...]:
    """Names of all networks, sorted; `co-authorship` is networks/co_authorship.py."""
    return tuple(sorted(module.name.replace("_", "-") for module in iter_modules(networks.__path__)))


def find_network(name: str) -> NetworkKind:
    """The network of that name; UsageError where there is none."""
    if name not in network_names():
        raise UsageError(f"no network {name!r}", hint=f"there are: {', '.join(network_names())}")
    found: NetworkKind = import_module(f"{networks.__name__}.{name.replace('-', '_')}").NETWORK
    return found


def make_network(build: Build, name: str, **parameters: Any) -> Network:
    """A network of a build; UsageError for an unknown name or parameter, or where the build has no such ties."""
    kind = find_network(name)
    unknown = sorted(set(parameters) - set(kind.parameters))
    if unknown:
        hint = f"it takes: {', '.join(kind.parameters)}"
        raise UsageError(f"the network {name!r} has no parameter {', '.join(unknown)}", hint=hint)
    return kind.make(build, **parameters)


def tied(
    build: Build, labels: Sequence[str], source: Ints, target: Ints, weight: Floats, *, about: Mapping[str, Any]
) -> Network:
    """The network of these ties among all nodes of the labels, given in order of their keys' letters.

    UsageError where there is no tie.
    """
    if not len(source):
        raise UsageError(
            f"build {build.id} has nothing for the network {about['network']!r}",
            hint="load a source that says it, or ask for more years or weaker ties",
        )
    keys = pa.concat_arrays([node_keys(build, label) for label in labels])
    return Network.from_edges(keys, source, target, weight, about=about)
