"""Which papers of a long list a reader wants to see, in what order, and how each of these choices is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import words
from .page import Asked, BadQuery

PAPERS = 20
"""Papers of one page of a list."""

ORDERS = {"newest": "YEAR_DESC", "oldest": "YEAR_ASC", "cited": "CITATIONS_DESC", "title": "TITLE_ASC"}
_YEARS = {"least": 1000, "most": 3000}


def chosen_papers(asked: Asked, linked: str) -> dict[str, Any]:
    """Variables of a list of papers that can be restricted by years, type and one kind of node (`venue`, `topic`).

    Gives first, after, last, before, where, orderBy, and for the name of the node: chosen, isChosen. Raises BadQuery.
    """
    type_, node = asked.text("type"), asked.node(linked, linked.upper())
    tests = {"year": chosen_years(asked), "type": {"eq": type_} if type_ else {}, linked: {"eq": node} if node else {}}
    return {
        **asked.page(PAPERS),
        "where": {name: test for name, test in tests.items() if test},
        "orderBy": asked.choice("order", ORDERS),
        "chosen": node,
        "isChosen": node is not None,
    }


def chosen_years(asked: Asked) -> dict[str, int]:
    """The test of a paper's year, empty where every year will do. Raises BadQuery."""
    first, last = asked.number("from", **_YEARS), asked.number("to", **_YEARS)
    if first is not None and last is not None and first > last:
        raise BadQuery("the first year must not be after the last one")
    return {name: year for name, year in (("gte", first), ("lte", last)) if year is not None}


def paper_choices(asked: Asked, facets: list[Any], linked: str, chosen: Mapping[str, Any] | None) -> dict[str, Any]:
    """What parts/choices.html draws: the values that there are, those in force, and addresses without each of them.

    `facets` are those of the whole list by year, type and `linked`; `chosen` is the node that the address names.
    """
    values = {facet["by"]: [value for value in facet["values"] if value["value"] is not None] for facet in facets}
    counts = {facet["by"]: facet["valueCount"] for facet in facets}
    nodes = values[linked.upper()]
    named = {value["value"]: value["name"] for value in nodes}
    node = asked.text(linked)
    if node is not None and node not in named:
        nodes = [{"value": node, "name": chosen["name"] if chosen else node, "count": None}, *nodes]
    tell: dict[str, Callable[[str], str]] = {
        "from": lambda year: f"from {year}",
        "to": lambda year: f"until {year}",
        "type": words.paper_type,
        linked: lambda id_: next(value["name"] for value in nodes if value["value"] == id_),
    }
    given = [(name, asked.text(name)) for name in tell]
    return {
        "linked": linked,
        "years": sorted((value["value"] for value in values["YEAR"]), reverse=True),
        "types": values["TYPE"],
        "nodes": nodes,
        "nodes_left_out": max(0, counts[linked.upper()] - len(values[linked.upper()])),
        "in_force": [(tell[name](text), without(asked, name)) for name, text in given if text is not None],
    }


def without(asked: Asked, *names: str) -> str:
    """The address without these parameters, from the first page of its list on."""
    return asked.with_query(**dict.fromkeys((*names, "after", "before")))
