"""The first page: search, what the graph holds, people, topics, venues and clusters to start from."""

from __future__ import annotations

from typing import Any

from ..page import KINDS, Asked, Data, Page


def _variables(_: Asked) -> dict[str, Any]:
    return {}


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    counts = {row["kind"]: row["count"] for row in data["graph"]["nodes"]}
    facets = {facet["by"]: facet for facet in data["papers"]["facets"]}
    return {
        "canonical": "/",
        "described": {
            "@type": "WebSite",
            "name": "Research graph",
            "url": asked.origin + "/",
            "potentialAction": {
                "@type": "SearchAction",
                "target": asked.origin + "/search?q={text}",
                "query-input": "required name=text",
            },
        },
        "graph": data["graph"],
        "counts": [(kind, counts[kind]) for kind in KINDS],
        "people": data["authors"]["nodes"],
        "topics_told_by": sorted({name for one in data["topics"]["nodes"] for name in one["sources"]}),
        "topics": [one for one in facets["TOPIC"]["values"] if one["value"]],
        "venues": [one for one in facets["VENUE"]["values"] if one["value"]],
        "clusters": data["clusters"],
    }


PAGE = Page("/", "home", "home.html", _variables, _shown)
