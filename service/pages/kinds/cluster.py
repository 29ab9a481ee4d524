"""A cluster: who is in it, how far it can be trusted, what is typical of it, what it came from and what is near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..page import Asked, Data, Page, node_of, path_of

_MEMBERS = 50
_ORDERS = {"strength": "STRENGTH_DESC", "papers": "PAPER_COUNT_DESC", "name": "NAME_ASC"}


def _variables(asked: Asked) -> dict[str, Any]:
    return {"id": asked.parts["id"], **asked.page(_MEMBERS), "orderBy": asked.choice("order", _ORDERS)}


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    cluster = node_of(asked, data, "cluster")
    path = path_of(cluster["id"])
    url = asked.origin + path
    leading = [{"@type": "Person", "name": one["name"]} for one in cluster["leadingPeople"]]
    return {
        "cluster": cluster,
        "graph": data["graph"],
        "canonical": path,
        "described": {
            "@type": "CollectionPage",  # found by computing: no organization, and nobody is its member
            "@id": url,
            "url": url,
            "name": cluster["label"],
            "keywords": cluster["topics"],
            "mentions": leading,
        },
        "top_is_cited": any(_citations(one["node"]) for one in cluster["topPapers"]["items"]),
        "over_time": _over_time(cluster["topicsOverTime"]),
    }


def _citations(paper: Mapping[str, Any]) -> int:
    """Citations as the order of top papers takes them: 0 where nobody tells any."""
    figure = paper["citationCount"]
    return (figure["inGraph"] if figure["claimed"] is None else figure["claimed"]) or 0


def _over_time(found: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Topics with their papers by year, all from the first to the last year of the cluster's papers, to be compared."""
    years = [row["year"] for row in found["papersPerYear"] if row["year"] is not None]
    ends = [{"year": year, "count": 0} for year in (min(years), max(years))] if years else []
    return [(one, [*ends, *one["papersPerYear"]]) for one in found["items"]]


PAGE = Page("/clusters/{id}", "cluster", "cluster.html", _variables, _shown)
