"""Finds what a person named in the store: by our id, an external id, or a name that only one node has."""

from __future__ import annotations

import re

from ..schema.catalog import kind_of_letter, node_kinds
from ..schema.errors import UsageError
from ..schema.external_ids import SCHEMES, external_id, parse
from ..schema.keys import is_key
from ..schema.kind import NodeKind
from ..schema.tokens import search_name, tokens
from ..store.port import Snapshot
from ..store.query import Hit, Node, Page

NAMED_ALIKE = 100
"""Hits among which the ones of that very name are looked for; these come first."""
SHOWN = 5
_TELLING = ("paper_count", "year", "country_code")
"""Fields that tell namesakes apart, where a kind has them."""

_BARE = {"orcid": re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dXx]"), "ror": re.compile(r"0[A-Za-z0-9]{6}\d\d")}
"""Ids that no name looks like, so that they need no scheme before them; a DOI is known by its slash."""


def shown_kinds() -> dict[str, NodeKind]:
    """Node kinds that people see, by what they call them: author, paper, …"""
    return {kind.name.lower(): kind for kind in node_kinds().values() if not kind.internal}


def kind_named(name: str) -> NodeKind:
    """The node kind that a person calls `author`, `paper`, …"""
    shown = shown_kinds()
    if name.lower() not in shown:
        raise UsageError(f"no kind {name!r}", hint=f"kinds are: {', '.join(shown)}")
    return shown[name.lower()]


def find_node(snapshot: Snapshot, kind: NodeKind, named: str) -> tuple[Node, str | None]:
    """The node, and the id that was asked for when it was redirected. UsageError when none or several fit."""
    named = named.strip()
    if is_key(named):
        return _by_key(snapshot, kind, named)
    external = _external_id(named)
    if external is not None:
        found = snapshot.lookup([external]).get(external)
        if found is None:
            raise UsageError(f"nothing has the id {external}", hint="try `research-graph search`")
        if found[0] != kind.name:
            other = found[0].lower()
            hint = f"it is the {other} {found[1]}: research-graph show {other} {found[1]}"
            raise UsageError(f"{external} is no {kind.name.lower()}", hint=hint)
        return _by_key(snapshot, kind, found[1])
    return _by_name(snapshot, kind, named), None


def _external_id(named: str) -> str | None:
    """The external id that is meant, with or without its scheme."""
    scheme = _scheme_meant(named)
    return parse(named) or (external_id(scheme, named) if scheme else None)


def _scheme_meant(named: str) -> str | None:
    scheme, colon, _ = named.partition(":")
    if colon:
        return scheme.lower() if scheme.lower() in SCHEMES else None
    return next((name for name, form in _BARE.items() if form.fullmatch(named)), None)


def _by_key(snapshot: Snapshot, kind: NodeKind, key: str) -> tuple[Node, str | None]:
    owner = kind_of_letter().get(key[0])
    if owner is not None and owner is not kind:
        raise UsageError(
            f"{key} is no {kind.name.lower()}", hint=f"it looks like the id of another kind: {owner.name.lower()}"
        )
    node = snapshot.nodes(kind, [key])[0]
    if node is not None:
        return node, None
    target = snapshot.redirects([key]).get(key)
    node = snapshot.nodes(kind, [target])[0] if target else None
    if node is None:
        raise UsageError(f"no {kind.name.lower()} has the id {key}", hint="try `research-graph search`")
    return node, key


def _by_name(snapshot: Snapshot, kind: NodeKind, named: str) -> Node:
    """The only node whose main name that is, else the only one that has it among its other names."""
    telling = [column.name for column in kind.columns if column.name in _TELLING]
    hits = snapshot.search([kind], tokens(named), Page(NAMED_ALIKE), fields=telling)
    same = [hit for hit in hits if search_name(hit.name) == search_name(named)]
    fitting = same or [hit for hit in hits if hit.match == 0]
    word = kind.name.lower()
    if not fitting and hits:
        raise UsageError(f"no {word} is called exactly {named!r}; near it: {_listed(hits)}", hint="name one by its id")
    if not fitting:
        scheme = _scheme_meant(named)
        hint = "try a part of the name with `research-graph search`"
        if scheme:
            hint = f"it is no valid {scheme} id: check its form and its digits"
        raise UsageError(f"no {word} is called {named!r}", hint=hint)
    if len(fitting) > 1:
        raise UsageError(f"several are called {named!r}: {_listed(fitting)}", hint="name one by its id")
    node = snapshot.nodes(kind, [fitting[0].key])[0]
    if node is None:
        raise UsageError(f"{fitting[0].key} vanished while it was read", hint="run the command again")
    return node


def _listed(hits: list[Hit]) -> str:
    least = "at least " if len(hits) == NAMED_ALIKE else ""
    rest = f" and {least}{len(hits) - SHOWN} more" if len(hits) > SHOWN else ""
    return ", ".join(map(_told, hits[:SHOWN])) + rest


def _told(hit: Hit) -> str:
    papers = hit.fields.get("paper_count")
    details = [hit.name, str(hit.fields.get("year") or ""), hit.fields.get("country_code") or ""]
    details.append("" if papers is None else f"{papers} paper{'' if papers == 1 else 's'}")
    return f"{hit.key} ({', '.join(each for each in details if each)})"
