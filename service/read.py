"""Finds what a person named in the store: by our id, an external id, or a name that only one node has."""

from __future__ import annotations

from ..schema.catalog import kind_of_letter, node_kinds
from ..schema.errors import UsageError
from ..schema.external_ids import parse
from ..schema.keys import is_key
from ..schema.kind import NodeKind
from ..schema.publication import Publication
from ..schema.tokens import search_name, tokens
from ..store.port import Snapshot
from ..store.query import Node, Page


def held_publication(snapshot: Snapshot) -> Publication:
    """What the store holds; UsageError when it is empty."""
    held = snapshot.publication()
    if held is None:
        raise UsageError("the store is empty", hint="load a source first: research-graph load SOURCE PATH")
    return held


def kind_named(name: str) -> NodeKind:
    """The node kind that a person calls `author`, `paper`, …"""
    shown = {kind.name.lower(): kind for kind in node_kinds().values() if not kind.internal}
    if name.lower() not in shown:
        raise UsageError(f"no kind {name!r}", hint=f"kinds are: {', '.join(shown)}")
    return shown[name.lower()]


def find_node(snapshot: Snapshot, kind: NodeKind, named: str) -> tuple[Node, str | None]:
    """The node, and the id that was asked for when it was redirected. UsageError when none or several fit."""
    held_publication(snapshot)
    if is_key(named):
        return _by_key(snapshot, kind, named)
    external = parse(named)
    if external is not None:
        found = snapshot.lookup([external]).get(external)
        if found is None or found[0] != kind.name:
            raise UsageError(f"no {kind.name.lower()} has the id {external}", hint="try `research-graph search`")
        return _by_key(snapshot, kind, found[1])
    return _by_name(snapshot, kind, named), None


def _by_key(snapshot: Snapshot, kind: NodeKind, key: str) -> tuple[Node, str | None]:
    owner = kind_of_letter().get(key[0])
    if owner is not None and owner is not kind:
        raise UsageError(f"{key} is no {kind.name.lower()}", hint=f"it has the form of a {owner.name.lower()}'s id")
    node = snapshot.nodes(kind, [key])[0]
    if node is not None:
        return node, None
    target = snapshot.redirects([key]).get(key)
    node = snapshot.nodes(kind, [target])[0] if target else None
    if node is None:
        raise UsageError(f"no {kind.name.lower()} has the id {key}", hint="try `research-graph search`")
    return node, key


def _by_name(snapshot: Snapshot, kind: NodeKind, named: str) -> Node:
    hits = snapshot.search([kind], tokens(named), Page(6))
    same = [hit for hit in hits if search_name(hit.name) == search_name(named)]
    best = same or [hit for hit in hits if hit.match == 0] or hits
    if not best:
        raise UsageError(f"no {kind.name.lower()} is called {named!r}", hint="try a part of the name with `search`")
    if len(best) > 1:
        shown = ", ".join(f"{hit.key} ({hit.name})" for hit in best[:5])
        raise UsageError(f"several are called {named!r}: {shown}", hint="name one by its id")
    node = snapshot.nodes(kind, [best[0].key])[0]
    if node is None:
        raise UsageError(f"{best[0].key} vanished while it was read", hint="run the command again")
    return node
