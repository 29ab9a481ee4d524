"""What `collaborators` tells: whom an author writes with, which of these ties are close and why, the papers that make
them, and whom recent ties suggest. docs/collaborators.md has the definition; the store says its parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..schema.catalog import edge_kind, node_kind
from ..schema.errors import UsageError
from ..schema.publication import Publication
from ..store.port import Snapshot
from ..store.query import Compare, Direction, Neighbor, Node, Operator, Order, Page, Side
from ..store.suggestions import MOST_TIES, suggestions

PAPERS_READ = 2_000
"""Newest papers of the author among which shared ones are looked for."""

_TOLD = ("strength", "recent_strength", "paper_count", "first_year", "last_year", "is_close")
_STRONGEST = Order("strength", descending=True, side=Side.EDGE)
_CLOSEST = Order("recent_strength", descending=True, side=Side.EDGE)


@dataclass(frozen=True, slots=True)
class Asked:
    """How much is told: people of each list, shared papers of each tie, the level of their clusters."""

    limit: int = 10
    papers: int = 2
    level: str = "group"
    close_only: bool = False
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Closeness:
    """The published definition as the build of the store has it."""

    min_papers: int
    min_strength: float
    half_life: float
    max_pair_authors: int
    reference_year: int | None

    @classmethod
    def of(cls, held: Publication) -> Closeness:
        """UsageError where the store does not say."""
        names = ("close_min_papers", "close_min_strength", "half_life", "max_pair_authors")
        try:
            papers, strength, half_life, authors = (float(str(held.parameters[name])) for name in names)
        except KeyError as error:
            hint = "`research-graph publish` with this release brings what is missing"
            raise UsageError(f"build {held.build} does not say its {error.args[0]}", hint=hint) from None
        return cls(int(papers), strength, half_life, int(authors), held.reference_year)

    def in_words(self) -> dict[str, str]:
        """Close, strength and recent strength, each in a sentence."""
        recent = "no year is known, so that nothing is recent"
        if self.reference_year is not None:
            years = "year" if self.half_life == 1 else f"{self.half_life:g} years"
            recent = f"the same, each paper halved for every {years} before {self.reference_year}"
        return {
            "close": f"at least {self.min_papers} shared papers "
            f"and a recent strength of at least {self.min_strength:g}",
            "strength": "a shared paper of n authors adds 1/(n−1); "
            f"papers of more than {self.max_pair_authors} authors tie nobody",
            "recent_strength": recent,
        }

    def why(self, papers: int, recent: float) -> str:
        """What of the definition a tie meets."""
        enough = "≥" if papers >= self.min_papers else "<"
        strong = "≥" if recent >= self.min_strength else "<"
        told = f"{recent:.3g}"
        if (float(told) >= self.min_strength) != (recent >= self.min_strength):
            told = f"{recent:.9g}"
        return (
            f"{papers} paper{'' if papers == 1 else 's'} ({enough} {self.min_papers}), "
            f"recent strength {told} ({strong} {self.min_strength:g})"
        )


def collaborators(snapshot: Snapshot, held: Publication, author: Node, asked: Asked) -> dict[str, Any]:
    """The author, the definition, and lists {total, items} of close and other collaborators and, if asked for, of
    suggested ones. Close ones are ordered by recent strength, others by strength, each cut after `limit`. `level` is
    None where the store has no clusters.
    """
    terms = Closeness.of(held)
    close = _ties(snapshot, author.key, asked.limit, is_close=True)
    others = [] if asked.close_only else _ties(snapshot, author.key, asked.limit, is_close=False)
    guessed = _suggested(snapshot, author.key, asked.limit) if asked.suggested else {"items": []}
    people = [row.node.key for row in (*close, *others)]
    level = asked.level if held.nodes.get("Cluster") else None
    cluster = _clusters(snapshot, [author.key, *people, *(item["id"] for item in guessed["items"])], level)
    papers = _shared_papers(snapshot, author.key, people, most=asked.papers, authors=terms.max_pair_authors)

    def told(row: Neighbor) -> dict[str, Any]:
        tie, key = row.edge, row.node.key
        why = terms.why(tie["paper_count"], tie["recent_strength"])
        about = {"why": why, "cluster": cluster.get(key), "papers": papers.get(key, [])}
        return {"id": key, "name": row.node.fields["name"], **tie, **about}

    total = snapshot.counts(edge_kind("CO_AUTHORED_WITH"), [author.key], direction=Direction.BOTH).get(author.key, 0)
    of_close = author.fields["close_collaborator_count"]
    found: dict[str, Any] = {
        "id": author.key,
        "name": author.fields["name"],
        "paper_count": author.fields["paper_count"],
        "papers_read": min(author.fields["paper_count"], PAPERS_READ),
        "first_year": author.fields["first_year"],
        "last_year": author.fields["last_year"],
        "collaborator_count": total,
        "level": level,
        "cluster": cluster.get(author.key),
        "definition": {**terms.in_words(), "parameters": _parameters(terms)},
        "close": {"total": of_close, "items": [told(row) for row in close]},
    }
    if not asked.close_only:
        found["others"] = {"total": total - of_close, "items": [told(row) for row in others]}
    if asked.suggested:
        items = [{**item, "cluster": cluster.get(item["id"])} for item in guessed["items"]]
        found["suggested"] = {**guessed, "items": items}
    return found


def _parameters(terms: Closeness) -> dict[str, Any]:
    """As a build's manifest calls them."""
    return {
        "close_min_papers": terms.min_papers,
        "close_min_strength": terms.min_strength,
        "half_life": terms.half_life,
        "max_pair_authors": terms.max_pair_authors,
        "reference_year": terms.reference_year,
    }


def _ties(snapshot: Snapshot, author: str, limit: int, *, is_close: bool) -> list[Neighbor]:
    return snapshot.neighbors(
        edge_kind("CO_AUTHORED_WITH"),
        [author],
        direction=Direction.BOTH,
        page=Page(limit),
        where=Compare("is_close", Operator.EQ, is_close, side=Side.EDGE),
        order=(_CLOSEST, _STRONGEST) if is_close else (_STRONGEST,),
        edge_fields=_TOLD,
        node_fields=("name",),
    ).get(author, [])


def _clusters(snapshot: Snapshot, people: Sequence[str], level: str | None) -> dict[str, dict[str, Any]]:
    """The cluster of that level of each of the people who is in one."""
    if level is None:
        return {}
    found = snapshot.neighbors(
        edge_kind("MEMBER_OF"),
        list(dict.fromkeys(people)),
        direction=Direction.OUT,
        page=Page(1),
        where=Compare("level", Operator.EQ, level, side=Side.EDGE),
        node_fields=("label", "level"),
    )
    return {key: {"id": row.node.key, **row.node.fields} for key, (row, *_) in found.items()}


def _shared_papers(
    snapshot: Snapshot, author: str, others: Sequence[str], *, most: int, authors: int
) -> dict[str, list[dict[str, Any]]]:
    """The newest `most` papers of the author with each of the others, but none with too many authors to tie anybody."""
    if not (most and others):
        return {}
    kind = edge_kind("AUTHORED")
    own = snapshot.neighbors(
        kind,
        [author],
        direction=Direction.OUT,
        page=Page(PAPERS_READ),
        order=(Order("year", descending=True), Order("sort_key")),
        node_fields=("title", "year"),
    ).get(author, [])
    papers = {row.node.key: row.node.fields for row in own}
    seats = snapshot.counts(kind, list(papers), direction=Direction.IN)
    tying = [key for key in papers if seats.get(key, 0) <= authors]
    seated = {(edge.source, edge.target) for edge in snapshot.edges_among([kind], [*others, *tying])}
    shared = {other: [key for key in tying if (other, key) in seated] for other in others}
    return {other: [{"id": key, **papers[key]} for key in keys[:most]] for other, keys in shared.items()}


def _suggested(snapshot: Snapshot, author: str, limit: int) -> dict[str, Any]:
    """People without a shared paper, each with the shared collaborators that say most for them."""
    found = suggestions(snapshot, author, first=limit)
    through = list(dict.fromkeys(key for item in found.items for key in item.through))
    nodes = snapshot.nodes(node_kind("Author"), through, fields=("name",))
    named = {node.key: node.fields["name"] for node in nodes if node is not None}
    items = [
        {
            "id": item.key,
            "name": item.name,
            "is_suggestion": True,
            "score": item.score,
            "through": [{"id": key, "name": named[key]} for key in item.through if key in named],
            "through_count": item.through_count,
        }
        for item in found.items
    ]
    return {"truncated": found.truncated, "most_ties": MOST_TIES, "items": items}
