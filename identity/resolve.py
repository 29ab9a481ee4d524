"""The front door: a view of the ledger in, the key tables out. Papers first, then people, then what both refer to."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import structlog

from ..ledger.view import View
from ..schema.keys import member
from .affiliations import resolve_affiliations
from .by_name import ByName, Matcher
from .canonical import CanonicalView
from .curations import Curation
from .decisions import Decisions, fit, stale
from .entities import resolve_institutions, resolve_topics, resolve_venues
from .key_tables import KeyTables
from .keys import Keys
from .papers import PaperClusters, resolve_papers
from .people import resolve_people
from .unchanged import STALE, facts_of_people, report_before, report_of_people

_log = structlog.wrap_logger(logging.getLogger(__name__))


def resolve(
    view: View,
    *,
    previous: Keys,
    curations: Sequence[Curation],
    matchers: Sequence[Matcher] = (ByName(),),
) -> Keys:
    """Who is who in a view. Keys last from `previous`; curations that do not fit are in `report["stale_curations"]`.

    The same view, curations and previous keys give the same tables, whatever the order of rows.
    """
    with _undisturbed():
        return _resolve(cast("View", CanonicalView(view)), previous, curations, matchers)


def _resolve(view: View, previous: Keys, curations: Sequence[Curation], matchers: Sequence[Matcher]) -> Keys:
    decisions = fit(view, curations)
    papers = resolve_papers(
        view,
        must_link=[pair[:2] for pair in decisions.paper_merges],
        cannot_link=[pair[:2] for pair in decisions.paper_splits],
    )
    tables = KeyTables(view, previous)
    tables.records("papers", "P", papers.paper_of)
    people = _resolve_people(view, papers, tables, decisions=decisions, matchers=matchers, before=previous.report)
    institution_of = resolve_institutions(view)
    institution_keys = tables.records("institutions", "I", institution_of)
    tables.records("topics", "T", resolve_topics(view))
    tables.records("venues", "V", resolve_venues(view))
    affiliations = resolve_affiliations(view, institution_of)
    tables.add("affiliations", [(text, institution_keys[number]) for text, number in sorted(affiliations.items())])
    tables.add("redirects", list(tables.registry.redirects().items()))
    report: dict[str, Any] = papers.report | people | dict(tables.registry.report)
    report["stale_curations"] = sorted([*decisions.stale, *people[STALE], *_unheard(view, papers, decisions)])
    _log.info("identity.resolved", **report)
    return Keys(tables.done, report)


def _resolve_people(
    view: View,
    papers: PaperClusters,
    tables: KeyTables,
    *,
    decisions: Decisions,
    matchers: Sequence[Matcher],
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """Adds the tables of people; what is to report of them. `before`: the report of the previous keys."""
    facts = facts_of_people(view, tables.done["papers"], papers.slot_of, decisions=decisions, matchers=matchers)
    known = report_before(before, facts)
    if known is not None:
        _log.info("identity.people_unchanged")
        tables.people_as_before()
        return known
    people = resolve_people(view, papers.paper_of, papers.slot_of, decisions=decisions, matchers=matchers)
    tables.people(people, papers.slot_of)
    return report_of_people(people, facts)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """The garbage collector rests: hundreds of thousands of tuples and no cycle would cost it a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _unheard(view: View, papers: PaperClusters, decisions: Decisions) -> Iterator[str]:
    """Curations of papers that did not take effect, because another one or a veto stood against them."""
    if not (decisions.paper_merges or decisions.paper_splits):
        return
    table = view.table("papers", ["record"])
    names = map(member, table["source"].to_pylist(), table["record"].to_pylist())
    work_of = dict(zip(names, papers.paper_of, strict=True))
    for a, b, curation in decisions.paper_merges:
        if work_of[a] != work_of[b]:
            yield stale(curation, f"{a} and {b} are kept apart")
    for a, b, curation in decisions.paper_splits:
        if work_of[a] == work_of[b]:
            yield stale(curation, f"{a} and {b} are one by another curation")
