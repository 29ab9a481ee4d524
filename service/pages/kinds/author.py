"""A person: who they are and how sure that is, what they wrote, with whom, where and about what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import words
from ..page import Asked, BadQuery, Data, Page, node_of, path_of, which
from ..slice import draw

_PAPERS = 20
_PEOPLE = 12
_YEARS = {"least": 1000, "most": 3000}
_PEOPLE_PREFIX = "people_"
_PHRASES = {"from": "from {}", "to": "until {}", "type": "{}", "venue": "at {}", "topic": "about {}", "with": "with {}"}
Row = Mapping[str, Any]


def _variables(asked: Asked) -> dict[str, Any]:
    named = which(asked)
    roots = [named["id"]] if "id" in named else []
    people = asked.page(_PEOPLE, prefix=_PEOPLE_PREFIX)
    chosen = {name: asked.node(name, kind) for name, kind in (("venue", "VENUE"), ("topic", "TOPIC"))}
    coauthor = asked.node("with", "AUTHOR")
    return {
        **named,
        "roots": roots,
        "isDrawn": bool(roots),
        **asked.page(_PAPERS),
        "where": _where(asked, {**chosen, "author": coauthor}),
        **{f"people{name.capitalize()}": value for name, value in people.items()},
        "withSuggestions": asked.choice("suggestions", {"yes": "yes"}) is not None,
        **chosen,
        "coauthor": coauthor,
        "byVenue": chosen["venue"] is not None,
        "byTopic": chosen["topic"] is not None,
        "byCoauthor": coauthor is not None,
    }


def _where(asked: Asked, chosen: Mapping[str, str | None]) -> dict[str, Any]:
    first, last = asked.number("from", **_YEARS), asked.number("to", **_YEARS)
    if first is not None and last is not None and first > last:
        raise BadQuery("the first year must not be after the last one")
    bounds = {"gte": first, "lte": last}
    equal = {"type": asked.text("type"), **chosen}
    found: dict[str, Any] = {name: {"eq": value} for name, value in equal.items() if value is not None}
    years = {name: year for name, year in bounds.items() if year is not None}
    return found | ({"year": years} if years else {})


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    author = node_of(asked, data, "author")
    path, names = path_of(author["id"]), _chosen_names(data)
    return {
        "author": author,
        "graph": data["graph"],
        "canonical": path,
        "described": _described(author, asked.origin + path),
        "has_clusters": any(row["kind"] == "CLUSTER" and row["count"] for row in data["graph"]["nodes"]),
        "figures": _figures(author),
        "choices": {facet["by"]: facet["values"] for facet in author["choices"]["facets"]},
        "chosen_names": names,
        "filters": _filters(asked, names),
        "drawing": draw(data["neighborhood"], author["id"]),
        "evidence": [(one["share"], one["evidence"].lower()) for one in author["identity"]["shares"]],
        "people_prefix": _PEOPLE_PREFIX,
    }


def _described(author: Row, url: str) -> dict[str, Any]:
    places = [
        {"@type": "Organization", "name": one["institution"]["name"]}
        for one in author["affiliations"]
        if one["isLatest"]
    ]
    return {
        "@type": "Person",
        "@id": url,
        "url": url,
        "name": author["name"],
        "familyName": author["family"],
        "givenName": author["given"],
        "alternateName": author["nameVariants"],
        "sameAs": [one["url"] for one in author["externalIds"] if one["url"]],
        "affiliation": places,
        "knowsAbout": [one["topic"]["name"] for one in author["topics"]],
    }


def _figures(author: Row) -> list[tuple[str, str | None, str]]:
    """Rows of facts: what, how much, on which basis."""
    metrics = author["metrics"]
    people, topics = metrics["collaboratorCount"], metrics["topicCount"]
    close = words.number(metrics["closeCollaboratorCount"]) if people else None
    found: list[tuple[str, str | None, str]] = [
        ("Papers", words.number(metrics["paperCount"]), "all are listed below"),
        ("Years active", words.years(metrics["firstYear"], metrics["lastYear"]), "first to last paper here"),
        ("Collaborators", words.number(people), "people with a shared paper"),
        ("Close collaborators", close, "by the definition below"),
        ("Topics", words.number(topics) if topics else None, "of these papers"),
    ]
    for what, figure in (("Citations", metrics["citationCount"]), ("h-index", metrics["hIndex"])):
        found.extend(words.figure(what, figure))
    return found


def _chosen_names(data: Data) -> dict[str, str]:
    """Names of the nodes that the list of papers is restricted to, by parameter."""
    found = {"venue": data.get("chosenVenue"), "topic": data.get("chosenTopic"), "with": data.get("chosenCoauthor")}
    return {param: node["name"] for param, node in found.items() if node is not None}


def _filters(asked: Asked, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the list of papers is restricted to, each with the address without it."""
    found = []
    for param, phrase in _PHRASES.items():
        text = asked.text(param)
        if text is not None:
            told = words.paper_type(text) if param == "type" else names.get(param, text)
            found.append((phrase.format(told), asked.with_query(**{param: None, "after": None, "before": None})))
    return found


PAGE = Page("/authors/{id}", "author", "author.html", _variables, _shown)
