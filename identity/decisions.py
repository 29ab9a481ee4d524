"""Curations held against the current view: what they ask of papers and people, and which no longer fit (stale)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from ..ledger.view import View
from ..schema.keys import member
from .curations import Action, Curation, MentionReference
from .members import Place
from .names import name_key


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the fitting curations ask for, in canonical order. Pairs of papers are members (`source/record`)."""

    paper_merges: list[tuple[str, str, Curation]] = field(default_factory=list)
    paper_splits: list[tuple[str, str, Curation]] = field(default_factory=list)
    merges: list[tuple[Place, Place, Curation]] = field(default_factory=list)
    splits: list[tuple[Place, Place, Curation]] = field(default_factory=list)
    ids: dict[Place, list[str]] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)


def fit(view: View, curations: Sequence[Curation]) -> Decisions:
    """Sorts the curations by what they ask; one that names a paper, place or name that is not there is stale, whole."""
    decisions = Decisions()
    if not curations:
        return decisions
    names = _names(view, {each.record for curation in curations for each in curation.mentions})
    papers = _papers(view)
    for curation in sorted(curations, key=str):
        problem = _problem(curation, names, papers)
        if problem:
            decisions.stale.append(stale(curation, problem))
        else:
            _sort_in(decisions, curation)
    return decisions


def stale(curation: Curation, problem: str) -> str:
    """The report of a curation that was not applied."""
    return f"{curation.locator}: {curation.action} by {curation.who} of {curation.when} is not applied: {problem}"


def _names(view: View, records: set[str]) -> dict[Place, str]:
    mentions = view.table("mentions", ["record", "position", "name"])
    mentions = mentions.filter(pc.is_in(mentions["record"], pa.array(sorted(records), pa.string())))
    return {(row["source"], row["record"], row["position"]): row["name"] for row in mentions.to_pylist()}


def _papers(view: View) -> set[tuple[str, str]]:
    papers = view.table("papers", ["record"])
    return set(zip(papers["source"].to_pylist(), papers["record"].to_pylist(), strict=True))


def _place(reference: MentionReference) -> Place:
    return reference.source, reference.record, reference.position


def _problem(curation: Curation, names: dict[Place, str], papers: set[tuple[str, str]]) -> str | None:
    for paper in curation.papers:
        if (paper.source, paper.record) not in papers:
            return f"no paper record {paper}"
    for reference in curation.mentions:
        found = names.get(_place(reference))
        if found is None:
            return f"no mention {reference}"
        if name_key(found) != name_key(reference.name):
            return f"{reference} is now {found!r}"
    return None


def _sort_in(decisions: Decisions, curation: Curation) -> None:
    places = [_place(each) for each in curation.mentions]
    papers = [member(each.source, each.record) for each in curation.papers]
    if curation.action is Action.MERGE:
        decisions.merges.extend((places[0], other, curation) for other in places[1:])
        decisions.paper_merges.extend((papers[0], other, curation) for other in papers[1:])
    elif curation.action is Action.SPLIT:
        decisions.splits.extend((places[0], other, curation) for other in places[1:])
        decisions.paper_splits.extend((papers[0], other, curation) for other in papers[1:])
    elif curation.id is not None:
        for place in places:
            decisions.ids.setdefault(place, []).append(curation.id)
        for one, other in combinations(places, 2):
            decisions.merges.append((one, other, curation))
