"""Names clusters by what is typical of them: topics, words of titles, venues. Never by a person's name.

A paper belongs to a cluster if at least half of its authors are members. See typical.py for the measure and wording.py
for what of the typical phrases is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array, csr_array

from ..assembly.build import Build
from ..schema.catalog import edge_kind, node_kind
from .network import Floats, Ints, Network
from .partition import Partition
from .phrases import phrase_matrix
from .typical import lasting, typical
from .wording import Wording, are_alike

CONSIDERED = 25
"""Typical phrases of a cluster among which those to be said are found."""

MOST = 5
"""Topics, terms and venues kept of a cluster."""

IN_LABEL = 3
"""Phrases of a label."""

UNTYPICAL = "No typical words"
"""The label of a cluster with nothing typical, before its years."""


@dataclass(frozen=True, slots=True)
class Having:
    """Which papers have which names of one sort, 1 where they do, and how much each name counts."""

    papers: csr_array
    names: Sequence[str]
    weights: Floats

    @classmethod
    def alike(cls, papers: csr_array, names: Sequence[str]) -> Having:
        """Names that all count the same."""
        return cls(papers, names, np.ones(len(names)))

    @classmethod
    def words(cls, authors: csr_array, papers: csr_array, names: Sequence[str]) -> Having:
        """Words that count as much as they stay with people; `authors`: papers × people."""
        return cls(papers, names, lasting(authors, papers))

    def typical_of(self, clusters: csr_array) -> list[list[str]]:
        """The names that are typical of each cluster, of clusters × papers."""
        each = typical(self._counts(clusters), self.weights, at_least=2, most=MOST)
        return [list(dict.fromkeys(self.names[column] for column in columns)) for columns, _ in each]

    def said_of(self, clusters: csr_array) -> list[list[str]]:
        """The phrases that are typical of each cluster, none like another."""
        counts = self._counts(clusters)
        wording, lines = Wording(self.names), pairwise(counts.indptr)
        each = typical(counts, self.weights, at_least=2, most=CONSIDERED)
        found = []
        for (columns, scores), (a, b) in zip(each, lines, strict=True):
            having = counts.data[a:b][np.searchsorted(counts.indices[a:b], columns)]
            found.append(wording.said((columns, scores), having, most=MOST))
        return found

    def _counts(self, clusters: csr_array) -> csr_array:
        counts = (clusters @ self.papers).tocsr()
        counts.sort_indices()
        return counts


@dataclass(frozen=True, slots=True)
class Described:
    """What papers people wrote and what these are about; made once, used for the clusters of every level.

    `people`: their names. `authors`: papers × people, 1 for an author.
    """

    people: Sequence[str]
    authors: csr_array
    years: Ints
    topics: Having
    terms: Having
    venues: Having

    @classmethod
    def of(cls, build: Build, people: Network) -> Described:
        """What a build says of the papers of a network's people."""
        papers = build.table(node_kind("Paper"), ["key", "title", "year"])
        keys = papers["key"].combine_chunks()
        authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
        years = pc.fill_null(papers["year"], 0).to_numpy().astype(np.int64)
        named = build.table(node_kind("Author"), ["key", "name"])
        authors = _incidence(authored["target"], keys, authored["source"], people.keys)
        return cls(
            people=named["name"].take(pc.index_in(people.keys, value_set=named["key"])).to_pylist(),
            authors=authors,
            years=years,
            topics=_named(build, "ABOUT", "Topic", ("name",), keys),
            terms=Having.words(authors, *phrase_matrix(papers["title"].to_pylist())),
            venues=_named(build, "PUBLISHED_IN", "Venue", ("acronym", "name"), keys),
        )

    def labels(self, partition: Partition) -> pa.Table:
        """One row a cluster: label, topics, terms, venues, paper_count, first_year, last_year."""
        papers = self._papers(partition)
        topics, venues = self.topics.typical_of(papers), self.venues.typical_of(papers)
        terms = self.terms.said_of(papers)
        spans = [self._span(papers.indices[a:b]) for a, b in pairwise(papers.indptr)]
        names = _Names(self.people, partition)
        labels = [
            _label((*about[:1], *words), places, span, is_name=partial(names.holds, cluster))
            for cluster, (about, words, places, span) in enumerate(zip(topics, terms, venues, spans, strict=True))
        ]
        texts = pa.list_(pa.string())
        columns = {
            "label": pa.array(labels, pa.string()),
            "topics": pa.array(topics, texts),
            "terms": pa.array(terms, texts),
            "venues": pa.array(venues, texts),
            "paper_count": pa.array(np.diff(papers.indptr), pa.int64()),
            "first_year": pa.array([span[0] if span else None for span in spans], pa.int64()),
            "last_year": pa.array([span[1] if span else None for span in spans], pa.int64()),
        }
        return pa.table(columns)

    def _papers(self, partition: Partition) -> csr_array:
        """Clusters × papers, 1 for a paper of the cluster."""
        members = np.flatnonzero(partition.labels >= 0)
        into = csr_array(
            (np.ones(len(members), np.int64), (members, partition.labels[members])),
            shape=(len(partition), partition.count),
        )
        inside = (self.authors @ into).tocoo()
        size = np.asarray(self.authors.sum(axis=1)).ravel()
        kept = 2 * inside.data >= size[inside.row]
        ones = np.ones(int(kept.sum()), np.int64)
        return csr_array((ones, (inside.col[kept], inside.row[kept])), shape=(partition.count, len(size)))

    def _span(self, papers: Ints) -> tuple[int, int] | None:
        years = self.years[papers]
        years = years[years > 0]
        return (int(years.min()), int(years.max())) if len(years) else None


def leading_people(network: Network, partition: Partition, *, most: int = 10) -> tuple[np.ndarray, list[Ints]]:
    """Each node's strength inside its cluster (0 outside all), and each cluster's strongest nodes."""
    rows, labels = network.rows, partition.labels
    inside = (labels[rows] >= 0) & (labels[rows] == labels[network.indices])
    strength = np.bincount(rows[inside], weights=network.weights[inside], minlength=len(network))
    order = np.lexsort((np.arange(len(network)), -strength, labels))
    order = order[labels[order] >= 0]
    ends = np.cumsum(partition.sizes)
    leaders = [order[end - size : min(end, end - size + most)] for size, end in zip(partition.sizes, ends, strict=True)]
    return strength, leaders


def _incidence(paper: pa.ChunkedArray, papers: pa.Array, other: pa.ChunkedArray, others: pa.Array) -> csr_array:
    """Papers × others, 1 where the table has the pair."""
    rows, columns = (
        pc.index_in(keys, value_set=known).to_numpy() for keys, known in ((paper, papers), (other, others))
    )
    matrix = coo_array((np.ones(len(rows), np.int64), (rows, columns)), shape=(len(papers), len(others))).tocsr()
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def _named(build: Build, edge: str, node: str, fields: Sequence[str], papers: pa.Array) -> Having:
    """The nodes that papers have such an edge to, by the first field that is filled."""
    nodes = build.table(node_kind(node), ["key", *fields])
    edges = build.table(edge_kind(edge), ["source", "target"])
    names = pc.coalesce(*(nodes[field] for field in fields)).to_pylist()
    return Having.alike(_incidence(edges["source"], papers, edges["target"], nodes["key"].combine_chunks()), names)


def _label(
    phrases: Sequence[str], venues: Sequence[str], span: tuple[int, int] | None, *, is_name: Callable[[str], bool]
) -> str:
    """The most typical phrases that do not repeat each other; venues and years where there are none.

    A label is never a person's name alone: where all would be parts of members' names, one that is none leads.
    """
    chosen: list[str] = []
    for phrase in phrases:
        if len(chosen) < IN_LABEL and not any(are_alike(phrase, other) for other in chosen):
            chosen.append(phrase)
    if all(is_name(phrase) for phrase in chosen):
        chosen = [phrase for phrase in phrases if not is_name(phrase)][:1] + chosen
    if not all(is_name(phrase) for phrase in chosen):
        return ", ".join(chosen[:IN_LABEL])
    years = "" if span is None else f", {span[0]}" if span[0] == span[1] else f", {span[0]}–{span[1]}"
    return (" and ".join(venues[:2]) or UNTYPICAL) + years


class _Names:
    """Which words are names of a cluster's members."""

    def __init__(self, people: Sequence[str], partition: Partition) -> None:
        self._people, self._members = people, partition.members()
        self._all = frozenset(word for name in people for word in name.lower().split())

    def holds(self, cluster: int, phrase: str) -> bool:
        """Whether each word of a phrase is in the name of a member."""
        words = set(phrase.lower().split())
        if not words <= self._all:
            return False
        members = self._members[cluster].tolist()
        return words <= {word for member in members for word in self._people[member].lower().split()}
