"""An institution: where it is and what became of it, its people with their years, its papers and partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..page import Asked, Data, Page, node_of, path_of, which

_PEOPLE = 50
_NAMED = 5
"""People named below its papers, to go on with."""
_ORDERS = {"papers": "PAPER_COUNT_DESC", "latest": "LAST_YEAR_DESC", "name": "NAME_ASC"}
_PAPERS = {"20": "20", "100": "100"}
_TYPES = {"education": "CollegeOrUniversity", "company": "Corporation", "government": "GovernmentOrganization"}


def _variables(asked: Asked) -> dict[str, Any]:
    return {
        **which(asked),
        **asked.page(_PEOPLE),
        "orderBy": asked.choice("order", _ORDERS),
        "papers": int(asked.choice("papers", _PAPERS) or 20),
    }


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    institution = node_of(asked, data, "institution")
    path = path_of(institution["id"])
    return {
        "institution": institution,
        "graph": data["graph"],
        "canonical": path,
        "described": _described(institution, asked.origin + path),
        "most_papers": max(map(int, _PAPERS)),
        "most_there": _most_there(asked, institution["people"]),
    }


def _most_there(asked: Asked, people: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The people of most papers there, where the page of the list that is asked for has them."""
    if (asked.text("order") or "papers") != "papers" or people["pageInfo"]["hasPreviousPage"]:
        return []
    return [one for one in people["edges"][:_NAMED] if one["paperCount"]]


def _described(institution: Mapping[str, Any], url: str) -> dict[str, Any]:
    place = {"addressLocality": institution["city"], "addressCountry": institution["countryCode"]}
    known = {name: value for name, value in place.items() if value}
    above = [{"@type": "Organization", "name": one["name"]} for one in institution["partOf"]["nodes"]]
    return {
        "@type": _TYPES.get(institution["type"], "Organization"),
        "@id": url,
        "url": url,
        "name": institution["name"],
        "alternateName": institution["aliases"],
        "address": {"@type": "PostalAddress", **known} if known else None,
        "parentOrganization": above,
        "sameAs": [one["url"] for one in institution["externalIds"] if one["url"]],
    }


PAGE = Page("/institutions/{id}", "institution", "institution.html", _variables, _shown)
