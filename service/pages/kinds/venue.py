"""A venue: what appeared there, by year and subject, and who published most."""

from __future__ import annotations

from typing import Any

from ..choices import chosen_papers, paper_choices
from ..page import Asked, Data, Page, node_of, path_of, which


def _variables(asked: Asked) -> dict[str, Any]:
    return which(asked) | chosen_papers(asked, "topic")


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    venue = node_of(asked, data, "venue")
    path = path_of(venue["id"])
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
        "choices": paper_choices(asked, venue["all"]["facets"], "topic", data.get("chosen")),
    }


PAGE = Page("/venues/{id}", "venue", "venue.html", _variables, _shown)
