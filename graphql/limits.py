"""How large a document may be, decided by one walk that looks at every fragment once.

It runs before validation, whose own rules can be made slow by what this refuses. Sizes are those of the document with
its fragments written out, computed from the fragments' sizes and never by writing them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from .errors import TooComplex

_ENDLESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may be at most; `cost` is what one request may ask for (see cost.py)."""

    characters: int = 20_000
    tokens: int = 2_000
    depth: int = 14
    fields: int = 600
    aliases: int = 30
    directives: int = 30
    roots: int = 10
    operations: int = 10
    fragments: int = 50
    cost: int = 5_000


class _Size(NamedTuple):
    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    roots: int = 0

    def beside(self, other: _Size) -> _Size:
        """Both together; counts stop growing where no limit lies."""
        depth = max(self.depth, other.depth)
        return _Size(depth, *(min(a + b, _ENDLESS) for a, b in zip(self[1:], other[1:], strict=True)))


_NAMES = {
    "depth": "fields nest {} deep",
    "fields": "there are {} fields",
    "aliases": "there are {} aliases",
    "directives": "there are {} directives",
    "roots": "there are {} fields of Query",
}


def check_size(document: DocumentNode, limits: Limits) -> None:
    """Raises TooComplex where an operation of the document is over a limit."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    for name, found in (("operations", len(operations)), ("fragments", len(fragments))):
        if found > getattr(limits, name):
            raise TooComplex(f"there are {found} {name}; at most {getattr(limits, name)} are allowed")
    walk = _Walk(fragments)
    for node in (*operations, *fragments.values()):
        size = walk.selections(node.selection_set, at_root=isinstance(node, OperationDefinitionNode))
        for name, found in size.beside(_Size(directives=len(node.directives or ())))._asdict().items():
            if found > getattr(limits, name):
                shown = "too many" if found >= _ENDLESS else found
                raise TooComplex(f"{_NAMES[name].format(shown)}; at most {getattr(limits, name)} are allowed")


class _Walk:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[tuple[str, bool], _Size] = {}

    def selections(self, selected: SelectionSetNode | None, *, at_root: bool) -> _Size:
        size = _Size()
        for node in selected.selections if selected else ():
            size = size.beside(self._selection(node, at_root=at_root))
        return size

    def _selection(self, node: Any, *, at_root: bool) -> _Size:
        directives = len(node.directives or ())
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value, at_root=at_root).beside(_Size(directives=directives))
        if not isinstance(node, FieldNode):
            return self.selections(node.selection_set, at_root=at_root).beside(_Size(directives=directives))
        below = self.selections(node.selection_set, at_root=False)
        # Introspection nests as types do; graphql-core refuses the circular kind.
        depth = 1 if node.name.value in ("__schema", "__type") else below.depth + 1
        own = _Size(depth, 1, int(node.alias is not None), directives, int(at_root))
        return below._replace(depth=0).beside(own)

    def _fragment(self, name: str, *, at_root: bool) -> _Size:
        known = self._known.get((name, at_root))
        if known is None:
            self._known[name, at_root] = _Size()  # one within itself is left to validation
            fragment = self._fragments.get(name)
            known = self.selections(fragment.selection_set if fragment else None, at_root=at_root)
            self._known[name, at_root] = known
        return known
