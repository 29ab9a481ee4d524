"""Sentences and words for what the graph says in codes: one place, so that every page says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any
from urllib.parse import urlsplit

_KINDS = {
    "AUTHOR": ("person", "people"),
    "PAPER": ("paper", "papers"),
    "TOPIC": ("topic", "topics"),
    "INSTITUTION": ("institution", "institutions"),
    "VENUE": ("venue", "venues"),
    "CLUSTER": ("cluster", "clusters"),
}
_SCHEMES = {
    "orcid": "ORCID",
    "doi": "DOI",
    "arxiv": "arXiv",
    "acl": "ACL Anthology",
    "acl_person": "ACL Anthology",
    "openalex": "OpenAlex",
    "ror": "ROR",
    "grid": "GRID",
    "issn": "ISSN",
    "dblp": "DBLP",
    "mag": "MAG",
    "pmid": "PubMed",
}
_HOLDINGS = {
    "acl-anthology": "papers of computational linguistics and natural language processing",
    "openalex": "works of every field; here are those that were chosen to be loaded, which need not be a whole field",
}
"""By source, what there is in it."""
_LINKS = {"PDF": "PDF", "CODE": "Code", "DOI": "DOI"}
_EVIDENCE = {
    "ASSERTED": "by an id or a decision: somebody who knows said so",
    "MATCHED": "by more than the name: an id that a source computed, people, places, subjects",
    "NAME_ONLY": "by the same name; nothing else speaks for it",
}
_AFFILIATION = {
    "KNOWN": "Institutions are known from papers or from a source's profile.",
    "SOURCE_SILENT": "The sources say nothing about this person's affiliations.",
    "NOT_IMPORTED": "Papers print affiliations, but none of them leads to an institution in this graph.",
    "CONFLICTING": "The sources contradict each other about this person's affiliations.",
}
_LEVELS = {
    "FIELD": ("Field", "the coarsest division"),
    "GROUP": ("Group", "people who work together more than with others"),
    "CORE": ("Core", "the well-connected part of a group"),
}
_RELATIONS = {
    "AUTHORED": "wrote",
    "CITES": "cites",
    "ABOUT": "is about",
    "PUBLISHED_IN": "appeared in",
    "AFFILIATED_WITH": "was at",
    "WORKS_ON": "works on",
    "CO_AUTHORED_WITH": "wrote with",
    "SUBTOPIC_OF": "lies below",
    "PART_OF": "belongs to",
    "SUCCEEDED_BY": "was followed by",
    "MEMBER_OF": "is a member of",
    "DESCENDS_FROM": "descends from",
    "POSSIBLY_SAME_AS": "may be the same as",
}
_MATCHES = {
    "NAME": "exact name",
    "WORDS": "all words",
    "BEGINNING": "words that begin so",
}
_RISKS = (
    (0.5, "These papers probably belong to several people.", "probably several people"),
    (0.2, "These papers may belong to several people.", "may be several people"),
    (0.1, "A few of these papers may belong to somebody else of the same name.", "a few papers in doubt"),
)
"""From which merge risk on, what a page says and what a list says. The least is twice what the graph gives anybody of
whom only a computed id is known."""
_MOST_PERCENT = 0.995
"""From here on whole percent would say 100%."""


def kind(kind: str, number: int) -> str:
    """What nodes of a kind are called: person, people."""
    return _KINDS[kind][number != 1]


def number(value: int) -> str:
    """A whole number, a comma between thousands."""
    return f"{value:,}"


def count(value: int, one: str, many: str | None = None) -> str:
    """`1 paper`, `1,234 papers`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """Whole percent that is 0% only for none and 100% only for all."""
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if _MOST_PERCENT <= share < 1 else f"{share:.0%}"


def floor(value: float) -> str:
    """Three decimals, rounded down: never shown as having reached a threshold that it has not."""
    return str(Decimal(repr(value)).quantize(Decimal("0.001"), ROUND_DOWN))


def years(first: int | None, last: int | None) -> str:
    """`1998–2023`, `2021`, or that they are unknown."""
    if first is None or last is None:
        return str(first or last or "years unknown")
    return str(first) if first == last else f"{first}–{last}"


def named(place: Mapping[str, Any]) -> str:
    """When and how often a person's papers name a place {paperCount, firstYear, lastYear}: `2019, on 1 paper`."""
    if not place["paperCount"]:
        return "by a profile only"
    return f"{years(place['firstYear'], place['lastYear'])}, on {count(place['paperCount'], 'paper')}"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def sources(sources: Iterable[Mapping[str, Any]]) -> str:
    """Sources by name with their releases {name, release}; empty for none."""
    return listed([f"{one['name']} ({_release(one['release'])})" for one in sources])


def holdings(sources: Iterable[Mapping[str, Any]]) -> list[str]:
    """A sentence about what is in each of the sources {name} that this release can load."""
    return [f"{one['name']} has {_HOLDINGS[one['name']]}." for one in sources if one["name"] in _HOLDINGS]


def _release(release: str | None) -> str:
    return f"release {release}" if release else "release not named"


def scheme(scheme: str) -> str:
    """What people call a scheme of ids."""
    return _SCHEMES.get(scheme, scheme)


def links(links: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What each of a paper's links {kind, url} is called, a page by whose it is, and its address; no address twice."""
    named = {one["url"]: _LINKS.get(one["kind"]) or _page_at(one["url"]) for one in links}
    return [(told, url) for url, told in named.items()]


def _page_at(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return f"Page at {host.removeprefix('www.')}" if host else "Page"


def paper_type(type_: str | None) -> str:
    """A paper's type in words."""
    return (type_ or "type unknown").replace("_", " ")


def venue_type(type_: str) -> str:
    """A venue's type in words."""
    return "special interest group" if type_ == "sig" else type_.replace("_", " ")


def evidence(code: str) -> str:
    """How an authorship was attributed."""
    return _EVIDENCE[code]


def affiliation(status: str) -> str:
    """What is known about somebody's affiliations, as a sentence."""
    return _AFFILIATION[status]


def level(level: str) -> str:
    """The name of a cluster's level."""
    return _LEVELS[level][0]


def level_meaning(level: str) -> str:
    """What the level divides people into."""
    return _LEVELS[level][1]


def relation(kind: str) -> str:
    """A kind of edge as a verb, from source to target."""
    return _RELATIONS[kind]


def match(class_: str) -> str:
    """How a hit matches what was looked for."""
    return _MATCHES[class_]


def quality(quality: Mapping[str, Any]) -> list[str]:
    """How far a cluster can be trusted: a sentence for each figure that is known."""
    found = []
    if (share := quality["internalShare"]) is not None:
        found.append(f"{percent(share)} of its members' ties, by strength, stay inside")
    if (connected := quality["isWellConnected"]) is not None:
        found.append("it is well connected" if connected else "it falls apart when a few ties are cut")
    if (agreement := quality["seedAgreement"]) is not None:
        found.append(f"runs from other random starts keep its members together to {percent(agreement)}")
    return found


def figure(what: str, figure: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Rows of facts for a figure: as a source claims it and as it is counted here, apart; none where nothing speaks."""
    found = []
    if figure["claimed"] is not None:
        as_of = f", as of {figure['claimedAsOf']}" if figure["claimedAsOf"] else ""
        found.append((what, number(figure["claimed"]), f"claimed by {figure['claimedBy']}{as_of}"))
    if figure["inGraph"] is not None:
        covered = (
            f"; references are known for {percent(figure['coverage'])} of the papers" if figure["coverage"] else ""
        )
        found.append((f"{what} in this graph", number(figure["inGraph"]), f"counted among the papers here{covered}"))
    return found


def risk(risk: float | None) -> str | None:
    """What a merge risk means for the reader, as a sentence; None where nothing is known or nothing speaks for it."""
    return next((sentence for least, sentence, _ in _RISKS if risk is not None and risk >= least), None)


def doubt(risk: float | None) -> str | None:
    """The same in the few words that a list has room for."""
    return next((mark for least, _, mark in _RISKS if risk is not None and risk >= least), None)


def attribution(evidence: str | None, papers: int) -> str:
    """The identity of a person of so many papers by the strongest evidence for it, as a sentence."""
    if evidence == "ASSERTED":
        return "An id that somebody claimed or checked stands behind this person."
    if evidence == "MATCHED":
        return "No claimed id stands behind this person; more than the name ties the papers together."
    if evidence == "NAME_ONLY" and papers == 1:
        return "Only the name says whose paper this is; no id on it does."
    if evidence == "NAME_ONLY":
        return "Only the name ties these papers together: on none of them does an id say whose it is."
    return "Nothing is known about how this person's papers came together."
