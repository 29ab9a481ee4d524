"""A person: who they are and how sure that is, what they wrote, with whom, where and about what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ....schema.tokens import search_name
from .. import words
from ..choices import MOST_OFFERED, chosen_papers, paper_choices
from ..page import Asked, Data, Page, node_of, path_of, which
from ..slice import draw

_PEOPLE = 12
_PEOPLE_PREFIX = "people_"
_OFFERED = 30
_OFFERS = {str(MOST_OFFERED): "more"}
_LINKED = ("venue", "topic", "with")
_HYPHENS = re.compile("[\u00ad\u2010-\u2015\u2212\ufe63\uff0d]")
Row = Mapping[str, Any]


def _variables(asked: Asked) -> dict[str, Any]:
    named = which(asked)
    roots = [named["id"]] if "id" in named else []
    people = asked.page(_PEOPLE, prefix=_PEOPLE_PREFIX)
    return {
        **named,
        "roots": roots,
        "isDrawn": bool(roots),
        **chosen_papers(asked, _LINKED),
        **{f"people{name.capitalize()}": value for name, value in people.items()},
        "offered": MOST_OFFERED if asked.choice("offered", _OFFERS) else _OFFERED,
        "withSuggestions": asked.choice("suggestions", {"yes": "yes"}) is not None,
    }


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    author = node_of(asked, data, "author")
    path = path_of(author["id"])
    levels = {one["cluster"]["id"]: one["cluster"]["level"] for one in author["clusters"]}
    return {
        "author": author,
        "graph": data["graph"],
        "canonical": path,
        "described": _described(author, asked.origin + path),
        "has_clusters": any(row["kind"] == "CLUSTER" and row["count"] for row in data["graph"]["nodes"]),
        "figures": _figures(author, data["graph"]["closeDefinition"]["maxPairAuthors"]),
        "told_by": words.sources([one for one in data["graph"]["sources"] if one["name"] in author["sources"]]),
        "choices": paper_choices(
            asked,
            data,
            node=author,
            linked=_LINKED,
            is_cited=set(author["metrics"]["citationCount"].values()) != {None},
            offers_more=asked.text("offered") is None,
        ),
        "printed_at": printed_at(author["printedAffiliations"]["items"]),
        "is_outdated": is_outdated(author),
        "variants": other_names(author["name"], author["nameVariants"]),
        "drawing": draw(data["neighborhood"], author["id"], levels=levels),
        "slim_drawing": draw(data["neighborhood"], author["id"], levels=levels, is_slim=True),
        "evidence": [(one["share"], one["evidence"].lower()) for one in author["identity"]["shares"]],
        "people_prefix": _PEOPLE_PREFIX,
    }


def printed_at(items: list[Row]) -> Row | None:
    """The printed affiliation of the most papers among those of the newest two years."""
    newest = max((one["lastYear"] or 0 for one in items), default=0)
    recent = [one for one in items if (one["lastYear"] or 0) >= newest - 1]
    return max(recent, key=lambda one: one["paperCount"], default=None)


def is_outdated(author: Row) -> bool:
    """Whether there are papers after the last one that tells an affiliation: an institution, else one as printed."""
    told = author["affiliations"] or author["printedAffiliations"]["items"]
    newest = max((one["lastYear"] or 0 for one in told), default=0)
    return 0 < newest < (author["metrics"]["lastYear"] or 0)


def other_names(name: str, printed: Iterable[str]) -> list[tuple[str, bool]]:
    """Other printed names, without those that differ by hyphens or case only; whether one has no word of the name."""
    seen, known = {_plain(name)}, _words_of(name)
    found = []
    for other in printed:
        if (plain := _plain(other)) not in seen:
            seen.add(plain)
            found.append((other, known.isdisjoint(_words_of(other))))
    return found


def _plain(name: str) -> str:
    return _HYPHENS.sub("-", name).casefold()


def _words_of(name: str) -> set[str]:
    """Words of a name but initials."""
    parts = search_name(name).split()
    return {part for part in parts if len(part) > 1 or not part.isascii()} or set(parts)


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


def _figures(author: Row, most_authors: int | None) -> list[tuple[str, str | None, str]]:
    """Rows of facts: what, how much, on which basis."""
    metrics = author["metrics"]
    people, topics = metrics["collaboratorCount"], metrics["topicCount"]
    limit = f" of at most {words.number(most_authors)} authors" if most_authors else ""
    close = words.number(metrics["closeCollaboratorCount"]) if people else None
    found: list[tuple[str, str | None, str]] = [
        ("Papers", words.number(metrics["paperCount"]), "all are listed below"),
        ("Years active", words.years(metrics["firstYear"], metrics["lastYear"]), "first to last paper here"),
        ("Collaborators", words.number(people), f"people with a shared paper{limit}"),
        ("Close collaborators", close, "by the definition below"),
        ("Topics", words.number(topics) if topics else None, "of these papers"),
    ]
    for what, figure in (("Citations", metrics["citationCount"]), ("h-index", metrics["hIndex"])):
        found.extend(words.figure(what, figure))
    return found


PAGE = Page("/authors/{id}", "author", "author.html", _variables, _shown)
