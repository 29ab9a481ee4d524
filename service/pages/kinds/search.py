"""What a text finds: the best of every kind, or all of one; an id goes straight to its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ...hits import closeness
from .. import words
from ..page import KINDS, Asked, Data, Elsewhere, Page
from .find import id_in

_ROWS = 20
_CHOICES = {path: kind for kind, path in KINDS.items()}
_MATCHES = ("NAME", "WORDS", "BEGINNING")


def _variables(asked: Asked) -> dict[str, Any]:
    text, kind = asked.text("q"), asked.choice("kind", _CHOICES)
    id_ = id_in(text) if text and asked.choice("as", {"words": "words"}) is None else None
    if id_ is not None:
        raise Elsewhere(f"/find/{quote(id_, safe=':/')}", lasting=False)
    return {
        "text": text or "",
        "kinds": [kind] if kind else None,
        **asked.page(_ROWS),
        "ofAll": text is not None and kind is None,
        "ofOne": text is not None and kind is not None,
    }


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    text, kind = asked.text("q"), asked.choice("kind", _CHOICES)
    by_kind = {kind: data["one"]} if "one" in data and kind else {one: data[one] for one in KINDS if one in data}
    found = [(one, hits) for one, hits in by_kind.items() if hits["nodes"]]
    return {
        "graph": data["graph"],
        "text": text,
        "kind": kind,
        "kinds": [("", "All kinds"), *((name, words.kind(one, 2).capitalize()) for name, one in _CHOICES.items())],
        "groups": sorted(found, key=_closeness),
    }


def _closeness(group: tuple[str, Mapping[str, Any]]) -> int:
    """How well the best hit of a kind matches, 0 best; kinds that match equally well stay in their order."""
    kind, hits = group
    return closeness(kind.capitalize(), _MATCHES.index(hits["nodes"][0]["match"]))


PAGE = Page("/search", "search", "search.html", _variables, _shown)
