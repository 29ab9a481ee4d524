"""Names clusters by what is typical of them: topics, words of titles, venues. Never by a person's name.

A paper belongs to a cluster if at least half of its authors are members; where none does, those of two members or more
tell what it is about. See typical.py for the measure, wording.py for what of the typical phrases is said, spelling.py
for how it is written, naming.py for labels that would be equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array, csr_array, eye_array, hstack

from ..assembly.build import Build
from ..schema.catalog import edge_kind, node_kind
from .naming import Earlier, Options, above, told_apart
from .network import Floats, Ints, Network
from .partition import Partition
from .phrases import WORD, phrase_matrix, title_parts
from .spelling import Reader, Spelling, bare
from .subgraph import Flags
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


class Phrases(NamedTuple):
    """What is typical of a cluster, none like another: what is said of it, and what else could be."""

    said: list[str]
    others: Iterator[str]


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

    def said_of(self, clusters: csr_array) -> list[Phrases]:
        """The phrases that are typical of each cluster."""
        counts = self._counts(clusters)
        wording, lines = Wording(self.names), pairwise(counts.indptr)
        clear = typical(counts, self.weights, at_least=2, most=CONSIDERED)
        every = typical(counts, self.weights, at_least=1, most=CONSIDERED, clear=0.0)
        found = []
        for *ranked, (a, b) in zip(clear, every, lines, strict=True):
            having = dict(zip(counts.indices[a:b].tolist(), counts.data[a:b].tolist(), strict=True))
            said = wording.said(ranked[0], having, most=MOST)
            found.append(Phrases(said, wording.others(ranked, having, said)))
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
    spelling: Spelling

    @classmethod
    def of(cls, build: Build, people: Network) -> Described:
        """What a build says of the papers of a network's people."""
        papers = build.table(node_kind("Paper"), ["key", "title", "year"])
        keys = papers["key"].combine_chunks()
        authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
        years = pc.fill_null(papers["year"], 0).to_numpy().astype(np.int64)
        named = build.table(node_kind("Author"), ["key", "name"])
        authors = _incidence(authored["target"], keys, authored["source"], people.keys)
        titles = papers["title"].to_pylist()
        topics = _named(build, "ABOUT", "Topic", ("name",), keys)
        reader = Reader()
        terms = Having.words(authors, *phrase_matrix(titles, see=reader.see))
        return cls(
            people=named["name"].take(pc.index_in(people.keys, value_set=named["key"])).to_pylist(),
            authors=authors,
            years=years,
            topics=topics,
            terms=terms,
            venues=_named(build, "PUBLISHED_IN", "Venue", ("acronym", "name"), keys),
            spelling=spelling_of(reader, terms, topics, partial(_abstracts, build)),
        )

    def labels(
        self,
        partition: Partition,
        *,
        coarser: Sequence[tuple[Partition, Sequence[str]]] = (),
        earlier: Sequence[Mapping[str, Any] | None] = (),
    ) -> pa.Table:
        """One row a cluster: label, topics, terms, venues, paper_count, first_year, last_year.

        `coarser`: other levels and their labels, which no cluster shares that lies there. `earlier`: each cluster's row
        of an earlier run's table `clusters`, so that labels stay where they can (naming.py); nothing where all are new.
        """
        papers, telling = self._papers(partition)
        topics, venues = self.topics.typical_of(telling), self.venues.typical_of(telling)
        spans = [self._span(papers.indices[a:b]) for a, b in pairwise(papers.indptr)]
        names, inside = _Names(self.people, partition), self.spelling.inside(telling)
        options, terms = [], []
        for cluster, (about, phrases) in enumerate(zip(topics, self.terms.said_of(telling), strict=True)):
            write, is_name = partial(inside, cluster), partial(names.holds, cluster)
            terms.append([write(phrase) for phrase in phrases.said])
            said = [*map(write, about[:1]), *terms[-1]]
            more = chain(map(write, phrases.others), map(write, about[1:]))
            options.append(_options(said, more, venues[cluster], spans[cluster], is_name=is_name))
        texts = pa.list_(pa.string())
        columns = {
            "topics": pa.array(topics, texts),
            "terms": pa.array(terms, texts),
            "venues": pa.array(venues, texts),
            "paper_count": pa.array(np.diff(papers.indptr), pa.int64()),
            "first_year": pa.array([span[0] if span else None for span in spans], pa.int64()),
            "last_year": pa.array([span[1] if span else None for span in spans], pa.int64()),
        }
        said_before = _earlier(earlier, {"size": partition.sizes, **columns}) or [None] * partition.count
        labels = told_apart(options, above=above(partition, coarser), earlier=said_before)
        return pa.table({"label": pa.array(labels, pa.string()), **columns})

    def _papers(self, partition: Partition) -> tuple[csr_array, csr_array]:
        """Clusters × papers, 1 for a paper of the cluster; and for one that tells of it.

        Those that tell are its own; where it has none, those of at least two members.
        """
        members = np.flatnonzero(partition.labels >= 0)
        into = csr_array(
            (np.ones(len(members), np.int64), (members, partition.labels[members])),
            shape=(len(partition), partition.count),
        )
        inside = (self.authors @ into).tocoo()
        size = np.asarray(self.authors.sum(axis=1)).ravel()
        own = 2 * inside.data >= size[inside.row]
        has_own = np.bincount(inside.col[own], minlength=partition.count) > 0
        telling = own | ((inside.data > 1) & ~has_own[inside.col])

        def papers(kept: Flags) -> csr_array:
            ones = np.ones(int(kept.sum()), np.int64)
            return csr_array((ones, (inside.col[kept], inside.row[kept])), shape=(partition.count, len(size)))

        return papers(own), papers(telling)

    def _span(self, papers: Ints) -> tuple[int, int] | None:
        years = self.years[papers]
        years = years[years > 0]
        return (int(years.min()), int(years.max())) if len(years) else None


def spelling_of(
    titles: Reader, phrases: Having, topics: Having, abstracts: Callable[[Ints], Iterable[str]]
) -> Spelling:
    """How papers write their phrases and topics; `titles` has read theirs, `abstracts` gives those of some of them."""
    for name in topics.names:
        titles.see(title_parts(name))
    texts = hstack([eye_array(topics.papers.shape[0], dtype=np.int64), topics.papers], format="csr")
    words = [[bare(match.group()) for match in WORD.finditer(name)] for name in (*phrases.names, *topics.names)]
    papers = hstack([phrases.papers, topics.papers], format="csc")

    def having(asked: Set[str]) -> Iterable[str]:
        columns = [column for column, each in enumerate(words) if not asked.isdisjoint(each)]
        return abstracts(np.unique(papers[:, columns].indices).astype(np.int64))

    return Spelling(titles.forms().spread(texts), sorted(set(chain(*words))), having)


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


def _abstracts(build: Build, papers: Ints) -> Iterator[str]:
    """Those of some papers, by number, ascending."""
    first = 0
    for batch in build.batches(node_kind("Paper"), ["abstract"]):
        place, end = np.searchsorted(papers, [first, first + len(batch)])
        yield from batch["abstract"].take(pa.array(papers[place:end] - first)).drop_null().to_pylist()
        first += len(batch)


def _options(
    phrases: Sequence[str],
    others: Iterable[str],
    venues: Sequence[str],
    span: tuple[int, int] | None,
    *,
    is_name: Callable[[str], bool],
) -> Options:
    """The labels that a cluster may bear.

    The shortest: the most typical phrases; venues and years where there are none. It is never a person's name alone:
    where all would be parts of members' names, one that is none leads. Others: phrases, then venues, then years.
    """
    years = () if span is None else (f"{span[0]}" if span[0] == span[1] else f"{span[0]}–{span[1]}",)
    chosen: list[str] = []
    for phrase in phrases:
        if len(chosen) < IN_LABEL and not any(are_alike(phrase, other) for other in chosen):
            chosen.append(phrase)
    if all(is_name(phrase) for phrase in chosen):
        chosen = [phrase for phrase in phrases if not is_name(phrase)][:1] + chosen[: IN_LABEL - 1]
    if all(is_name(phrase) for phrase in chosen):
        chosen = [" and ".join(venues[:2]) or UNTYPICAL, *years]

    def more() -> Iterator[str]:
        said = [*chosen]
        for phrase in chain(phrases, others, venues, years):
            if not is_name(phrase) and not any(are_alike(phrase, other) for other in said):
                said.append(phrase)
                yield phrase

    return Options(chosen, more())


def _earlier(rows: Sequence[Mapping[str, Any] | None], today: Mapping[str, Any]) -> list[Earlier | None]:
    """What clusters were called, of an earlier run's rows; `today`: columns of figures."""
    names = ("size", "paper_count", "first_year", "last_year")
    now = zip(*(today[name].tolist() if name == "size" else today[name].to_pylist() for name in names), strict=True)
    return [
        Earlier(row["label"], tuple(row[name] for name in names) == figures) if row else None
        for row, figures in zip(rows, now, strict=False)
    ]


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
