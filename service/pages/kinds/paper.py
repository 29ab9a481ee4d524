"""A paper: who wrote it and how that is known, where it appeared, its versions, what it cites and what cites it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import words
from ..citing import bibtex, citation_tags, cited_venue, described_paper
from ..page import Asked, Data, Page, node_of, path_of, which

_AUTHORS = 100
_PAPERS = 20
_VERSIONS = ("record of it in the sources", "records of it in the sources")
Row = Mapping[str, Any]


def _variables(asked: Asked) -> dict[str, Any]:
    lists = {"authors": _AUTHORS, "references": _PAPERS, "cited": _PAPERS}
    pages = {name: asked.page(size, prefix=f"{name}_") for name, size in lists.items()}
    named = {f"{name}{what.capitalize()}": value for name, page in pages.items() for what, value in page.items()}
    return which(asked) | named


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    paper = node_of(asked, data, "paper")
    path = path_of(paper["id"])
    url = asked.origin + path
    is_first = not paper["authors"]["pageInfo"]["hasPreviousPage"]
    people = {one["node"]["id"]: asked.origin + path_of(one["node"]["id"]) for one in paper["authors"]["edges"]}
    return {
        "paper": paper,
        "venue": cited_venue(paper),
        "graph": data["graph"],
        "canonical": path,
        "described": described_paper(paper, url, people),
        "citation_tags": citation_tags(paper, url) if is_first else [],
        "bibtex": bibtex(paper) if is_first else None,
        "figures": _figures(paper),
        "shared_notes": [words.count(one["sharedReferences"], "shared reference") for one in paper["related"]["items"]],
    }


def _figures(paper: Row) -> list[tuple[str, str | None, str]]:
    """Rows of facts: what, how much, on which basis."""
    listed = paper["referenceCount"]
    return [
        *words.figure("Citations", {**paper["citationCount"], "coverage": None}),
        ("References", None if listed is None else words.number(listed), "listed by its sources"),
        ("References here", words.number(paper["references"]["totalCount"]), "in this graph")
        if listed is not None
        else ("", None, ""),
        (
            "Authors",
            words.number(paper["authorCount"]) if paper["authorCount"] else None,
            "in the longest list of authors that a source gives",
        ),
        ("Versions", words.number(len(paper["versions"])), _VERSIONS[len(paper["versions"]) != 1]),
    ]


PAGE = Page("/papers/{id}", "paper", "paper.html", _variables, _shown)
