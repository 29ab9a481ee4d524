"""Pages that list all nodes of a kind, from what was said most about them on."""

from __future__ import annotations

from typing import Any

from .page import KINDS, Asked, Data, Page

_ROWS = 50
_ORDERS = {"papers": "PAPER_COUNT_DESC", "name": "NAME_ASC"}


def listing(kind: str) -> Page:
    """The page at /topics and the like: its document has the alias `list`, its template the columns of the kind."""
    path = KINDS[kind]

    def variables(asked: Asked) -> dict[str, Any]:
        return {**asked.page(_ROWS), "orderBy": asked.choice("order", _ORDERS)}

    def shown(asked: Asked, data: Data) -> dict[str, Any]:
        return {"kind": kind, "list": data["list"], "graph": data["graph"], "canonical": asked.path}

    return Page(f"/{path}", path, "list.html", variables, shown)
