"""The clusters of a level: how large each is, what is typical of it, how far it can be trusted."""

from __future__ import annotations

from typing import Any

from ..page import Asked, Data, Page

_CLUSTERS = 50
_LEVELS = {"field": "FIELD", "group": "GROUP", "core": "CORE"}
_ORDERS = {"size": "SIZE_DESC", "papers": "PAPER_COUNT_DESC", "label": "LABEL_ASC"}
_STATUSES = {"live": "LIVE", "ended": "ENDED"}


def _variables(asked: Asked) -> dict[str, Any]:
    is_sound = asked.choice("connected", {"well": "well"}) is not None
    return {
        **asked.page(_CLUSTERS),
        "level": asked.choice("level", _LEVELS) or "GROUP",
        "status": asked.choice("status", _STATUSES) or "LIVE",
        "orderBy": asked.choice("order", _ORDERS),
        "where": {"isWellConnected": {"eq": True}} if is_sound else None,
    }


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    level = asked.text("level") or "group"
    return {
        "clusters": data["clusters"],
        "graph": data["graph"],
        "canonical": asked.path if level == "group" else f"{asked.path}?level={level}",
        "level": _LEVELS[level],
        "levels": _LEVELS,
        "status": asked.text("status") or "live",
    }


PAGE = Page("/clusters", "clusters", "clusters.html", _variables, _shown)
