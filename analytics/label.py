"""Names clusters by what is typical of them: topics, words of titles, venues. Never by a person's name.

A paper belongs to a cluster if at least half of its authors are members. See typical.py for the measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array, csr_array

from ..assembly.build import Build
from ..schema.catalog import edge_kind, node_kind
from .network import Ints, Network
from .partition import Partition
from .phrases import phrase_matrix
from .typical import typical

MOST = 5
"""Topics, terms and venues kept of a cluster."""

IN_LABEL = 3
"""Phrases of a label."""

UNTYPICAL = "No typical words"
"""The label of a cluster with nothing typical, before its years."""


@dataclass(frozen=True, slots=True)
class Described:
    """What papers people wrote and what these are about; made once, used for the clusters of every level.

    `authors`: papers × people, 1 for an author. `topics`, `terms`, `venues`: papers × names, 1 where one has the other.
    """

    authors: csr_array
    years: Ints
    topics: tuple[csr_array, list[str]]
    terms: tuple[csr_array, list[str]]
    venues: tuple[csr_array, list[str]]

    @classmethod
    def of(cls, build: Build, people: Network) -> Described:
        """What a build says of the papers of a network's people."""
        papers = build.table(node_kind("Paper"), ["key", "title", "year"])
        keys = papers["key"].combine_chunks()
        authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
        years = pc.fill_null(papers["year"], 0).to_numpy().astype(np.int64)
        return cls(
            authors=_incidence(authored["target"], keys, authored["source"], people.keys),
            years=years,
            topics=_named(build, "ABOUT", "Topic", ("name",), keys),
            terms=phrase_matrix(papers["title"].to_pylist()),
            venues=_named(build, "PUBLISHED_IN", "Venue", ("acronym", "name"), keys),
        )

    def labels(self, partition: Partition) -> pa.Table:
        """One row a cluster: label, topics, terms, venues, paper_count, first_year, last_year."""
        papers = self._papers(partition)
        found = {
            name: _typical_names(papers, *table)
            for name, table in (("topics", self.topics), ("terms", self.terms), ("venues", self.venues))
        }
        spans = [self._span(papers.indices[a:b]) for a, b in pairwise(papers.indptr)]
        labels = [
            _label(topics, terms, venues, span)
            for topics, terms, venues, span in zip(found["topics"], found["terms"], found["venues"], spans, strict=True)
        ]
        texts = pa.list_(pa.string())
        columns = {
            "label": pa.array(labels, pa.string()),
            **{name: pa.array(values, texts) for name, values in found.items()},
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


def _named(build: Build, edge: str, node: str, fields: Sequence[str], papers: pa.Array) -> tuple[csr_array, list[str]]:
    """Papers × the nodes that they have such an edge to, and the nodes' names: the first field that is filled."""
    nodes = build.table(node_kind(node), ["key", *fields])
    edges = build.table(edge_kind(edge), ["source", "target"])
    names = pc.coalesce(*(nodes[field] for field in fields)).to_pylist()
    return _incidence(edges["source"], papers, edges["target"], nodes["key"].combine_chunks()), names


def _typical_names(papers: csr_array, having: csr_array, names: Sequence[str]) -> list[list[str]]:
    counts = (papers @ having).tocsr()
    counts.sort_indices()
    return [
        list(dict.fromkeys(names[column] for column in columns)) for columns in typical(counts, at_least=2, most=MOST)
    ]


def _label(topics: Sequence[str], terms: Sequence[str], venues: Sequence[str], span: tuple[int, int] | None) -> str:
    """The most typical topics and terms that do not repeat each other; venues and years where there are none."""
    chosen: list[str] = []
    used: set[str] = set()
    for phrase in (*topics[:2], *terms):
        words = set(phrase.lower().split())
        if len(chosen) < IN_LABEL and not words & used:
            chosen.append(phrase)
            used |= words
    if chosen:
        return ", ".join(chosen)
    years = "" if span is None else f", {span[0]}" if span[0] == span[1] else f", {span[0]}–{span[1]}"
    return (" and ".join(venues[:2]) or UNTYPICAL) + years
