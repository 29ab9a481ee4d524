"""A person: who they are and how sure that is, what they wrote, with whom, where and about what."""

from __future__ import annotations

from typing import Any

from ..page import Asked, Data, Page, node_of, which


def _variables(asked: Asked) -> dict[str, Any]:
    return which(asked)


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    return {"author": node_of(asked, data, "author")}


PAGE = Page("/authors/{id}", "author", "author.html", _variables, _shown)
