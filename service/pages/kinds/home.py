"""The first page: search, what the graph holds, people to start from."""

from __future__ import annotations

from typing import Any

from ..page import Asked, Data, Page


def _variables(_: Asked) -> dict[str, Any]:
    return {}


def _shown(_: Asked, data: Data) -> dict[str, Any]:
    return {"graph": data["graph"], "people": data["authors"]["nodes"]}


PAGE = Page("/", "home", "home.html", _variables, _shown)
