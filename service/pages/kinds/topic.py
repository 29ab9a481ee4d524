"""A topic: its place in its scheme, who works on it, and the papers about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..choices import chosen_papers, paper_choices
from ..page import Asked, Data, Page, node_of, path_of, which

_PEOPLE = 20
_LINKED = ("venue",)
_PEOPLE_ORDERS = {"papers": "PAPER_COUNT_DESC", "share": "SHARE_DESC", "latest": "LAST_YEAR_DESC"}


def _variables(asked: Asked) -> dict[str, Any]:
    people = asked.page(_PEOPLE, prefix="people_")
    return {
        **which(asked),
        **chosen_papers(asked, _LINKED),
        **{f"people{name.capitalize()}": value for name, value in people.items()},
        "peopleBy": asked.choice("people", _PEOPLE_ORDERS),
    }


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    topic = node_of(asked, data, "topic")
    path = path_of(topic["id"])
    return {
        "topic": topic,
        "graph": data["graph"],
        "canonical": path,
        "described": {
            "@type": "DefinedTerm",
            "@id": asked.origin + path,
            "url": asked.origin + path,
            "name": topic["name"],
            "description": topic["description"],
            "inDefinedTermSet": topic["scheme"],
            "sameAs": [one["url"] for one in topic["externalIds"] if one["url"]],
        },
        "ways": _ways(topic),
        "choices": paper_choices(asked, data, node=topic, linked=_LINKED),
    }


def _ways(topic: Mapping[str, Any]) -> list[list[Mapping[str, Any]]]:
    """Every way from the top of the scheme down to the topics right above this one, as far as the document looks."""
    return [[*way, above] for above in topic.get("broader", {"nodes": []})["nodes"] for way in (_ways(above) or [[]])]


PAGE = Page("/topics/{id}", "topic", "topic.html", _variables, _shown)
