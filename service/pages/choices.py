"""Which papers of a long list a reader wants to see, in what order, and how each of these choices is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from . import words
from .page import Asked, BadQuery, Data

PAPERS = 20
"""Papers of one page of a list."""

MOST_OFFERED = 100
"""Nodes of each kind that can be chosen at most."""

ORDERS = {"newest": "YEAR_DESC", "oldest": "YEAR_ASC", "cited": "CITATIONS_DESC", "title": "TITLE_ASC"}
_ORDER_WORDS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "cited": "most cited first",
    "title": "by title",
}
_YEARS = {"least": 1000, "most": 3000}
Row = Mapping[str, Any]


class _Linked(NamedTuple):
    """Nodes that papers can be restricted to: their kind, what one is called, and a paper's relation to it."""

    kind: str
    called: str
    phrase: str


LINKED = {
    "venue": _Linked("VENUE", "venue", "at {}"),
    "topic": _Linked("TOPIC", "topic", "about {}"),
    "with": _Linked("AUTHOR", "co-author", "with {}"),
}
"""By parameter."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A list to select from: pairs of value and text, the first of which holds where nothing is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def chosen_papers(asked: Asked, linked: Sequence[str]) -> dict[str, Any]:
    """Variables of a list of papers that can be restricted by years, type and nodes (parameters of LINKED).

    Gives first, after, last, before, where, orderBy, and for each such parameter, say venue: venue, byVenue. Raises
    BadQuery.
    """
    nodes = {name: asked.node(name, LINKED[name].kind) for name in linked}
    equal = {"type": asked.text("type"), **{LINKED[name].kind.lower(): id_ for name, id_ in nodes.items()}}
    where: dict[str, Any] = {field: {"eq": value} for field, value in equal.items() if value is not None}
    years = _chosen_years(asked)
    return {
        **asked.page(PAPERS),
        "where": where | ({"year": years} if years else {}),
        "orderBy": asked.choice("order", ORDERS),
        **nodes,
        **{f"by{name.capitalize()}": id_ is not None for name, id_ in nodes.items()},
    }


def _chosen_years(asked: Asked) -> dict[str, int]:
    """The test of a paper's year, empty where every year will do. Raises BadQuery."""
    first, last = asked.number("from", **_YEARS), asked.number("to", **_YEARS)
    if first is not None and last is not None and first > last:
        raise BadQuery("the first year must not be after the last one")
    return {name: year for name, year in (("gte", first), ("lte", last)) if year is not None}


def paper_choices(
    asked: Asked,
    data: Data,
    *,
    node: Row,
    linked: Sequence[str],
    is_cited: bool = True,
    offers_more: bool = False,
) -> dict[str, Any]:
    """What parts/choices.html draws: what can be chosen, what is in force, and addresses without each of it.

    `node` has papersPerYear and `all`, its whole list with totalCount and facets by type and the kinds of `linked`; the
    names of chosen nodes stand in `data` as chosenVenue and so on. `is_cited`: whether citations can order the list.
    `offers_more`: the page can offer more nodes with `offered=` MOST_OFFERED.
    """
    facets = {facet["by"]: facet for facet in node["all"]["facets"]}
    names = _chosen_names(asked, data, facets, linked)
    order = asked.text("order") or "newest"
    selections = list(_selections(asked, node, facets, names, linked))
    offered = [one.name for one in selections]
    return {
        "selections": [*selections, _order_selection(order, is_cited=is_cited)]
        if node["all"]["totalCount"] > 1
        else selections,
        "kept": [(name, value) for name, value in asked.query.multi_items() if value and name not in _own(linked)],
        "left_out": list(_left_out(facets, [name for name in linked if name in offered])),
        "more": asked.with_query(offered=MOST_OFFERED) if offers_more else None,
        "in_force": list(_in_force(asked, names)),
        "cleared": without(asked, "from", "to", "type", *linked),
        "order": _ORDER_WORDS[order],
    }


def without(asked: Asked, *names: str) -> str:
    """The address without these parameters, from the first page of its list on."""
    return asked.with_query(**dict.fromkeys((*names, "after", "before")))


def _own(linked: Sequence[str]) -> tuple[str, ...]:
    """Parameters that the form sets anew, or that lose their meaning with it."""
    return ("from", "to", "type", "order", "after", "before", *linked)


def _chosen_names(asked: Asked, data: Data, facets: Mapping[str, Row], linked: Sequence[str]) -> dict[str, str]:
    """What is chosen by parameter, of nodes the name; the id of one that is not here."""
    found = {}
    for name in linked:
        if id_ := asked.text(name):
            known = {one["value"]: one["name"] for one in facets[LINKED[name].kind]["values"]}
            chosen = data.get(f"chosen{name.capitalize()}")
            found[name] = chosen["name"] if chosen else known.get(id_, id_)
    return found


def _in_force(asked: Asked, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the list is restricted to, each with the address without it."""
    for name, phrase in (("from", "from {}"), ("to", "until {}")):
        if year := asked.text(name):
            yield phrase.format(year), without(asked, name)
    if type_ := asked.text("type"):
        yield words.paper_type(type_), without(asked, "type")
    for name, chosen in names.items():
        yield LINKED[name].phrase.format(chosen), without(asked, name)


def _selections(
    asked: Asked, node: Row, facets: Mapping[str, Row], names: Mapping[str, str], linked: Sequence[str]
) -> Iterator[Selection]:
    """Those that would leave something out, and those in force."""
    years = [(str(row["year"]), str(row["year"])) for row in node["papersPerYear"] if row["year"] is not None]
    if len(years) > 1 or asked.text("from") or asked.text("to"):
        for name, label in (("from", "From"), ("to", "Until")):
            chosen = asked.text(name) or ""
            yield _selection(name, label, ("any year", sorted(years, reverse=True)), (chosen, chosen))
    whole = node["all"]["totalCount"]
    for name in ("type", *linked):
        kind, called = (LINKED[name].kind, LINKED[name].called) if name in LINKED else ("TYPE", "type")
        values = [one for one in facets[kind]["values"] if one["value"] is not None]
        chosen = asked.text(name) or ""
        if chosen or any(one["count"] < whole for one in values):
            shown = [(one["value"], f"{_value_words(name, one)} ({words.number(one['count'])})") for one in values]
            told = names.get(name, words.paper_type(chosen))
            yield _selection(name, called.capitalize(), (f"any {called}", shown), (chosen, told))


def _selection(
    name: str, label: str, offered: tuple[str, Sequence[tuple[str, str]]], chosen: tuple[str, str]
) -> Selection:
    """With what is chosen among the options, also where it is not offered."""
    any_, options = offered
    added = [chosen] if chosen[0] and chosen[0] not in dict(options) else []
    return Selection(name, label, (("", any_), *added, *options), chosen[0])


def _value_words(name: str, one: Row) -> str:
    return words.paper_type(one["value"]) if name == "type" else one["name"]


def _order_selection(order: str, *, is_cited: bool) -> Selection:
    offered = [name for name in _ORDER_WORDS if is_cited or name != "cited" or name == order]
    options = [("" if name == "newest" else name, _ORDER_WORDS[name]) for name in offered]
    return Selection("order", "Order", tuple(options), "" if order == "newest" else order)


def _left_out(facets: Mapping[str, Row], linked: Sequence[str]) -> Iterator[str]:
    """How many nodes of each kind cannot be chosen, in words."""
    for name in linked:
        facet = facets[LINKED[name].kind]
        if (left := facet["valueCount"] - len(facet["values"])) > 0:
            yield words.count(left, f"more {LINKED[name].called}")
