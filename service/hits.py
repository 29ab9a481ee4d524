"""Hits by kind, the kind that matches best first: one rule for the pages and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..schema.kind import NodeKind
from ..store.port import Snapshot
from ..store.query import Hit, Page

KINDS = ("Author", "Paper", "Topic", "Institution", "Venue", "Cluster")
"""In this order come kinds whose best hits match equally well."""

_WORDS = 1
"""The class of hits that have all words."""


class Group(NamedTuple):
    """The best hits of a kind, best first; `is_cut`: there are more."""

    kind: NodeKind
    hits: Sequence[Hit]
    is_cut: bool


def closeness(kind: str, match: int) -> int:
    """How well a kind matches whose best hit is of that class, 0 best.

    A cluster's label is made of typical words: that it is the text says no more than that it has all words.
    """
    return max(match, _WORDS) if kind == "Cluster" else match


def search_by_kind(
    snapshot: Snapshot, kinds: Iterable[NodeKind], words: Sequence[str], *, limit: int, fields: Sequence[str]
) -> list[Group]:
    """The kinds that have hits, with `limit` of these in all: each the same number, as far as it has them.

    A hit has those of the `fields` that its kind has.
    """
    ordered = sorted(kinds, key=lambda kind: KINDS.index(kind.name))
    hits = {
        kind.name: snapshot.search([kind], words, Page(limit + 1), fields=[name for name in fields if _has(kind, name)])
        for kind in ordered
    }
    found = [kind for kind in ordered if hits[kind.name]]
    found.sort(key=lambda kind: closeness(kind.name, hits[kind.name][0].match))
    shares = _dealt([len(hits[kind.name]) for kind in found], limit)
    return [
        Group(kind, hits[kind.name][:share], len(hits[kind.name]) > share)
        for kind, share in zip(found, shares, strict=True)
    ]


def _has(kind: NodeKind, field: str) -> bool:
    return any(column.name == field for column in kind.columns)


def _dealt(wanted: Sequence[int], whole: int) -> list[int]:
    """As much for each as it wants; where the whole is too little, one at a time in turns."""
    shares = [0] * len(wanted)
    while whole and shares != list(wanted):
        for place, most in enumerate(wanted):
            if whole and shares[place] < most:
                shares[place] += 1
                whole -= 1
    return shares
