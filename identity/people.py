"""Who is who among people: assertions first, computed ids next, evidence last, all under the vetoes of union.py.

Every phase goes through its joins in a canonical order, so neither the order of rows nor of loads can be seen in the
result. docs/identity.md tells the rules in words, with real cases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..ledger.view import View
from ..schema.external_ids import Authority, authority
from .by_name import ByName, Matcher
from .decisions import Decisions, stale
from .doubts import Doubt, Refusal, find_doubts
from .members import Members, Place, Standing, read_members
from .names import share_a_part
from .risk import NOBODY, Verdict, judge
from .union import Clusters, Veto

EVIDENCE = {Standing.BARE: "name_only", Standing.COMPUTED: "matched", Standing.ASSERTED: "asserted"}
CURATED_CONFIDENCE, NAME_CONFIDENCE = 1.0, 0.9
OF_EVIDENCE = {Standing.ASSERTED: 0.99, Standing.COMPUTED: 0.9}
"""Confidence of an attribution; a name alone has 1 - merge risk, at most NAME_CONFIDENCE."""


@dataclass(frozen=True, slots=True)
class People:
    """Clusters of mentions and author records, numbered by their first member.

    `author`, `evidence` and `confidence` have an entry for each row of view.table("mentions"), None for a conflict;
    `record_author` one for each row of view.table("authors"), None where the record is no person of the graph;
    `verdicts` one for each cluster.
    """

    author: list[int | None]
    evidence: list[str | None]
    confidence: list[float | None]
    record_author: list[int | None]
    verdicts: list[Verdict]
    doubts: list[Doubt]
    report: dict[str, int]
    stale: list[str]


def resolve_people(
    view: View,
    paper_of: Sequence[int],
    slot_of: Sequence[int],
    *,
    decisions: Decisions | None = None,
    matchers: Sequence[Matcher] = (ByName(),),
) -> People:
    """Clusters the mentions and author records of a view; `paper_of` and `slot_of` as in PaperClusters."""
    decisions = decisions or Decisions()
    members = read_members(view, paper_of, slot_of, decisions.ids)
    resolving = _Resolving(members, Counter(paper_of))
    resolving.decide(decisions)
    resolving.join_by_said_ids()
    resolving.join_by_slot()
    resolving.join_by_computed_ids()
    for matcher in matchers:
        for join in matcher.joins(members, resolving.clusters):
            resolving.join_weakly(join.nodes)
    return resolving.result()


class _Resolving:
    def __init__(self, members: Members, records_of_work: Counter[int]) -> None:
        self.members = members
        self.clusters = Clusters(
            members.work, members.slot, claims=members.claims(), orcids=members.orcids(), rank=members.standing
        )
        self.shared_works = {work for work, count in records_of_work.items() if count > 1}
        self.slots: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self.refusals: list[Refusal] = []
        self.shared_orcids: list[list[int]] = []
        self.decided: set[int] = set()
        self.stale: list[str] = []

    def decide(self, decisions: Decisions) -> None:
        """People's decisions and the sources' own `not the same` come before all else."""
        for a, b in self.members.not_same:
            self.clusters.keep_apart(a, b, Veto.LISTED)
        if not (decisions.splits or decisions.merges or decisions.ids):
            return
        pairs = decisions.splits + decisions.merges
        node_of = self._nodes_of({*decisions.ids, *(place for pair in pairs for place in pair[:2])})
        for taken_out, other, _ in decisions.splits:
            self.clusters.keep_apart(node_of[taken_out], node_of[other], Veto.CURATION)
            self.members.aside.add(node_of[taken_out])
        self.decided.update(node_of[place] for place in decisions.ids)
        for one, other, curation in decisions.merges:
            veto = self._join_decided(node_of[one], node_of[other])
            if veto:
                self.stale.append(stale(curation, str(veto)))

    def _nodes_of(self, places: set[Place]) -> dict[Place, int]:
        named = ((self.members.place(node), node) for node in range(self.members.mentions))
        return {place: node for place, node in named if place in places}

    def _join_decided(self, a: int, b: int) -> Veto | None:
        usable = self.members.is_usable(a) and self.members.is_usable(b)
        veto = self.clusters.join(a, b, curated=True) if usable else Veto.SLOTS
        if veto is None:
            self.decided.update((a, b))
        return veto

    def join_weakly(self, nodes: Sequence[int]) -> None:
        """Joins the nodes to the first of them on weak evidence; refusals are kept, they are shown as doubt."""
        if self.clusters.join_plain(nodes):
            return
        first = nodes[0]
        for node in nodes[1:]:
            veto = self.clusters.join(first, node, weak=True)
            if veto:
                self.refusals.append(Refusal(first, node, veto))

    def join_by_said_ids(self) -> None:
        """One curated id is one person; so is one claimed ORCID where the names do not speak against it."""
        nodes_of: defaultdict[str, list[int]] = defaultdict(list)
        for node in self.members.said:
            if self.members.is_usable(node):
                for known in self.members.asserted(node):
                    nodes_of[known].append(node)
        for known in sorted(nodes_of, key=lambda known: (authority(known) is Authority.CLAIMED, min(nodes_of[known]))):
            self._gather(nodes_of[known], mind_names=authority(known) is Authority.CLAIMED)

    def join_by_slot(self) -> None:
        """Aligned mentions are one authorship."""
        for node in range(self.members.mentions):
            if self.members.work[node] in self.shared_works and self.members.is_usable(node):
                self.slots[self.members.work[node], self.members.slot[node]].append(node)
        for nodes in self.slots.values():
            self._gather(nodes)

    def join_by_computed_ids(self) -> None:
        """One computed id is one person for now; a computed ORCID finds the person who claims it."""
        nodes_of: defaultdict[str, list[int]] = defaultdict(list)
        orcid_nodes: defaultdict[str, list[int]] = defaultdict(list)
        for node in filter(self.members.is_usable, sorted(self.members.computed)):
            orcids = [known for known in self.members.computed[node] if known.startswith("orcid:")]
            others = [known for known in self.members.computed[node] if not known.startswith("orcid:")]
            for known in others or orcids:
                nodes_of[known].append(node)
            for known in orcids:
                orcid_nodes[known].append(node)
        for known in sorted(nodes_of, key=lambda known: min(nodes_of[known])):
            self._gather(nodes_of[known])
        claimants: defaultdict[str, list[int]] = defaultdict(list)
        for node in filter(self.members.is_usable, sorted(self.members.said)):
            for known in self.members.asserted(node):
                claimants[known].append(node)
        for known in sorted(orcid_nodes, key=lambda known: min(orcid_nodes[known])):
            if known in claimants:
                self._gather([*claimants[known], *orcid_nodes[known]], mind_names=True)
            else:
                self.shared_orcids.append(orcid_nodes[known])

    def _gather(self, nodes: Iterable[int], *, mind_names: bool = False) -> None:
        """Joins the nodes; one that a veto keeps from the first pile is tried with the next, else it opens its own."""
        piles: list[_Pile] = []
        for node in self.members.ordered(nodes):
            vetoes = []
            for pile in piles:
                unlike = mind_names and not pile.is_like(node, self.members)
                veto = Veto.UNLIKE_NAMES if unlike else self.clusters.join(pile.first, node)
                if veto is None:
                    pile.add(node, self.members)
                    break
                vetoes.append(Refusal(pile.first, node, veto))
            else:
                piles.append(_Pile(node, self.members))
                self.refusals += vetoes

    def result(self) -> People:
        """Numbers the clusters and says of every mention how it was attributed."""
        members = self.members
        cluster_of, size = self._number()
        evidence = self._evidence(cluster_of)
        verdicts = judge(members, cluster_of, evidence, clusters=size)
        doubts, left_out = find_doubts(members, self.clusters, cluster_of, self.refusals, self.shared_orcids)
        author = [None if cluster == NOBODY else cluster for cluster in cluster_of]
        words = [
            None if cluster is None else EVIDENCE[evidence[node]]
            for node, cluster in enumerate(author[: members.mentions])
        ]
        shares = Counter(words)
        report = {
            "authors": size,
            "mentions": members.mentions,
            **{f"{word}_mentions": shares[word] for word in EVIDENCE.values()},
            "refused_joins": len(self.refusals),
            "possibly_same": len(doubts),
            "possibly_same_left_out": left_out,
        }
        return People(
            author=author[: members.mentions],
            evidence=words,
            confidence=self._confidence(author[: members.mentions], evidence, verdicts),
            record_author=author[members.mentions :],
            verdicts=verdicts,
            doubts=doubts,
            report=report,
            stale=self.stale,
        )

    def _number(self) -> tuple[list[int], int]:
        """The cluster of each node and how many there are; a record that is no profile makes no person by itself."""
        members, find = self.members, self.clusters.find
        root_of = [find(node) if slot >= 0 else NOBODY for node, slot in enumerate(members.slot)]
        roots = set(root_of[: members.mentions])
        roots |= {root_of[node] for node in range(members.mentions, len(members)) if members.is_profile[node]}
        number = {root: index for index, root in enumerate(sorted(roots - {NOBODY}))}
        return [number.get(root, NOBODY) for root in root_of], len(number)

    def _evidence(self, cluster_of: list[int]) -> list[Standing]:
        """How each node was attributed: by what it says itself, or what an aligned mention of its cluster says."""
        evidence = list(self.members.standing)
        for node in self.decided:
            evidence[node] = Standing.ASSERTED
        for nodes in self.slots.values():
            for node in nodes:
                mates = (evidence[other] for other in nodes if cluster_of[other] == cluster_of[node])
                evidence[node] = max(mates)
        return evidence

    def _confidence(
        self, author: list[int | None], evidence: list[Standing], verdicts: list[Verdict]
    ) -> list[float | None]:
        by_name = [min(NAME_CONFIDENCE, round(1 - verdict.merge_risk, 3)) for verdict in verdicts]
        found = [
            None if cluster is None else OF_EVIDENCE.get(standing, by_name[cluster])
            for cluster, standing in zip(author, evidence, strict=False)
        ]
        for node in self.decided:
            found[node] = CURATED_CONFIDENCE
        return found


class _Pile:
    """Nodes joined by one id, with the names that they bear."""

    def __init__(self, node: int, members: Members) -> None:
        self.first = node
        self.names: dict[str, None] = {}
        self.codes: set[int] = set()
        self.add(node, members)

    def add(self, node: int, members: Members) -> None:
        if members.code[node] not in self.codes:
            self.codes.add(members.code[node])
            self.names.update(dict.fromkeys(members.spellings(node)))

    def is_like(self, node: int, members: Members) -> bool:
        return members.code[node] in self.codes or share_a_part(self.names, members.spellings(node))
