"""A venue: what appeared there, by year and subject, and who published most."""

from __future__ import annotations

from typing import Any

from ..choices import chosen_papers, paper_choices
from ..page import Asked, Data, Page, node_of, path_of, which

_LINKED = ("topic",)


def _variables(asked: Asked) -> dict[str, Any]:
    return which(asked) | chosen_papers(asked, _LINKED)


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    venue = node_of(asked, data, "venue")
    path = path_of(venue["id"])
    topics = next(facet for facet in venue["all"]["facets"] if facet["by"] == "TOPIC")
    return {
        "venue": venue,
        "graph": data["graph"],
        "canonical": path,
        "described": {
            "@type": "Periodical" if venue["type"] == "journal" else "CreativeWorkSeries",
            "@id": asked.origin + path,
            "url": asked.origin + path,
            "name": venue["name"],
            "alternateName": venue["acronym"],
            "issn": [one["value"] for one in venue["externalIds"] if one["scheme"] == "issn"],
            "sameAs": [one["url"] for one in venue["externalIds"] if one["url"]],
        },
        "choices": paper_choices(asked, data, node=venue, linked=_LINKED),
        "topics": [one for one in topics["values"] if one["value"]],
    }


PAGE = Page("/venues/{id}", "venue", "venue.html", _variables, _shown)
