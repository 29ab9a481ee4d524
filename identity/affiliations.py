"""Printed affiliations that name exactly one institution; all others stay what they are, printed text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import pyarrow.compute as pc

from ..ledger.view import View
from .entities import institution_name, institution_names

_COUNTRY = re.compile(r"\(([^()]+)\)\s*$")


def resolve_affiliations(view: View, institution_of: Sequence[int]) -> dict[str, int]:
    """Institution (cluster number) by printed affiliation, for mentions whose source names no institution itself.

    `institution_of` as from resolve_institutions. The whole text counts first, then its parts between commas.
    """
    if not institution_of:
        return {}
    names = _Names(view, institution_of)
    mentions = view.table("mentions", ["affiliations", "institutions"])
    is_silent = pc.equal(pc.fill_null(pc.list_value_length(mentions["institutions"]), 0), 0)
    printed = pc.unique(pc.list_flatten(mentions["affiliations"].filter(is_silent))).to_pylist()
    found = ((text, names.institution(text)) for text in sorted(text for text in printed if text))
    return {text: institution for text, institution in found if institution is not None}


class _Names:
    """What the institutions are called, where they are, and which belongs to which."""

    def __init__(self, view: View, institution_of: Sequence[int]) -> None:
        columns = ["record", "name", "aliases", "country_code", "status", "parents"]
        rows = view.table("institutions", columns).to_pylist()
        self._bearers: defaultdict[str, set[int]] = defaultdict(set)
        self._countries: defaultdict[int, set[str]] = defaultdict(set)
        self._country_names: dict[str, str] = {}
        self._parents: defaultdict[int, set[int]] = defaultdict(set)
        number = {(row["source"], row["record"]): institution_of[index] for index, row in enumerate(rows)}
        for index, row in enumerate(rows):
            institution, code = institution_of[index], row["country_code"]
            self._parents[institution].update(
                number[row["source"], parent] for parent in row["parents"] or () if (row["source"], parent) in number
            )
            if code:
                self._countries[institution].add(code)
                if bracket := _COUNTRY.search(row["name"] or ""):
                    self._country_names[institution_name(bracket.group(1))] = code
            if row["status"] != "withdrawn":
                for name in institution_names(row):
                    self._bearers[name].add(institution)

    def institution(self, printed: str) -> int | None:
        """The one institution that the text means; None where it is none, or one of several."""
        parts = [institution_name(part) for part in printed.split(",")]
        hit = self._only_bearer(institution_name(printed))
        if hit is None:
            hits = dict.fromkeys(each for part in parts if (each := self._only_bearer(part)) is not None)
            hit = next(iter(hits), None)
            if hit is None or any(other != hit and not self._is_below(hit, other) for other in hits):
                return None
        named = {self._country_names[part] for part in parts if part in self._country_names}
        known = self._countries.get(hit)
        return None if named and known and named.isdisjoint(known) else hit

    def _only_bearer(self, name: str) -> int | None:
        bearers = self._bearers.get(name, ())
        return next(iter(bearers)) if len(bearers) == 1 else None

    def _is_below(self, institution: int, upper: int) -> bool:
        seen, waiting = {institution}, [institution]
        while waiting:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent == upper:
                    return True
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return False
