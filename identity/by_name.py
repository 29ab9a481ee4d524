"""Joins people by printed name inside one source: the present matcher, and the place where better evidence comes in.

A bare name is one author until something tells its mentions apart (docs/identity.md has the rules and real cases).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from .members import Members, Standing
from .union import Clusters


class Join(NamedTuple):
    """A proposal: the clusters of these nodes are one person, with this probability; each is joined to the first."""

    nodes: Sequence[int]
    probability: float


class Matcher(Protocol):
    """Evidence short of an assertion. Vetoes are not its business: a join that breaks one is refused and recorded."""

    def joins(self, members: Members, clusters: Clusters) -> Iterator[Join]:
        """Proposed joins in a canonical order; each is tried before the next is asked for, so `clusters` is current."""


NAME_ALONE = 0.9


class ByName:
    """One source, one name, one author, unless ids say otherwise."""

    def joins(self, members: Members, clusters: Clusters) -> Iterator[Join]:
        names = _Names(members, clusters)
        for codes in names.blocks():
            yield from names.join_block(codes)


class _Names:
    def __init__(self, members: Members, clusters: Clusters) -> None:
        self.members, self.clusters = members, clusters
        self.bare: defaultdict[int, list[int]] = defaultdict(list)
        self.identified: defaultdict[int, list[int]] = defaultdict(list)
        self.vague = {code for node in members.vague_nodes() for code in members.codes(node)}
        self.known = set(self.vague)
        self.distinct: defaultdict[int, set[int]] = defaultdict(set)
        for node in {node for pair in members.not_same for node in pair}:
            for code in members.codes(node):
                self.distinct[code].add(node)
        self._sort_in()

    def _sort_in(self) -> None:
        members, clusters, bare = self.members, self.clusters, Standing.BARE
        for node, (code, standing, slot) in enumerate(zip(members.code, members.standing, members.slot, strict=True)):
            if slot < 0:
                continue
            if standing is bare:
                self.bare[code].append(node)
                root = clusters.find(node)
                if clusters.rank[root] or root in clusters.orcids:
                    self.known.add(code)
            else:
                for each in members.codes(node):
                    self.identified[each].append(node)
                    self.known.add(each)

    def blocks(self) -> list[list[int]]:
        """Names that go together: a source's record without an id lists them as one person's. In canonical order."""
        group = {code: [code] for code in self.bare}
        for node, codes in self.members.codes_of_record.items():
            if self.members.standing[node] is Standing.BARE and node not in self.members.said:
                joined = sorted({each for code in codes for each in group.get(code, [code])})
                group.update(dict.fromkeys(joined, joined))
        found = {id(codes): codes for codes in group.values() if not self._is_single(codes)}
        return sorted(found.values(), key=lambda codes: min(self.members.code_names[code] for code in codes))

    def _is_single(self, codes: list[int]) -> bool:
        """Whether nothing but one mention bears the name, so that there is nobody to join."""
        return len(codes) == 1 and codes[0] not in self.known and len(self.bare[codes[0]]) == 1

    def join_block(self, codes: list[int]) -> Iterator[Join]:
        """Bare mentions go to the one person known by the name; else they stay together by themselves."""
        if self.known.isdisjoint(codes):
            nodes = self.members.ordered(node for code in codes for node in self.bare.get(code, ()))
            if len(nodes) > 1:
                yield Join(nodes, NAME_ALONE)
            return
        persons = self._persons(codes)
        is_vague = len(persons) > 1 or not self.vague.isdisjoint(codes)
        left: list[int] = []
        for part in [[code] for code in codes] if len(persons) > 1 else [codes]:
            bare = self.members.ordered(node for code in part for node in self.bare.get(code, ()))
            target = self._target(part)
            if target is None:
                is_vague = is_vague or bool(self._persons(part))
                left += bare
            else:
                yield Join([target, *bare], NAME_ALONE)
                left += [node for node in bare if self.clusters.find(node) != self.clusters.find(target)]
        yield from self._together(left, persons, is_vague=is_vague)

    def _together(self, nodes: list[int], persons: set[int], *, is_vague: bool) -> Iterator[Join]:
        """What is left is one author. Where several people bear the name, only mentions nobody else identified."""
        find, rank = self.clusters.find, self.clusters.rank
        kept = (node for node in nodes if find(node) not in persons and not (is_vague and rank[find(node)]))
        left = self.members.ordered(kept)
        if len(left) > 1:
            yield Join(left, NAME_ALONE)

    def _target(self, codes: list[int]) -> int | None:
        """The one person whom a bare name means: if there is just one, and no curator said that others bear it too."""
        persons = self._persons(codes)
        if len(persons) != 1 or any(code in self.vague for code in codes):
            return None
        (person,) = persons
        if any(self.clusters.veto(node, person) for code in codes for node in self.distinct.get(code, ())):
            return None
        ids = (known for each in self.clusters.claims.get(person, {}).values() for known in each)
        return None if any(known in self.members.set_apart for known in ids) else person

    def _persons(self, codes: Iterable[int]) -> set[int]:
        """Clusters that bear one of the names and are someone by an id or by a source's profile."""
        find, clusters = self.clusters.find, self.clusters
        found = {find(node) for code in codes for node in self.identified.get(code, ())}
        for code in codes:
            for node in self.bare.get(code, ()):
                root = find(node)
                if clusters.rank[root] == Standing.ASSERTED or root in clusters.orcids:
                    found.add(root)
        return found
