"""No page of its own: leads from an id, of ours or of another system, to the page of what has it."""

from __future__ import annotations

from typing import Any

from ....schema.external_ids import external_id, parse
from ....schema.keys import is_key
from ..page import Asked, Data, Elsewhere, NotHere, Page, path_of

_BARE = ("orcid", "ror", "arxiv", "acl", "grid", "openalex")
"""Schemes whose ids are told from names and titles without their prefix."""
_KIND_OF_SCHEME = {
    "orcid": "author",
    "acl_person": "author",
    "ror": "institution",
    "grid": "institution",
    "issn": "venue",
}
_KIND_OF_OPENALEX = {"A": "author", "I": "institution", "S": "venue", "W": "paper"}
_KINDS = ("author", "paper", "institution", "venue", "topic")


def id_in(text: str) -> str | None:
    """The id that a text is, `scheme:value` or one of ours; None for other text."""
    if is_key(text.upper()):
        return text.upper()
    known = parse(text)
    for scheme in _BARE if known is None else ():
        known = known or external_id(scheme, text)
    return known


def _kind_of(id_: str) -> str | None:
    scheme, colon, value = id_.partition(":")
    if scheme == "openalex":
        return _KIND_OF_OPENALEX.get(value[0], "topic")
    return _KIND_OF_SCHEME.get(scheme, "paper") if colon else None


def _variables(asked: Asked) -> dict[str, Any]:
    id_ = id_in(asked.parts["id"])
    if id_ is None:
        raise NotHere(asked.parts["id"])
    kind = _kind_of(id_)
    asks = {f"is{name.capitalize()}": name == kind for name in _KINDS}
    return {"id": id_, "key": id_, "isKey": kind is None, **asks}


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    for name in ("node", *_KINDS):
        if data.get(name):
            raise Elsewhere(path_of(data[name]["id"]), lasting=False)
    raise NotHere(asked.parts["id"])


PAGE = Page("/find/{id:path}", "find", "missing.html", _variables, _shown)
